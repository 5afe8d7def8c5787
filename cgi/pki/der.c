#include "pki/der.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define LENGTH_MAX 0x7fffffff		/* what we write or read fits in four octets of length */

/* --- writing ------------------------------------------------------------------------------------- */

/* The octets of a length (X.690, 10.1): one below 128, else their count and as few as do. */
static size_t
length_octets(size_t n, unsigned char to[5])
{
	size_t count = n < 0x80 ? 0 : n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x1000000 ? 3 : 4, i;

	if (n > LENGTH_MAX)
		abort();
	to[0] = (unsigned char)(count == 0 ? n : 0x80 | count);
	for (i = 0; i < count; i++)
		to[1 + i] = (unsigned char)(n >> 8 * (count - 1 - i));
	return 1 + count;
}

size_t
der_head(int tag, size_t n, unsigned char to[6])
{
	to[0] = (unsigned char)tag;
	return 1 + length_octets(n, to + 1);
}

size_t
der_open(struct buf *b, int tag)
{
	size_t at = b->len;
	const unsigned char head[2] = { (unsigned char)tag, 0 };

	buf_add(b, head, sizeof(head));
	return at;
}

void
der_close(struct buf *b, size_t at)
{
	unsigned char len[5];
	size_t n, octets;

	if (b->overflow)
		return;
	n = b->len - at - 2;
	octets = length_octets(n, len);
	if (octets > 1) {
		if (buf_space(b, octets - 1) == NULL)
			return;
		memmove(b->data + at + 1 + octets, b->data + at + 2, n);
		buf_grew(b, octets - 1);
	}
	memcpy(b->data + at + 1, len, octets);
}

void
der_value(struct buf *b, int tag, const void *p, size_t n)
{
	unsigned char head[6];

	buf_add(b, head, der_head(tag, n, head));
	buf_add(b, p, n);
}

void
der_text(struct buf *b, int tag, const char *s)
{
	der_value(b, tag, s, strlen(s));
}

/* A leading octet keeps a first bit of 1 from reading as a sign (X.690, 8.3). */
static void
put_unsigned(struct buf *b, int tag, const unsigned char *p, size_t n)
{
	unsigned char head[6], zero = 0;
	bool pad;

	for (; n > 0 && *p == 0; p++)
		n--;
	pad = n == 0 || (*p & 0x80) != 0;
	buf_add(b, head, der_head(tag, n + pad, head));
	buf_add(b, &zero, pad);
	buf_add(b, p, n);
}

void
der_unsigned(struct buf *b, const void *p, size_t n)
{
	put_unsigned(b, DER_INT, p, n);
}

void
der_number(struct buf *b, int tag, uint64_t n)
{
	unsigned char octets[8];
	int i;

	for (i = 0; i < 8; i++)
		octets[i] = (unsigned char)(n >> 8 * (7 - i));
	put_unsigned(b, tag, octets, sizeof(octets));
}

void
der_bool(struct buf *b, bool v)
{
	der_value(b, DER_BOOL, v ? "\xff" : "\0", 1);
}

void
der_null(struct buf *b)
{
	der_value(b, DER_NULL, "", 0);
}

typedef unsigned __int128 arc;		/* an arc of a UUID has 128 bits (ITU-T X.667) */
#define ARC_MAX (~(arc)0)

/* The decimal number at *s and the point behind it; ends the process when it is none. */
static arc
take_arc(const char **s)
{
	const char *p = *s;
	arc v = 0;

	for (; *p >= '0' && *p <= '9'; p++) {
		unsigned d = (unsigned)(*p - '0');

		if (v > (ARC_MAX - d) / 10)
			abort();
		v = v * 10 + d;
	}
	if (p == *s || (*p != '.' && *p != '\0') || (*p == '.' && p[1] == '\0'))
		abort();
	*s = p + (*p == '.');
	return v;
}

