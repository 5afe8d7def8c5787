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

int	 case_show(struct page *p);		/* /apply/:id: how it stands, what happened, what can be done */
int	 subject_show(struct page *p);		/* /apply/:id/subject: names, contact, purpose */
int	 subject_send(struct page *p);
int	 email_show(struct page *p);		/* /apply/:id/email: a code proves the address */
int	 email_send(struct page *p);
int	 identity_show(struct page *p);		/* /apply/:id/identity: numbers of identity documents */
int	 identity_send(struct page *p);
int	 key_show(struct page *p);		/* /apply/:id/key: made in the browser, or a pasted request; also to replace it */
int	 key_send(struct page *p);
int	 materials_show(struct page *p);	/* /apply/:id/materials: evidence, one form for each */
int	 materials_send(struct page *p);
int	 check_show(struct page *p);		/* /apply/:id/check: all there is, what is missing, declaration, submission */
int	 check_send(struct page *p);
int	 done_show(struct page *p);		/* /apply/:id/done: submitted, and what happens next */
int	 fix_show(struct page *p);		/* /apply/:id/fix: why it was returned */
int	 counter_show(struct page *p);		/* /apply/:id/counter: refused a text: the way that is left */
int	 withdraw_show(struct page *p);		/* /apply/:id/withdraw */
int	 withdraw_send(struct page *p);
int	 receipt_show(struct page *p);		/* /receipt/:no: to be printed */
int	 progress_show(struct page *p);		/* /progress: state by number, for everybody */

int	 cert_show(struct page *p);		/* /cert/:serial */
int	 cert_accept_send(struct page *p);	/* its content is confirmed, or objected to */
int	 cert_object_show(struct page *p);
int	 cert_object_send(struct page *p);
int	 download_show(struct page *p);		/* /cert/:serial/download */
int	 download_send(struct page *p);
int	 download_file(struct page *p);		/* /cert/:serial/file/:ending: pem, cer, p7b */

int	 suspend_show(struct page *p);		/* /suspend */
int	 suspend_send(struct page *p);
int	 held_show(struct page *p);		/* /suspend/:token: what the code opened */
int	 held_send(struct page *p);
int	 hold_receipt_show(struct page *p);	/* /suspend/receipt/:request */
int	 baoshi_show(struct page *p);

int	 revoke_show(struct page *p);		/* /revoke */
int	 revoke_send(struct page *p);
int	 revoking_show(struct page *p);		/* /revoke/:token: reason, then the page that asks again */
int	 revoking_send(struct page *p);
int	 revoke_counter_show(struct page *p);	/* /revoke/counter: what a responsible person brings */
int	 revocation_receipt_show(struct page *p);	/* /revoke/receipt/:request */
int	 feizhi_show(struct page *p);

int	 query_show(struct page *p);		/* /query */

int	 terms_show(struct page *p);		/* /terms/:kind: the one in force; certificates point here (CPS) */
int	 agreements_show(struct page *p);	/* /agreements */
int	 revision_show(struct page *p);		/* /agreements/:kind/:number */
int	 diff_show(struct page *p);		/* /agreements/:kind/diff/A..B */

#endif
