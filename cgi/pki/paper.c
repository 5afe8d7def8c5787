#include "pki/paper.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define KEY_MAX		64	/* bytes of the longest key and NUL */
#define SHORT		160	/* bytes of a value that is no free text, and NUL */
#define DEPTH		3	/* lists within lists */

enum type {
	WORD,		/* letters, digits and ._,- */
	LINE,		/* free text */
	TEXT,		/* free text of several lines */
	NUMBER,		/* decimal without zeros in front */
	TIME,
	DIGEST,
	INDEX,		/* 64 hex digits: blind index of a person */
	SERIAL,		/* 40 hex digits: serial of a certificate */
	BASE64,		/* base64url */
	YESNO,
	COUNT		/* NAME.count: then so often the rows of NAME.N */
};

/* One line of a paper, or a list of them. In a list keys are relative; "" is the element itself. */
struct row {
	const char		*key;
	enum type		 type;
	bool			 optional;
	const struct row	*list;		/* COUNT: rows of each element */
	unsigned		 least, most;	/* COUNT: how many elements */
};

#define MUST(key, type)		{ key, type, false, NULL, 0, 0 }
#define MAY(key, type)		{ key, type, true, NULL, 0, 0 }
#define LIST(key, rows, least, most)	{ key ".count", COUNT, false, rows, least, most }
#define MAY_LIST(key, rows, most)	{ key ".count", COUNT, true, rows, 1, most }
#define END			{ NULL, WORD, false, NULL, 0, 0 }

/* --- the kinds, line by line: the grammar itself (design 4) --- */

static const struct row dns_rows[] = {
	MUST("", WORD), END
};

static const struct row cert_rows[] = {
	MAY("subject.C", LINE), MAY("subject.ST", LINE), MAY("subject.L", LINE), MAY("subject.O", LINE),
	MAY("subject.OU", LINE), MUST("subject.CN", LINE), MAY("subject.serialNumber", LINE),
	MAY("san.email", LINE), MAY_LIST("san.dns", dns_rows, 16), MAY("id-number", WORD),
	MUST("spki", DIGEST), MUST("days", NUMBER), END
};

static const struct row material_rows[] = {
	MUST("kind", WORD), MUST("digest", DIGEST), END
};

static const struct row case_rows[] = {
	MUST("instance", WORD), MUST("application", WORD), MUST("version", NUMBER), MUST("attempt", NUMBER), MUST("kind", WORD),
	MUST("product", WORD), MUST("ra", WORD), MUST("issuer", WORD), MUST("profile", WORD), MUST("profile-digest", DIGEST),
	MUST("submitted-at", TIME), MUST("latest-not-before", TIME), MAY("related-serial", SERIAL),
	LIST("cert", cert_rows, 1, 2), MUST("consent", DIGEST),
	LIST("material", material_rows, 0, 64), MUST("fee", WORD), MUST("person.applicant", INDEX),
	MAY("person.agent", INDEX), MAY("person.legal", INDEX), END
};

/* act=renew is the holder's: it names his old certificate where the others name an operator (also_decision). */
static const struct row decision_rows[] = {
	MUST("case", DIGEST), MUST("application", WORD), MUST("act", WORD), MUST("decision", WORD), MAY("person", WORD),
	MAY("old-serial", SERIAL), MAY("reason", TEXT), MUST("made-at", TIME), MUST("until", TIME), END
};

static const struct row act_rows[] = {
	MUST("document", WORD), MUST("revision", NUMBER), MUST("language", WORD), MUST("digest", DIGEST), MUST("shown", DIGEST),
	MUST("decision", WORD), MUST("method", WORD), MUST("at", TIME), END
};

static const struct row consent_rows[] = {
	MUST("application", WORD), MUST("account", WORD), MUST("capacity", WORD), MAY("for-unit", WORD),
	LIST("act", act_rows, 1, 64), MUST("submitted-at", TIME), END
};

static const struct row publish_rows[] = {
	MUST("document", WORD), MUST("language", WORD), MUST("revision", NUMBER), MUST("digest", DIGEST), MUST("effective-at", TIME),
	MUST("class", WORD), MUST("made-at", TIME), MUST("until", TIME), END
};

static const struct row operator_rows[] = {
	MUST("person", WORD), MUST("name", LINE), MUST("index", INDEX), MUST("ra", WORD), MUST("roles", WORD), MUST("spki", BASE64),
	MUST("credential", BASE64), MUST("soft", YESNO), MUST("days", NUMBER), MUST("made-at", TIME), MUST("until", TIME), END
};

