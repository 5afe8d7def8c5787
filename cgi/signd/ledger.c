#include "signd/book.h"

#include <stdlib.h>
#include <string.h>

#include "util/digest.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/msg.h"
#include "util/str.h"
#include "util/tm.h"

#define SUPERSEDED		4	/* CRLReason (RFC 5280, 5.3.1) */
#define PRIVILEGE_WITHDRAWN	9

const char *const ledger_act_text[LEDGER_ACT_MAX] = { "hold", "revoke", "stop", "withdraw", "release", "resume" };

void
book_key(char kind, const void *p, size_t n, unsigned char key[MAP_KEY])
{
	unsigned char text[1 + 64], sum[DIGEST_SIZE];

	text[0] = (unsigned char)kind;
	memcpy(text + 1, p, n < 64 ? n : 64);
	digest_sha256(text, 1 + (n < 64 ? n : 64), sum);
	memcpy(key, sum, MAP_KEY);
}

static void
book_put(struct ledger *l, char kind, const void *p, size_t n, uint64_t value)
{
	unsigned char key[MAP_KEY];

	book_key(kind, p, n, key);
	map_put(&l->map, key, value);
}

bool
book_get(const struct ledger *l, char kind, const void *p, size_t n, uint64_t *value)
{
	unsigned char key[MAP_KEY];

	book_key(kind, p, n, key);
	return map_get(&l->map, key, value);
}

/* Room for one more, doubling. */
static void *
more(void *list, size_t count, size_t size)
{
	if (count == 0 || (count >= 16 && (count & (count - 1)) == 0))
		return xreallocarray(list, count == 0 ? 16 : count * 2, size);
	return list;
}

uint8_t
book_number(struct book_names *n, const char *name)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		if (str_eq(n->name[i], name))
			return (uint8_t)i;
	if (n->count == RAS)
		return RAS - 1;
	str_copy(n->name[n->count], LEDGER_NAME, name);
	return (uint8_t)n->count++;
}

static void
serial_key(const char *issuer, const unsigned char serial[SIGNER_SERIAL], unsigned char to[LEDGER_NAME + SIGNER_SERIAL])
{
	memset(to, 0, LEDGER_NAME + SIGNER_SERIAL);
	memcpy(to, serial, SIGNER_SERIAL);
	str_copy((char *)to + SIGNER_SERIAL, LEDGER_NAME, issuer);
}

static void
get_bytes(struct msg_reader *r, void *to, size_t n)
{
	size_t have;
	const unsigned char *p = msg_get_blob(r, &have);

	memset(to, 0, n);
	if (have != n)
		r->fault = 1;
	else
		memcpy(to, p, n);
}

struct ledger_cert *
book_find(const struct ledger *l, const unsigned char id[LEDGER_ID])
{
	uint64_t i;

	return book_get(l, 'i', id, LEDGER_ID, &i) ? &l->cert[i] : NULL;
}

struct ledger_cert *
book_find_serial(const struct ledger *l, const char *issuer, const unsigned char serial[SIGNER_SERIAL])
{
	unsigned char key[LEDGER_NAME + SIGNER_SERIAL];
	uint64_t i;

	serial_key(issuer, serial, key);
	return book_get(l, 's', key, sizeof(key), &i) ? &l->cert[i] : NULL;
}

/* Takes c into the list under its serial. */
static void
enlist(struct ledger *l, const struct ledger_cert *c, const char *issuer)
{
	unsigned char key[LEDGER_NAME + SIGNER_SERIAL];

	l->cert = more(l->cert, l->certs, sizeof(*l->cert));
	l->cert[l->certs] = *c;
	l->cert[l->certs].issuer = book_number(&l->issuer, issuer);
	serial_key(issuer, c->serial, key);
	book_put(l, 's', key, sizeof(key), l->certs);
	l->certs++;
}

