/*
 * gather: changes of a transaction that wait and go over together, many sets of inputs in one message (store/db.h).  The server
 * runs them one by one, in order: what is saved is the way there and back, by far the greater part of a small change.
 */
#include "store/conn.h"

#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/mem.h"
#include "util/region.h"

/* One query with its sets of inputs. */
struct group {
	struct group	*next;
	struct query	 query;
	bool		 hit;		/* each set must hit one row */
	size_t		 nin, count, room;
	struct in	*in;
};

struct gather {
	struct region	*bytes;
	struct group	*first;
};

/* A column of inputs as Connector/C wants it: numbers in a row, all else behind pointers. */
struct column {
	int64_t		 *number;
	MYSQL_TIME	 *time;
	void		**at;
	unsigned long	 *len;
	char		 *null;
};

/* --- waiting ------------------------------------------------------------------------------------------ */
int
db_gather(struct db *db)
{
	if (!db->open)
		return err_set(ERR_BUG, "changes are gathered inside a transaction only");
	if (db->gather == NULL) {
		db->gather = xcalloc(1, sizeof(*db->gather));
		db->gather->bytes = region_new();
	}
	return 0;
}

void
gather_end(struct db *db)
{
	struct group *g, *next;

	if (db->gather == NULL)
		return;
	for (g = db->gather->first; g != NULL; g = next) {
		next = g->next;
		free(g->in);
		free(g);
	}
	region_free(db->gather->bytes);
	free(db->gather);
	db->gather = NULL;
}

static struct group *
find_group(struct gather *all, const struct query *q, bool hit, size_t nin)
{
	struct group **at = &all->first;

	while (*at != NULL && ((*at)->query.sql != q->sql || (*at)->hit != hit || (*at)->nin != nin))
		at = &(*at)->next;
	if (*at == NULL) {
		*at = xcalloc(1, sizeof(**at));
		**at = (struct group){ .query = { .sql = q->sql }, .hit = hit, .nin = nin };
	}
	return *at;
}

int
gather_add(struct db *db, const struct query *q, const struct in *in, size_t nin, bool hit)
{
	struct group *g = find_group(db->gather, q, hit, nin);
	struct in *to;
	size_t i;

	if (db->fault != 0)
		return err_set(db->fault, "the transaction was undone");
	if (g->count == g->room) {
		g->room = g->room == 0 ? 16 : 2 * g->room;
		g->in = xreallocarray(g->in, g->room * (nin + 1), sizeof(*g->in));
	}
	to = g->in + g->count++ * nin;
	for (i = 0; i < nin; i++) {
		to[i] = in[i];
		if (in[i].type == IN_TEXT || in[i].type == IN_BLOB)
			to[i].bytes = region_dup(db->gather->bytes, in[i].bytes, in[i].len);
	}
	return 0;
}

/* --- going over --------------------------------------------------------------------------------------- */
static void
column_make(struct column *c, size_t count)
{
	c->number = xcalloc(count, sizeof(*c->number));
	c->time = xcalloc(count, sizeof(*c->time));
	c->at = xcalloc(count, sizeof(*c->at));
	c->len = xcalloc(count, sizeof(*c->len));
	c->null = xcalloc(count, sizeof(*c->null));
}

static void
column_free(struct column *c)
{
	free(c->number);
	free(c->time);
	free(c->at);
	free(c->len);
	free(c->null);
}

/* Input i of all sets.  A column has one type; NULLs go with any. */
static int
column_fill(struct column *c, const struct group *g, size_t i, MYSQL_BIND *b)
{
	struct slot slot;
	MYSQL_BIND one;
	size_t k;

	memset(b, 0, sizeof(*b));
	b->buffer_type = MYSQL_TYPE_NULL;
	for (k = 0; k < g->count; k++) {
		const struct in *value = &g->in[k * g->nin + i];

		c->null[k] = value->type == IN_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
		if (value->type == IN_NULL)
			continue;
		stmt_bind(&one, &slot, value);
		if (b->buffer_type != MYSQL_TYPE_NULL && b->buffer_type != one.buffer_type)
			return err_set(ERR_BUG, "input %zu is of two types: %.80s", i + 1, g->query.sql);
		b->buffer_type = one.buffer_type;
		b->is_unsigned = one.is_unsigned;
		c->number[k] = slot.number;
		c->time[k] = slot.time;
		c->len[k] = value->len;
		c->at[k] = one.buffer == &slot.time ? &c->time[k] : one.buffer;
	}
	if (b->buffer_type == MYSQL_TYPE_NULL)
		b->buffer_type = MYSQL_TYPE_STRING;
	b->buffer = b->buffer_type == MYSQL_TYPE_LONGLONG ? (void *)c->number : (void *)c->at;
	b->length = c->len;
	b->u.indicator = c->null;
	return 0;
}

static int
execute(struct db *db, struct stmt *s, const struct group *g, struct column *column)
{
	unsigned int rows = (unsigned)g->count;
	uint64_t changed;
	size_t i;
	int r;

	for (i = 0; i < g->nin; i++)
		if ((r = column_fill(&column[i], g, i, &s->in[i])) != 0)
			return r;
	s->many = true;
	if (mysql_stmt_attr_set(s->handle, STMT_ATTR_ARRAY_SIZE, &rows) || mysql_stmt_bind_param(s->handle, s->in) ||
	    mysql_stmt_execute(s->handle) != 0)
		return conn_fail(db, mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), g->query.sql, true);
	changed = mysql_stmt_affected_rows(s->handle);
	if (g->hit && changed > g->count)
		return err_set(ERR_BUG, "change hit more than one row: %.80s", g->query.sql);
	return g->hit && changed < g->count ? ERR_CONFLICT : 0;
}

static int
send_group(struct db *db, const struct group *g)
{
	struct column *column;
	const char *why = "";
	unsigned number;
	struct stmt *s;
	size_t i;
	int r;

	if ((number = stmt_find(db, &g->query, &s, &why)) != 0)
		return conn_fail(db, number, why, g->query.sql, true);
	if (s->nin != g->nin || g->nin == 0 || s->nout != 0)
		return err_set(ERR_BUG, "query has a wrong number of inputs: %.80s", g->query.sql);
	column = xcalloc(g->nin, sizeof(*column));
	for (i = 0; i < g->nin; i++)
		column_make(&column[i], g->count);
	r = execute(db, s, g, column);
	for (i = 0; i < g->nin; i++)
		column_free(&column[i]);
	free(column);
	return r;
}

int
gather_send(struct db *db)
{
	struct group *g;
	int r = 0;

	for (g = db->gather != NULL ? db->gather->first : NULL; g != NULL && r == 0; g = g->next) {
		if (g->count > 0)
			r = send_group(db, g);
		g->count = 0;
	}
	return r;
}
