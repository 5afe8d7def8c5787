/*
 * session: somebody who is logged in at the hall of the running instance of VAR, with a few applications of his own.  Prints the
 * cookie his browser would send.
 */
#include "instance.h"

#include "store/account.h"
#include "store/app.h"
#include "store/session.h"
#include "util/digest.h"
#include "util/rnd.h"

#define APPLICATIONS 5

static void
put_account(struct account *a)
{
	char digits[12];

	*a = (struct account){ .id = rnd_id(tm_now()), .language = "zh-CN", .created = tm_now() };
	snprintf(a->mobile, sizeof(a->mobile), "+86%s", rnd_digits(digits, 11));
	must(db_account_insert(root, a), "account");
}

static void
put_application(const struct account *of, int i)
{
	struct app a = { .id = rnd_id(tm_now()), .account = of->id, .moved_at = tm_now(), .created = tm_now() };

	snprintf(a.ra, sizeof(a.ra), "default");
	snprintf(a.product, sizeof(a.product), "personal");
	snprintf(a.language, sizeof(a.language), "zh-CN");
	snprintf(a.common_name, sizeof(a.common_name), "张%d", i);
	rnd_token(a.request);
	must(db_app_insert(root, &a), "application");
	app_clear(&a);
}

int
main(void)
{
	struct session s = { .console = SESSION_HALL, .strength = SESSION_CODE, .ip = "127.0.0.1", .agent = "measure",
	    .seen_at = tm_now(), .expires_at = tm_now() + TM_HOUR, .created = tm_now() };
	char cookie[RND_TOKEN_SIZE];
	struct account a;

	open_instance();
	put_account(&a);
	for (int i = 0; i < APPLICATIONS; i++)
		put_application(&a, i);
	rnd_token(cookie);
	s.id = rnd_id(tm_now());
	s.account = a.id;
	digest_sha256(cookie, strlen(cookie), s.token);
	rnd_bytes(s.csrf, sizeof(s.csrf));
	must(db_session_insert(root, &s), "session");
	printf("__Host-hall=%s\n", cookie);
	db_close(root);
	return 0;
}
