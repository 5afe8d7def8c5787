/*
 * remain: how long there is until a promised time, in words.
 */
#ifndef PAGES_REMAIN_H
#define PAGES_REMAIN_H

#include <stdint.h>

struct hdf;
struct page;

/* item.Left = "5 小时 12 分", item.Late = 1 when the time is over, item.Soon = 1 within 4 hours, item.Due = the time; 0: nothing. */
void	 remain_put(struct page *p, struct hdf *item, int64_t due);

#endif
