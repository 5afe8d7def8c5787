/*
 * stmt: prepared statements, kept for the life of the connection: inputs bound, rows read into structs by their columns.
 */
#include "store/conn.h"

#include <errmsg.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/mem.h"
#include "util/tm.h"

static size_t
bucket_of(const char *sql)
{
	return ((uintptr_t)sql >> 4) % CONN_BUCKETS;
}

void
stmt_free(struct stmt *s)
{
	if (s->handle != NULL)
		mysql_stmt_close(s->handle);
	free(s->in);
	free(s->out);
	free(s->in_slots);
	free(s->out_slots);
	free(s);
}

unsigned
stmt_find(struct db *db, const struct query *q, struct stmt **out, const char **why)
{
	struct stmt **list = &db->stmts[bucket_of(q->sql)], *s;
	static char text[256];
	unsigned number;

	for (s = *list; s != NULL; s = s->next)
		if (s->sql == q->sql) {
			*out = s;
			return 0;
		}
	s = xcalloc(1, sizeof(*s));
	s->sql = q->sql;
	if ((s->handle = mysql_stmt_init(db->my)) == NULL || mysql_stmt_prepare(s->handle, q->sql, strlen(q->sql)) != 0) {
		number = s->handle != NULL ? mysql_stmt_errno(s->handle) : mysql_errno(db->my);
		snprintf(text, sizeof(text), "%s", s->handle != NULL ? mysql_stmt_error(s->handle) : "");
		*why = text;
		stmt_free(s);
		return number != 0 ? number : CR_UNKNOWN_ERROR;
	}
	s->nin = mysql_stmt_param_count(s->handle);
	s->nout = mysql_stmt_field_count(s->handle);
	s->in = xcalloc(s->nin + 1, sizeof(*s->in));
	s->in_slots = xcalloc(s->nin + 1, sizeof(*s->in_slots));
	s->out = xcalloc(s->nout + 1, sizeof(*s->out));
	s->out_slots = xcalloc(s->nout + 1, sizeof(*s->out_slots));
	s->next = *list;
	*list = *out = s;
	return 0;
}

/* ------------------------------------------------------------------------------------------ inputs */

static void
put_time(int64_t at, bool micro, MYSQL_TIME *to)
{
	struct tm_parts p;

	tm_split(micro ? at / 1000 : at, &p);
	*to = (MYSQL_TIME){ .year = (unsigned)p.year, .month = (unsigned)p.month, .day = (unsigned)p.day,
	    .hour = (unsigned)p.hour, .minute = (unsigned)p.minute, .second = (unsigned)p.second,
	    .second_part = (unsigned long)p.ms * 1000 + (micro ? (unsigned long)(at % 1000) : 0),
	    .time_type = MYSQL_TIMESTAMP_DATETIME };
}

void
stmt_bind(MYSQL_BIND *b, struct slot *slot, const struct in *in)
{
	memset(b, 0, sizeof(*b));
	switch (in->type) {
	case IN_NULL:
		b->buffer_type = MYSQL_TYPE_NULL;
		break;
	case IN_I64:
	case IN_U64:
		slot->number = in->number;
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->is_unsigned = in->type == IN_U64;
		b->buffer = &slot->number;
		break;
	case IN_TEXT:
	case IN_BLOB:
		/* text is in the connection's character set, a blob in none */
		b->buffer_type = in->type == IN_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
		b->buffer = (void *)(uintptr_t)in->bytes;
		b->buffer_length = slot->len = in->len;
		b->length = &slot->len;
		break;
	case IN_TIME:
	case IN_TIME_US:
		put_time(in->number, in->type == IN_TIME_US, &slot->time);
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = &slot->time;
		break;
	}
}

unsigned
stmt_run(struct stmt *s, const struct in *in)
{
	unsigned int none = 0;
	size_t i;

	if (s->many)
		mysql_stmt_attr_set(s->handle, STMT_ATTR_ARRAY_SIZE, &none);
	s->many = false;
	for (i = 0; i < s->nin; i++)
		stmt_bind(&s->in[i], &s->in_slots[i], &in[i]);
	if ((s->nin > 0 && mysql_stmt_bind_param(s->handle, s->in)) || mysql_stmt_execute(s->handle) != 0 ||
	    (s->nout > 0 && mysql_stmt_store_result(s->handle) != 0))
		return mysql_stmt_errno(s->handle);
	return 0;
}

void
stmt_done(struct stmt *s)
{
	s->busy = false;
	mysql_stmt_free_result(s->handle);
}

/* -------------------------------------------------------------------------------------------- rows */

