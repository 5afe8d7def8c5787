#include "store/product.h"

#include "store/db.h"

const char *const product_kind_text[] = { "personal", "enterprise", NULL };

static const struct col cols[] = {
	COL(struct product, code, COL_TEXT, COL_PUBLIC),
	COL_WORD(struct product, kind, product_kind_text, COL_PUBLIC),
	COL(struct product, issuer, COL_TEXT, COL_PUBLIC),
	COL(struct product, profile, COL_TEXT, COL_PUBLIC),
	COL(struct product, days, COL_INT, COL_PUBLIC),
	COL(struct product, sensitive_fields, COL_TEXT, COL_PUBLIC),
	COL(struct product, documents, COL_TEXT, COL_PUBLIC),
	COL(struct product, state, COL_TEXT, COL_PUBLIC),
	COL(struct product, position, COL_INT, COL_PUBLIC),
	COL(struct product, created, COL_TIME, 0),
	COL(struct product, version, COL_U64, 0),
};

#define FIELDS "code,kind,issuer,profile,days,sensitive_fields,documents,state,position,created,version"

static const struct query insert = QUERY("INSERT INTO product (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM product WHERE code=?", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM product ORDER BY position,code LIMIT ?", cols);
static const struct query update = QUERY_WRITE("UPDATE product SET kind=?,issuer=?,profile=?,days=?,sensitive_fields=?,"
    "documents=?,state=?,position=?,version=version+1 WHERE code=? AND version=?");

int
db_product_insert(struct db *db, const struct product *p)
{
	return db_put(db, &insert, p);
}

int
db_product_get(struct db *db, const char *code, struct product *out)
{
	return db_one(db, &get, out, IN(in_str(code)));
}

int
db_product_list(struct db *db, struct product *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(max)));
}

int
db_product_update(struct db *db, const struct product *p)
{
	return db_hit(db, &update, IN(in_str(product_kind_text[p->kind]), in_str(p->issuer), in_str(p->profile),
	    in_i64(p->days), in_str(p->sensitive_fields), in_str(p->documents), in_str(p->state), in_i64(p->position),
	    in_str(p->code), in_u64(p->version)));
}