static const struct row order_rows[] = {
	MUST("act", WORD), MAY("instance", WORD), MAY("issuer", WORD), MAY("serial", SERIAL),
	MAY("person", WORD), MAY("reason", TEXT), MUST("made-at", TIME), MUST("until", TIME), END
};

static const struct row release_rows[] = {
	MAY("instance", WORD), MUST("issuer", WORD), MUST("serial", SERIAL), MUST("reason", TEXT), MUST("made-at", TIME),
	MUST("until", TIME), END
};

static const struct row resume_rows[] = {
	MUST("instance", WORD), MUST("reason", TEXT), MUST("made-at", TIME), MUST("until", TIME), END
};

static const struct row reconcile_rows[] = {
	MUST("instance", WORD), MUST("issuer", WORD), MUST("serial", SERIAL), MUST("tbs", DIGEST), MUST("reason", TEXT),
	MUST("made-at", TIME), MUST("until", TIME), END
};

static const struct row epoch_rows[] = {
	MUST("instance", WORD), MUST("number", NUMBER), MAY("reason", TEXT), MUST("made-at", TIME), MUST("until", TIME), END
};

static const struct row identity_rows[] = {
	MUST("source", WORD), MUST("record", WORD), MUST("instance", WORD), MUST("spki", DIGEST), MAY("subject.C", LINE),
	MAY("subject.ST", LINE), MAY("subject.L", LINE), MAY("subject.O", LINE), MAY("subject.OU", LINE),
	MUST("subject.CN", LINE), MAY("subject.serialNumber", LINE), MUST("person", INDEX), MUST("made-at", TIME),
	MUST("until", TIME), END
};

static const struct row login_rows[] = {
	MUST("console", WORD), MUST("nonce", WORD), MUST("made-at", TIME), MUST("until", TIME), END
};

/* --- values --- */

static bool
is_word(const char *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((v[i] >= 'a' && v[i] <= 'z') || (v[i] >= 'A' && v[i] <= 'Z') || (v[i] >= '0' && v[i] <= '9') ||
		    memchr("._,-", v[i], 4) != NULL))
			return false;
	return n < SHORT;
}

/* Only the two escapes there are, so that a text is written in one way. */
static bool
is_text(const char *v, size_t n, bool lines)
{
	size_t i, len = 0;

	for (i = 0; i < n; i++, len++)
		if (v[i] == '\\' && (++i == n || !(v[i] == '\\' || (v[i] == 'n' && lines))))
			return false;
	return len < PAPER_VALUE;
}

static bool
is_hex(const char *v, size_t n, size_t want)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((v[i] >= '0' && v[i] <= '9') || (v[i] >= 'a' && v[i] <= 'f')))
			return false;
	return n == want;
}

static bool
is_base64(const char *v, size_t n)
{
	struct buf b = BUF_INIT;
	bool ok = enc_unbase64url(v, n, &b) == 0;

	buf_clear(&b);
	return ok;
}

/* Numbers, times and digests: what util reads, of which only one way of writing counts. */
static bool
is_read(enum type type, const char *v, size_t n, uint64_t *number)
{
	char text[SHORT];
	unsigned char digest[DIGEST_SIZE];
	int64_t at;

	if (n >= sizeof(text))
		return false;
	memcpy(text, v, n);
	text[n] = '\0';
	if (type == NUMBER)
		return (v[0] != '0' || n == 1) && str_number(text, INT64_MAX, "number", number) == 0;
	if (type == TIME)
		return n == strlen("2026-11-24T10:00:00Z") && tm_parse(text, &at) == 0;
	return digest_parse(text, digest) == 0;
}

static bool
is_value(enum type type, const char *v, size_t n, uint64_t *number)
{
	switch (type) {
	case WORD:
		return is_word(v, n);
	case LINE:
	case TEXT:
		return is_text(v, n, type == TEXT);
	case INDEX:
		return is_hex(v, n, 64);
	case SERIAL:
		return is_hex(v, n, 40);
	case BASE64:
		return is_base64(v, n);
	case YESNO:
		return (n == 3 && memcmp(v, "yes", 3) == 0) || (n == 2 && memcmp(v, "no", 2) == 0);
	case NUMBER:
	case COUNT:
		return is_read(NUMBER, v, n, number);
	case TIME:
	case DIGEST:
		break;
	}
	return is_read(type, v, n, number);
}

/* --- lines --- */

struct reader { const char *at, *end; unsigned line; };

/* The value when the next line has this key. */
static const char *
next_value(const struct reader *r, const char *key, size_t *n)
{
	size_t k = strlen(key);
	const char *stop;

	if (r->at == r->end)
		return NULL;
	stop = memchr(r->at, '\n', (size_t)(r->end - r->at));	/* there is one: check_whole */
	if ((size_t)(stop - r->at) <= k || memcmp(r->at, key, k) != 0 || r->at[k] != '=')
		return NULL;
	*n = (size_t)(stop - r->at) - k - 1;
	return r->at + k + 1;
}