/* A paper is used up, at the time of the record. */
static void
put_paper(struct ledger *l, const unsigned char digest[SIGNER_DIGEST], const struct journal_record *rec)
{
	book_put(l, 'p', digest, SIGNER_DIGEST, (uint64_t)rec->at);
}

static int
take_plan(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	struct ledger_cert c = { .plan = rec->place };
	unsigned char spki[SIGNER_DIGEST], of[SIGNER_DIGEST], paper[SIGNER_DIGEST];
	char issuer[LEDGER_NAME], ra[LEDGER_NAME], purpose[LEDGER_NAME];
	size_t i, n, skip;

	get_bytes(r, c.id, LEDGER_ID);
	msg_get_str(r, issuer, sizeof(issuer));
	msg_get_str(r, ra, sizeof(ra));
	msg_get_str(r, purpose, sizeof(purpose));
	get_bytes(r, c.serial, SIGNER_SERIAL);
	msg_get_u64(r);
	c.not_after = (int64_t)msg_get_u64(r);
	get_bytes(r, spki, sizeof(spki));
	get_bytes(r, of, sizeof(of));
	n = msg_get_u8(r);
	for (i = 0; i < n && !r->fault; i++) {
		get_bytes(r, paper, sizeof(paper));
		put_paper(l, paper, rec);
	}
	msg_get_blob(r, &skip);
	msg_get_blob(r, &skip);
	if (r->fault)
		return 0;
	c.ra = book_number(&l->ra, ra);
	book_put(l, 'i', c.id, LEDGER_ID, l->certs);
	book_put(l, 'k', spki, sizeof(spki), l->certs);
	book_put(l, 'u', purpose, strlen(purpose), l->certs);
	enlist(l, &c, issuer);
	return 0;
}

static int
take_issued(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char id[LEDGER_ID];
	struct ledger_cert *c;
	size_t skip;

	get_bytes(r, id, LEDGER_ID);
	msg_get_blob(r, &skip);
	if ((c = book_find(l, id)) == NULL)
		return err_set(ERR_CRYPTO, "journal: a signature without its plan");
	c->issued = true;
	c->issued_at = c->changed = rec->at;
	c->done = rec->place;
	return 0;
}

static int
take_never(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char id[LEDGER_ID];

	(void)rec;
	get_bytes(r, id, LEDGER_ID);
	book_put(l, 'n', id, LEDGER_ID, 1);
	return 0;
}

static int
take_known(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	struct ledger_cert c = { .issued = true, .known = true, .changed = rec->at, .issued_at = rec->at, .not_after = INT64_MAX };
	unsigned char tbs[SIGNER_DIGEST];
	char issuer[LEDGER_NAME];
	size_t skip;

	msg_get_str(r, issuer, sizeof(issuer));
	get_bytes(r, c.serial, SIGNER_SERIAL);
	get_bytes(r, tbs, sizeof(tbs));
	msg_get_blob(r, &skip);
	if (!r->fault && book_find_serial(l, issuer, c.serial) == NULL)
		enlist(l, &c, issuer);
	return 0;
}

/* His certificate goes on the list of the operator CA; its plan bears the first octets of its paper. */
static void
withdraw(struct ledger *l, const char *person, uint8_t reason, int64_t at)
{
	struct ledger_cert *c;
	size_t i;

	for (i = 0; i < l->operators; i++)
		if (str_eq(l->operator[i].person, person) && !l->operator[i].withdrawn) {
			l->operator[i].withdrawn = true;
			l->operator[i].ended_at = at;
			if ((c = book_find(l, l->operator[i].paper)) != NULL) {
				c->state = LEDGER_REVOKED;
				c->reason = reason;
				c->changed = at;
			}
		}
}

