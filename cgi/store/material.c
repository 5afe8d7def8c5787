#include "store/material.h"

#include "store/db.h"
#include "util/err.h"

static const struct col cols[] = {
	COL(struct material, id, COL_U64, 0),
	COL(struct material, application, COL_U64, 0),
	COL(struct material, kind, COL_TEXT, COL_PUBLIC),
	COL(struct material, name, COL_TEXT, COL_PUBLIC),
	COL(struct material, type, COL_TEXT, COL_PUBLIC),
	COL(struct material, size, COL_INT, COL_PUBLIC),
	COL(struct material, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct material, pages, COL_INT, COL_PUBLIC),
	COL(struct material, replaced_at, COL_TIME, COL_PUBLIC),
	COL(struct material, request, COL_TEXT, 0),
	COL(struct material, created, COL_TIME, COL_PUBLIC),
	COL(struct material, version, COL_U64, 0),
};

static const struct col page_cols[] = {
	COL(struct material_page, material, COL_U64, 0),
	COL(struct material_page, page, COL_INT, COL_PUBLIC),
	COL(struct material_page, width, COL_INT, COL_PUBLIC),
	COL(struct material_page, height, COL_INT, COL_PUBLIC),
	COL(struct material_page, sealed, COL_BLOB, COL_SECRET),
	COL(struct material_page, created, COL_TIME, 0),
};

struct content {
	struct buf	sealed;
};
static const struct col content_cols[] = { COL(struct content, sealed, COL_BLOB, COL_SECRET) };

struct count {
	uint64_t	n;
};
static const struct col count_cols[] = { COL(struct count, n, COL_U64, 0) };

#define FIELDS "id,application,kind,name,type,size,sha256,pages,replaced_at,request,created,version"
#define PAGE "material,page,width,height,sealed,created"

static const struct query insert = QUERY_WRITE("INSERT INTO material (" FIELDS ",sealed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
static const struct query get = QUERY("SELECT " FIELDS " FROM material WHERE id=?", cols);
static const struct query find_request = QUERY("SELECT " FIELDS " FROM material WHERE request=?", cols);
static const struct query content = QUERY("SELECT sealed FROM material WHERE id=?", content_cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM material WHERE application=? AND replaced_at IS NULL"
    " ORDER BY kind,created,id LIMIT ?", cols);
static const struct query replace = QUERY_WRITE("UPDATE material SET replaced_at=?,version=version+1 WHERE id=?"
    " AND replaced_at IS NULL");
static const struct query page_insert = QUERY("INSERT INTO material_page (" PAGE ") VALUES (?,?,?,?,?,?)", page_cols);
static const struct query pages_made = QUERY_WRITE("UPDATE material SET pages=?,version=version+1 WHERE id=? AND version=?");
static const struct query page_get = QUERY("SELECT " PAGE " FROM material_page WHERE material=? AND page=?", page_cols);
static const struct query look = QUERY_WRITE("INSERT INTO material_look (material,operator,created) VALUES (?,?,?)");
static const struct query unseen = QUERY("SELECT COUNT(*) FROM material m WHERE m.application=? AND m.replaced_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM material_look l WHERE l.material=m.id AND l.operator=?)", count_cols);
static const struct query seen = QUERY("SELECT COUNT(*) FROM material_look WHERE material=? AND operator=?", count_cols);

int
db_material_insert(struct db *db, const struct material *m, const struct buf *sealed)
{
	return db_insert(db, &insert, IN(in_u64(m->id), in_u64(m->application), in_str(m->kind), in_str(m->name),
	    in_str(m->type), in_i64(m->size), in_blob(m->sha256, LEN_DIGEST), in_i64(m->pages), in_time(m->replaced_at),
	    in_str(m->request), in_time(m->created), in_u64(m->version), in_blob(buf_str(sealed), sealed->len)));
}

int
db_material_get(struct db *db, uint64_t id, struct material *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_material_find_request(struct db *db, const char *request, struct material *out)
{
	return db_one(db, &find_request, out, IN(in_str(request)));
}

int
db_material_content(struct db *db, uint64_t id, struct buf *sealed)
{
	struct content row = { *sealed };
	int r;

	r = db_one(db, &content, &row, IN(in_u64(id)));
	*sealed = row.sealed;
	return r;
}

int
db_material_list(struct db *db, uint64_t application, struct material *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(application), in_u64(max)));
}

int
db_material_replace(struct db *db, uint64_t id, int64_t now)
{
	return db_hit(db, &replace, IN(in_time(now), in_u64(id)));
}

int
db_material_page_insert(struct db *db, const struct material_page *p)
{
	return db_put(db, &page_insert, p);
}

int
db_material_pages(struct db *db, uint64_t id, uint64_t version, int pages)
{
	return db_hit(db, &pages_made, IN(in_i64(pages), in_u64(id), in_u64(version)));
}

int
db_material_page_get(struct db *db, uint64_t material, int page, struct material_page *out)
{
	return db_one(db, &page_get, out, IN(in_u64(material), in_i64(page)));
}

void
material_page_clear(struct material_page *p)
{
	db_row_clear(page_cols, sizeof(page_cols) / sizeof(page_cols[0]), p);
}

/* The first look counts; an upsert would need the right to change looks, which nobody has. */
int
db_material_look(struct db *db, uint64_t material, uint64_t operator, int64_t now)
{
	int r;

	r = db_insert(db, &look, IN(in_u64(material), in_u64(operator), in_time(now)));
	return r == ERR_CONFLICT ? 0 : r;
}

int
db_material_unseen(struct db *db, uint64_t application, uint64_t operator, uint64_t *out)
{
	struct count row = { 0 };
	int r;

	r = db_one(db, &unseen, &row, IN(in_u64(application), in_u64(operator)));
	*out = row.n;
	return r;
}

int
db_material_seen(struct db *db, uint64_t material, uint64_t operator, bool *out)
{
	struct count row = { 0 };
	int r;

	r = db_one(db, &seen, &row, IN(in_u64(material), in_u64(operator)));
	*out = row.n > 0;
	return r;
}
