#include "rules/code.h"

#include <stdio.h>
#include <string.h>

#include "rules/tell.h"
#include "store/limit.h"
#include "store/onetime.h"
#include "util/buf.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define MINUTE ((int64_t)60 * 1000)

static const char wrong[] = "the code is not right or no longer valid";

/*
 * What a code stands under.  The claim is part of it: who knows a mobile alone must not be able to void the codes of a loss report,
 * or to use up what may be asked for.
 */
static int
name_of(const struct code *c, char to[LEN_ADDRESS])
{
	int n = snprintf(to, LEN_ADDRESS, "%s%s%s", c->target, c->about != NULL ? " " : "", c->about != NULL ? c->about : "");

	return n < LEN_ADDRESS ? 0 : err_set(ERR_INPUT, "address is too long");
}

static int
limited(struct rules *r, const struct actor *a, const struct code *c, const char *name, int64_t now)
{
	char kind[33];
	int rc;

	snprintf(kind, sizeof(kind), "code-to-%s", c->purpose);
	if ((rc = db_limit_take(r->db, "code-ip", a->ip, 30, MINUTE, now, NULL)) == 0)
		rc = db_limit_take(r->db, kind, name, 5, 10 * MINUTE, now, NULL);
	return rc == ERR_LIMIT ? err_set(ERR_LIMIT, "too many codes were asked for, wait ten minutes") : rc;
}

static int
hash_code(const struct rules *r, const char *purpose, const char *name, const char *digits, unsigned char out[DIGEST_SIZE])
{
	struct buf b;
	int rc;

	buf_init(&b, 1024);
	buf_printf(&b, "code\n%s\n%s\n%s", purpose, name, digits);
	if ((rc = buf_end(&b, "one-time code")) == 0)
		digest_hmac(r->index_key, sizeof(r->index_key), b.data, b.len, out);
	buf_wipe(&b);
	return rc;
}

struct sending {
	const struct code	*code;
	struct onetime		 row;
	const char		*params;
	bool			 silent;
	int64_t			 now;
};

/* A silent one is stored as well, so that guessing at it ends as guessing at any other. */
static int
store_and_tell(struct db *db, void *arg)
{
	const struct sending *s = arg;
	bool mail = strchr(s->code->target, '@') != NULL;
	int r;

	if ((r = db_onetime_void(db, s->row.purpose, s->row.target, s->now)) != 0 ||
	    (r = db_onetime_insert(db, &s->row)) != 0 || s->silent)
		return r;
	return tell(db, &(struct tell){ .event = "code", .account = s->code->account, .language = s->code->language,
	    .mobile = mail ? NULL : s->code->target, .email = mail ? s->code->target : NULL, .params = s->params,
	    .secret = true, .expires_at = s->now + CODE_LIFE }, s->now);
}

int
code_send(struct rules *r, const struct actor *a, const struct code *c, bool silent, int64_t now)
{
	struct sending s = { .code = c, .silent = silent, .now = now, .row = { .id = rnd_id(now), .account = c->account,
	    .object = c->object, .expires_at = now + CODE_LIFE, .created = now } };
	char digits[CODE_DIGITS + 1];
	struct buf params;
	int rc;

	if ((rc = name_of(c, s.row.target)) != 0 || (rc = limited(r, a, c, s.row.target, now)) != 0)
		return rc;
	if (str_copy(s.row.purpose, sizeof(s.row.purpose), c->purpose) != 0)
		return err_reword(ERR_BUG, "purpose of a code is too long");
	rnd_digits(digits, CODE_DIGITS);
	buf_init(&params, 256);
	tell_param(&params, "code", digits);
	tell_param(&params, "purpose", c->purpose);
	s.params = buf_str(&params);
	if ((rc = hash_code(r, c->purpose, s.row.target, digits, s.row.code)) == 0)
		rc = db_run(r->db, store_and_tell, &s);
	buf_wipe(&params);
	explicit_bzero(digits, sizeof(digits));
	return rc;
}

/* As people type or paste it: with blanks between the digits, or in the full-width digits of a Chinese keyboard (U+FF10 …). */
static int
read_code(const char *typed, char out[CODE_DIGITS + 1])
{
	size_t n = 0;

	for (const char *s = typed; *s != '\0'; s++) {
		char digit = *s;

		if (*s == ' ')
			continue;
		if (strncmp(s, "\xef\xbc", 2) == 0 && (unsigned char)s[2] >= 0x90) {
			digit = (char)((unsigned char)s[2] - 0x90 + '0');
			s += 2;
		}
		if (digit < '0' || digit > '9' || n == CODE_DIGITS)
			return ERR_INPUT;
		out[n++] = digit;
	}
	out[n] = '\0';
	return n == CODE_DIGITS ? 0 : ERR_INPUT;
}

int
code_take(struct rules *r, const struct actor *a, const struct code *c, const char *typed, int64_t now, uint64_t *object)
{
	struct onetime row;
	unsigned char given[DIGEST_SIZE];
	char name[LEN_ADDRESS], digits[CODE_DIGITS + 1];
	int rc;

	if (read_code(typed, digits) != 0)
		return err_set(ERR_INPUT, "%s", wrong);
	if ((rc = name_of(c, name)) != 0)
		return rc;
	if ((rc = db_limit_take(r->db, "guess-ip", a->ip, 60, MINUTE / 2, now, NULL)) != 0)
		return rc == ERR_LIMIT ? err_set(ERR_LIMIT, "too many codes were tried, wait a few minutes") : rc;
	if ((rc = db_onetime_find(r->db, c->purpose, name, now, &row)) == ERR_NOTFOUND)
		return err_set(ERR_INPUT, "%s", wrong);
	/* The try is counted before the comparison: two guesses at once are two tries. */
	if (rc != 0 || (rc = db_onetime_guess(r->db, row.id, CODE_TRIES)) != 0)
		return rc == ERR_LIMIT ? err_set(ERR_LIMIT, "the code was typed wrong too often, ask for a new one") : rc;
	if ((rc = hash_code(r, c->purpose, name, digits, given)) != 0)
		return rc;
	if (!str_same_secret(given, row.code, sizeof(given)))
		return err_set(ERR_INPUT, "%s", wrong);
	if ((rc = db_onetime_take(r->db, row.id, now)) == ERR_CONFLICT)
		return err_set(ERR_INPUT, "%s", wrong);
	if (rc == 0 && object != NULL)
		*object = row.object;
	return rc;
}
