#include "rules/deciding.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/paper.h"
#include "rules/casing.h"
#include "rules/desk.h"
#include "rules/looking.h"
#include "rules/move.h"
#include "rules/persons.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/casetext.h"
#include "store/job.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define KIND	"decision"

static const char changed[] = "the application was changed, look at it again";
static const char over[] = "this decision is no longer open, decide again";

/* --- who may, and whether everything is there ------------------------------------------------------------ */
static enum move_event
event_of(enum app_state state, enum decision_word word)
{
	if (word == DECISION_RETURN)
		return MOVE_RETURN;
	if (word == DECISION_REJECT)
		return MOVE_REJECT;
	return state == APP_ENTERED ? MOVE_REVIEW : MOVE_ENTER;
}

/* The entry that is to be reviewed: the newest approval on entry, over a text made from this very version. */
static int
find_entry(struct db *db, const struct app *app, struct decision_line *entry, struct casetext *text)
{
	int r;

	if ((r = db_decision_newest(db, app->id, DECISION_ENTER, DECISION_APPROVE, entry)) != 0)
		return r == ERR_NOTFOUND ? err_set(ERR_CONFLICT, "%s", changed) : r;
	if ((r = db_casetext_find(db, entry->case_sha256, text)) != 0)
		return r;
	return text->application == app->id && text->app_version + 1 == app->version ? 0 :
	    err_set(ERR_CONFLICT, "%s", changed);
}

static int
check_other_person(struct db *db, const struct decision_line *entry, const struct operator *me)
{
	bool same = false;
	int r;

	if ((r = persons_same(db, entry->person_no, me, &same)) != 0)
		return r;
	return same ? err_set(ERR_DENIED, "whoever entered an application does not review it") : 0;
}

static int
check_entry(struct rules *r, const struct app *app, const struct operator *me, enum decision_word word, int64_t now)
{
	struct decision_line entry;
	struct product product;
	struct casetext text;
	int rc;

	memset(&text, 0, sizeof(text));
	if ((rc = find_entry(r->db, app, &entry, &text)) == 0 && (rc = check_other_person(r->db, &entry, me)) == 0 &&
	    word == DECISION_APPROVE) {
		if (entry.until_at <= now)
			rc = err_set(ERR_CONFLICT, "the signature of the entry has lapsed: the application must be entered again");
		else if ((rc = db_product_get(r->db, app->product, &product)) == 0)
			rc = casing_current(r, &product, &text.text);
	}
	casetext_clear(&text);
	return rc;
}

static int
check_seen(struct db *db, const struct app *app, const struct operator *me)
{
	uint64_t left;
	int r;

	if ((r = db_material_unseen(db, app->id, me->id, &left)) != 0)
		return r;
	return left == 0 ? 0 : err_set(ERR_INPUT, "not all materials have been viewed: %" PRIu64 " are left", left);
}

/* Everything that forbids this decision to this operator now. */
static int
check_all(struct rules *r, const struct actor *a, const struct operator *me, const struct app *app, enum decision_word word,
    const char *reason, int64_t now)
{
	const struct move *m;
	int rc;

	if ((rc = move_may(a, app->state, event_of(app->state, word), reason, &m)) != 0 ||
	    (rc = desk_not_anothers(r->db, a, app, now)) != 0 || (rc = persons_no_party(r->db, app, me)) != 0)
		return rc;
	if (app->state == APP_ENTERED && (rc = check_entry(r, app, me, word, now)) != 0)
		return rc;
	if (word != DECISION_APPROVE)
		return 0;
	if (app->stamped_at == 0)
		return err_set(ERR_CONFLICT, "the consent has no time stamp yet, try again in a minute");
	if (app->accepted_at == 0)
		return err_set(ERR_CONFLICT, "the application has not been accepted for handling yet");
	return check_seen(r->db, app, me);
}

