/*
 * console_log: what was done at a console, newest first, and whether its chains hold.
 */
#ifndef PAGES_CONSOLE_LOG_H
#define PAGES_CONSOLE_LOG_H

struct page;

/* address: of the page itself; acts: the group of texts that words the acts. */
int	 console_log(struct page *p, const char *address, const char *acts);

#endif
