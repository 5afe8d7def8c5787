#include "pki/crl.h"

#include <stdlib.h>
#include <string.h>

#include "pki/der.h"
#include "pki/oid.h"
#include "pki/parts.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/tm.h"

#define HEAD_MAX 6		/* tag and length */
#define ENTRY_USUAL 53		/* serial of 20 octets, UTCTime, reasonCode */

/*
 * One buffer from the first byte to the last: room for all that stands before the first entry, whose lengths are known at the
 * end, then the entries.  The heads are put in backwards, so that nothing is moved but the whole, once.
 */
struct crl_writer {
	struct buf	 der;
	struct buf	 front;		/* version .. nextUpdate */
	struct parts_signer issuer;
	uint64_t	 number;
	int64_t		 this_update;
	size_t		 room;		/* where the entries begin */
	size_t		 tbs;		/* where the TBSCertList begins; 0: not ended yet */
	uint32_t	 count;
};

static void
write_front(struct crl_writer *w, int64_t next_update)
{
	der_number(&w->front, DER_INT, 1);	/* v2 */
	key_sig_alg(w->issuer.key.kind, &w->front);
	buf_add(&w->front, w->issuer.name.data, w->issuer.name.len);
	der_time(&w->front, w->this_update);
	der_time(&w->front, next_update);
	w->room = HEAD_MAX + HEAD_MAX + w->front.len + HEAD_MAX;
}

int
crl_begin(const void *issuer_cert, size_t n, uint64_t number, int64_t this_update, int64_t next_update, size_t expected,
    struct crl_writer **out)
{
	struct crl_writer *w;
	size_t most = BUF_MAX / 2 / ENTRY_USUAL;
	int r;

	if (number == 0 || number > INT64_MAX || this_update <= 0 || next_update < this_update + TM_SECOND)
		return err_set(ERR_INPUT, "list: a number or times that no list has");
	w = xcalloc(1, sizeof(*w));
	if ((r = parts_signer(issuer_cert, n, &w->issuer)) == 0 && (!w->issuer.has_ski || !parts_may_list(issuer_cert, n)))
		r = err_set(ERR_INPUT, "list: this certificate may not sign lists");
	if (r != 0) {
		crl_free(w);
		return r;
	}
	w->number = number;
	w->this_update = this_update - this_update % TM_SECOND;
	write_front(w, next_update);
	buf_space(&w->der, w->room + (expected < most ? expected : most) * ENTRY_USUAL);
	buf_grew(&w->der, w->room);
	*out = w;
	return 0;
}

static bool
is_reason(int reason)
{
	return reason >= CRL_UNSPECIFIED && reason <= CRL_AA_COMPROMISE && reason != 7 && reason != 8;
}

static int
check_entry(const struct crl_writer *w, const struct crl_entry *e)
{
	if (e->serial_len == 0 || e->serial_len > sizeof(e->serial) || e->serial[0] == 0 ||
	    (e->serial_len == sizeof(e->serial) && (e->serial[0] & 0x80) != 0))
		return err_set(ERR_INPUT, "list: a serial number that no certificate has");
	if (e->at <= 0 || e->at >= w->this_update + TM_SECOND || e->invalid_since < 0 || e->invalid_since >= w->this_update + TM_SECOND)
		return err_set(ERR_INPUT, "list: an entry is from after the list");
	if (!is_reason(e->reason))
		return err_set(ERR_INPUT, "list: reason %d is unheard of", e->reason);
	return 0;
}

static void
put_entry(struct buf *b, const struct crl_entry *e)
{
	size_t entry = der_open(b, DER_SEQ), exts;
	struct parts_ext ext;

	der_unsigned(b, e->serial, e->serial_len);
	der_time(b, e->at);
	if (e->reason != 0 || e->invalid_since != 0) {
		exts = der_open(b, DER_SEQ);
		if (e->reason != 0) {
			ext = parts_ext_open(b, OID_REASON, false);
			der_number(b, DER_ENUM, (uint64_t)e->reason);
			parts_ext_close(b, ext);
		}
		if (e->invalid_since != 0) {
			ext = parts_ext_open(b, OID_INVALIDITY, false);
			der_gentime(b, e->invalid_since);
			parts_ext_close(b, ext);
		}
		der_close(b, exts);
	}
	der_close(b, entry);
}