static void
bind_out(MYSQL_BIND *b, struct slot *slot, const struct col *col, char *row)
{
	memset(b, 0, sizeof(*b));
	b->length = &slot->len;
	b->is_null = &slot->null;
	b->error = &slot->cut;
	switch (col->type) {
	case COL_TEXT:
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = row + col->off;
		b->buffer_length = col->size - 1;
		break;
	case COL_BYTES:
		b->buffer_type = MYSQL_TYPE_BLOB;
		b->buffer = row + col->off;
		b->buffer_length = col->size;
		break;
	case COL_BLOB:		/* only its length; the bytes are fetched into a buffer of that size */
		b->buffer_type = MYSQL_TYPE_BLOB;
		b->buffer = slot->word;
		break;
	case COL_TIME:
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = &slot->time;
		break;
	case COL_ENUM:
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = slot->word;
		b->buffer_length = STMT_WORD - 1;
		break;
	default:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = &slot->number;
		b->is_unsigned = col->type == COL_U64;
		break;
	}
}

static int
take_blob(struct stmt *s, size_t i, struct buf *to)
{
	unsigned long len = s->out_slots[i].len;
	MYSQL_BIND b;
	char *at;

	buf_reset(to);
	if (s->out_slots[i].null || len == 0)
		return 0;
	if ((at = buf_space(to, len)) == NULL)
		return buf_end(to, "a stored value");
	memset(&b, 0, sizeof(b));
	b.buffer_type = MYSQL_TYPE_BLOB;
	b.buffer = at;
	b.buffer_length = len;
	if (mysql_stmt_fetch_column(s->handle, &b, (unsigned)i, 0) != 0)
		return err_set(ERR_BUG, "column %zu could not be fetched", i + 1);
	buf_grew(to, len);
	return 0;
}

static int
take_time(const struct col *col, const struct slot *slot, char *at)
{
	const MYSQL_TIME *t = &slot->time;
	struct tm_parts p = { (int)t->year, (int)t->month, (int)t->day, (int)t->hour, (int)t->minute, (int)t->second,
	    (int)(t->second_part / 1000) };
	int64_t ms = 0;

	if (!slot->null && tm_join(&p, &ms) != 0)
		return err_set(ERR_BUG, "column %s holds no moment", col->name);
	memcpy(at, &ms, sizeof(ms));
	return 0;
}

static int
take_word(const struct col *col, struct slot *slot, char *at)
{
	int value = 0;

	if (!slot->null) {
		slot->word[slot->len < STMT_WORD ? slot->len : STMT_WORD - 1] = '\0';
		while (col->words[value] != NULL && strcmp(col->words[value], slot->word) != 0)
			value++;
		if (col->words[value] == NULL)
			return err_set(ERR_BUG, "column %s holds an unknown word", col->name);
	}
	memcpy(at, &value, sizeof(value));
	return 0;
}

static int
take_number(const struct col *col, const struct slot *slot, char *at)
{
	int64_t n = slot->null ? 0 : slot->number;
	int i = (int)n;
	bool b = n != 0;

	if (col->type == COL_INT) {
		if (n < INT_MIN || n > INT_MAX)
			return err_set(ERR_BUG, "column %s is out of range", col->name);
		memcpy(at, &i, sizeof(i));
	} else if (col->type == COL_BOOL)
		memcpy(at, &b, sizeof(b));
	else
		memcpy(at, &n, sizeof(n));
	return 0;
}

static int
take(struct stmt *s, size_t i, const struct col *col, char *row)
{
	struct slot *slot = &s->out_slots[i];
	char *at = row + col->off;

	/* a stored value is never cut to fit (style 3.9) */
	if (col->type != COL_BLOB && !slot->null && slot->cut)
		return err_set(ERR_BUG, "column %s does not fit its field", col->name);
	switch (col->type) {
	case COL_TEXT:
		at[slot->null ? 0 : slot->len] = '\0';
		return 0;
	case COL_BYTES:
		if (slot->null)
			memset(at, 0, col->size);
		else if (slot->len != col->size)
			return err_set(ERR_BUG, "column %s has %lu octets, not %zu", col->name, slot->len, col->size);
		return 0;
	case COL_BLOB:
		return take_blob(s, i, (struct buf *)(void *)at);
	case COL_TIME:
		return take_time(col, slot, at);
	case COL_ENUM:
		return take_word(col, slot, at);
	default:
		return take_number(col, slot, at);
	}
}

int
stmt_fetch(struct stmt *s, const struct query *q, void *row)
{
	size_t i;
	int r;

	if (s->nout != q->ncols)
		return err_set(ERR_BUG, "query gives %zu columns, its row has %zu: %.60s", s->nout, q->ncols, q->sql);
	for (i = 0; i < s->nout; i++)
		bind_out(&s->out[i], &s->out_slots[i], &q->cols[i], row);
	if (mysql_stmt_bind_result(s->handle, s->out))
		return err_set(ERR_BUG, "row cannot be bound: %.60s", q->sql);
	if ((r = mysql_stmt_fetch(s->handle)) == MYSQL_NO_DATA)
		return ERR_NOTFOUND;
	if (r != 0 && r != MYSQL_DATA_TRUNCATED)
		return err_set(ERR_BUG, "row cannot be read (%u): %.60s", mysql_stmt_errno(s->handle), q->sql);
	for (i = 0; i < s->nout; i++)
		if ((r = take(s, i, &q->cols[i], row)) != 0)
			return r;
	return 0;
}
