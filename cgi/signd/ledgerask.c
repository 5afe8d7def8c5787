/* Questions to the ledger. */
#include "signd/book.h"

#include <string.h>

#include "util/err.h"
#include "util/msg.h"
#include "util/str.h"
#include "util/tm.h"

const struct ledger_cert *
ledger_cert(const struct ledger *l, const unsigned char id[LEDGER_ID])
{
	return book_find(l, id);
}

const struct ledger_cert *
ledger_cert_by_serial(const struct ledger *l, const char *issuer, const unsigned char serial[SIGNER_SERIAL])
{
	return book_find_serial(l, issuer, serial);
}

const struct ledger_cert *
ledger_cert_for(const struct ledger *l, const char *purpose)
{
	uint64_t i;

	return book_get(l, 'u', purpose, strlen(purpose), &i) ? &l->cert[i] : NULL;
}

size_t
ledger_certs(const struct ledger *l)
{
	return l->certs;
}

const struct ledger_cert *
ledger_cert_at(const struct ledger *l, size_t i)
{
	return &l->cert[i];
}

bool
ledger_is_never(const struct ledger *l, const unsigned char id[LEDGER_ID])
{
	return book_get(l, 'n', id, LEDGER_ID, NULL);
}

bool
ledger_key_used(const struct ledger *l, const unsigned char spki[SIGNER_DIGEST])
{
	return book_get(l, 'k', spki, SIGNER_DIGEST, NULL);
}

bool
ledger_paper_used(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST])
{
	return book_get(l, 'p', digest, SIGNER_DIGEST, NULL);
}

int64_t
ledger_paper_at(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST])
{
	uint64_t at;

	return book_get(l, 'p', digest, SIGNER_DIGEST, &at) ? (int64_t)at : 0;
}

const char *
ledger_issuer_name(const struct ledger *l, uint8_t issuer)
{
	return issuer < l->issuer.count ? l->issuer.name[issuer] : "";
}

const char *
ledger_ra_name(const struct ledger *l, uint8_t ra)
{
	return ra < l->ra.count ? l->ra.name[ra] : "";
}

/* Skips a plan's fields up to what it is for. */
static void
skip_to_of(struct msg_reader *r)
{
	size_t n;
	int i;

	msg_get_blob(r, &n);
	for (i = 0; i < 4; i++)		/* issuer, RA, purpose, serial */
		msg_get_blob(r, &n);
	msg_get_u64(r);
	msg_get_u64(r);
	msg_get_blob(r, &n);		/* digest of the key */
}

int
ledger_load_of(struct ledger *l, const struct ledger_cert *c, unsigned char of[SIGNER_DIGEST])
{
	struct buf rec = BUF_INIT;
	struct msg_reader r;
	const unsigned char *p;
	size_t n;
	int code;

	if (c->known)
		return err_set(ERR_NOTFOUND, "this certificate is known by a reconcile paper alone");
	if ((code = journal_load(l->journal, c->plan, PLAN, &rec)) == 0) {
		msg_read(&r, rec.data, rec.len);
		skip_to_of(&r);
		p = msg_get_blob(&r, &n);
		if (n == SIGNER_DIGEST)
			memcpy(of, p, n);
		else
			code = err_set(ERR_CRYPTO, "journal: a plan without its case");
	}
	buf_clear(&rec);
	return code;
}

static int
load_tbs(struct ledger *l, const struct ledger_cert *c, struct buf *tbs)
{
	struct buf rec = BUF_INIT;
	struct msg_reader r;
	const unsigned char *p;
	size_t n, i, papers;
	int code;

	if ((code = journal_load(l->journal, c->plan, PLAN, &rec)) == 0) {
		msg_read(&r, rec.data, rec.len);
		skip_to_of(&r);
		msg_get_blob(&r, &n);
		papers = msg_get_u8(&r);
		for (i = 0; i < papers; i++)
			msg_get_blob(&r, &n);
		p = msg_get_blob(&r, &n);
		buf_reset(tbs);
		buf_add(tbs, p, n);
		if (r.fault || n == 0)
			code = err_set(ERR_CRYPTO, "journal: a plan without its bytes");
	}
	buf_clear(&rec);
	return code;
}

