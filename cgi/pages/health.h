/*
 * health: whether a program with a database answers; for the operator's own probes (design 6).
 */
#ifndef PAGES_HEALTH_H
#define PAGES_HEALTH_H

struct page;

/* 200 "database ok", or 503 while it is away. */
int	 health_show(struct page *p);

#endif