static int
take_rows(struct reader *r, const struct row *rows, const char *prefix, unsigned depth);

static int
take_list(struct reader *r, const struct row *row, const char *key, uint64_t count, unsigned depth)
{
	char element[KEY_MAX];
	uint64_t i;
	int rc;

	if (count < row->least || count > row->most || depth == DEPTH)
		return err_set(ERR_INPUT, "paper, line %u: %s is between %u and %u", r->line - 1, key, row->least, row->most);
	for (i = 1; i <= count; i++) {
		snprintf(element, sizeof(element), "%.*s.%u", (int)(strlen(key) - strlen(".count")), key, (unsigned)i);
		if ((rc = take_rows(r, row->list, element, depth + 1)) != 0)
			return rc;
	}
	return 0;
}

static int
take_row(struct reader *r, const struct row *row, const char *prefix, unsigned depth)
{
	char key[KEY_MAX];
	uint64_t number = 0;
	const char *v;
	size_t n;

	snprintf(key, sizeof(key), "%s%s%s", prefix, prefix[0] != '\0' && row->key[0] != '\0' ? "." : "", row->key);
	if ((v = next_value(r, key, &n)) == NULL)
		return row->optional ? 0 : err_set(ERR_INPUT, "paper, line %u: %s is missing", r->line, key);
	if (n == 0 || !is_value(row->type, v, n, &number))
		return err_reword(ERR_INPUT, "paper, line %u: the value of %s is badly written", r->line, key);
	r->at = v + n + 1;
	r->line++;
	return row->type == COUNT ? take_list(r, row, key, number, depth) : 0;
}

static int
take_rows(struct reader *r, const struct row *rows, const char *prefix, unsigned depth)
{
	int rc;

	for (; rows->key != NULL; rows++)
		if ((rc = take_row(r, rows, prefix, depth)) != 0)
			return rc;
	return 0;
}

/* --- the whole --- */

/* The value as it stands behind key, anywhere. */
static const char *
find(const char *p, size_t n, const char *key, size_t *len)
{
	struct reader r = { p, p + n, 1 };
	const char *v, *stop;

	for (; r.at < r.end && (stop = memchr(r.at, '\n', (size_t)(r.end - r.at))) != NULL; r.at = stop + 1)
		if ((v = next_value(&r, key, len)) != NULL)
			return v;
	return NULL;
}

static int
also_decision(const char *p, size_t n)
{
	size_t len, none;
	const char *act = find(p, n, "act", &len);
	bool renew = len == 5 && memcmp(act, "renew", 5) == 0;

	if (renew != (find(p, n, "old-serial", &none) != NULL) || renew == (find(p, n, "person", &none) != NULL))
		return err_set(ERR_INPUT, "paper: a decision names a person, or to renew the old serial");
	return 0;
}

static const struct kind {
	const char		*name;
	const struct row	*rows;
	int			(*also)(const char *p, size_t n);
} kinds[] = {
	{ "case",	case_rows,	NULL },
	{ "decision",	decision_rows,	also_decision },
	{ "consent",	consent_rows,	NULL },
	{ "publish",	publish_rows,	NULL },
	{ "operator",	operator_rows,	NULL },
	{ "order",	order_rows,	NULL },
	{ "release",	release_rows,	NULL },
	{ "resume",	resume_rows,	NULL },
	{ "reconcile",	reconcile_rows,	NULL },
	{ "epoch",	epoch_rows,	NULL },
	{ "identity",	identity_rows,	NULL },
	{ "login",	login_rows,	NULL },
};

/* Text that is one sequence of bytes to every reader, and shows all there is to a person. */
static int
check_characters(const char *p, size_t n)
{
	const char *at = p, *end = p + n;
	unsigned line = 1;
	bool plain = true;

	while (at < end) {
		uint32_t c = str_utf8_next(&at, end);

		if (c == UINT32_MAX)
			return err_set(ERR_INPUT, "paper, line %u: not UTF-8", line);
		if (c == '\n')
			line++;
		else if (str_is_invisible(c))
			return err_set(ERR_INPUT, "paper, line %u: an invisible character, U+%04X", line, (unsigned)c);
		plain = plain && c < 0x300;	/* below the combining characters everything is in NFC */
	}
	return plain ? 0 : 1;
}

