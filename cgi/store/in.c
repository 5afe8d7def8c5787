/*
 * in: the makers of tagged inputs (store/db.h), and inputs from the fields of a row.
 */
#include "store/conn.h"

#include <string.h>

#include "util/err.h"

static bool
is_zero(const void *p, size_t n)
{
	const unsigned char *at = p;

	while (n > 0 && *at == 0)
		at++, n--;
	return n == 0;
}

struct in
in_null(void)
{
	return (struct in){ .type = IN_NULL };
}

struct in
in_i64(int64_t v)
{
	return (struct in){ .type = IN_I64, .number = v };
}

struct in
in_u64(uint64_t v)
{
	return (struct in){ .type = IN_U64, .number = (int64_t)v };
}

struct in
in_ref(uint64_t id)
{
	return id != 0 ? in_u64(id) : in_null();
}

struct in
in_bool(bool v)
{
	return in_i64(v ? 1 : 0);
}

struct in
in_str(const char *s)
{
	if (s == NULL)
		return in_null();
	return (struct in){ .type = IN_TEXT, .bytes = s, .len = strlen(s) };
}

struct in
in_opt(const char *s)
{
	return s != NULL && *s != '\0' ? in_str(s) : in_null();
}

struct in
in_blob(const void *p, size_t n)
{
	if (p == NULL)
		return in_null();
	return (struct in){ .type = IN_BLOB, .bytes = p, .len = n };
}

struct in
in_bytes(const void *p, size_t n)
{
	return p == NULL || is_zero(p, n) ? in_null() : in_blob(p, n);
}

struct in
in_buf(const struct buf *b)
{
	return b == NULL || b->len == 0 ? in_null() : in_blob(b->data, b->len);
}

struct in
in_time(int64_t at)
{
	if (at == 0)
		return in_null();
	return (struct in){ .type = IN_TIME, .number = at };
}

struct in
in_time_us(int64_t at)
{
	if (at == 0)
		return in_null();
	return (struct in){ .type = IN_TIME_US, .number = at };
}

static int
in_word(const struct col *col, const void *at, struct in *out)
{
	int value, i;

	memcpy(&value, at, sizeof(value));
	for (i = 0; col->words[i] != NULL && i < value; i++)
		continue;
	if (value < 0 || col->words[i] == NULL)
		return err_set(ERR_BUG, "column %s has no word for %d", col->name, value);
	*out = value == 0 && (col->flags & COL_OPTIONAL) != 0 ? in_null() : in_str(col->words[value]);
	return 0;
}

static struct in
in_number(const struct col *col, const void *at)
{
	bool optional = (col->flags & COL_OPTIONAL) != 0;
	int64_t i64;
	uint64_t u64;
	int i;
	bool b;

	switch (col->type) {
	case COL_U64:
		memcpy(&u64, at, sizeof(u64));
		return optional ? in_ref(u64) : in_u64(u64);
	case COL_INT:
		memcpy(&i, at, sizeof(i));
		i64 = i;
		break;
	case COL_BOOL:
		memcpy(&b, at, sizeof(b));
		i64 = b ? 1 : 0;
		break;
	default:
		memcpy(&i64, at, sizeof(i64));
		break;
	}
	if (col->type == COL_TIME)
		return in_time(i64);
	return optional && i64 == 0 ? in_null() : in_i64(i64);
}

int
in_field(const struct col *col, const void *row, struct in *out)
{
	const char *at = (const char *)row + col->off;
	bool optional = (col->flags & COL_OPTIONAL) != 0;
	const struct buf *b;

	switch (col->type) {
	case COL_TEXT:
		*out = optional ? in_opt(at) : in_str(at);
		return 0;
	case COL_BYTES:
		*out = optional ? in_bytes(at, col->size) : in_blob(at, col->size);
		return 0;
	case COL_BLOB:
		b = (const struct buf *)(const void *)at;
		*out = optional ? in_buf(b) : in_blob(buf_str(b), b->len);
		return 0;
	case COL_ENUM:
		return in_word(col, at, out);
	default:
		*out = in_number(col, at);
		return 0;
	}
}
