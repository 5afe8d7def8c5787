#include "rules/mine.h"

#include <stdlib.h>
#include <string.h>

#include "rules/rules.h"
#include "store/account.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

static int
applicant(const struct actor *a)
{
	return a->kind == ACTOR_ACCOUNT ? 0 : err_set(ERR_DENIED, "nobody is logged in");
}

int
mine_apps(struct rules *r, const struct actor *a, uint64_t below, struct app_line *out, size_t max, size_t *n)
{
	int rc = applicant(a);

	return rc != 0 ? rc : db_app_list_account(r->db, a->id, below, out, max, n);
}

int
mine_certs(struct rules *r, const struct actor *a, uint64_t below, struct cert_line *out, size_t max, size_t *n)
{
	int rc = applicant(a);

	return rc != 0 ? rc : db_cert_list_account(r->db, a->id, below, out, max, n);
}

/* 0 when that application is his. */
static int
owns(struct rules *r, const struct actor *a, uint64_t application)
{
	struct app app;
	int rc;

	memset(&app, 0, sizeof(app));
	if ((rc = applicant(a)) == 0 && (rc = db_app_get(r->db, application, &app)) == 0 && app.account != a->id)
		rc = ERR_NOTFOUND;
	app_clear(&app);
	return rc;
}

int
mine_events(struct rules *r, const struct actor *a, uint64_t application, struct event *out, size_t max, size_t *n)
{
	int rc = owns(r, a, application);

	return rc != 0 ? rc : db_event_list(r->db, application, out, max, n);
}

int
mine_cert_of(struct rules *r, const struct actor *a, uint64_t application, struct cert_row *out)
{
	int rc = owns(r, a, application);

	return rc != 0 ? rc : db_cert_find_application(r->db, application, out);
}

int
mine_consents(struct rules *r, const struct actor *a, uint64_t application, struct consent_shown *out, size_t max, size_t *n)
{
	struct consent *list = xcalloc(max, sizeof(*list));
	struct presentation shown;
	int rc;

	if ((rc = owns(r, a, application)) == 0)
		rc = db_consent_list(r->db, application, list, max, n);
	for (size_t i = 0; rc == 0 && i < *n; i++) {
		out[i].consent = list[i];
		if ((rc = db_presentation_get(r->db, list[i].presentation, &shown)) == 0)
			memcpy(out[i].shown_sha256, shown.shown_sha256, LEN_DIGEST);
	}
	free(list);
	return rc;
}

int
mine_mobile(struct rules *r, const struct actor *a, char to[LEN_MOBILE])
{
	struct account account;
	int rc = applicant(a);

	if (rc == 0 && (rc = db_account_get(r->db, a->id, &account)) == 0)
		memcpy(to, account.mobile, LEN_MOBILE);
	return rc;
}

int
mine_products(struct rules *r, struct product *out, size_t max, size_t *n)
{
	size_t kept = 0;
	int rc;

	if ((rc = db_product_list(r->db, out, max, n)) != 0)
		return rc;
	for (size_t i = 0; i < *n; i++)
		if (str_eq(out[i].state, "open"))
			out[kept++] = out[i];
	*n = kept;
	return 0;
}