static int
check_nfc(const char *p, size_t n)
{
	gchar *nfc = g_utf8_normalize(p, (gssize)n, G_NORMALIZE_NFC);
	bool same = nfc != NULL && strlen(nfc) == n && memcmp(nfc, p, n) == 0;

	g_free(nfc);
	return same ? 0 : err_set(ERR_INPUT, "paper: not in Unicode normalization form C");
}

static int
check_whole(const char *p, size_t n)
{
	int r;

	if (n > PAPER_MAX)
		return err_set(ERR_LIMIT, "paper: longer than %d octets", PAPER_MAX);
	if (n == 0 || p[n - 1] != '\n')
		return err_set(ERR_INPUT, "paper: does not end with a line end");
	return (r = check_characters(p, n)) == 1 ? check_nfc(p, n) : r;
}

int
paper_check(const void *p, size_t n, const char *kind)
{
	const struct kind *k = kinds, *end = kinds + sizeof(kinds) / sizeof(kinds[0]);
	struct reader r = { p, (const char *)p + n, 2 };
	char first[KEY_MAX];
	int rc;

	while (k < end && !str_eq(k->name, kind))
		k++;
	if (k == end)
		return err_set(ERR_INPUT, "paper: there is no kind %s", kind);
	if ((rc = check_whole(p, n)) != 0)
		return rc;
	snprintf(first, sizeof(first), "certhall-%s-1\n", kind);
	if (n < strlen(first) || memcmp(p, first, strlen(first)) != 0)
		return err_set(ERR_INPUT, "paper, line 1: not certhall-%s-1", kind);
	r.at += strlen(first);
	if ((rc = take_rows(&r, k->rows, "", 0)) != 0)
		return rc;
	if (r.at != r.end)
		return err_set(ERR_INPUT, "paper, line %u: an unknown key, or one out of its order", r.line);
	return k->also != NULL ? k->also(p, n) : 0;
}

int
paper_value(const void *p, size_t n, const char *key, char *to, size_t size)
{
	size_t len, i, done = 0;
	const char *v = find(p, n, key, &len);

	to[0] = '\0';
	if (v == NULL)
		return ERR_NOTFOUND;
	for (i = 0; i < len; i++) {
		char c = v[i];

		if (c == '\\' && i + 1 < len)
			c = v[++i] == 'n' ? '\n' : v[i];
		if (done + 1 >= size) {
			to[0] = '\0';
			return err_set(ERR_LIMIT, "paper: the value of %s is longer than %zu octets", key, size - 1);
		}
		to[done++] = c;
	}
	to[done] = '\0';
	return 0;
}

/* --- writing --- */

void
paper_begin(struct buf *b, const char *kind)
{
	buf_reset(b);
	buf_printf(b, "certhall-%s-1\n", kind);
}

/* As people type and paste it: composed or not, with tabs. A paper has one form of each. */
static void
put_value(struct buf *b, const char *value)
{
	for (; *value != '\0'; value++)
		if (*value == '\\')
			buf_adds(b, "\\\\");
		else if (*value == '\n')
			buf_adds(b, "\\n");
		else
			buf_addc(b, *value == '\t' ? ' ' : *value);
}

void
paper_put(struct buf *b, const char *key, const char *value)
{
	gchar *nfc;

	if (value == NULL || *value == '\0')
		return;
	buf_printf(b, "%s=", key);
	nfc = g_utf8_normalize(value, -1, G_NORMALIZE_NFC);
	put_value(b, nfc != NULL ? nfc : value);	/* what is not UTF-8 paper_end refuses */
	g_free(nfc);
	buf_addc(b, '\n');
}

void
paper_put_number(struct buf *b, const char *key, uint64_t value)
{
	buf_printf(b, "%s=%llu\n", key, (unsigned long long)value);
}

void
paper_put_time(struct buf *b, const char *key, int64_t at)
{
	char iso[TM_ISO_SIZE];

	buf_printf(b, "%s=%s\n", key, tm_iso(at, iso));
}

void
paper_put_digest(struct buf *b, const char *key, const unsigned char digest[32])
{
	char text[DIGEST_TEXT];

	buf_printf(b, "%s=%s\n", key, digest_text(digest, text));
}

void
paper_put_hex(struct buf *b, const char *key, const void *p, size_t n)
{
	buf_printf(b, "%s=", key);
	enc_hex(p, n, b);
	buf_addc(b, '\n');
}

void
paper_put_base64(struct buf *b, const char *key, const void *p, size_t n)
{
	buf_printf(b, "%s=", key);
	enc_base64url(p, n, b);
	buf_addc(b, '\n');
}

int
paper_end(const struct buf *b, const char *kind)
{
	int r = buf_end(b, "paper");

	return r != 0 ? r : paper_check(b->data, b->len, kind);
}
