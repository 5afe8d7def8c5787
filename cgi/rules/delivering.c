#include "rules/delivering.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/chain.h"
#include "rules/code.h"
#include "rules/move.h"
#include "rules/pass.h"
#include "rules/revoking.h"
#include "rules/rules.h"
#include "rules/settings.h"
#include "rules/standing.h"
#include "rules/trail.h"
#include "store/account.h"
#include "store/app.h"
#include "store/cakey.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

const char *const delivering_ending[] = { "pem", "cer", "p7b", NULL };

int
delivering_get(struct rules *r, const struct actor *a, const char *typed, struct cert_row *out)
{
	unsigned char serial[LEN_SERIAL];
	struct cert_line lines[STANDING_MAX];
	size_t n = 0;
	int rc;

	memset(out, 0, sizeof(*out));
	memset(lines, 0, sizeof(lines));
	if (a->kind != ACTOR_ACCOUNT)
		return ERR_NOTFOUND;
	if (standing_serial(typed, serial) != 0) {
		err_take();
		return ERR_NOTFOUND;
	}
	if ((rc = db_cert_list_serial(r->db, serial, sizeof(serial), lines, STANDING_MAX, &n)) == 0)
		rc = ERR_NOTFOUND;
	for (size_t i = 0; i < n; i++) {
		if (rc == ERR_NOTFOUND && lines[i].account == a->id)
			rc = db_cert_get(r->db, lines[i].id, out);
		cert_line_clear(&lines[i]);
	}
	return rc;
}

int
delivering_send_code(struct rules *r, const struct actor *a, const struct cert_row *c, const char *language, int64_t now)
{
	struct account owner;
	int rc;

	if ((rc = db_account_get(r->db, a->id, &owner)) != 0)
		return rc;
	return code_send(r, a, &(struct code){ .purpose = "download", .target = owner.mobile, .language = language,
	    .account = a->id, .object = c->id }, false, now);
}

/* --- what was delivered -------------------------------------------------------------------------------- */

struct delivery_of {
	const struct actor	*actor;
	const struct cert_row	*cert;
	const char		*format;
	unsigned char		 sha256[DIGEST_SIZE];
	int64_t			 now;
};

static int
record(struct db *db, void *arg)
{
	const struct delivery_of *x = arg;
	char hex[2 * DIGEST_SIZE + 1];

	enc_hex_to(x->sha256, sizeof(x->sha256), hex);
	return trail_id(db, x->actor, x->now, "cert.deliver", "certificate", x->cert->id, "format=%s sha256=%s", x->format, hex);
}

/* An application that waits for this event moves on; one that went on already stays. */
static int
move_if_due(struct db *db, const struct actor *a, uint64_t application, enum move_event event, const char *reason, int64_t now)
{
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = db_app_get(db, application, &app)) == 0 && move_find(app.state, event) != NULL)
		r = move_app(db, a, &app, event, reason, now);
	app_clear(&app);
	return r;
}

static int
deliver(struct db *db, void *arg)
{
	const struct delivery_of *x = arg;
	int r;

	if ((r = db_cert_downloaded(db, x->cert->id, x->now)) != 0 ||
	    (r = move_if_due(db, x->actor, x->cert->application, MOVE_DOWNLOAD, NULL, x->now)) != 0)
		return r;
	return record(db, arg);
}

/* --- what the code opens ------------------------------------------------------------------------------- */

static const char what[] = "pass.download";

static void
name_of(const struct actor *a, const struct cert_row *c, char to[64])
{
	snprintf(to, 64, "%" PRIu64 "/%" PRIu64, a->session, c->id);
}

int
delivering_is_open(struct rules *r, const struct actor *a, const struct cert_row *c, int64_t now, int64_t *until)
{
	char name[64];

	name_of(a, c, name);
	return pass_find(r, what, name, now, NULL, until);
}

int
delivering_open(struct rules *r, const struct actor *a, const struct cert_row *c, const char *typed, int64_t now)
{
	struct delivery_of x = { .actor = a, .cert = c, .format = "page", .now = now };
	struct account owner;
	uint64_t object;
	char name[64];
	int rc;

	if (delivering_is_open(r, a, c, now, NULL) == 0)
		return 0;	/* a form sent twice */
	if ((rc = db_account_get(r->db, a->id, &owner)) != 0 ||
	    (rc = code_take(r, a, &(struct code){ .purpose = "download", .target = owner.mobile }, typed, now, &object)) != 0)
		return rc;
	if (object != c->id)
		return err_set(ERR_INPUT, "the code was sent for another certificate");
	name_of(a, c, name);
	memcpy(x.sha256, c->sha256, sizeof(x.sha256));
	if ((rc = db_run(r->db, deliver, &x)) != 0)
		return rc;
	return pass_open(r, what, name, name, now + DELIVERING_OPEN, now);
}

/* --- formats ------------------------------------------------------------------------------------------- */

#define ABOVE 2		/* issuing CA and root */

static int
load_above(struct rules *r, const struct cert_row *c, struct cakey above[ABOVE])
{
	size_t n = 0;
	int rc;

	memset(above, 0, ABOVE * sizeof(*above));
	if ((rc = db_cakey_get(r->db, c->issuer, &above[0])) == 0)
		rc = db_cakey_list(r->db, "root", &above[1], 1, &n);
	if (rc == ERR_NOTFOUND || (rc == 0 && n == 0))
		rc = err_set(ERR_BUG, "certificates above %s are missing", c->issuer);
	return rc;
}

