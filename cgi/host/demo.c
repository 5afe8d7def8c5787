#include "host/demo.h"

#include <limits.h>
#include <string.h>
#include <time.h>

#include "host/softkey.h"
#include "pki/paper.h"
#include "rules/index.h"
#include "rules/proposing.h"
#include "rules/publishing.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/document.h"
#include "store/operator.h"
#include "store/paper.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define DAYS		365
#define PATIENCE_MS	90000	/* longer than a lease: what a killed set-up had claimed is free again */
#define ROUND		20

const struct demo_person demo_people[DEMO_PEOPLE] = {
	{ "security-1",	"demo-security-1",	"演示安全管理员甲",	"security" },
	{ "security-2",	"demo-security-2",	"演示安全管理员乙",	"security" },
	{ "business-1",	"demo-business-1",	"演示业务管理员甲",	"business" },
	{ "business-2",	"demo-business-2",	"演示业务管理员乙",	"business" },
	{ "clerk",	"demo-clerk",		"演示录入员",		"clerk" },
	{ "reviewer",	"demo-reviewer",	"演示审核员",		"reviewer" },
};

static const struct actor certhall = { .kind = ACTOR_PROGRAM, .person = "certhall" };

/* One person on his way into office. */
struct entry {
	struct rules			*rules;
	const struct demo_person	*who;
	struct softkey			 key;
	unsigned char			 ticket[32];
	bool				 by_ticket;
	struct operator			 row;
	uint64_t			 paper;
	int64_t				 now;
};

static int
write_paper(const struct entry *e, struct paper_row *p)
{
	const struct key_signer *by = softkey_signer(&e->key);

	p->made_at = e->now - e->now % TM_SECOND;
	p->until_at = p->made_at + TM_DAY;
	paper_begin(&p->text, "operator");
	paper_put(&p->text, "person", e->row.person_no);
	paper_put(&p->text, "name", e->row.name);
	paper_put(&p->text, "index", e->row.id_index);
	paper_put(&p->text, "ra", e->row.ra);
	paper_put(&p->text, "roles", e->row.roles);
	paper_put_base64(&p->text, "spki", by->spki, by->spki_len);
	paper_put_base64(&p->text, "credential", e->key.id, sizeof(e->key.id));
	paper_put(&p->text, "soft", "yes");
	paper_put_number(&p->text, "days", DAYS);
	paper_put_time(&p->text, "made-at", p->made_at);
	paper_put_time(&p->text, "until", p->until_at);
	return paper_end(&p->text, "operator");
}

/* cert: the signer's; NULL: the new key proves that it is held. */
static int
put_sign(struct db *db, const struct rules *r, uint64_t paper, const struct buf *text, const struct demo_person *who,
    const struct buf *cert, int64_t now)
{
	struct paper_sign s = { .paper = paper, .created = now };
	struct softkey key;
	int rc;

	if ((rc = softkey_load(r->site, who->file, &key)) != 0)
		return rc;
	if ((rc = softkey_assert(r->site, &key, text, &s.auth_data, &s.client_data, &s.signature)) == 0 &&
	    (rc = str_copy(s.person_no, sizeof(s.person_no), who->person_no)) == 0) {
		if (cert != NULL)
			buf_add(&s.cert, cert->data, cert->len);
		rc = db_paper_sign(db, &s);
	}
	softkey_close(&key);
	paper_sign_clear(&s);
	return rc;
}

/* A signature of somebody in office. */
static int
countersign(struct db *db, const struct rules *r, uint64_t paper, const struct buf *text, const struct demo_person *who,
    int64_t now)
{
	struct operator o;
	int rc;

	memset(&o, 0, sizeof(o));
	if ((rc = db_operator_find(db, who->person_no, &o)) == 0)
		rc = put_sign(db, r, paper, text, who, &o.cert, now);
	operator_clear(&o);
	return rc;
}

static int
put_operator(struct db *db, struct entry *e)
{
	struct operator_credential c = { .id = rnd_id(e->now), .soft = true, .created = e->now };
	const struct key_signer *by = softkey_signer(&e->key);
	int r;

	e->row = (struct operator){ .id = rnd_id(e->now), .state = OPERATOR_REGISTERED, .soft = true, .created = e->now };
	if ((r = str_copy(e->row.person_no, sizeof(e->row.person_no), e->who->person_no)) != 0 ||
	    (r = str_copy(e->row.name, sizeof(e->row.name), e->who->name)) != 0 ||
	    (r = str_copy(e->row.ra, sizeof(e->row.ra), "default")) != 0 ||
	    (r = str_copy(e->row.roles, sizeof(e->row.roles), e->who->roles)) != 0 ||
	    (r = index_of(e->rules, "demo", e->who->person_no, e->row.id_index)) != 0 ||
	    (r = db_operator_insert(db, &e->row)) != 0)
		return r;
	c.operator = e->row.id;
	buf_add(&c.credential, e->key.id, sizeof(e->key.id));
	buf_add(&c.spki, by->spki, by->spki_len);
	r = db_credential_insert(db, &c);
	credential_clear(&c);
	return r;
}

