#include "rules/stating.h"

#include <string.h>

#include "pki/chain.h"
#include "pki/ocsp.h"
#include "store/cakey.h"
#include "store/crl.h"
#include "store/ocspanswer.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/tm.h"

#define CAS		8		/* issuing CAs, and lists kept */
#define RELOAD		(10 * TM_SECOND)	/* an issuer we do not know may be a new one, but not a newer one each time */
#define KEEP_UNKNOWN	TM_MINUTE	/* a serial that is unknown now may be issued soon */
#define KEEP_ANSWER	TM_MINUTE	/* a cache must not hide a revocation till nextUpdate (I4 before RFC 5019, 6.2) */
#define KEEP_LIST	TM_MINUTE	/* a newer list may come long before nextUpdate (I4) */
#define KEEP_CA		TM_HOUR

struct issuer {
	char		name[LEN_CODE];
	struct ocsp_id	id[2];		/* by enum ocsp_hash; without serial */
};

struct stating {
	struct rules	*rules;
	struct issuer	 issuer[CAS];
	size_t		 issuers;
	int64_t		 loaded;
	struct crl_row	 list[CAS];	/* read once each, not once per request: a list may have megabytes */
	size_t		 lists;
	struct ocsp_der	 answer;
	struct buf	 made;		/* what was put together for this request */
};

int
stating_open(const struct site *site, unsigned slot, struct stating **out)
{
	struct stating *s = xcalloc(1, sizeof(*s));
	int r = rules_open(site, SITE_STATUS, slot, &s->rules);

	if (r != 0) {
		stating_close(s);
		return r;
	}
	*out = s;
	return 0;
}

void
stating_close(struct stating *s)
{
	if (s == NULL)
		return;
	while (s->lists > 0)
		crl_row_clear(&s->list[--s->lists]);
	buf_clear(&s->answer.der);
	buf_clear(&s->made);
	rules_close(s->rules);
	freezero(s, sizeof(*s));
}

/* --- OCSP ---------------------------------------------------------------------------------------- */

static void
take_issuer(struct stating *s, const struct cakey *k)
{
	struct issuer *i = &s->issuer[s->issuers];
	static const unsigned char any = 1;
	enum ocsp_hash h;

	memcpy(i->name, k->name, sizeof(i->name));
	for (h = OCSP_SHA1; h <= OCSP_SHA256; h++)
		if (ocsp_id_of(k->cert.data, k->cert.len, h, &any, 1, &i->id[h]) != 0)
			return;
	s->issuers++;
}

static int
load_issuers(struct stating *s, int64_t now)
{
	struct cakey key[CAS];
	size_t n, i;
	int r = db_cakey_list(s->rules->db, "issuing", key, CAS, &n);

	if (r != 0)
		return r;
	s->issuers = 0;
	s->loaded = now;
	for (i = 0; i < n; i++) {
		if (key[i].cert.len > 0)
			take_issuer(s, &key[i]);
		cakey_clear(&key[i]);
	}
	return 0;
}

static const struct issuer *
known_issuer(const struct stating *s, const struct ocsp_id *id)
{
	size_t i;

	for (i = 0; i < s->issuers; i++)
		if (ocsp_id_names(id, &s->issuer[i].id[id->hash]))
			return &s->issuer[i];
	return NULL;
}

/* 0 (*out NULL: not one of ours) or ERR_PEER. */
static int
find_issuer(struct stating *s, const struct ocsp_id *id, int64_t now, const struct issuer **out)
{
	int r;

	if ((*out = known_issuer(s, id)) != NULL || (now < s->loaded + RELOAD && now >= s->loaded))
		return 0;
	if ((r = load_issuers(s, now)) == 0)
		*out = known_issuer(s, id);
	return r;
}

static void
refuse(struct stating *s, enum ocsp_status status, int64_t until, struct stated *out)
{
	buf_reset(&s->made);
	ocsp_refusal(status, &s->made);
	*out = (struct stated){ .p = s->made.data, .n = s->made.len, .until = until };
}

void
stating_malformed(struct stating *s, struct stated *out)
{
	refuse(s, OCSP_MALFORMED, 0, out);
}

static int
find_answer(struct stating *s, const struct ocsp_id *id, int64_t now, struct stated *out)
{
	const struct issuer *issuer;
	int r;

	if ((r = find_issuer(s, id, now, &issuer)) != 0)
		return r;
	r = issuer == NULL ? ERR_NOTFOUND : db_ocsp_get(s->rules->db, issuer->name, id->serial, id->serial_len,
	    id->hash == OCSP_SHA256, &s->answer);
	if (r == ERR_NOTFOUND) {
		refuse(s, OCSP_UNAUTHORIZED, now + KEEP_UNKNOWN, out);
		return 0;
	}
	if (r != 0)
		return r;
	if (s->answer.next_update <= now)
		refuse(s, OCSP_TRY_LATER, 0, out);
	else
		*out = (struct stated){ .p = s->answer.der.data, .n = s->answer.der.len, .from = s->answer.this_update,
		    .until = s->answer.next_update < now + KEEP_ANSWER ? s->answer.next_update : now + KEEP_ANSWER };
	return 0;
}