int
crl_add(struct crl_writer *w, const struct crl_entry *e)
{
	int r = check_entry(w, e);

	if (r != 0)
		return r;
	if (w->tbs != 0)
		return err_set(ERR_BUG, "list: an entry comes after the end");
	put_entry(&w->der, e);
	if ((r = buf_end(&w->der, "the list")) == 0)
		w->count++;
	return r;
}

uint32_t
crl_count(const struct crl_writer *w)
{
	return w->count;
}

static void
put_extensions(struct buf *b, const struct crl_writer *w)
{
	size_t all = der_open(b, DER_CONTEXT_SEQ(0)), seq = der_open(b, DER_SEQ), aki;
	struct parts_ext ext = parts_ext_open(b, OID_AKI, false);

	aki = der_open(b, DER_SEQ);
	der_value(b, DER_CONTEXT(0), w->issuer.key.ski, KEY_SKI);
	der_close(b, aki);
	parts_ext_close(b, ext);
	ext = parts_ext_open(b, OID_CRL_NUMBER, false);
	der_number(b, DER_INT, w->number);
	parts_ext_close(b, ext);
	der_close(b, seq);
	der_close(b, all);
}

/* Puts bytes, or tag and length of all that follows at, in front of at. Returns where they begin. */
static size_t
put_before(struct buf *b, size_t at, const void *p, size_t n)
{
	memcpy(b->data + at - n, p, n);
	return at - n;
}

static size_t
put_head_before(struct buf *b, size_t at, size_t end)
{
	unsigned char head[HEAD_MAX];

	return put_before(b, at, head, der_head(DER_SEQ, end - at, head));
}

int
crl_tbs(struct crl_writer *w, const void **tbs, size_t *tbs_len, unsigned char digest[32])
{
	size_t entries_end = w->der.len, at = w->room;
	int r;

	if (w->der.len == 0)
		return err_set(ERR_BUG, "list: it was given away");
	if (w->tbs == 0) {
		put_extensions(&w->der, w);
		if ((r = buf_end(&w->der, "the list")) != 0)
			return r;
		if (w->count > 0)	/* an empty list has no revokedCertificates (RFC 5280, 5.1.2.6) */
			at = put_head_before(&w->der, at, entries_end);
		at = put_before(&w->der, at, w->front.data, w->front.len);
		w->tbs = put_head_before(&w->der, at, w->der.len);
	}
	*tbs = w->der.data + w->tbs;
	*tbs_len = w->der.len - w->tbs;
	digest_sha256(*tbs, *tbs_len, digest);
	return 0;
}

int
crl_sign(struct crl_writer *w, const struct key_signer *by, struct buf *out)
{
	struct buf sig = BUF_INIT;
	size_t max = out->max;
	int r;

	if (w->tbs == 0 || w->der.len == 0)
		return err_set(ERR_BUG, "list: it is signed before its end, or twice");
	if (by->spki_len != w->issuer.spki.len || memcmp(by->spki, w->issuer.spki.data, by->spki_len) != 0)
		return err_set(ERR_CRYPTO, "list: the key is not the one of its issuer");
	if ((r = key_sign(by, w->der.data + w->tbs, w->der.len - w->tbs, &sig)) == 0) {
		key_sig_alg(by->kind, &w->der);
		der_bits(&w->der, sig.data, sig.len);
		r = buf_end(&w->der, "the list");
	}
	buf_clear(&sig);
	if (r != 0)
		return r;
	buf_drop(&w->der, put_head_before(&w->der, w->tbs, w->der.len));
	buf_clear(out);
	*out = w->der;
	out->max = max;
	w->der = (struct buf)BUF_INIT;
	return 0;
}

void
crl_free(struct crl_writer *w)
{
	if (w == NULL)
		return;
	parts_signer_clear(&w->issuer);
	buf_clear(&w->front);
	buf_clear(&w->der);
	free(w);
}

/* --- reading ------------------------------------------------------------------------------------- */

