/*
 * hall: the handlers of the public hall, one file per page; hall.c lists their routes.
 */
#ifndef PAGES_HALL_H
#define PAGES_HALL_H

struct page;
struct web_app;

extern const struct web_app hall_app;

int	 home_show(struct page *p);		/* / */

int	 login_show(struct page *p);		/* /login, /register */
int	 login_send(struct page *p);
int	 logout_send(struct page *p);		/* /logout */

int	 my_show(struct page *p);		/* /my */

int	 apply_show(struct page *p);		/* /apply/new/:product */
int	 apply_send(struct page *p);

int	 agreement_show(struct page *p);	/* /apply/:id/agreement: the next text that needs an act, but the separate one */
int	 agreement_send(struct page *p);
int	 sensitive_show(struct page *p);	/* /apply/:id/sensitive: the separate consent (PIPL 29) */
int	 sensitive_send(struct page *p);

#endif
