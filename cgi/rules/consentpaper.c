#include "rules/consentpaper.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/paper.h"
#include "rules/rules.h"
#include "store/consent.h"
#include "util/err.h"
#include "util/str.h"

#define ACTS_MAX DOCUMENT_KIND_MAX

struct act {
	struct consent		consent;
	struct presentation	shown;
	struct revision_line	published;
};

static int
find_act(struct db *db, const struct app *app, enum document_kind kind, int64_t at, struct act *out)
{
	int r;

	if ((r = db_consent_find(db, app->id, kind, &out->consent)) != 0)
		return r;
	if (out->consent.decision == CONSENT_REFUSE)
		return err_set(ERR_DENIED, "consent to %s was refused", document_kind_text[kind]);
	if ((r = db_presentation_get(db, out->consent.presentation, &out->shown)) != 0 ||
	    (r = db_revision_in_force_line(db, kind, out->consent.language, at, &out->published)) != 0)
		return r;
	return out->published.id == out->consent.revision ? 0 :
	    err_set(ERR_CONFLICT, "a newer revision came into force, please read it");
}

static bool
lists(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; *at != '\0';) {
		size_t len = strcspn(at, ",");

		if (len == n && memcmp(at, word, n) == 0)
			return true;
		at += len + (at[len] == ',');
	}
	return false;
}

/* In the order of the kinds, which is fixed. */
static int
find_acts(struct db *db, const struct app *app, const struct product *product, int64_t at, struct act acts[ACTS_MAX],
    size_t *n)
{
	int r;

	*n = 0;
	for (int kind = 0; kind < DOCUMENT_KIND_MAX; kind++)
		if (lists(product->documents, document_kind_text[kind]) &&
		    (r = find_act(db, app, (enum document_kind)kind, at, &acts[(*n)++])) != 0)
			return r;
	return 0;
}

#define KEY 40	/* act.N.document, N a size_t */

static const char *
key_of(char to[KEY], size_t i, const char *name)
{
	snprintf(to, KEY, "act.%zu.%s", i + 1, name);
	return to;
}

/* What was published and what was shown are told apart, although the hall only shows what was published. */
static void
put_act(struct buf *paper, size_t i, const struct act *a)
{
	const struct consent *c = &a->consent;
	char key[KEY];

	paper_put(paper, key_of(key, i, "document"), document_kind_text[c->kind]);
	paper_put_number(paper, key_of(key, i, "revision"), (uint64_t)c->number);
	paper_put(paper, key_of(key, i, "language"), c->language);
	paper_put_digest(paper, key_of(key, i, "digest"), a->published.sha256);
	paper_put_digest(paper, key_of(key, i, "shown"), a->shown.shown_sha256);
	paper_put(paper, key_of(key, i, "decision"), consent_decision_text[c->decision]);
	paper_put(paper, key_of(key, i, "method"), consent_method_text[c->method]);
	paper_put_time(paper, key_of(key, i, "at"), c->created);
}

int
consentpaper_write(struct rules *r, const struct app *app, const struct product *product, int64_t at, struct buf *paper)
{
	struct act acts[ACTS_MAX];
	char account[24];
	size_t n;
	int rc;

	if ((rc = find_acts(r->db, app, product, at, acts, &n)) != 0)
		return rc;
	snprintf(account, sizeof(account), "%" PRIu64, app->account);
	paper_begin(paper, "consent");
	paper_put(paper, "application", app->no);
	paper_put(paper, "account", account);
	paper_put(paper, "capacity", consent_capacity_text[product->kind == PRODUCT_ENTERPRISE ? CONSENT_AGENT : CONSENT_SELF]);
	paper_put(paper, "for-unit", product->kind == PRODUCT_ENTERPRISE ? app->uscc : "");
	paper_put_number(paper, "act.count", n);
	for (size_t i = 0; i < n; i++)
		put_act(paper, i, &acts[i]);
	paper_put_time(paper, "submitted-at", at);
	return paper_end(paper, "consent");
}