static int
put_paper(struct db *db, const struct entry *e)
{
	struct paper_row p = { .claim = { .id = e->paper }, .kind = "operator", .object = e->row.id, .needs = e->by_ticket ? 1 : 3,
	    .state = PAPER_READY, .next_at = e->now, .created = e->now };
	int r;

	rnd_token(p.request);
	if (e->by_ticket)
		buf_add(&p.ticket, e->ticket, sizeof(e->ticket));
	if ((r = str_copy(p.made_by, sizeof(p.made_by), "certhall")) == 0 && (r = write_paper(e, &p)) == 0) {
		digest_sha256(p.text.data, p.text.len, p.sha256);
		if ((r = db_paper_insert(db, &p)) == 0)
			r = put_sign(db, e->rules, e->paper, &p.text, e->who, NULL, e->now);
		for (size_t i = 0; r == 0 && !e->by_ticket && i < 2; i++)
			r = countersign(db, e->rules, e->paper, &p.text, &demo_people[i], e->now);
	}
	paper_row_clear(&p);
	return r;
}

static int
begin(struct db *db, void *arg)
{
	struct entry *e = arg;
	int r;

	operator_clear(&e->row);
	if ((r = db_operator_find(db, e->who->person_no, &e->row)) == ERR_NOTFOUND)
		r = put_operator(db, e);
	if (r != 0 || (r = put_paper(db, e)) != 0)
		return r;
	return trail_id(db, &certhall, e->now, "setup.demo", "operator", e->row.id, "person=%s roles=%s", e->row.person_no,
	    e->row.roles);
}

/* Whether his paper is on its way, or he is in office already. */
static int
has_begun(struct rules *r, const struct demo_person *who, bool *yes)
{
	struct paper_row p;
	struct operator o;
	int rc;

	memset(&p, 0, sizeof(p));
	memset(&o, 0, sizeof(o));
	*yes = false;
	if ((rc = db_operator_find(r->db, who->person_no, &o)) == 0) {
		*yes = o.state == OPERATOR_ACTIVE;
		if (!*yes && (rc = db_paper_find_object(r->db, "operator", o.id, &p)) == 0)
			*yes = p.state == PAPER_READY || p.state == PAPER_RUNNING;
	}
	paper_row_clear(&p);
	operator_clear(&o);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
give_ticket(struct signer *s, unsigned char ticket[32])
{
	unsigned char first[DIGEST_SIZE], other[32], second[DIGEST_SIZE];

	rnd_bytes(ticket, 32);
	rnd_bytes(other, sizeof(other));	/* they are given out in pairs; this one is thrown away */
	digest_sha256(ticket, 32, first);
	digest_sha256(other, sizeof(other), second);
	return signer_ticket(s, first, second);
}

static int
enter(struct rules *r, struct signer *s, const struct demo_person *who)
{
	struct entry e = { .rules = r, .who = who, .by_ticket = who < &demo_people[2] };
	bool begun;
	int rc;

	if ((rc = has_begun(r, who, &begun)) != 0 || begun)
		return rc;
	if ((rc = softkey_open(r->site, who->file, &e.key)) != 0)
		return rc;
	if (!e.by_ticket || (rc = give_ticket(s, e.ticket)) == 0) {
		e.now = tm_now();
		e.paper = rnd_id(e.now);
		rc = db_run(r->db, begin, &e);
	}
	operator_clear(&e.row);
	softkey_close(&e.key);
	return err_in(rc, who->person_no);
}

/* ERR_AGAIN: not yet. */
static int
in_office(struct rules *r, const struct demo_person *who)
{
	struct paper_row p;
	struct operator o;
	int rc;

	memset(&p, 0, sizeof(p));
	memset(&o, 0, sizeof(o));
	if ((rc = db_operator_find(r->db, who->person_no, &o)) == 0 && o.state != OPERATOR_ACTIVE &&
	    (rc = db_paper_find_object(r->db, "operator", o.id, &p)) == 0)
		rc = p.state == PAPER_REFUSED ? err_set(ERR_DENIED, "%s: signd refused the paper: %s", who->person_no, p.error) :
		    ERR_AGAIN;
	paper_row_clear(&p);
	operator_clear(&o);
	return rc;
}

/* Hands ready papers to signd, unless issuer does, until what is waited for is there. */
static int
settle(struct rules *r, struct signer *s, int (*there)(struct rules *r, size_t from, size_t to), size_t from, size_t to)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	int64_t end = tm_steady() + PATIENCE_MS;
	uint64_t freed;
	size_t done;
	int rc;

	do {
		if ((rc = publishing_round(r, s, ROUND, tm_now(), &done)) != 0 || (rc = there(r, from, to)) != ERR_AGAIN)
			return rc;
		if (done == 0 && (nanosleep(&pause, NULL), rc = db_paper_reap(r->db, tm_now(), &freed)) != 0)
			return rc;
	} while (tm_steady() < end);
	return err_set(ERR_PEER, "signed papers of the demo people were not taken in time");
}