int
deciding_may(struct rules *r, const struct actor *a, const struct desk_case *c, int64_t now)
{
	struct operator me;
	int rc;

	memset(&me, 0, sizeof(me));
	if ((rc = db_operator_get(r->db, a->id, &me)) == 0)
		rc = check_all(r, a, &me, &c->app, DECISION_APPROVE, NULL, now);
	operator_clear(&me);
	return rc;
}

/* --- the papers -------------------------------------------------------------------------------------------- */
struct offering {
	const struct actor	*actor;
	const struct deciding	*d;
	struct app		*app;
	struct casetext		 text;
	struct paper_row	 paper;
	int64_t			 now;
};

/* Entry makes the case text; review takes the very text that was entered. */
static int
find_text(struct rules *r, struct offering *o)
{
	struct product product;
	struct decision_line entry;
	char number[LOOKING_NUMBER] = "";
	struct casing c;
	int rc;

	if (o->app->state == APP_ENTERED)
		return find_entry(r->db, o->app, &entry, &o->text);
	o->text = (struct casetext){ .id = rnd_id(o->now), .application = o->app->id, .app_version = o->app->version,
	    .attempt = o->app->attempt, .created = o->now };
	buf_init(&o->text.text, PAPER_MAX);
	if ((rc = db_product_get(r->db, o->app->product, &product)) != 0)
		return rc;
	if (o->d->word != DECISION_APPROVE) {
		if ((rc = casing_write_as_is(r, o->app, &product, o->now, &o->text.text)) == 0)
			digest_sha256(o->text.text.data, o->text.text.len, o->text.sha256);
		return rc;
	}
	if ((rc = casing_read(r, o->app, &product, &c)) == 0 && c.person_number)
		rc = looking_number(r, o->actor, o->app, LOOKING_APPLICANT, "case text", o->now, number);
	if (rc == 0)
		rc = casing_write(r, o->app, &product, number, o->now, &o->text.text);
	explicit_bzero(number, sizeof(number));
	if (rc == 0)
		digest_sha256(o->text.text.data, o->text.text.len, o->text.sha256);
	return rc;
}

static int
write_decision(struct offering *o)
{
	struct paper_row *p = &o->paper;
	int r;

	*p = (struct paper_row){ .claim.id = rnd_id(o->now), .kind = KIND, .object = o->app->id, .needs = 1,
	    .state = PAPER_OPEN, .made_at = o->now, .until_at = o->now + DECIDING_LIFE, .next_at = o->now, .created = o->now };
	snprintf(p->made_by, sizeof(p->made_by), "%s", o->actor->person);
	if (str_copy(p->request, sizeof(p->request), o->d->once) != 0)
		return err_reword(ERR_INPUT, "form token is too long");
	buf_init(&p->text, PAPER_MAX);
	paper_begin(&p->text, KIND);
	paper_put_digest(&p->text, "case", o->text.sha256);
	paper_put(&p->text, "application", o->app->no);
	paper_put(&p->text, "act", decision_act_text[o->app->state == APP_ENTERED ? DECISION_REVIEW : DECISION_ENTER]);
	paper_put(&p->text, "decision", decision_word_text[o->d->word]);
	paper_put(&p->text, "person", o->actor->person);
	if (o->d->word != DECISION_APPROVE)
		paper_put(&p->text, "reason", o->d->reason);
	paper_put_time(&p->text, "made-at", p->made_at);
	paper_put_time(&p->text, "until", p->until_at);
	if ((r = paper_end(&p->text, KIND)) == 0)
		digest_sha256(p->text.data, p->text.len, p->sha256);
	return r;
}

/* Decided twice within a second: the paper is there, byte for byte. */
static int
keep_paper(struct db *db, struct offering *o)
{
	struct paper_row p;
	int r;

	memset(&p, 0, sizeof(p));
	if ((r = db_paper_find(db, o->paper.sha256, &p)) == 0)
		o->paper.claim.id = p.claim.id;
	paper_row_clear(&p);
	return r == ERR_NOTFOUND ? db_paper_insert(db, &o->paper) : r;
}

