#include "web/hdf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/log.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/tree.h"

struct hdf {
	HDF		*node;
	struct region	*region;
	int		 zone_minutes;
	const char	*zone_text;
};

HDF *
hdf_node(const struct hdf *h)
{
	return h->node;
}

int
tree_err(NEOERR *err, const char *tried)
{
	STRING text;

	if (err == STATUS_OK)
		return 0;
	if (err == INTERNAL_ERR)
		return err_set(ERR_BUG, "%s: out of memory", tried);
	string_init(&text);
	nerr_error_string(err, &text);
	nerr_ignore(&err);
	err_set(ERR_BUG, "%s: %s", tried, text.buf != NULL ? text.buf : "no reason was given");
	string_clear(&text);
	return ERR_BUG;
}

/* Only running out of memory, or a name that is a bug of ours, can make these fail. */
static void
must(NEOERR *err, const char *name)
{
	if (tree_err(err, name) != 0) {
		log_err(ERR_BUG, "template tree");
		abort();
	}
}

struct hdf *
hdf_new(struct region *r, int zone_minutes, const char *zone_text)
{
	struct hdf *h = region_alloc(r, sizeof(*h));

	*h = (struct hdf){ .region = r, .zone_minutes = zone_minutes, .zone_text = zone_text };
	must(hdf_init(&h->node), "new tree");
	return h;
}

void
hdf_free(struct hdf *h)
{
	if (h != NULL && h->node != NULL)
		hdf_destroy(&h->node);
}

void
hdf_set(struct hdf *h, const char *name, const char *value)
{
	must(hdf_set_value(h->node, name, value != NULL ? value : ""), name);
}

void
hdf_setn(struct hdf *h, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	hdf_set(h, name, text);
}

void
hdf_setid(struct hdf *h, const char *name, uint64_t id)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, id);
	hdf_set(h, name, text);
}

void
hdf_flag(struct hdf *h, const char *name, bool value)
{
	/* a template asks <?cs if:Can.Revoke ?>, for which "0" and "" are both false, but absent is plainer */
	if (value)
		hdf_set(h, name, "1");
}

void
hdf_setf(struct hdf *h, const char *name, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	must(hdf_set_buf(h->node, name, text), name);
}

static void
set_below(struct hdf *h, const char *name, const char *child, const char *value)
{
	char path[200];

	snprintf(path, sizeof(path), "%s.%s", name, child);
	hdf_set(h, path, value);
}

void
hdf_time(struct hdf *h, const char *name, int64_t at)
{
	char local[17], iso[TM_ISO_SIZE], date[11];

	if (at == 0)
		return;
	tm_local(at, h->zone_minutes, local);
	hdf_setf(h, name, "%s%s", local, h->zone_text);
	snprintf(date, sizeof(date), "%.10s", local);
	set_below(h, name, "Date", date);
	set_below(h, name, "Iso", tm_iso(at, iso));
}

void
hdf_short(struct hdf *h, const char *name, const char *text, size_t characters)
{
	const char *at = text, *end = text + strlen(text), *cut = text;
	size_t n;

	for (n = 0; at < end && n <= characters; n++) {
		if (n + 1 == characters)
			cut = at;
		if (str_utf8_next(&at, end) == UINT32_MAX)
			break;
	}
	if (n <= characters)
		hdf_set(h, name, text);
	else
		hdf_setf(h, name, "%.*s…", (int)(cut - text), text);
}

void
hdf_hex(struct hdf *h, const char *name, const void *p, size_t n)
{
	struct buf text = BUF_INIT;

	enc_hex(p, n, &text);
	hdf_set(h, name, buf_str(&text));
	buf_clear(&text);
}

void
hdf_hex4(struct hdf *h, const char *name, const void *p, size_t n)
{
	struct buf text = BUF_INIT;
	size_t i;

	for (i = 0; i < n; i++)
		buf_printf(&text, "%s%02x", i > 0 && i % 2 == 0 ? " " : "", ((const unsigned char *)p)[i]);
	hdf_set(h, name, buf_str(&text));
	buf_clear(&text);
}

struct hdf *
hdf_at(struct hdf *h, const char *name)
{
	struct hdf *child = region_alloc(h->region, sizeof(*child));

	*child = *h;
	must(hdf_get_node(h->node, name, &child->node), name);
	return child;
}

struct hdf *
hdf_item(struct hdf *h, const char *name, size_t i)
{
	char path[200];

	snprintf(path, sizeof(path), "%s.%zu", name, i);
	return hdf_at(h, path);
}

static const char *
word_of(const struct col *col, const void *at)
{
	int value, i;

	memcpy(&value, at, sizeof(value));
	for (i = 0; col->words[i] != NULL; i++)
		if (i == value)
			return col->words[i];
	return "";
}

static void
set_field(struct hdf *h, const struct col *col, const void *at)
{
	const struct buf *blob = at;

	switch (col->type) {
	case COL_I64:
		hdf_setn(h, col->name, *(const int64_t *)at);
		break;
	case COL_U64:
		hdf_setid(h, col->name, *(const uint64_t *)at);
		break;
	case COL_INT:
		hdf_setn(h, col->name, *(const int *)at);
		break;
	case COL_BOOL:
		hdf_flag(h, col->name, *(const bool *)at);
		break;
	case COL_TEXT:
		hdf_set(h, col->name, at);
		break;
	case COL_BYTES:
		hdf_hex(h, col->name, at, col->size);
		break;
	case COL_BLOB:
		hdf_hex(h, col->name, buf_str(blob), blob->len);
		break;
	case COL_TIME:
		hdf_time(h, col->name, *(const int64_t *)at);
		break;
	case COL_ENUM:
		hdf_set(h, col->name, word_of(col, at));
		break;
	}
}

void
hdf_row(struct hdf *h, const char *name, const struct col *cols, size_t ncols, const void *row)
{
	struct hdf *node = hdf_at(h, name);
	size_t i;

	for (i = 0; i < ncols; i++)
		if ((cols[i].flags & (COL_PUBLIC | COL_SECRET)) == COL_PUBLIC)
			set_field(node, &cols[i], (const char *)row + cols[i].off);
}

const char *
hdf_get(const struct hdf *h, const char *name)
{
	const char *value = hdf_get_value(h->node, name, "");

	return value != NULL ? value : "";
}
