/*
 * office: the console of the administrators: texts and their publication, operators, the log.
 */
#ifndef PAGES_OFFICE_H
#define PAGES_OFFICE_H

struct page;
struct web_app;

extern const struct web_app office_app;

int	 office_home(struct page *p);
int	 office_login_show(struct page *p);
int	 office_login_send(struct page *p);
int	 office_key_take(struct page *p);
int	 office_logout_send(struct page *p);
int	 office_log_show(struct page *p);

int	 texts_show(struct page *p);		/* office_texts: all documents; one revision */
int	 texts_open(struct page *p);
int	 text_show(struct page *p);
int	 text_reopen(struct page *p);
int	 text_signed(struct page *p);
int	 draft_show(struct page *p);		/* office_draft */
int	 draft_send(struct page *p);
int	 draft_diff(struct page *p);
int	 publish_show(struct page *p);		/* office_publish */
int	 publish_send(struct page *p);

int	 users_show(struct page *p);		/* office_users */
int	 user_new(struct page *p);
int	 user_new_send(struct page *p);
int	 user_show(struct page *p);
int	 user_signed(struct page *p);
int	 user_again(struct page *p);
int	 user_withdraw(struct page *p);
int	 user_withdrawn(struct page *p);
int	 register_show(struct page *p);		/* office_register */
int	 register_take(struct page *p);
int	 register_signed(struct page *p);
int	 first_show(struct page *p);
int	 first_send(struct page *p);

#endif