static int
store_offer(struct db *db, void *arg)
{
	struct offering *o = arg;
	int r;

	if ((r = db_app_claim(db, o->app->id, o->actor->id, o->now, o->now - DESK_CLAIM)) != 0)
		return r;
	if (o->app->state == APP_SUBMITTED && (r = db_casetext_insert(db, &o->text)) != 0 && r != ERR_CONFLICT)
		return r;	/* the same bytes: the same second, kept already */
	err_take();
	if ((r = keep_paper(db, o)) != 0)
		return r;
	return trail_id(db, o->actor, o->now, "decision.offer", "application", o->app->id, "no=%s decision=%s", o->app->no,
	    decision_word_text[o->d->word]);
}

static int
offered(struct db *db, void *arg)
{
	const struct offering *o = arg;
	struct paper_row p;
	int r;

	memset(&p, 0, sizeof(p));
	r = db_paper_find_request(db, o->d->once, &p);
	paper_row_clear(&p);
	return r;
}

/* The paper this token made before: a double click is one decision. */
static int
offered_before(struct rules *r, const struct actor *a, const char *once, uint64_t *paper)
{
	struct paper_row p;
	int rc;

	memset(&p, 0, sizeof(p));
	if ((rc = db_paper_find_request(r->db, once, &p)) == 0) {
		*paper = p.claim.id;
		if (!str_eq(p.made_by, a->person))
			rc = err_set(ERR_DENIED, "form token belongs to another person");
	}
	paper_row_clear(&p);
	return rc;
}

static int
check_offer(struct rules *r, const struct offering *o)
{
	struct operator me;
	int rc;

	if (o->app->version != o->d->version)
		return err_set(ERR_CONFLICT, "%s", changed);
	memset(&me, 0, sizeof(me));
	if ((rc = db_operator_get(r->db, o->actor->id, &me)) == 0)
		rc = check_all(r, o->actor, &me, o->app, o->d->word, o->d->reason, o->now);
	operator_clear(&me);
	if (rc == 0 && o->d->word == DECISION_APPROVE && !o->d->checked)
		rc = err_set(ERR_INPUT, "not all points of the list are ticked");
	return rc;
}

int
deciding_offer(struct rules *r, const struct actor *a, const struct deciding *d, int64_t now, uint64_t *paper)
{
	struct app app;
	struct offering o = { .actor = a, .d = d, .app = &app, .now = now };
	int rc;

	if ((rc = offered_before(r, a, d->once, paper)) != ERR_NOTFOUND)
		return rc;
	if ((rc = desk_find(r, a, d->no, &app)) == 0 && (rc = check_offer(r, &o)) == 0 && (rc = find_text(r, &o)) == 0 &&
	    (rc = write_decision(&o)) == 0 && (rc = db_run_known(r->db, store_offer, offered, &o)) == ERR_CONFLICT)
		rc = err_set(ERR_CONFLICT, "%s", changed);
	*paper = o.paper.claim.id;
	paper_row_clear(&o.paper);
	casetext_clear(&o.text);
	app_clear(&app);
	return rc;
}

static int
text_of(struct db *db, const struct paper_row *paper, struct casetext *out)
{
	char named[DIGEST_TEXT];
	unsigned char digest[DIGEST_SIZE];
	int r;

	if ((r = paper_value(paper->text.data, paper->text.len, "case", named, sizeof(named))) != 0 ||
	    (r = digest_parse(named, digest)) != 0)
		return r;
	return db_casetext_find(db, digest, out);
}

int
deciding_show(struct rules *r, const struct actor *a, uint64_t id, struct paper_row *paper, struct buf *case_text)
{
	struct casetext text;
	int rc;

	memset(paper, 0, sizeof(*paper));
	memset(&text, 0, sizeof(text));
	if ((rc = db_paper_get(r->db, id, paper)) != 0)
		return rc;
	if (!str_eq(paper->kind, KIND) || !str_eq(paper->made_by, a->person))
		return ERR_NOTFOUND;
	if ((rc = text_of(r->db, paper, &text)) == 0)
		buf_add(case_text, text.text.data, text.text.len);
	casetext_clear(&text);
	return rc;
}

