#include "rules/agreeing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/trail.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

static int
find_in_force(struct db *db, enum document_kind kind, const char *language, int64_t now, struct revision *out)
{
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = db_revision_in_force(db, kind, language, now, out)) == ERR_NOTFOUND)
		r = db_revision_in_force(db, kind, "zh-CN", now, out);
	return r;
}

int
agreeing_show(struct rules *r, const struct actor *a, const struct app *app, enum document_kind kind, const char *language,
    const char *build, int64_t now, struct revision *revision, uint64_t *presentation)
{
	struct presentation p = { .id = rnd_id(now), .account = a->id, .application = app->id, .session = a->session,
	    .created = now };
	int rc;

	if ((rc = find_in_force(r->db, kind, language, now, revision)) != 0)
		return rc;
	p.revision = revision->id;
	memcpy(p.shown_sha256, revision->sha256, sizeof(p.shown_sha256));
	memcpy(p.shown_sm3, revision->sm3, sizeof(p.shown_sm3));
	snprintf(p.ip, sizeof(p.ip), "%s", a->ip);
	snprintf(p.agent, sizeof(p.agent), "%s", a->agent);
	snprintf(p.request, sizeof(p.request), "%s", a->request);
	snprintf(p.build, sizeof(p.build), "%s", build);
	if ((rc = db_clause_anchors(r->db, revision->id, p.highlights)) != 0 || (rc = db_presentation_insert(r->db, &p)) != 0) {
		revision_clear(revision);
		return rc;
	}
	*presentation = p.id;
	return 0;
}

int
agreeing_clauses(struct rules *r, uint64_t revision, struct clause *out, size_t max, size_t *n)
{
	return db_clause_list(r->db, revision, out, max, n);
}

/* The bytes a record's digest stands for: all that the row and its showing hold but their own numbers, and the record before. */
static int
hash_record(struct consent *c, const struct presentation *p)
{
	char hex[2 * LEN_DIGEST + 1], at[TM_ISO_SIZE];
	struct buf b;
	int r;

	buf_init(&b, 0);
	buf_adds(&b, "certhall-consent-record-2\n");
	enc_hex_to(c->previous, sizeof(c->previous), hex);
	buf_printf(&b, "previous=%s\naccount=%" PRIu64 "\napplication=%" PRIu64 "\n", hex, c->account, c->application);
	enc_hex_to(p->shown_sha256, sizeof(p->shown_sha256), hex);
	buf_printf(&b, "document=%s\nlanguage=%s\nrevision=%d\nshown=%s\nshown-at=%s\n", document_kind_text[c->kind],
	    c->language, c->number, hex, tm_iso_ms(p->created, at));
	buf_printf(&b, "build=%s\nhighlights=%s\nshown-request=%s\n", p->build, p->highlights, p->request);
	buf_printf(&b, "decision=%s\nmethod=%s\nlabel=%s\ninitial=%s\n", consent_decision_text[c->decision],
	    consent_method_text[c->method], c->label, c->initial);
	buf_printf(&b, "opened=%d\nscrolled=%d\ndwell-ms=%" PRId64 "\n", c->opened, c->scrolled, c->dwell_ms);
	buf_printf(&b, "capacity=%s\nfor-unit=%s\nsession=%" PRIu64 "\nassurance=%s\n", consent_capacity_text[c->capacity],
	    c->for_unit, c->session, session_strength_text[c->assurance]);
	buf_printf(&b, "ip=%s\nport=%d\nagent=%s\nform=%s\nat=%s\n", c->ip, c->port, c->agent, c->request,
	    tm_iso_ms(c->created, at));
	if ((r = buf_end(&b, "consent record")) == 0)
		digest_sha256(b.data, b.len, c->sha256);
	buf_clear(&b);
	return r;
}

struct acting {
	const struct actor		*actor;
	const struct app		*app;
	const struct presentation	*shown;
	struct consent			 row;
	int64_t				 now;
};

static int
store_act(struct db *db, void *arg)
{
	struct acting *x = arg;
	struct consent *c = &x->row, before;
	char hex[2 * LEN_DIGEST + 1];
	int r;

	if ((r = db_consent_find(db, c->application, c->kind, &before)) == 0 && str_eq(before.request, c->request))
		return 0;	/* the other half of a double click */
	if ((r != 0 && r != ERR_NOTFOUND) || (r = db_consent_last(db, c->account, c->previous)) != 0 ||
	    (r = hash_record(c, x->shown)) != 0)
		return r;
	if ((r = db_consent_insert(db, c)) != 0)
		return r == ERR_CONFLICT ? ERR_AGAIN : r;
	enc_hex_to(c->sha256, sizeof(c->sha256), hex);	/* so that whoever changes the row has to change the sealed trail too */
	return trail_id(db, x->actor, x->now, "consent.act", "application", c->application,
	    "document=%s revision=%d language=%s decision=%s method=%s record=%s", document_kind_text[c->kind], c->number,
	    c->language, consent_decision_text[c->decision], consent_method_text[c->method], hex);
}

static int
check_shown(struct rules *r, const struct actor *a, const struct app *app, const struct agreeing_act *act, int64_t now,
    struct presentation *shown, struct revision_line *line)
{
	struct revision rev;
	int rc;