static int
read_entry_exts(struct der *in, struct crl_entry *e)
{
	struct der exts, value;
	char oid[OID_TEXT];
	uint64_t reason;
	bool critical;
	int r = der_next(in, DER_SEQ, &exts);

	while (r == 0 && exts.n > 0) {
		if ((r = parts_ext_next(&exts, oid, &critical, &value)) != 0)
			break;
		if (strcmp(oid, OID_REASON) == 0) {
			if ((r = der_get_number(&value, DER_ENUM, &reason)) == 0 && (reason > 10 || !is_reason((int)reason)))
				r = err_set(ERR_INPUT, "list: a reason that is unheard of");
			e->reason = r == 0 ? (int)reason : 0;
		} else if (strcmp(oid, OID_INVALIDITY) == 0)
			r = der_get_time(&value, &e->invalid_since);
		else if (critical)
			r = err_set(ERR_INPUT, "list: an entry with a critical extension we do not know");
		else
			continue;
		if (r == 0)
			r = der_end(&value, "an extension");
	}
	return r;
}

static int
read_entry(struct der *in, struct crl_entry *e)
{
	struct der entry;
	int r;

	*e = (struct crl_entry){ .reason = 0 };
	if ((r = der_next(in, DER_SEQ, &entry)) != 0 || (r = der_get_serial(&entry, e->serial, &e->serial_len)) != 0 ||
	    (r = der_get_time(&entry, &e->at)) != 0 || (entry.n > 0 && (r = read_entry_exts(&entry, e)) != 0))
		return r;
	return der_end(&entry, "an entry");
}

static int
read_entries(struct der *tbs, struct crl *out, int (*each)(void *, const struct crl_entry *), void *ctx)
{
	struct crl_entry e;
	struct der list;
	int r;

	if (!der_is(tbs, DER_SEQ))
		return 0;
	for (r = der_next(tbs, DER_SEQ, &list); r == 0 && list.n > 0; ) {
		if ((r = read_entry(&list, &e)) != 0)
			break;
		out->entries++;
		if (each != NULL)
			r = each(ctx, &e);
	}
	return r;
}

static int
read_exts(struct der *tbs, struct crl *out)
{
	struct der all, exts, value;
	char oid[OID_TEXT];
	bool critical;
	int r;

	if ((r = der_next(tbs, DER_CONTEXT_SEQ(0), &all)) != 0 || (r = der_next(&all, DER_SEQ, &exts)) != 0)
		return r;
	while (exts.n > 0) {
		if ((r = parts_ext_next(&exts, oid, &critical, &value)) != 0)
			return r;
		if (strcmp(oid, OID_CRL_NUMBER) == 0) {
			if ((r = der_get_number(&value, DER_INT, &out->number)) != 0)
				return r;
		} else if (critical)
			return err_set(ERR_INPUT, "list: a critical extension we do not know: %s", oid);
	}
	return der_end(tbs, "the list");
}

/* version, algorithm, issuer, times */
static int
read_front(struct der *tbs, const struct parts_signer *issuer, struct crl *out)
{
	struct der alg, name;
	uint64_t version;
	int r;

	if ((r = der_get_number(tbs, DER_INT, &version)) != 0 || (r = der_whole(tbs, DER_SEQ, &alg)) != 0 ||
	    (r = der_whole(tbs, DER_SEQ, &name)) != 0 || (r = der_get_time(tbs, &out->this_update)) != 0 ||
	    (r = der_get_time(tbs, &out->next_update)) != 0)
		return r;
	if (version != 1)
		return err_set(ERR_INPUT, "list: version 2 is missing");
	if (!parts_is_alg(&alg, issuer->key.kind))
		return err_set(ERR_CRYPTO, "list: the algorithm inside is another");
	if (name.n != issuer->name.len || memcmp(name.p, issuer->name.data, name.n) != 0)
		return err_set(ERR_CRYPTO, "list: another issuer");
	return 0;
}

int
crl_read(const void *der, size_t n, const void *issuer_cert, size_t issuer_len, struct crl *out,
    int (*each)(void *ctx, const struct crl_entry *e), void *ctx)
{
	struct parts_signer issuer;
	struct crl crl = { .entries = 0 };
	struct der body, tbs, rest;
	int r = parts_signer(issuer_cert, issuer_len, &issuer);

	if (r != 0)
		return r;
	if ((r = parts_signed(der, n, &issuer, &body, &rest)) == 0 && (r = der_end(&rest, "the list")) == 0 &&
	    (r = der_next(&body, DER_SEQ, &tbs)) == 0 && (r = read_front(&tbs, &issuer, &crl)) == 0 &&
	    (r = read_entries(&tbs, &crl, each, ctx)) == 0)
		r = read_exts(&tbs, &crl);
	parts_signer_clear(&issuer);
	if (r == 0)
		*out = crl;
	return r;
}