/* --- the signature comes back ------------------------------------------------------------------------------ */
struct taking {
	struct rules			*rules;
	const struct actor		*actor;
	const struct badge_answer	*answer;
	struct badge			*badge;
	struct paper_row		*paper;
	struct casetext			*text;
	struct decision			 row;
	int64_t				 now;
};

static int
find_word(const char *const *words, const char *word, int max)
{
	for (int i = 0; i < max; i++)
		if (str_eq(words[i], word))
			return i;
	return -1;
}

static void
refer(struct buf *to, const struct buf *b)
{
	*to = (struct buf){ .data = b->data, .len = b->len };
}

/* The row, from the signed text alone. Its bufs refer to the others' memory. */
static int
fill_row(struct taking *t)
{
	const struct buf *text = &t->paper->text;
	char act[LEN_CODE], word[LEN_CODE];
	struct decision *d = &t->row;
	int act_no, word_no, r;

	*d = (struct decision){ .id = rnd_id(t->now), .application = t->paper->object, .made_at = t->paper->made_at,
	    .until_at = t->paper->until_at, .created = t->now };
	if ((r = paper_value(text->data, text->len, "act", act, sizeof(act))) != 0 ||
	    (r = paper_value(text->data, text->len, "decision", word, sizeof(word))) != 0 ||
	    ((r = paper_value(text->data, text->len, "reason", d->reason, sizeof(d->reason))) != 0 && r != ERR_NOTFOUND))
		return r;
	act_no = find_word(decision_act_text, act, DECISION_ACT_MAX);
	word_no = find_word(decision_word_text, word, DECISION_WORD_MAX);
	if (act_no < 0 || word_no < 0)
		return err_set(ERR_BUG, "decision paper has a word that is none");
	d->act = (enum decision_act)act_no;
	d->decision = (enum decision_word)word_no;
	memcpy(d->case_sha256, t->text->sha256, sizeof(d->case_sha256));
	memcpy(d->sha256, t->paper->sha256, sizeof(d->sha256));
	snprintf(d->person_no, sizeof(d->person_no), "%s", t->paper->made_by);
	refer(&d->text, text);
	refer(&d->auth_data, &t->answer->auth_data);
	refer(&d->client_data, &t->answer->client_data);
	refer(&d->signature, &t->answer->signature);
	refer(&d->cert, &t->badge->operator.cert);
	return 0;
}

/* The case text must be of this version: the entry's own move is the only one between entry and review. */
static int
check_version(const struct taking *t, const struct app *app)
{
	uint64_t moved = t->row.act == DECISION_REVIEW ? 1 : 0;
	enum app_state want = t->row.act == DECISION_REVIEW ? APP_ENTERED : APP_SUBMITTED;

	return app->state == want && t->text->app_version + moved == app->version ? 0 :
	    err_set(ERR_CONFLICT, "%s", changed);
}

static int
queue_job(struct db *db, const struct taking *t, const struct app *app)
{
	struct job j = { .id = rnd_id(t->now), .application = app->id, .attempt = app->attempt, .next_at = t->now,
	    .created = t->now };

	if (t->row.act != DECISION_REVIEW || t->row.decision != DECISION_APPROVE)
		return 0;
	memcpy(j.case_sha256, t->row.case_sha256, sizeof(j.case_sha256));
	return db_job_insert(db, &j);
}