static void
put_arc(struct buf *b, arc v)
{
	unsigned char octets[19];
	size_t at = sizeof(octets);

	octets[--at] = (unsigned char)(v & 0x7f);
	while ((v >>= 7) > 0)
		octets[--at] = (unsigned char)(0x80 | (v & 0x7f));
	buf_add(b, octets + at, sizeof(octets) - at);
}

void
der_oid(struct buf *b, const char *dotted)
{
	const char *s = dotted;
	size_t at = der_open(b, DER_OID);
	arc first = take_arc(&s), second = take_arc(&s);

	if (first > 2 || second > (first < 2 ? 39 : ARC_MAX - 80))
		abort();
	put_arc(b, 40 * first + second);
	while (*s != '\0')
		put_arc(b, take_arc(&s));
	der_close(b, at);
}

static void
put_bits(struct buf *b, const void *p, size_t n, unsigned char unused)
{
	unsigned char head[6];

	buf_add(b, head, der_head(DER_BITS, n + 1, head));
	buf_add(b, &unused, 1);
	buf_add(b, p, n);
}

void
der_bits(struct buf *b, const void *p, size_t n)
{
	put_bits(b, p, n, 0);
}

/* Named bits are written without zeros behind the last 1 (X.690, 11.2.2). */
void
der_named_bits(struct buf *b, unsigned bits)
{
	unsigned char octets[2] = { 0, 0 };
	unsigned i, count = 0;

	for (i = 0; i < 16; i++)
		if ((bits >> i & 1) != 0) {
			octets[i / 8] |= (unsigned char)(0x80 >> i % 8);
			count = i + 1;
		}
	put_bits(b, octets, (count + 7) / 8, (unsigned char)((8 - count % 8) % 8));
}

/* YYYYMMDDHHMMSS without its first skip digits. */
static void
put_digits(struct buf *b, int64_t at, size_t skip)
{
	struct tm_parts p;
	char s[64];

	tm_split(at, &p);
	snprintf(s, sizeof(s), "%04d%02d%02d%02d%02d%02d", p.year, p.month, p.day, p.hour, p.minute, p.second);
	buf_adds(b, s + skip);
}

void
der_time(struct buf *b, int64_t at)
{
	struct tm_parts p;
	size_t v;

	tm_split(at, &p);
	v = der_open(b, p.year < 2050 ? DER_UTCTIME : DER_GENTIME);
	put_digits(b, at, p.year < 2050 ? 2 : 0);
	buf_addc(b, 'Z');
	der_close(b, v);
}

void
der_gentime(struct buf *b, int64_t at)
{
	der_gentime_ms(b, at - at % TM_SECOND);
}

void
der_gentime_ms(struct buf *b, int64_t at)
{
	size_t v = der_open(b, DER_GENTIME);
	int ms = (int)(at % TM_SECOND), digits = 3;

	put_digits(b, at, 0);
	for (; ms > 0 && ms % 10 == 0; ms /= 10)
		digits--;
	if (ms > 0)
		buf_printf(b, ".%0*d", digits, ms);
	buf_addc(b, 'Z');
	der_close(b, v);
}

/* --- reading ------------------------------------------------------------------------------------- */

static int
odd(const char *what)
{
	return err_set(ERR_INPUT, "DER: %s", what);
}

int
der_any(struct der *in, int *tag, struct der *content)
{
	size_t at = 2, n, octets, i;

	if (in->n < 2)
		return odd("the end comes too early");
	if ((in->p[0] & 0x1f) == 0x1f || in->p[0] == 0)
		return odd("a tag we never use");
	n = in->p[1];
	if (n >= 0x80) {
		octets = n & 0x7f;
		if (octets == 0 || octets > 4)
			return odd("a length that is indefinite or too long");
		if (in->n < 2 + octets)
			return odd("the end comes too early");
		for (n = 0, i = 0; i < octets; i++)
			n = n << 8 | in->p[at++];
		if (n < 0x80 || n >> 8 * (octets - 1) == 0)
			return odd("a length that is not the shortest");
	}
	if (n > in->n - at)
		return odd("the end comes too early");
	*tag = in->p[0];
	*content = (struct der){ in->p + at, n };
	in->p += at + n;
	in->n -= at + n;
	return 0;
}