int
stating_ocsp(struct stating *s, const void *der, size_t n, int64_t now, struct stated *out)
{
	struct ocsp_request q;
	int r = ocsp_request_parse(der, n, &q);

	if (r == 0)
		return find_answer(s, &q.id, now, out);
	err_take();		/* the answer says all a client may know */
	if (r == ERR_DENIED)
		refuse(s, OCSP_UNAUTHORIZED, now + KEEP_UNKNOWN, out);
	else
		stating_malformed(s, out);
	return 0;
}

/* --- lists --------------------------------------------------------------------------------------- */

/* The place of an issuer's list: its own, a new one, or, for an issuer too many, the last. */
static struct crl_row *
place_of(struct stating *s, const char *issuer)
{
	size_t i;

	for (i = 0; i < s->lists; i++)
		if (strcmp(s->list[i].issuer, issuer) == 0)
			return &s->list[i];
	return &s->list[s->lists < CAS ? s->lists : CAS - 1];
}

static int
read_list(struct stating *s, const char *issuer, struct crl_row *at)
{
	struct crl_row row = { .id = 0 };
	int r = db_crl_last(s->rules->db, issuer, &row);

	if (r != 0) {
		crl_row_clear(&row);
		return r;
	}
	crl_row_clear(at);
	*at = row;
	if (at == &s->list[s->lists])
		s->lists++;
	return 0;
}

int
stating_crl(struct stating *s, const char *issuer, int64_t now, struct stated *out)
{
	struct crl_line line;
	struct crl_row *at;
	int r;

	if ((r = db_crl_last_line(s->rules->db, issuer, &line)) != 0)
		return r;
	at = place_of(s, issuer);
	if (at->id != line.id && (r = read_list(s, issuer, at)) != 0)
		return r;
	*out = (struct stated){ .p = at->der.data, .n = at->der.len, .from = at->this_update, .until = now + KEEP_LIST };
	return 0;
}

/* --- certificates -------------------------------------------------------------------------------- */

static bool
is_published(const struct cakey *k)
{
	static const char *const uses[] = { "root", "issuing", "operator" };	/* what certificates name as their issuer's address */

	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		if (strcmp(k->use_for, uses[i]) == 0)
			return k->cert.len > 0;
	return false;
}

static void
give(struct stating *s, int64_t from, int64_t now, struct stated *out)
{
	*out = (struct stated){ .p = s->made.data, .n = s->made.len, .from = from, .until = now + KEEP_CA };
}

int
stating_ca(struct stating *s, const char *name, bool pem, int64_t now, struct stated *out)
{
	struct cakey k = { .version = 0 };
	int r = db_cakey_get(s->rules->db, name, &k);

	if (r == 0 && !is_published(&k))
		r = ERR_NOTFOUND;
	if (r == 0) {
		buf_reset(&s->made);
		if (pem)
			enc_pem("CERTIFICATE", k.cert.data, k.cert.len, &s->made);
		else
			buf_add(&s->made, k.cert.data, k.cert.len);
		give(s, k.created, now, out);
	}
	cakey_clear(&k);
	return r;
}

int
stating_chain(struct stating *s, int64_t now, struct stated *out)
{
	struct cakey key[2 * CHAIN_MAX];
	struct chain_cert cert[2 * CHAIN_MAX];
	size_t n[2] = { 0, 0 }, certs = 0, i;
	int64_t from = 0;
	int r;

	if ((r = db_cakey_list(s->rules->db, "issuing", key, CHAIN_MAX, &n[0])) == 0)
		r = db_cakey_list(s->rules->db, "root", key + n[0], CHAIN_MAX, &n[1]);
	for (i = 0; i < n[0] + n[1]; i++)
		if (is_published(&key[i])) {
			cert[certs++] = (struct chain_cert){ key[i].cert.data, key[i].cert.len };
			from = key[i].created > from ? key[i].created : from;
		}
	buf_reset(&s->made);
	if (r == 0 && certs == 0)
		r = ERR_NOTFOUND;
	if (r == 0 && (r = chain_p7b(cert, certs, &s->made)) == 0)
		give(s, from, now, out);
	for (i = 0; i < n[0] + n[1]; i++)
		cakey_clear(&key[i]);
	return r;
}

int
stating_health(struct stating *s)
{
	int r = db_ping(s->rules->db);

	if (r != 0 || s->issuers > 0)
		return r;
	if ((r = load_issuers(s, s->loaded)) == 0 && s->issuers == 0)
		r = err_set(ERR_PEER, "no issuing CA is stored");
	return r;
}
