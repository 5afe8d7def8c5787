/*
 * redteam_world: the attacker's tools: the demo people's keys, what honest people have signed, and one attack at a time, which may
 * change any byte of it.
 */
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base.h"
#include "host/life.h"
#include "host/softkey.h"
#include "signd/signer.h"
#include "store/db.h"
#include "store/len.h"
#include "store/operator.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

static struct site site;
static struct db *db;
static struct signer *signer;
static int passed, failed;

static void
must(int r, const char *what)
{
	if (r == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, err_take());
	exit(1);
}

static void
expect(bool good, const char *what, const char *said)
{
	printf("%s %s%s%s\n", good ? "ok     " : "FAILED ", what, good ? "" : ": ", good ? "" : said);
	if (good)
		passed++;
	else
		failed++;
}

/* --- who signs ------------------------------------------------------------------------------------------------- */

struct hand {
	const char	*no, *file;
	struct softkey	 key;
	struct buf	 cert;		/* empty: not in office */
	char		 index[LEN_INDEX];
};

enum { CLERK, REVIEWER, SECURITY_1, SECURITY_2, BUSINESS_1, HANDS };
static struct hand hands[HANDS] = {
	{ "demo-clerk", "clerk", .cert = BUF_INIT }, { "demo-reviewer", "reviewer", .cert = BUF_INIT },
	{ "demo-security-1", "security-1", .cert = BUF_INIT }, { "demo-security-2", "security-2", .cert = BUF_INIT },
	{ "demo-business-1", "business-1", .cert = BUF_INIT },
};

static void
load_hands(void)
{
	struct operator o;
	size_t i;

	for (i = 0; i < HANDS; i++) {
		memset(&o, 0, sizeof(o));
		must(softkey_load(&site, hands[i].file, &hands[i].key), hands[i].file);
		must(db_operator_find(db, hands[i].no, &o), hands[i].no);
		buf_add(&hands[i].cert, o.cert.data, o.cert.len);
		str_copy(hands[i].index, sizeof(hands[i].index), o.id_index);
		operator_clear(&o);
	}
}

static struct signer_blob
blob(const struct buf *b)
{
	return (struct signer_blob){ b->data, b->len };
}

/* One signature; its bytes live as long as the envelope is used. */
struct made { struct buf auth, client, sig; };

static void
sign_as(const struct hand *h, const struct buf *paper, const char *origin, struct made *m, struct signer_proof *out)
{
	struct site there = site;

	str_copy(there.sign_origin, sizeof(there.sign_origin), origin);
	must(softkey_assert(&there, &h->key, paper, &m->auth, &m->client, &m->sig), h->no);
	*out = (struct signer_proof){ .auth_data = blob(&m->auth), .client_data = blob(&m->client), .signature = blob(&m->sig),
	    .cert = blob(&h->cert) };
}

static char *
in_hours(int hours, char *to)
{
	return tm_iso(tm_now() + hours * TM_HOUR, to);
}

/* --- what lies in the database ------------------------------------------------------------------------------------ */

struct evidence {
	struct buf	text, consent, spki, decision[2];
	struct made	made[2];
	struct buf	cert[2];
	char		no[LEN_NO];
};

struct case_row { struct buf text, consent, spki; };
static const struct col case_cols[] = {
	COL(struct case_row, text, COL_BLOB, 0),
	COL(struct case_row, consent, COL_BLOB, 0),
	COL(struct case_row, spki, COL_BLOB, 0),
};
static const struct query case_get = QUERY("SELECT t.text,a.consent_text,a.spki FROM application a JOIN case_text t"
    " ON t.application=a.id WHERE a.no=? ORDER BY t.id DESC LIMIT 1", case_cols);

struct decision_row { struct buf text, auth, client, sig, cert; };
static const struct col decision_cols[] = {
	COL(struct decision_row, text, COL_BLOB, 0),
	COL(struct decision_row, auth, COL_BLOB, 0),
	COL(struct decision_row, client, COL_BLOB, 0),
	COL(struct decision_row, sig, COL_BLOB, 0),
	COL(struct decision_row, cert, COL_BLOB, 0),
};
static const struct query decision_get = QUERY("SELECT d.text,d.auth_data,d.client_data,d.signature,d.cert FROM decision d"
    " JOIN application a ON a.id=d.application WHERE a.no=? AND d.act=?", decision_cols);

