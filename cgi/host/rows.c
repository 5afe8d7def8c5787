#include "host/rows.h"

#include <stdio.h>
#include <string.h>

#include "host/base.h"
#include "rules/markdown.h"
#include "rules/trail.h"
#include "store/db.h"
#include "store/document.h"
#include "store/product.h"
#include "store/ra.h"
#include "util/err.h"
#include "util/io.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define TEXT_MAX ((size_t)1 << 20)

static const struct actor certhall = { .kind = ACTOR_PROGRAM, .person = "certhall" };

static const struct ra ra = { .code = "default", .name = "本机构注册审核处", .state = "open" };

/* The identity number is sensitive (PIPL 28): before it is asked for, the separate consent. */
#define SENSITIVE	"id_no"
#define DOCUMENTS	"notice,risk,agreement,cps,privacy,sensitive"

static const struct product products[] = {
	{ .code = "personal", .kind = PRODUCT_PERSONAL, .issuer = "ca-p256", .profile = "personal", .days = 365,
	    .sensitive_fields = SENSITIVE, .documents = DOCUMENTS, .state = "open", .position = 1 },
	{ .code = "enterprise", .kind = PRODUCT_ENTERPRISE, .issuer = "ca-rsa", .profile = "enterprise", .days = 365,
	    .sensitive_fields = SENSITIVE, .documents = DOCUMENTS, .state = "open", .position = 2 },
};

static const char *const languages[] = { "zh-CN", "en", "vi" };

static int
put_ra(struct db *db, int64_t now)
{
	struct ra row = ra;
	int r;

	row.id = rnd_id(now);
	row.created = now;
	if ((r = db_ra_insert(db, &row)) != 0)
		return err_in(r, "registration authority");
	return trail_id(db, &certhall, now, "setup.ra", "ra", row.id, "code=%s", row.code);
}

static int
put_products(struct db *db, int64_t now)
{
	int r;

	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++) {
		struct product row = products[i];

		row.created = now;
		if ((r = db_product_insert(db, &row)) != 0 || (r = trail(db, &certhall, now, "setup.product", "product",
		    row.code, "issuer=%s profile=%s days=%d", row.issuer, row.profile, row.days)) != 0)
			return err_in(r, row.code);
	}
	return 0;
}

/* The title is taken and the text tried here, so that a model text nobody could publish is found at once. */
static int
load_text(const struct site *s, struct revision *v)
{
	char path[sizeof(s->src) + 64];
	struct markdown m;
	int r;

	snprintf(path, sizeof(path), "%s/db/seed/texts/%s.%s.md", s->src, document_kind_text[v->kind], v->language);
	if ((r = io_load(path, TEXT_MAX, &v->markdown)) != 0 ||
	    (r = markdown_render(buf_str(&v->markdown), v->markdown.len, &m)) != 0)
		return err_in(r, path);
	r = str_copy(v->title, sizeof(v->title), m.title);
	markdown_clear(&m);
	return r;
}

static int
put_text(struct db *db, const struct site *s, enum document_kind kind, const char *language, int64_t now)
{
	struct document d = { .id = rnd_id(now), .kind = kind, .created = now };
	struct revision v = { .id = rnd_id(now), .document = d.id, .kind = kind, .number = 1, .state = REVISION_DRAFT,
	    .edited_at = now, .created = now };
	int r;

	if ((r = str_copy(d.language, sizeof(d.language), language)) == 0 &&
	    (r = str_copy(v.language, sizeof(v.language), language)) == 0 && (r = load_text(s, &v)) == 0 &&
	    (r = db_document_insert(db, &d)) == 0 && (r = db_revision_insert(db, &v)) == 0)
		r = trail_id(db, &certhall, now, "setup.text", "revision", v.id, "document=%s language=%s",
		    document_kind_text[kind], language);
	revision_clear(&v);
	return r;
}

static int
put_texts(struct db *db, const struct site *s, int64_t now)
{
	int r;

	for (int kind = 0; kind < DOCUMENT_KIND_MAX; kind++)
		for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
			if ((r = put_text(db, s, (enum document_kind)kind, languages[i], now)) != 0)
				return r;
	return 0;
}

struct filling {
	const struct site	*site;
	int64_t			 now;
};

static int
fill(struct db *db, void *arg)
{
	const struct filling *f = arg;
	int r;

	if ((r = put_ra(db, f->now)) != 0 || (r = put_products(db, f->now)) != 0)
		return r;
	return put_texts(db, f->site, f->now);
}

int
rows_put(struct db *db, const struct site *s, int64_t now)
{
	struct filling f = { s, now };

	return db_run(db, fill, &f);
}

int
rows_make(const struct site *s)
{
	struct db *db;
	int r;

	if ((r = base_open(s, &db)) != 0)
		return r;
	r = rows_put(db, s, tm_now());
	db_close(db);
	return r;
}
