#include "rules/login.h"

#include <stdio.h>
#include <string.h>

#include "pki/mobile.h"
#include "rules/code.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/account.h"
#include "store/operator.h"
#include "store/session.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define MINUTE		((int64_t)60 * 1000)
#define SESSION_LIFE	(12 * 60 * MINUTE)
#define SESSION_IDLE	(30 * MINUTE)
#define TOUCH_EVERY	MINUTE		/* seen_at is not written for every request */

static void
hide_mobile(const char *mobile, char *to, size_t size)
{
	size_t n = strlen(mobile);

	snprintf(to, size, "%.*s****%s", n > 8 ? (int)(n - 8) : 0, mobile, n > 4 ? mobile + n - 4 : "");
}

static unsigned
read_roles(const char *list)
{
	static const struct { const char *name; unsigned role; } names[] = { { "clerk", ROLE_CLERK },
	    { "reviewer", ROLE_REVIEWER }, { "business", ROLE_BUSINESS }, { "security", ROLE_SECURITY },
	    { "auditor", ROLE_AUDITOR } };
	unsigned roles = 0;

	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (strlen(names[i].name) == n && memcmp(names[i].name, list, n) == 0)
				roles |= names[i].role;
		list += n + (list[n] == ',');
	}
	return roles;
}

static int
fill_account(struct rules *r, const struct session *s, struct actor *a)
{
	struct account row;
	int rc;

	if ((rc = db_account_get(r->db, s->account, &row)) != 0)
		return rc;
	a->kind = ACTOR_ACCOUNT;
	a->id = row.id;
	hide_mobile(row.mobile, a->name, sizeof(a->name));
	return 0;
}

static int
fill_operator(struct rules *r, const struct session *s, int64_t now, struct actor *a)
{
	struct operator row;
	int rc;

	memset(&row, 0, sizeof(row));
	if ((rc = db_operator_get(r->db, s->operator, &row)) == 0 &&
	    (row.state != OPERATOR_ACTIVE || row.not_after <= now))
		rc = ERR_NOTFOUND;
	if (rc == 0) {
		a->kind = ACTOR_OPERATOR;
		a->id = row.id;
		a->roles = read_roles(row.roles);
		a->soft = s->strength == SESSION_SOFT;
		snprintf(a->name, sizeof(a->name), "%s", row.name);
		snprintf(a->person, sizeof(a->person), "%s", row.person_no);
		snprintf(a->ra, sizeof(a->ra), "%s", row.ra);
	}
	operator_clear(&row);
	return rc;
}

int
login_resolve(struct rules *r, enum login_console console, const char *cookie, int64_t now, struct actor *a)
{
	unsigned char token[DIGEST_SIZE];
	struct session s;
	int rc;

	if (*cookie == '\0')
		return 0;
	digest_sha256(cookie, strlen(cookie), token);
	if ((rc = db_session_find(r->db, (enum session_console)console, token, now, &s)) == ERR_NOTFOUND)
		return 0;
	if (rc != 0)
		return rc;
	if (s.seen_at + SESSION_IDLE <= now)
		return 0;
	if (s.account != 0)
		rc = fill_account(r, &s, a);
	else if (s.operator != 0)
		rc = fill_operator(r, &s, now, a);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc != 0)
		return rc;
	a->session = s.id;
	a->strength = s.strength;
	memcpy(a->csrf, s.csrf, sizeof(a->csrf));
	return s.seen_at + TOUCH_EVERY <= now ? db_session_touch(r->db, s.id, now) : 0;
}

int
login_send_code(struct rules *r, const struct actor *a, const char *typed, const char *language, int64_t now)
{
	char mobile[MOBILE_SIZE];
	int rc;

	if ((rc = mobile_parse(typed, mobile)) != 0)
		return rc;
	return code_send(r, a, &(struct code){ .purpose = "login", .target = mobile, .language = language }, false, now);
}

struct opening {
	const struct actor	*caller;
	struct actor		 actor;			/* the caller, then whoever logs in */
	const char		*mobile, *language;	/* hall only */
	struct session		 session;
	uint64_t		 account;		/* id a new account gets */
	int64_t			 now;
};

