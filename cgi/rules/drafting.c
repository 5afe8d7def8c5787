#include "rules/drafting.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "rules/markdown.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/paper.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define LOOK 10		/* newest revisions among which the open and the coming one are */

static const char meanwhile[] = "the draft has changed meanwhile";

/* --- how things stand ----------------------------------------------------------------------------------------------- */

static int
stand(struct db *db, enum document_kind kind, const char *language, int64_t now, struct drafting_stand *out)
{
	struct revision_line lines[LOOK];
	size_t n;
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = db_revision_in_force_line(db, kind, language, now, &out->now)) != 0 && r != ERR_NOTFOUND)
		return r;
	out->in_force = r == 0;
	if ((r = db_revision_list(db, kind, language, -1, INT_MAX, lines, LOOK, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++)
		if (lines[i].state != REVISION_PUBLISHED && !out->open) {
			out->open = true;
			out->draft = lines[i];
		} else if (lines[i].state == REVISION_PUBLISHED && lines[i].effective_at > now) {
			out->next = true;	/* the last one found is the next to come */
			out->then = lines[i];
		}
	return 0;
}

int
drafting_stand(struct rules *r, enum document_kind kind, const char *language, int64_t now, struct drafting_stand *out)
{
	return stand(r->db, kind, language, now, out);
}

int
drafting_get(struct rules *r, uint64_t id, struct revision *out)
{
	memset(out, 0, sizeof(*out));
	return db_revision_get(r->db, id, out);
}

int
drafting_before(struct rules *r, const struct revision *v, int64_t now, struct revision *out)
{
	memset(out, 0, sizeof(*out));
	if (v->state != REVISION_PUBLISHED)
		return db_revision_in_force(r->db, v->kind, v->language, now, out);
	return db_revision_find(r->db, v->kind, v->language, v->number - 1, out);
}

static int
may(const struct actor *a)
{
	if (a->kind == ACTOR_OPERATOR && (a->roles & ROLE_BUSINESS) != 0)
		return 0;
	return err_set(ERR_DENIED, "texts are for business administrators");
}

/* --- a draft is opened ---------------------------------------------------------------------------------------------- */

struct opening {
	const struct actor	*actor;
	enum document_kind	 kind;
	const char		*language, *once;
	int64_t			 now;
	uint64_t		 id;		/* out */
};

/* A new draft begins with the newest text there is. */
static int
begin(struct db *db, const struct opening *o, const struct document *d, struct revision *v)
{
	int last, r;

	if ((r = db_revision_last(db, o->kind, o->language, &last)) != 0)
		return r;
	if (last > 0 && (r = db_revision_find(db, o->kind, o->language, last, v)) != 0)
		return r;
	buf_clear(&v->html);
	*v = (struct revision){ .id = rnd_id(o->now), .document = d->id, .kind = o->kind, .number = last + 1,
	    .state = REVISION_DRAFT, .class = REVISION_EDITORIAL, .markdown = v->markdown, .editor = o->actor->id,
	    .edited_at = o->now, .created = o->now };
	snprintf(v->language, sizeof(v->language), "%s", o->language);
	if ((r = str_copy(v->request, sizeof(v->request), o->once)) != 0)
		return err_in(r, "form token");
	return 0;
}

static void
take_title(struct revision *v)
{
	struct markdown m;

	if (markdown_render(buf_str(&v->markdown), v->markdown.len, &m) == 0) {
		snprintf(v->title, sizeof(v->title), "%s", m.title);
		markdown_clear(&m);
	}
	err_take();	/* a draft may have faults: proofing names them */
}

static int
put_draft(struct db *db, const struct opening *o, const struct document *d, struct revision *v)
{
	int r;

	if ((r = begin(db, o, d, v)) != 0)
		return r;
	take_title(v);
	if ((r = db_revision_insert(db, v)) != 0)
		return r == ERR_CONFLICT ? ERR_AGAIN : r;	/* opened by somebody else this very moment */
	return trail_id(db, o->actor, o->now, "text.open", "revision", v->id, "document=%s language=%s number=%d",
	    document_kind_text[v->kind], v->language, v->number);
}

static int
open_draft(struct db *db, void *arg)
{
	struct opening *o = arg;
	struct drafting_stand s;
	struct document d;
	struct revision v;
	int r;

	memset(&v, 0, sizeof(v));
	if ((r = db_document_find(db, o->kind, o->language, &d)) != 0 ||
	    (r = stand(db, o->kind, o->language, o->now, &s)) != 0)
		return r;
	if (s.open) {
		o->id = s.draft.id;
		return 0;
	}
	if ((r = put_draft(db, o, &d, &v)) == 0)
		o->id = v.id;
	revision_clear(&v);
	return r;
}

int
drafting_open(struct rules *r, const struct actor *a, enum document_kind kind, const char *language, const char *once,
    int64_t now, uint64_t *id)
{
	struct opening o = { a, kind, language, once, now, 0 };
	int rc;

	if ((rc = may(a)) == 0)
		rc = db_run(r->db, open_draft, &o);
	*id = o.id;
	return rc;
}

/* --- a draft is stored ---------------------------------------------------------------------------------------------- */

struct saving {
	const struct actor	*actor;
	const struct drafting	*draft;
	int64_t			 now;
};

static int
save(struct db *db, const struct saving *s, struct revision *v)
{
	const struct drafting *d = s->draft;
	int r;

	if ((r = db_revision_get(db, d->revision, v)) != 0)
		return r;
	if (v->state != REVISION_DRAFT || v->version != d->version)
		return err_set(ERR_CONFLICT, "%s", meanwhile);
	buf_reset(&v->markdown);
	buf_adds(&v->markdown, d->markdown);
	v->class = d->class;
	v->editor = s->actor->id;
	v->edited_at = s->now;
	take_title(v);
	if ((r = db_revision_edit(db, v)) != 0)
		return r == ERR_CONFLICT ? err_set(ERR_CONFLICT, "%s", meanwhile) : r;
	return trail_id(db, s->actor, s->now, "text.edit", "revision", v->id, "document=%s language=%s number=%d class=%s",
	    document_kind_text[v->kind], v->language, v->number, revision_class_text[v->class]);
}

static int
save_body(struct db *db, void *arg)
{
	struct revision v;
	int r;

	memset(&v, 0, sizeof(v));
	r = save(db, arg, &v);
	revision_clear(&v);
	return r;
}

int
drafting_save(struct rules *r, const struct actor *a, const struct drafting *d, int64_t now)
{
	struct saving s = { a, d, now };
	int rc;

	return (rc = may(a)) != 0 ? rc : db_run(r->db, save_body, &s);
}

/* --- back to a draft ------------------------------------------------------------------------------------------------ */

struct reopening {
	const struct actor	*actor;
	uint64_t		 revision;
	int64_t			 now;
};

static int
reopen(struct db *db, void *arg)
{
	const struct reopening *o = arg;
	struct paper_row paper;
	int r;

	memset(&paper, 0, sizeof(paper));
	if ((r = db_paper_find_object(db, "publish", o->revision, &paper)) == 0 &&
	    (r = db_paper_drop(db, paper.claim.id, paper.version)) == 0 &&
	    (r = db_revision_reopen(db, o->revision, paper.claim.id)) == 0)
		r = trail_id(db, o->actor, o->now, "text.reopen", "revision", o->revision, "paper=%" PRIu64, paper.claim.id);
	paper_row_clear(&paper);
	return r == ERR_CONFLICT ? err_set(ERR_CONFLICT, "the text has its signatures, it can no longer be edited") : r;
}

int
drafting_reopen(struct rules *r, const struct actor *a, uint64_t revision, int64_t now)
{
	struct reopening o = { a, revision, now };
	int rc;

	return (rc = may(a)) != 0 ? rc : db_run(r->db, reopen, &o);
}
