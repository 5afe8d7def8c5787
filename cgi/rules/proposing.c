#include "rules/proposing.h"

#include <inttypes.h>
#include <string.h>

#include "pki/paper.h"
#include "rules/markdown.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/paper.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

static int64_t
whole_seconds(int64_t at)
{
	return at - at % TM_SECOND;
}

static int
write_paper(const struct revision *v, int64_t now, struct paper_row *row)
{
	row->made_at = whole_seconds(now);
	row->until_at = row->made_at + PROPOSING_DAYS * TM_DAY;
	paper_begin(&row->text, "publish");
	paper_put(&row->text, "document", document_kind_text[v->kind]);
	paper_put(&row->text, "language", v->language);
	paper_put_number(&row->text, "revision", (uint64_t)v->number);
	paper_put_digest(&row->text, "digest", v->sha256);
	paper_put_time(&row->text, "effective-at", v->effective_at);
	paper_put(&row->text, "class", revision_class_text[v->class]);
	paper_put_time(&row->text, "made-at", row->made_at);
	paper_put_time(&row->text, "until", row->until_at);
	return paper_end(&row->text, "publish");
}

static int
put_clauses(struct db *db, uint64_t revision, struct markdown *m, int64_t now)
{
	int r = db_clause_clear(db, revision);

	for (size_t i = 0; r == 0 && i < m->clauses; i++) {
		m->clause[i].revision = revision;
		m->clause[i].created = now;
		r = db_clause_insert(db, &m->clause[i]);
	}
	return r;
}

/* Fills what is published of a draft: HTML, digests, class, time, paper. */
static int
render(struct revision *v, const struct proposing *p, struct markdown *m)
{
	int r;

	if ((r = markdown_render(buf_str(&v->markdown), v->markdown.len, m)) != 0)
		return r;
	buf_reset(&v->html);
	buf_add(&v->html, m->html.data, m->html.len);
	digest_sha256(v->html.data, v->html.len, v->sha256);
	digest_sm3(v->html.data, v->html.len, v->sm3);
	v->class = p->class;
	v->effective_at = whole_seconds(p->effective_at);
	return 0;
}

static int
put_paper(struct db *db, const struct actor *a, const struct revision *v, const char *once, int64_t now, uint64_t id)
{
	struct paper_row row = { .claim = { .id = id }, .kind = "publish", .object = v->id, .needs = PROPOSING_SIGNATURES,
	    .state = PAPER_OPEN, .next_at = now, .created = now };
	int r;

	if ((r = str_copy(row.made_by, sizeof(row.made_by), a->person)) == 0 &&
	    (r = str_copy(row.request, sizeof(row.request), once)) == 0 && (r = write_paper(v, now, &row)) == 0) {
		digest_sha256(row.text.data, row.text.len, row.sha256);
		r = db_paper_insert(db, &row);
	}
	paper_row_clear(&row);
	return r;
}

static int
put(struct db *db, const struct actor *a, const struct proposing *p, int64_t now, uint64_t id, struct revision *v,
    struct markdown *m)
{
	int r;

	if ((r = db_revision_get(db, p->revision, v)) != 0)
		return r;
	if (v->state != REVISION_DRAFT || v->version != p->version)
		return err_set(ERR_CONFLICT, "the draft has changed meanwhile");
	if ((r = render(v, p, m)) != 0)
		return r;
	v->paper = id;
	if ((r = db_revision_propose(db, v)) != 0 || (r = put_clauses(db, v->id, m, now)) != 0 ||
	    (r = put_paper(db, a, v, p->once, now, id)) != 0)
		return r;
	return trail_id(db, a, now, "text.propose", "revision", v->id, "document=%s language=%s number=%d class=%s paper=%" PRIu64,
	    document_kind_text[v->kind], v->language, v->number, revision_class_text[v->class], id);
}

int
proposing_put(struct db *db, const struct actor *a, const struct proposing *p, int64_t now, uint64_t id)
{
	struct revision v;
	struct markdown m;
	int r;

	memset(&v, 0, sizeof(v));
	memset(&m, 0, sizeof(m));
	r = put(db, a, p, now, id, &v, &m);
	markdown_clear(&m);
	revision_clear(&v);
	return r;
}

struct proposal {
	const struct actor	*actor;
	const struct proposing	*what;
	int64_t			 now;
	uint64_t		 id;
};

static int
body(struct db *db, void *arg)
{
	const struct proposal *x = arg;

	return proposing_put(db, x->actor, x->what, x->now, x->id);
}

static int
made(struct db *db, void *arg)
{
	const struct proposal *x = arg;
	struct paper_row row;
	int r;

	memset(&row, 0, sizeof(row));
	r = db_paper_get(db, x->id, &row);
	paper_row_clear(&row);
	return r;
}

int
proposing_publish(struct rules *r, const struct actor *a, const struct proposing *p, int64_t now, uint64_t *paper)
{
	struct proposal x = { a, p, now, rnd_id(now) };
	struct paper_row row;
	int rc;

	memset(&row, 0, sizeof(row));
	if ((rc = db_paper_find_request(r->db, p->once, &row)) == 0) {	/* a double click */
		*paper = row.claim.id;
		if (row.object != p->revision)
			rc = err_set(ERR_DENIED, "form token belongs to another draft");
	} else if (rc == ERR_NOTFOUND && (rc = db_run_known(r->db, body, made, &x)) == 0)
		*paper = x.id;
	paper_row_clear(&row);
	return rc;
}