static int
all_in_office(struct rules *r, size_t from, size_t to)
{
	int rc = 0;

	for (size_t i = from; rc == 0 && i < to; i++)
		rc = in_office(r, &demo_people[i]);
	return rc;
}

static int
enter_all(struct rules *r, struct signer *s, size_t from, size_t to)
{
	int rc = 0;

	for (size_t i = from; rc == 0 && i < to; i++)
		rc = enter(r, s, &demo_people[i]);
	return rc != 0 ? rc : settle(r, s, all_in_office, from, to);
}

int
demo_enrol(struct rules *r, struct signer *s)
{
	int rc;

	/* the first two by tickets; they sign for the others */
	if ((rc = enter_all(r, s, 0, 2)) != 0)
		return rc;
	return enter_all(r, s, 2, DEMO_PEOPLE);
}

/* --- the texts --- */

#define LINES 64	/* documents, and revisions of one that are looked at */

/* A draft on its way into force, signed by both at once. */
struct text {
	const struct rules		*rules;
	const struct revision_line	*line;
	uint64_t			 paper;
	int64_t				 now;
};

static int
propose(struct db *db, void *arg)
{
	const struct text *t = arg;
	const struct demo_person *by = &demo_people[2];
	struct actor a = { .kind = ACTOR_OPERATOR, .soft = true };
	char once[RND_TOKEN_SIZE];
	struct proposing p = { .revision = t->line->id, .version = t->line->version, .class = t->line->class,
	    .effective_at = t->now, .once = rnd_token(once) };
	struct paper_row paper;
	int r;

	memset(&paper, 0, sizeof(paper));
	if ((r = str_copy(a.person, sizeof(a.person), by->person_no)) == 0 &&
	    (r = proposing_put(db, &a, &p, t->now, t->paper)) == 0 && (r = db_paper_get(db, t->paper, &paper)) == 0 &&
	    (r = countersign(db, t->rules, t->paper, &paper.text, by, t->now)) == 0 &&
	    (r = countersign(db, t->rules, t->paper, &paper.text, by + 1, t->now)) == 0)
		r = db_paper_ready(db, t->paper, paper.version);
	paper_row_clear(&paper);
	return r;
}

/* Calls fn for the newest revision of each document. */
static int
each_newest(struct rules *r, int (*fn)(struct rules *r, const struct revision_line *line))
{
	struct document list[LINES];
	struct revision_line line;
	size_t n, i, found;
	int rc;

	if ((rc = db_document_list(r->db, list, LINES, &n)) != 0)
		return rc;
	for (i = 0; i < n; i++)
		if ((rc = db_revision_list(r->db, list[i].kind, list[i].language, -1, INT_MAX, &line, 1, &found)) != 0 ||
		    (found == 1 && (rc = fn(r, &line)) != 0))
			return rc;
	return 0;
}

static int
sign_draft(struct rules *r, const struct revision_line *line)
{
	struct text t = { .rules = r, .line = line, .now = tm_now() };

	if (line->number != 1 || line->state != REVISION_DRAFT)
		return 0;
	t.paper = rnd_id(t.now);
	return err_in(db_run(r->db, propose, &t), line->title);
}

static int
is_published(struct rules *r, const struct revision_line *line)
{
	(void)r;
	if (line->number != 1 || line->state == REVISION_PUBLISHED)
		return 0;
	/* signd's refusal has opened the draft again */
	return line->state == REVISION_SIGNING ? ERR_AGAIN :
	    err_set(ERR_DENIED, "signd refused to publish \"%s\"; its reason is in the log", line->title);
}

static int
all_published(struct rules *r, size_t from, size_t to)
{
	(void)from;
	(void)to;
	return each_newest(r, is_published);
}

int
demo_publish(struct rules *r, struct signer *s)
{
	int rc = each_newest(r, sign_draft);

	return rc != 0 ? rc : settle(r, s, all_published, 0, 0);
}