static int
find_or_make_account(struct db *db, const struct opening *o, uint64_t *id)
{
	struct account row;
	int r;

	if ((r = db_account_find(db, o->mobile, &row)) == 0)
		*id = row.id;
	if (r != ERR_NOTFOUND)
		return r;
	row = (struct account){ .id = o->account, .created = o->now };
	if (str_copy(row.mobile, sizeof(row.mobile), o->mobile) != 0 ||
	    str_copy(row.language, sizeof(row.language), o->language) != 0)
		return err_reword(ERR_BUG, "mobile or language of an account is too long");
	*id = row.id;
	if ((r = db_account_insert(db, &row)) != 0)
		return r == ERR_CONFLICT ? ERR_AGAIN : r;	/* registered in another window this very moment */
	return trail_id(db, &o->actor, o->now, "account.register", "account", row.id, "language=%s", o->language);
}

static int
become_operator(struct db *db, struct opening *o)
{
	struct operator row;
	int r;

	memset(&row, 0, sizeof(row));
	if ((r = db_operator_get(db, o->session.operator, &row)) == 0) {
		o->actor.kind = ACTOR_OPERATOR;
		o->actor.id = row.id;
		memcpy(o->actor.person, row.person_no, sizeof(o->actor.person));
	}
	operator_clear(&row);
	return r;
}

static int
become_account(struct db *db, struct opening *o)
{
	int r;

	if ((r = find_or_make_account(db, o, &o->session.account)) == 0) {
		o->actor.kind = ACTOR_ACCOUNT;
		o->actor.id = o->session.account;
	}
	return r;
}

/* Who logs in once more has one session, not two of which one is forgotten. */
static int
replace_session(struct db *db, const struct opening *o)
{
	int r;

	if (o->actor.session == 0)
		return 0;
	if ((r = db_session_end(db, o->actor.session, o->now)) != 0)
		return r;
	return trail_id(db, &o->actor, o->now, "session.end", "session", o->actor.session, "by=login");
}

static int
open_session(struct db *db, void *arg)
{
	struct opening *o = arg;
	int r;

	o->actor = *o->caller;
	if ((r = replace_session(db, o)) != 0 || (r = o->mobile != NULL ? become_account(db, o) : become_operator(db, o)) != 0 ||
	    (r = db_session_insert(db, &o->session)) != 0)
		return r;
	return trail_id(db, &o->actor, o->now, "session.open", trail_kind(&o->actor), o->actor.id, "console=%s strength=%s",
	    session_console_text[o->session.console], session_strength_text[o->session.strength]);
}

static int
begin(struct rules *r, struct opening *o, enum login_console console, int strength, char cookie[LOGIN_COOKIE])
{
	struct session *s = &o->session;

	rnd_token(cookie);
	s->id = rnd_id(o->now);
	s->console = (enum session_console)console;
	s->strength = (enum session_strength)strength;
	s->seen_at = s->created = o->now;
	s->expires_at = o->now + SESSION_LIFE;
	digest_sha256(cookie, strlen(cookie), s->token);
	rnd_bytes(s->csrf, sizeof(s->csrf));
	snprintf(s->ip, sizeof(s->ip), "%s", o->caller->ip);
	snprintf(s->agent, sizeof(s->agent), "%s", o->caller->agent);
	return db_run(r->db, open_session, o);
}

int
login_with_code(struct rules *r, const struct actor *a, const char *number, const char *typed, const char *language,
    int64_t now, char cookie[LOGIN_COOKIE])
{
	char mobile[MOBILE_SIZE];
	struct opening o = { .caller = a, .mobile = mobile, .language = language, .account = rnd_id(now), .now = now };
	const struct code code = { .purpose = "login", .target = mobile };
	int rc;

	if ((rc = mobile_parse(number, mobile)) != 0 || (rc = code_take(r, a, &code, typed, now, NULL)) != 0)
		return rc;
	return begin(r, &o, LOGIN_HALL, SESSION_CODE, cookie);
}

int
login_operator(struct rules *r, const struct actor *a, enum login_console console, uint64_t operator, int strength,
    int64_t now, char cookie[LOGIN_COOKIE])
{
	struct opening o = { .caller = a, .session.operator = operator, .now = now };

	return begin(r, &o, console, strength, cookie);
}

struct ending {
	const struct actor	*actor;
	int64_t			 now;
};

static int
end_session(struct db *db, void *arg)
{
	const struct ending *e = arg;
	int r;

	if ((r = db_session_end(db, e->actor->session, e->now)) != 0)
		return r;
	return trail_id(db, e->actor, e->now, "session.end", "session", e->actor->session, "by=person");
}

int
login_end(struct rules *r, const struct actor *a, int64_t now)
{
	struct ending e = { .actor = a, .now = now };

	return a->session == 0 ? 0 : db_run(r->db, end_session, &e);
}
