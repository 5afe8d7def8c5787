/*
 * desk: the handlers of the RA console, one file per place; desk.c lists their routes.
 */
#ifndef PAGES_DESK_H
#define PAGES_DESK_H

struct page;
struct web_app;

extern const struct web_app desk_app;

int	 ra_login_show(struct page *p);		/* /ra/login */
int	 ra_login_send(struct page *p);
int	 ra_key_send(struct page *p);		/* /ra/login/key */
int	 ra_logout_send(struct page *p);	/* /ra/logout */

int	 ra_queue_show(struct page *p);		/* /ra/ */
int	 ra_next_send(struct page *p);		/* /ra/next */

int	 ra_case_show(struct page *p);		/* /ra/:no */
int	 ra_case_send(struct page *p);		/* /ra/:no/act: claim, unclaim, accept, back */
int	 ra_number_send(struct page *p);	/* /ra/:no/number */

int	 ra_page_show(struct page *p);		/* /ra/:no/material/:material/page/:n */
int	 ra_original_show(struct page *p);	/* /ra/:no/material/:material/original */

int	 ra_decide_send(struct page *p);	/* /ra/:no: the decision form */
int	 ra_sign_show(struct page *p);		/* /ra/:no/sign/:paper */
int	 ra_signed_send(struct page *p);	/* /ra/:no/signed */

int	 ra_search_show(struct page *p);	/* /ra/cert */
int	 ra_cert_show(struct page *p);		/* /ra/cert/:serial */
int	 ra_hold_send(struct page *p);		/* /ra/cert/:serial/hold */
int	 ra_release_send(struct page *p);	/* /ra/cert/:serial/release */
int	 ra_revoke_send(struct page *p);	/* /ra/cert/:serial/revoke */
int	 ra_verdict_send(struct page *p);	/* /ra/cert/:serial/verdict: what was asked for is decided */
int	 ra_paper_show(struct page *p);		/* /ra/paper/:paper: a paper that two sign */
int	 ra_paper_signed(struct page *p);	/* /ra/paper/:paper/signed */
int	 ra_paper_drop(struct page *p);		/* /ra/paper/:paper/drop */

int	 ra_stats_show(struct page *p);		/* /ra/stats */
int	 ra_stats_csv(struct page *p);		/* /ra/stats/csv: the same, day by day */
int	 ra_log_show(struct page *p);		/* /ra/log */

/* The review page; faults and what was typed are shown in it. For the handlers of its forms. */
int	 ra_case_again(struct page *p);

#endif