static int
move_on(struct db *db, const struct taking *t, struct app *app)
{
	const struct decision *d = &t->row;
	enum move_event event = event_of(app->state, d->decision);
	char digest[DIGEST_TEXT];
	int r;

	if ((r = db_decision_insert(db, d)) != 0 || (r = db_paper_ordered(db, t->paper->claim.id, t->paper->version)) != 0 ||
	    (r = move_app(db, t->actor, app, event, d->decision == DECISION_APPROVE ? NULL : d->reason, t->now)) != 0 ||
	    (r = db_app_unclaim(db, app->id, t->actor->id)) != 0 || (r = queue_job(db, t, app)) != 0 ||
	    (r = badge_used(db, t->badge, t->now)) != 0)
		return r;
	return trail_id(db, t->actor, t->now, "decision.sign", "application", app->id, "no=%s act=%s decision=%s paper=%s",
	    app->no, decision_act_text[d->act], decision_word_text[d->decision], digest_text(d->sha256, digest));
}

static int
store_decision(struct db *db, void *arg)
{
	const struct taking *t = arg;
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = db_app_get(db, t->paper->object, &app)) == 0 && (r = check_version(t, &app)) == 0 &&
	    (r = check_all(t->rules, t->actor, &t->badge->operator, &app, t->row.decision, t->row.reason, t->now)) == 0)
		r = move_on(db, t, &app);
	app_clear(&app);
	return r;
}

static int
decision_stored(struct db *db, void *arg)
{
	const struct taking *t = arg;
	struct decision_line line;

	return db_decision_find_text(db, t->paper->sha256, &line);
}

/* The paper with that digest, if it is his and about this application. *done: it was signed before. */
static int
find_paper(struct rules *r, const struct actor *a, const char *no, const char *digest, int64_t now, struct paper_row *out,
    bool *done)
{
	unsigned char sum[DIGEST_SIZE];
	struct decision_line line;
	struct app app;
	int rc;

	memset(&app, 0, sizeof(app));
	if ((rc = digest_parse(digest, sum)) == 0 && (rc = desk_find(r, a, no, &app)) == 0 &&
	    (rc = db_paper_find(r->db, sum, out)) == 0 &&
	    (!str_eq(out->kind, KIND) || !str_eq(out->made_by, a->person) || out->object != app.id))
		rc = ERR_NOTFOUND;
	app_clear(&app);
	if (rc != 0)
		return rc;
	if ((rc = db_decision_find_text(r->db, sum, &line)) != ERR_NOTFOUND) {
		*done = rc == 0;
		return rc;
	}
	return out->state == PAPER_OPEN && out->until_at > now ? 0 : err_set(ERR_CONFLICT, "%s", over);
}

static int
take(struct taking *t)
{
	struct rules *r = t->rules;
	int rc;

	if ((rc = badge_check(r, r->site->sign_origin, t->answer, t->paper->text.data, t->paper->text.len, t->now, t->badge)) != 0)
		return rc;
	if (t->badge->operator.id != t->actor->id)
		return err_set(ERR_DENIED, "the paper was signed with the key of another person");
	if ((rc = text_of(r->db, t->paper, t->text)) != 0 || (rc = fill_row(t)) != 0)
		return rc;
	rc = db_run_known(r->db, store_decision, decision_stored, t);
	return rc == ERR_CONFLICT ? err_set(ERR_CONFLICT, "%s", changed) : rc;
}

int
deciding_take(struct rules *r, const struct actor *a, const char *no, const char *digest, const struct badge_answer *answer,
    int64_t now)
{
	struct badge badge;
	struct casetext text;
	struct paper_row paper;
	struct taking t = { .rules = r, .actor = a, .answer = answer, .badge = &badge, .paper = &paper, .text = &text,
	    .now = now };
	bool done = false;
	int rc;

	memset(&badge, 0, sizeof(badge));
	memset(&text, 0, sizeof(text));
	memset(&paper, 0, sizeof(paper));
	if ((rc = find_paper(r, a, no, digest, now, &paper, &done)) == 0 && !done)
		rc = take(&t);
	badge_clear(&badge);
	casetext_clear(&text);
	paper_row_clear(&paper);
	return rc;
}