bool
der_is(const struct der *in, int tag)
{
	return in->n > 0 && in->p[0] == tag;
}

int
der_next(struct der *in, int tag, struct der *content)
{
	if (in->n > 0 && !der_is(in, tag))
		return err_set(ERR_INPUT, "DER: tag %02x stands where %02x belongs", in->p[0], (unsigned)tag);
	return der_any(in, &tag, content);
}

int
der_whole(struct der *in, int tag, struct der *whole)
{
	const unsigned char *from = in->p;
	struct der content;
	int r = der_next(in, tag, &content);

	if (r == 0)
		*whole = (struct der){ from, (size_t)(in->p - from) };
	return r;
}

int
der_end(const struct der *in, const char *what)
{
	return in->n == 0 ? 0 : err_set(ERR_INPUT, "DER: bytes follow the end of %s", what);
}

/* An INTEGER that is not negative, in the fewest octets (X.690, 8.3.2), without the octet that holds its sign. */
static int
get_unsigned(struct der *in, int tag, size_t max, struct der *out)
{
	struct der rest = *in, v;
	int r = der_next(&rest, tag, &v);

	if (r != 0)
		return r;
	if (v.n == 0 || v.n > max)
		return odd("a number that is empty or too large");
	if ((v.p[0] & 0x80) != 0)
		return odd("a negative number");
	if (v.n > 1 && v.p[0] == 0) {
		if ((v.p[1] & 0x80) == 0)
			return odd("a number that is not the shortest");
		v.p++;
		v.n--;
	}
	*out = v;
	*in = rest;
	return 0;
}

int
der_get_number(struct der *in, int tag, uint64_t *out)
{
	struct der v;
	uint64_t n = 0;
	size_t i;
	int r = get_unsigned(in, tag, 8, &v);

	if (r != 0)
		return r;
	for (i = 0; i < v.n; i++)
		n = n << 8 | v.p[i];
	*out = n;
	return 0;
}

int
der_get_serial(struct der *in, unsigned char out[20], size_t *n)
{
	struct der rest = *in, v;
	int r = get_unsigned(&rest, DER_INT, 20, &v);

	if (r != 0)
		return r;
	if (v.p[0] == 0)
		return odd("a serial number of zero");
	memcpy(out, v.p, v.n);
	*n = v.n;
	*in = rest;
	return 0;
}

/* One arc of base 128, in the fewest octets. */
static int
get_arc(struct der *in, arc *out)
{
	arc v = 0;

	if (in->n == 0 || in->p[0] == 0x80)
		return ERR_INPUT;
	for (; in->n > 0; ) {
		unsigned char c = *in->p++;

		in->n--;
		if (v > ARC_MAX >> 7)
			return ERR_INPUT;
		v = v << 7 | (c & 0x7f);
		if ((c & 0x80) == 0) {
			*out = v;
			return 0;
		}
	}
	return ERR_INPUT;
}

/* The arc in decimal and a NUL; returns the length, 0 when it does not fit. */
static size_t
arc_text(arc v, char *to, size_t size)
{
	char digits[40];
	size_t at = sizeof(digits), n;

	do
		digits[--at] = (char)('0' + (int)(v % 10));
	while ((v /= 10) > 0);
	n = sizeof(digits) - at;
	if (n >= size)
		return 0;
	memcpy(to, digits + at, n);
	to[n] = '\0';
	return n;
}