static void
carry_out(struct ledger *l, enum ledger_act act, struct ledger_cert *c, const char *person, uint32_t reason, int64_t since,
    int64_t at)
{
	if (act == LEDGER_STOP || act == LEDGER_RESUME) {
		l->stopped = act == LEDGER_STOP;
		l->stop_changed = at;
	} else if (act == LEDGER_WITHDRAW)
		withdraw(l, person, PRIVILEGE_WITHDRAWN, at);
	else if (c != NULL) {
		c->state = act == LEDGER_HOLD ? LEDGER_HELD : act == LEDGER_REVOKE ? LEDGER_REVOKED : LEDGER_GOOD;
		c->reason = act == LEDGER_HOLD ? 6 : act == LEDGER_REVOKE ? (uint8_t)reason : 0;
		c->invalid_since = act == LEDGER_REVOKE ? since : 0;
		c->changed = at;
	}
}

static int
take_order(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char serial[SIGNER_SERIAL], paper[SIGNER_DIGEST];
	char issuer[LEDGER_NAME], person[LEDGER_NAME];
	uint32_t reason;
	int64_t since;
	size_t skip, n;
	const unsigned char *p;
	unsigned act = msg_get_u8(r), capped = msg_get_u8(r);

	msg_get_str(r, issuer, sizeof(issuer));
	msg_get_str(r, person, sizeof(person));
	get_bytes(r, serial, SIGNER_SERIAL);
	reason = msg_get_u32(r);
	since = (int64_t)msg_get_u64(r);
	p = msg_get_blob(r, &n);
	if (n == sizeof(paper))
		put_paper(l, p, rec);
	msg_get_blob(r, &skip);
	if (r->fault || act >= LEDGER_ACT_MAX)
		return err_set(ERR_CRYPTO, "journal: an order of an unknown kind");
	if (capped) {
		if (l->capped[act].hour != rec->at / TM_HOUR)
			l->capped[act].n = 0;
		l->capped[act].hour = rec->at / TM_HOUR;
		l->capped[act].n++;
	}
	carry_out(l, act, issuer[0] != '\0' ? book_find_serial(l, issuer, serial) : NULL, person, reason, since, rec->at);
	return 0;
}

static int
take_epoch(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char paper[SIGNER_DIGEST];
	size_t skip;

	l->epoch = msg_get_u64(r);
	get_bytes(r, paper, sizeof(paper));
	put_paper(l, paper, rec);
	msg_get_blob(r, &skip);
	return 0;
}

static int
take_document(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	struct ledger_document d;
	unsigned char paper[SIGNER_DIGEST];
	size_t skip;

	msg_get_str(r, d.document, sizeof(d.document));
	msg_get_str(r, d.language, sizeof(d.language));
	d.revision = msg_get_u64(r);
	get_bytes(r, d.digest, sizeof(d.digest));
	d.effective_at = (int64_t)msg_get_u64(r);
	get_bytes(r, paper, sizeof(paper));
	msg_get_blob(r, &skip);
	/* papers tell whole seconds, so a submission in the second of the record is not before it */
	if (d.effective_at < rec->at / TM_SECOND * TM_SECOND)
		d.effective_at = rec->at / TM_SECOND * TM_SECOND;
	put_paper(l, paper, rec);
	l->document = more(l->document, l->documents, sizeof(d));
	l->document[l->documents++] = d;
	return 0;
}

static int
take_operator(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	struct ledger_operator o = { .withdrawn = false };
	const unsigned char *ticket;
	size_t n;

	msg_get_str(r, o.person, sizeof(o.person));
	msg_get_str(r, o.index, sizeof(o.index));
	msg_get_str(r, o.ra, sizeof(o.ra));
	msg_get_str(r, o.roles, sizeof(o.roles));
	o.soft = msg_get_u8(r) != 0;
	o.not_after = (int64_t)msg_get_u64(r);
	get_bytes(r, o.cert, sizeof(o.cert));
	get_bytes(r, o.paper, sizeof(o.paper));
	ticket = msg_get_blob(r, &n);
	if (n == SIGNER_DIGEST)
		book_put(l, 'T', ticket, n, 0);
	withdraw(l, o.person, SUPERSEDED, rec->at);
	put_paper(l, o.paper, rec);
	book_put(l, 'o', o.cert, sizeof(o.cert), l->operators);
	l->operator = more(l->operator, l->operators, sizeof(o));
	l->operator[l->operators++] = o;
	return 0;
}