static void
load_evidence(const char *no, struct evidence *e)
{
	struct case_row c = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct decision_row d;
	size_t i;

	memset(e, 0, sizeof(*e));
	str_copy(e->no, sizeof(e->no), no);
	must(db_one(db, &case_get, &c, IN(in_str(no))), no);
	e->text = c.text;
	e->consent = c.consent;
	e->spki = c.spki;
	for (i = 0; i < 2; i++) {
		d = (struct decision_row){ BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
		if (db_one(db, &decision_get, &d, IN(in_str(no), in_str(i == 0 ? "enter" : "review"))) != 0)
			continue;	/* the second application was only entered */
		e->decision[i] = d.text;
		e->made[i] = (struct made){ d.auth, d.client, d.sig };
		e->cert[i] = d.cert;
	}
}

/* --- one attack ------------------------------------------------------------------------------------------------------ */

struct attack {
	struct buf		text, consent, decision[2];
	struct made		made[2];
	struct signer_prepare	ask;
};

static uint64_t asked;

static void
copy(struct buf *to, const struct buf *from)
{
	buf_reset(to);
	buf_add(to, from->data, from->len);
}

/* Begins with what is honest. */
static void
begin(struct attack *a, const struct evidence *e)
{
	size_t i;

	memset(a, 0, sizeof(*a));
	copy(&a->text, &e->text);
	copy(&a->consent, &e->consent);
	a->ask = (struct signer_prepare){ .request = rnd_id(tm_now()) + ++asked, .case_text = blob(&a->text), .spki = blob(&e->spki),
	    .consent = blob(&a->consent), .papers = 2, .not_before = tm_now() };
	rnd_serial(a->ask.serial);
	for (i = 0; i < 2; i++) {
		copy(&a->decision[i], &e->decision[i]);
		a->ask.paper[i] = (struct signer_envelope){ .paper = blob(&a->decision[i]), .proofs = 1 };
		a->ask.paper[i].proof[0] = (struct signer_proof){ .auth_data = blob(&e->made[i].auth),
		    .client_data = blob(&e->made[i].client), .signature = blob(&e->made[i].sig), .cert = blob(&e->cert[i]) };
	}
}

static void
edit(struct buf *text, const char *from, const char *to)
{
	struct buf out = BUF_INIT;
	const char *at = strstr(buf_str(text), from);

	if (at == NULL)
		must(err_set(ERR_BUG, "no such text"), from);
	buf_add(&out, text->data, (size_t)(at - text->data));
	buf_adds(&out, to);
	buf_adds(&out, at + strlen(from));
	buf_clear(text);
	*text = out;
}

/* Puts another value behind the first "key=". */
static void
value(struct buf *text, const char *key, const char *to)
{
	char from[400], with[400];
	const char *at = strstr(buf_str(text), key);

	if (at == NULL)
		must(err_set(ERR_BUG, "no such line"), key);
	snprintf(from, sizeof(from), "%.*s", (int)(1 + strcspn(at + 1, "\n")), at);
	snprintf(with, sizeof(with), "%s%s", key, to);
	edit(text, from, with);
}

/* A decision of the attack over its text as it stands now, made and signed by h at that origin. */
static void
decide(struct attack *a, int i, const struct hand *h, int until_hours, const char *origin)
{
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT], now[TM_ISO_SIZE], until[TM_ISO_SIZE], no[LEN_NO];
	const char *at = strstr(buf_str(&a->text), "\napplication=") + strlen("\napplication=");

	snprintf(no, sizeof(no), "%.*s", (int)strcspn(at, "\n"), at);
	digest_sha256(a->text.data, a->text.len, sum);
	buf_reset(&a->decision[i]);
	buf_printf(&a->decision[i], "certhall-decision-1\ncase=%s\napplication=%s\nact=%s\ndecision=approve\nperson=%s\nmade-at=%s\n"
	    "until=%s\n", digest_text(sum, digest), no, i == 0 ? "enter" : "review", h->no, in_hours(until_hours - 72, now),
	    in_hours(until_hours, until));
	a->ask.paper[i] = (struct signer_envelope){ .paper = blob(&a->decision[i]), .proofs = 1 };
	sign_as(h, &a->decision[i], origin, &a->made[i], &a->ask.paper[i].proof[0]);
}

static void
decide_both(struct attack *a)
{
	a->ask.case_text = blob(&a->text);
	a->ask.consent = blob(&a->consent);
	decide(a, 0, &hands[CLERK], 72, site.sign_origin);
	decide(a, 1, &hands[REVIEWER], 72, site.sign_origin);
}

/* The consent paper as it stands now, stamped, and named by the case. */
static void
restamp(struct attack *a)
{
	struct signer_stamp s = { .consent = blob(&a->consent) };
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT];

	must(signer_stamp(signer, &s, 1), "stamp");
	buf_clear(&s.token);
	digest_sha256(a->consent.data, a->consent.len, sum);
	value(&a->text, "\nconsent=", digest_text(sum, digest));
}

static void
is_refused(struct attack *a, const char *what, const char *sentence)
{
	char said[300];

	must(signer_prepare(signer, &a->ask, 1), what);
	snprintf(said, sizeof(said), "it answered %d \"%s\", wanted \"%s\"", a->ask.code, a->ask.note, sentence);
	expect(a->ask.code != 0 && strstr(a->ask.note, sentence) != NULL && a->ask.tbs.len == 0, what, said);
	buf_clear(&a->ask.tbs);
}
