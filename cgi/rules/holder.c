#include "rules/holder.h"

#include <stdio.h>
#include <string.h>

#include "pki/idnum.h"
#include "pki/mobile.h"
#include "rules/code.h"
#include "rules/index.h"
#include "rules/pass.h"
#include "rules/rules.h"
#include "rules/standing.h"
#include "rules/subject.h"
#include "store/account.h"
#include "util/buf.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"

static int
read_mobile(struct rules *r, const struct actor *a, const char *typed, struct holder *out)
{
	struct account own;
	int rc;

	if (*typed != '\0' || a->kind != ACTOR_ACCOUNT)
		return mobile_parse(typed, out->mobile);
	if ((rc = db_account_get(r->db, a->id, &own)) == 0)
		memcpy(out->mobile, own.mobile, sizeof(out->mobile));
	return rc;
}

static int
read_number(struct rules *r, const struct holder_claim *c, int64_t now, struct holder *out)
{
	char number[IDNUM_SIZE], code[LEN_USCC];
	int rc;

	if (str_eq(c->kind, "uscc")) {
		if ((rc = subject_unit(c->number, code, sizeof(code))) == 0)
			snprintf(out->about, sizeof(out->about), "u:%s", code);
		return rc;
	}
	memcpy(out->about, "i:", 2);
	if ((rc = idnum_parse(c->kind, c->number, now, number, sizeof(number))) == 0)
		rc = index_of(r, c->kind, number, out->about + 2);
	explicit_bzero(number, sizeof(number));
	return rc;
}

int
holder_read(struct rules *r, const struct actor *a, const struct holder_claim *c, int64_t now, struct holder *out,
    const char **field)
{
	unsigned char serial[LEN_SERIAL];
	int rc;

	memset(out, 0, sizeof(*out));
	*field = "serial";
	if (*c->serial != '\0') {
		if ((rc = standing_serial(c->serial, serial)) != 0)
			return rc;
		memcpy(out->about, "s:", 2);
		enc_hex_to(serial, sizeof(serial), out->about + 2);
	} else {
		*field = "number";
		if ((rc = read_number(r, c, now, out)) != 0)
			return rc;
	}
	*field = "mobile";
	return read_mobile(r, a, c->mobile, out);
}

static int
list_about(struct rules *r, uint64_t account, const char *about, int64_t now, struct cert_line out[HOLDER_CERTS], size_t *n)
{
	unsigned char serial[LEN_SERIAL];
	int rc;

	if (about[0] == 'i')
		return db_cert_list_index(r->db, account, about + 2, now, out, HOLDER_CERTS, n);
	if (about[0] == 'u')
		return db_cert_list_uscc(r->db, account, about + 2, now, out, HOLDER_CERTS, n);
	*n = 0;
	if ((rc = standing_serial(about + 2, serial)) != 0)
		return rc;
	return db_cert_list_serial(r->db, serial, sizeof(serial), out, HOLDER_CERTS, n);
}

static void
clear_all(struct cert_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cert_line_clear(&lines[i]);
}

/* Those of the account with that mobile. */
static int
list_of(struct rules *r, const struct holder *h, int64_t now, struct cert_line out[HOLDER_CERTS], size_t *n)
{
	struct account owner;
	size_t all = 0;
	int rc;

	*n = 0;
	memset(out, 0, HOLDER_CERTS * sizeof(*out));
	if ((rc = db_account_find(r->db, h->mobile, &owner)) == 0)
		rc = list_about(r, owner.id, h->about, now, out, &all);
	for (size_t i = 0; i < all; i++) {
		struct cert_line line = out[i];

		memset(&out[i], 0, sizeof(out[i]));
		if (line.account == owner.id)	/* a serial is anybody's */
			out[(*n)++] = line;
		else
			cert_line_clear(&line);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
holder_send(struct rules *r, const struct actor *a, const char *purpose, const struct holder *h, const char *language,
    int64_t now)
{
	struct code c = { .purpose = purpose, .target = h->mobile, .about = h->about, .language = language };
	struct cert_line lines[HOLDER_CERTS];
	size_t n;
	int rc;

	rc = list_of(r, h, now, lines, &n);
	if (rc == 0 && n > 0)
		c.account = lines[0].account;
	clear_all(lines, n);
	return rc != 0 ? rc : code_send(r, a, &c, n == 0, now);
}

static const char *
pass_for(const char *purpose, char to[17])
{
	snprintf(to, 17, "pass.%s", purpose);
	return to;
}

/* The token is made from the form's, so that a form sent twice opens the same. */
static int
token_of(const char *purpose, const char *once, char to[LEN_TOKEN])
{
	unsigned char sum[DIGEST_SIZE];
	struct buf b;
	int r;

	buf_init(&b, 256);
	buf_printf(&b, "holder\n%s\n%s", purpose, once);
	digest_sha256(b.data, b.len, sum);
	buf_reset(&b);
	enc_base64url(sum, 24, &b);
	r = str_copy(to, LEN_TOKEN, buf_str(&b));
	buf_clear(&b);
	return r;
}

int
holder_prove(struct rules *r, const struct actor *a, const char *purpose, const struct holder *h, const char *typed,
    const char *once, int64_t now, char token[LEN_TOKEN])
{
	struct code c = { .purpose = purpose, .target = h->mobile, .about = h->about };
	char about[LEN_ADDRESS], before[LEN_ADDRESS], what[17];
	int rc;

	pass_for(purpose, what);
	snprintf(about, sizeof(about), "%s %s", h->mobile, h->about);
	if ((rc = token_of(purpose, once, token)) != 0)
		return rc;
	if ((rc = pass_find(r, what, token, now, before, NULL)) == 0 && str_eq(about, before))
		return 0;
	if ((rc != 0 && rc != ERR_NOTFOUND) || (rc = code_take(r, a, &c, typed, now, NULL)) != 0)
		return rc;
	return pass_open(r, what, token, about, now + HOLDER_LIFE, now);
}

int
holder_certs(struct rules *r, const char *purpose, const char *token, int64_t now, struct cert_line out[HOLDER_CERTS], size_t *n)
{
	char about[LEN_ADDRESS], what[17], *blank;
	struct holder h;
	int rc;

	*n = 0;
	if ((rc = pass_find(r, pass_for(purpose, what), token, now, about, NULL)) != 0)
		return rc;
	if ((blank = strchr(about, ' ')) == NULL)
		return err_set(ERR_BUG, "pass of a holder is malformed");
	*blank = '\0';
	if (str_copy(h.mobile, sizeof(h.mobile), about) != 0 || str_copy(h.about, sizeof(h.about), blank + 1) != 0)
		return err_reword(ERR_BUG, "pass of a holder is malformed");
	return list_of(r, &h, now, out, n);
}

int
holder_cert(struct rules *r, const char *purpose, const char *token, uint64_t id, int64_t now, struct cert_line *out)
{
	struct cert_line lines[HOLDER_CERTS];
	size_t n;
	int rc;

	if ((rc = holder_certs(r, purpose, token, now, lines, &n)) == 0)
		rc = ERR_NOTFOUND;
	for (size_t i = 0; i < n; i++)
		if (rc == ERR_NOTFOUND && lines[i].id == id) {
			*out = lines[i];
			rc = 0;
		} else {
			cert_line_clear(&lines[i]);
		}
	return rc;
}