	memset(&rev, 0, sizeof(rev));
	if ((rc = db_presentation_get(r->db, act->presentation, shown)) != 0)
		return rc;
	if (shown->account != a->id || shown->application != app->id)
		return ERR_NOTFOUND;
	if ((rc = db_revision_get(r->db, shown->revision, &rev)) != 0)
		return rc;
	if (rev.kind != act->kind)
		rc = ERR_NOTFOUND;
	else if ((rc = db_revision_in_force_line(r->db, rev.kind, rev.language, now, line)) == 0 && line->id != rev.id)
		rc = err_set(ERR_CONFLICT, "a newer revision came into force, please read it");
	revision_clear(&rev);
	return rc;
}

int
agreeing_act(struct rules *r, const struct actor *a, const struct app *app, const struct agreeing_act *act, int64_t now)
{
	struct presentation shown;
	struct revision_line line;
	struct consent before;
	struct acting x = { .actor = a, .app = app, .shown = &shown, .now = now };
	struct consent *c = &x.row;
	int rc;

	if ((rc = db_consent_find(r->db, app->id, act->kind, &before)) == 0 && str_eq(before.request, act->once))
		return 0;
	if (rc != 0 && rc != ERR_NOTFOUND)
		return rc;
	if ((rc = check_shown(r, a, app, act, now, &shown, &line)) != 0)
		return rc;
	*c = (struct consent){ .id = rnd_id(now), .presentation = shown.id, .account = a->id, .application = app->id,
	    .capacity = act->capacity, .revision = shown.revision,
	    .kind = act->kind, .number = line.number, .decision = act->decision, .method = act->method,
	    .opened = act->opened, .scrolled = act->scrolled, .dwell_ms = now - shown.created, .session = a->session,
	    .assurance = (enum session_strength)a->strength, .port = a->port, .created = now };
	if (str_copy(c->label, sizeof(c->label), act->label) != 0 || str_copy(c->request, sizeof(c->request), act->once) != 0)
		return err_reword(ERR_INPUT, "label or form token is too long");
	snprintf(c->for_unit, sizeof(c->for_unit), "%s", app->uscc);
	snprintf(c->language, sizeof(c->language), "%s", line.language);
	snprintf(c->initial, sizeof(c->initial), "%s", act->initial);
	snprintf(c->ip, sizeof(c->ip), "%s", a->ip);
	snprintf(c->agent, sizeof(c->agent), "%s", a->agent);
	return db_run(r->db, store_act, &x);
}

int
agreeing_state(struct rules *r, const struct app *app, enum document_kind kind, int64_t now, enum agreeing_state *out)
{
	struct revision_line line;
	struct consent c;
	int rc;

	*out = AGREEING_OPEN;
	if ((rc = db_consent_find(r->db, app->id, kind, &c)) != 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (c.decision == CONSENT_REFUSE) {
		*out = AGREEING_REFUSED;
		return 0;
	}
	if ((rc = db_revision_in_force_line(r->db, kind, c.language, now, &line)) != 0)
		return rc;
	*out = line.id == c.revision ? AGREEING_DONE : AGREEING_OUTDATED;
	return 0;
}

static int
kind_of(const char *word, size_t n, enum document_kind *out)
{
	for (int k = 0; k < DOCUMENT_KIND_MAX; k++)
		if (strlen(document_kind_text[k]) == n && memcmp(document_kind_text[k], word, n) == 0) {
			*out = (enum document_kind)k;
			return 0;
		}
	return err_set(ERR_BUG, "product names a kind of document that does not exist");
}

int
agreeing_missing(struct rules *r, const struct app *app, const struct product *p, int64_t now, enum document_kind *missing)
{
	for (const char *s = p->documents; *s != '\0';) {
		size_t n = strcspn(s, ",");
		enum agreeing_state state;
		int rc;

		if ((rc = kind_of(s, n, missing)) != 0 || (rc = agreeing_state(r, app, *missing, now, &state)) != 0)
			return rc;
		if (state == AGREEING_REFUSED)
			return ERR_DENIED;
		if (state != AGREEING_DONE)
			return 0;
		s += n + (s[n] == ',');
	}
	return ERR_NOTFOUND;
}

int
agreeing_texts(struct rules *r, const char *language, int64_t now, struct agreeing_texts *out)
{
	struct revision_line list[2 * DOCUMENT_KIND_MAX];
	size_t n;
	int rc;

	*out = (struct agreeing_texts){ .has = { false } };
	if ((rc = db_revision_list_in_force(r->db, language, now, list, 2 * DOCUMENT_KIND_MAX, &n)) != 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		enum document_kind kind = list[i].kind;
		bool wanted = str_eq(list[i].language, language);

		out->published[kind] = out->published[kind] || str_eq(list[i].language, "zh-CN");
		if (wanted || !out->has[kind])
			out->line[kind] = list[i];
		out->has[kind] = true;
	}
	return 0;
}

int
agreeing_ready(const struct agreeing_texts *t, const struct product *p, bool *out)
{
	enum document_kind kind;

	*out = false;
	for (const char *s = p->documents; *s != '\0';) {
		size_t n = strcspn(s, ",");
		int rc;

		if ((rc = kind_of(s, n, &kind)) != 0)
			return rc;
		if (!t->published[kind])
			return 0;
		s += n + (s[n] == ',');
	}
	*out = true;
	return 0;
}
