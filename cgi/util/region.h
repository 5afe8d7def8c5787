/*
 * region: memory with the lifetime of one request (or one job).  Everything is freed at once; handlers free nothing.
 */
#ifndef UTIL_REGION_H
#define UTIL_REGION_H

#include <stddef.h>

struct region;

struct region *region_new(void);
void	 region_free(struct region *r);		/* NULL is accepted */
void	 region_reset(struct region *r);	/* frees all that was allocated, keeps the region */

void	*region_alloc(struct region *r, size_t size);	/* zeroed, aligned for any type */
char	*region_dup(struct region *r, const void *p, size_t size);	/* adds a NUL */
char	*region_str(struct region *r, const char *s);
char	*region_printf(struct region *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