static int
load_sig(struct ledger *l, const struct ledger_cert *c, struct buf *sig)
{
	struct buf rec = BUF_INIT;
	struct msg_reader r;
	const unsigned char *p;
	size_t n;
	int code;

	if ((code = journal_load(l->journal, c->done, ISSUED, &rec)) == 0) {
		msg_read(&r, rec.data, rec.len);
		msg_get_blob(&r, &n);
		p = msg_get_blob(&r, &n);
		buf_reset(sig);
		buf_add(sig, p, n);
	}
	buf_clear(&rec);
	return code;
}

int
ledger_load(struct ledger *l, const struct ledger_cert *c, struct buf *tbs, struct buf *sig)
{
	int r;

	if (c->known)
		return err_set(ERR_NOTFOUND, "this certificate is known by a reconcile paper alone");
	if ((r = load_tbs(l, c, tbs)) == 0 && sig != NULL && c->issued)
		r = load_sig(l, c, sig);
	return r;
}

unsigned
ledger_this_hour(const struct ledger *l, enum ledger_act act)
{
	return l->capped[act].hour == l->now / TM_HOUR ? l->capped[act].n : 0;
}

bool
ledger_is_stopped(const struct ledger *l)
{
	return l->stopped;
}

int64_t
ledger_stop_changed(const struct ledger *l)
{
	return l->stop_changed;
}

uint64_t
ledger_epoch(const struct ledger *l)
{
	return l->epoch;
}

/* at 0: the newest, in force or not yet. */
static const struct ledger_document *
newest(const struct ledger *l, const char *document, const char *language, int64_t at)
{
	const struct ledger_document *best = NULL;
	size_t i;

	for (i = 0; i < l->documents; i++) {
		const struct ledger_document *d = &l->document[i];

		if (str_eq(d->document, document) && str_eq(d->language, language) && (at == 0 || d->effective_at <= at) &&
		    (best == NULL || d->effective_at >= best->effective_at))
			best = d;
	}
	return best;
}

const struct ledger_document *
ledger_in_force(const struct ledger *l, const char *document, const char *language, int64_t at)
{
	return at > 0 ? newest(l, document, language, at) : NULL;
}

const struct ledger_document *
ledger_newest(const struct ledger *l, const char *document, const char *language)
{
	return newest(l, document, language, 0);
}

const struct ledger_operator *
ledger_operator(const struct ledger *l, const unsigned char cert[SIGNER_DIGEST])
{
	uint64_t i;

	return book_get(l, 'o', cert, SIGNER_DIGEST, &i) ? &l->operator[i] : NULL;
}

static bool
in_office(const struct ledger *l, const struct ledger_operator *o)
{
	return !o->withdrawn && o->not_after > l->now;
}

const struct ledger_operator *
ledger_person(const struct ledger *l, const char *person)
{
	size_t i;

	for (i = l->operators; i > 0; i--)
		if (str_eq(l->operator[i - 1].person, person) && in_office(l, &l->operator[i - 1]))
			return &l->operator[i - 1];
	return NULL;
}

const struct ledger_operator *
ledger_by_index(const struct ledger *l, const char *index)
{
	size_t i;

	for (i = l->operators; i > 0; i--)
		if (str_eq(l->operator[i - 1].index, index) && in_office(l, &l->operator[i - 1]))
			return &l->operator[i - 1];
	return NULL;
}

int64_t
ledger_ended(const struct ledger *l, const char *person, const char *index)
{
	int64_t at = 0;
	size_t i;

	for (i = 0; i < l->operators; i++)
		if ((str_eq(l->operator[i].person, person) || str_eq(l->operator[i].index, index)) &&
		    l->operator[i].ended_at > at)
			at = l->operator[i].ended_at;
	return at;
}

unsigned
ledger_security(const struct ledger *l, bool hardware_only)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < l->operators; i++)
		n += strstr(l->operator[i].roles, "security") != NULL && in_office(l, &l->operator[i]) &&
		    !(hardware_only && l->operator[i].soft);
	return n;
}

int64_t
ledger_stamped(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST])
{
	uint64_t at;

	return book_get(l, 't', digest, SIGNER_DIGEST, &at) ? (int64_t)at : 0;
}

int64_t
ledger_ticket(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST])
{
	uint64_t at;

	return book_get(l, 'T', digest, SIGNER_DIGEST, &at) ? (int64_t)at : 0;
}

uint64_t
ledger_list_number(const struct ledger *l, const char *issuer)
{
	size_t i;

	for (i = 0; i < l->issuer.count; i++)
		if (str_eq(l->issuer.name[i], issuer))
			return l->list[i];
	return 0;
}