int
der_get_oid(struct der *in, char *dotted, size_t size)
{
	struct der rest = *in, v;
	size_t len, n;
	arc a, first;
	int r = der_next(&rest, DER_OID, &v);

	if (r != 0)
		return r;
	if (get_arc(&v, &a) != 0 || size < 2)
		return odd("an object identifier that is none");
	first = a < 80 ? a / 40 : 2;
	len = arc_text(first, dotted, size);
	for (a -= 40 * first; ; ) {
		if (len + 1 >= size || (n = arc_text(a, dotted + len + 1, size - len - 1)) == 0)
			return odd("an object identifier that is too long");
		dotted[len] = '.';
		len += n + 1;
		if (v.n == 0)
			break;
		if (get_arc(&v, &a) != 0)
			return odd("an object identifier that is none");
	}
	*in = rest;
	return 0;
}

/* count decimal digits at *s. */
static bool
take_digits(struct der *s, size_t count, int *out)
{
	int v = 0;

	if (s->n < count)
		return false;
	for (; count > 0; count--, s->p++, s->n--) {
		if (*s->p < '0' || *s->p > '9')
			return false;
		v = v * 10 + (*s->p - '0');
	}
	*out = v;
	return true;
}

/* .d, .dd or .ddd, the last not 0 (X.690, 11.7.3); nothing is 0. */
static bool
take_fraction(struct der *s, int *ms)
{
	static const int worth[] = { 0, 100, 10, 1 };
	size_t digits;

	*ms = 0;
	if (!der_is(s, '.'))
		return true;
	digits = s->n - 2;		/* without the point and the Z */
	if (s->n < 3 || digits > 3 || s->p[digits] == '0')
		return false;
	s->p++;
	s->n--;
	if (!take_digits(s, digits, ms))
		return false;
	*ms *= worth[digits];
	return true;
}

int
der_get_time(struct der *in, int64_t *out)
{
	struct der rest = *in, v;
	struct tm_parts p = { .ms = 0 };
	int tag, r = der_any(&rest, &tag, &v);

	if (r != 0)
		return r;
	if (tag != DER_UTCTIME && tag != DER_GENTIME)
		return odd("a value that is no time");
	if (!take_digits(&v, tag == DER_UTCTIME ? 2 : 4, &p.year) || !take_digits(&v, 2, &p.month) || !take_digits(&v, 2, &p.day) ||
	    !take_digits(&v, 2, &p.hour) || !take_digits(&v, 2, &p.minute) || !take_digits(&v, 2, &p.second) ||
	    (tag == DER_GENTIME && !take_fraction(&v, &p.ms)) || v.n != 1 || *v.p != 'Z')
		return odd("a time that is not written in full, with Z");
	if (tag == DER_UTCTIME)
		p.year += p.year < 50 ? 2000 : 1900;	/* RFC 5280, 4.1.2.5.1 */
	r = tm_join(&p, out);
	if (r == 0)
		*in = rest;
	return r;
}

/* X.680, 41.4 */
static bool
is_printable(uint32_t c)
{
	return c < 0x80 && c != 0 &&
	    strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?", (int)c) != NULL;
}

static bool
may_stand(int tag, uint32_t c)
{
	if (c == UINT32_MAX || c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	return tag == DER_UTF8 || (tag == DER_IA5 ? c < 0x80 : is_printable(c));
}

int
der_get_text(struct der *in, char *to, size_t size)
{
	struct der rest = *in, v;
	const char *s, *end;
	int tag, r = der_any(&rest, &tag, &v);

	if (r != 0)
		return r;
	if (tag != DER_UTF8 && tag != DER_PRINTABLE && tag != DER_IA5)
		return odd("a value that is no text");
	if (v.n >= size)
		return odd("a text that is too long");
	for (s = (const char *)v.p, end = s + v.n; s < end; )
		if (!may_stand(tag, str_utf8_next(&s, end)))
			return odd("a text with characters that may not stand there");
	if (v.n > 0)
		memcpy(to, v.p, v.n);
	to[v.n] = '\0';
	*in = rest;
	return 0;
}