static void
clear_above(struct cakey above[ABOVE])
{
	cakey_clear(&above[0]);
	cakey_clear(&above[1]);
}

int
delivering_above(struct rules *r, const struct cert_row *c, struct buf *out)
{
	struct cakey above[ABOVE];
	int rc;

	if ((rc = load_above(r, c, above)) == 0) {
		enc_base64(above[0].cert.data, above[0].cert.len, out);
		buf_addc(out, ' ');
		enc_base64(above[1].cert.data, above[1].cert.len, out);
	}
	clear_above(above);
	return rc;
}

static int
make_p7b(struct rules *r, const struct cert_row *c, struct buf *out)
{
	struct cakey above[ABOVE];
	int rc;

	if ((rc = load_above(r, c, above)) == 0) {
		const struct chain_cert certs[] = { { c->der.data, c->der.len }, { above[0].cert.data, above[0].cert.len },
		    { above[1].cert.data, above[1].cert.len } };

		rc = chain_p7b(certs, sizeof(certs) / sizeof(certs[0]), out);
	}
	clear_above(above);
	return rc;
}

int
delivering_file(struct rules *r, const struct actor *a, const struct cert_row *c, enum delivering_format format, int64_t now,
    struct buf *out)
{
	struct delivery_of x = { .actor = a, .cert = c, .format = delivering_ending[format], .now = now };
	int rc;

	if ((rc = delivering_is_open(r, a, c, now, NULL)) != 0)
		return rc;
	if (format == DELIVERING_PEM)
		enc_pem("CERTIFICATE", c->der.data, c->der.len, out);
	else if (format == DELIVERING_DER)
		buf_add(out, c->der.data, c->der.len);
	else if ((rc = make_p7b(r, c, out)) != 0)
		return rc;
	if ((rc = buf_end(out, "certificate")) != 0)
		return rc;
	digest_sha256(out->data, out->len, x.sha256);
	return db_run(r->db, record, &x);
}

/* --- what the holder says ------------------------------------------------------------------------------ */

int
delivering_may_say(struct rules *r, const struct cert_row *c, int64_t now, struct delivering_say *out)
{
	int64_t days;
	int rc;

	if ((rc = settings_days(r->db, SETTINGS_SILENCE, &days)) != 0)
		return rc;
	out->silence_at = c->signed_at + days * TM_DAY;
	out->open = c->accepted_at == 0 && c->objected_at == 0 && c->state != CERT_REVOKED && c->not_after > now;
	return 0;
}

struct saying {
	const struct actor	*actor;
	const struct cert_row	*cert;
	struct revoking		 revoking;
	int64_t			 now;
};

static int
accept_it(struct db *db, void *arg)
{
	const struct saying *s = arg;
	int r;

	if ((r = db_cert_accept(db, s->cert->id, CERT_BY_HOLDER, s->now)) != 0)
		return r == ERR_CONFLICT ? err_set(r, "the content was confirmed or objected to before") : r;
	if ((r = move_if_due(db, s->actor, s->cert->application, MOVE_ACCEPT, NULL, s->now)) != 0)
		return r;
	return trail_id(db, s->actor, s->now, "cert.accept", "certificate", s->cert->id, "by=holder");
}

int
delivering_accept(struct rules *r, const struct actor *a, const struct cert_row *c, int64_t now)
{
	struct saying s = { .actor = a, .cert = c, .now = now };

	if (c->state == CERT_REVOKED)
		return err_set(ERR_CONFLICT, "the certificate is revoked");
	return db_run(r->db, accept_it, &s);
}

static int
object_to_it(struct db *db, void *arg)
{
	const struct saying *s = arg;
	struct objection o = { .id = rnd_id(s->now), .certificate = s->cert->id, .account = s->actor->id, .created = s->now };
	struct revocation v;
	int r;

	if ((r = db_cert_object(db, s->cert->id, s->now)) != 0)
		return r == ERR_CONFLICT ? err_set(r, "the content was confirmed or objected to before") : r;
	if (str_copy(o.text, sizeof(o.text), s->revoking.text) != 0 ||
	    str_copy(o.request, sizeof(o.request), s->revoking.once) != 0)
		return err_reword(ERR_INPUT, "objection is longer than 1000 characters");
	if ((r = db_objection_insert(db, &o)) != 0 ||
	    (r = move_if_due(db, s->actor, s->cert->application, MOVE_OBJECT, s->revoking.text, s->now)) != 0 ||
	    (r = revoking_now(db, s->actor, s->cert, &s->revoking, s->now, &v)) != 0)
		return r;
	return trail_id(db, s->actor, s->now, "cert.object", "certificate", s->cert->id, "objection=%" PRIu64 " revocation=%"
	    PRIu64, o.id, v.id);
}

int
delivering_object(struct rules *r, const struct actor *a, const struct cert_row *c, bool key, const char *text,
    const char *once, int64_t now)
{
	/* RFC 5280, 5.3.1: a key that is not the holder's is one that somebody else has; wrong content is replaced. */
	struct saying s = { .actor = a, .cert = c, .now = now, .revoking = { .ground = "objection", .reason = key ? 1 : 4,
	    .text = text, .once = once } };

	if (c->state == CERT_REVOKED)
		return err_set(ERR_CONFLICT, "the certificate is revoked");
	return db_run(r->db, object_to_it, &s);
}