static int
take_stamp(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char digest[SIGNER_DIGEST];

	get_bytes(r, digest, sizeof(digest));
	book_put(l, 't', digest, sizeof(digest), (uint64_t)rec->at);
	return 0;
}

static int
take_ticket(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char digest[SIGNER_DIGEST];

	get_bytes(r, digest, sizeof(digest));
	book_put(l, 'T', digest, sizeof(digest), (uint64_t)rec->at);
	return 0;
}

static int
take_list(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char digest[SIGNER_DIGEST];
	char issuer[LEDGER_NAME];

	(void)rec;
	msg_get_str(r, issuer, sizeof(issuer));
	l->list[book_number(&l->issuer, issuer)] = msg_get_u64(r);
	msg_get_u64(r);
	msg_get_u64(r);
	msg_get_u32(r);
	get_bytes(r, digest, sizeof(digest));
	return 0;
}

static int
take_seal(struct ledger *l, const struct journal_record *rec, struct msg_reader *r)
{
	unsigned char digest[SIGNER_DIGEST];

	(void)l;
	(void)rec;
	get_bytes(r, digest, sizeof(digest));
	return 0;
}

static int (*const take[KIND_MAX])(struct ledger *, const struct journal_record *, struct msg_reader *) = {
	[PLAN] = take_plan, [ISSUED] = take_issued, [NEVER] = take_never, [KNOWN] = take_known, [ORDER] = take_order,
	[EPOCH] = take_epoch, [DOCUMENT] = take_document, [OPERATOR] = take_operator, [STAMP] = take_stamp,
	[TICKET] = take_ticket, [LIST] = take_list, [SEAL] = take_seal,
};

/* A record this program does not know was written by a newer one: going on without it would forget a promise. */
static int
take_in(void *arg, const struct journal_record *rec)
{
	struct msg_reader r;
	int code;

	if (rec->kind == 0 || rec->kind >= KIND_MAX)
		return err_set(ERR_CRYPTO, "journal: a record of kind %d, which this version does not know", rec->kind);
	msg_read(&r, rec->p, rec->n);
	if ((code = take[rec->kind](arg, rec, &r)) != 0)
		return code;
	return msg_end(&r) == 0 ? 0 : err_in(ERR_CRYPTO, "journal");
}

/* Adds a record (and clears it) and takes it in. */
void
book_add(struct ledger *l, enum book_kind kind, struct buf *m)
{
	struct journal_record rec = { .kind = (uint8_t)kind, .at = l->now };

	rec.place = journal_add(l->journal, rec.kind, m);
	rec.p = (const unsigned char *)m->data;
	rec.n = m->len;
	if (take_in(l, &rec) != 0)
		abort();	/* our own record: only a bug gets here, and nothing may be signed after it */
	buf_clear(m);
}

int
ledger_open(const char *dir, const char *instance, struct ledger **out)
{
	struct ledger *l = xcalloc(1, sizeof(*l));
	int r;

	if ((r = journal_open(dir, instance, take_in, l, &l->journal)) != 0) {
		ledger_close(l);
		return r;
	}
	*out = l;
	return 0;
}

void
ledger_close(struct ledger *l)
{
	if (l == NULL)
		return;
	journal_close(l->journal);
	map_clear(&l->map);
	free(l->cert);
	free(l->operator);
	free(l->document);
	free(l);
}

void
ledger_begin(struct ledger *l, int64_t now)
{
	l->now = now;
}

int64_t
ledger_now(const struct ledger *l)
{
	return l->now;
}

int
ledger_commit(struct ledger *l)
{
	return journal_commit(l->journal, l->now);
}

bool
ledger_is_broken(const struct ledger *l)
{
	return journal_is_broken(l->journal);
}

void
ledger_stand(const struct ledger *l, struct signer_stand *out)
{
	journal_stand(l->journal, out);
}
