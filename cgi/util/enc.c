#include "util/enc.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util/err.h"

static const char digits[] = "0123456789abcdef";
static const char std64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
enc_hex(const void *p, size_t n, struct buf *out)
{
	const unsigned char *b = p;

	while (n-- > 0) {
		buf_addc(out, digits[*b >> 4]);
		buf_addc(out, digits[*b++ & 15]);
	}
}

void
enc_hex_to(const void *p, size_t n, char *to)
{
	const unsigned char *b = p;

	while (n-- > 0) {
		*to++ = digits[*b >> 4];
		*to++ = digits[*b++ & 15];
	}
	*to = '\0';
}

static void
add64(const unsigned char *b, size_t n, const char *alphabet, bool pad, struct buf *out)
{
	for (; n > 0; b += n < 3 ? n : 3, n -= n < 3 ? n : 3) {
		uint32_t v = (uint32_t)b[0] << 16 | (n > 1 ? (uint32_t)b[1] << 8 : 0) | (n > 2 ? b[2] : 0);

		buf_addc(out, alphabet[v >> 18]);
		buf_addc(out, alphabet[v >> 12 & 63]);
		if (n > 1)
			buf_addc(out, alphabet[v >> 6 & 63]);
		if (n > 2)
			buf_addc(out, alphabet[v & 63]);
		if (pad && n < 3)
			buf_adds(out, n == 1 ? "==" : "=");
	}
}

void
enc_base64(const void *p, size_t n, struct buf *out)
{
	add64(p, n, std64, true, out);
}

void
enc_base64url(const void *p, size_t n, struct buf *out)
{
	add64(p, n, url64, false, out);
}

void
enc_pem(const char *label, const void *p, size_t n, struct buf *out)
{
	const unsigned char *b = p;

	buf_printf(out, "-----BEGIN %s-----\n", label);
	while (n > 0) {
		size_t line = n < 48 ? n : 48;

		enc_base64(b, line, out);
		buf_addc(out, '\n');
		b += line;
		n -= line;
	}
	buf_printf(out, "-----END %s-----\n", label);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Takes back what a decoder added before it met the fault. */
static int
refuse(struct buf *out, size_t had, const char *why)
{
	if (out->data != NULL) {
		out->len = had;
		out->data[had] = '\0';
	}
	return err_set(ERR_INPUT, "%s", why);
}

int
enc_unhex(const char *s, size_t n, struct buf *out)
{
	size_t i, had = out->len;

	for (i = 0; i + 1 < n; i += 2) {
		int hi = hex_value(s[i]), lo = hex_value(s[i + 1]);

		if (hi < 0 || lo < 0)
			return refuse(out, had, "text holds a character that is no hex digit");
		buf_addc(out, (char)(hi << 4 | lo));
	}
	return n % 2 == 0 ? buf_end(out, "hex text") : refuse(out, had, "hex text has an odd number of digits");
}

static int
value64(char c, bool url)
{
	const char *alphabet = url ? url64 : std64, *at = memchr(alphabet, c, 64);

	return at != NULL ? (int)(at - alphabet) : -1;
}

static int
decode64(const char *s, size_t n, bool url, struct buf *out)
{
	size_t i, had = out->len, have = 0, pad = 0, total = 0;
	uint32_t v = 0;

	for (i = 0; i < n; i++) {
		int d;

		if (!url && (s[i] == '\n' || s[i] == '\r'))
			continue;
		if (!url && s[i] == '=') {
			pad++;
			continue;
		}
		if (pad > 0 || (d = value64(s[i], url)) < 0)
			return refuse(out, had, "text is not base64");
		v = v << 6 | (uint32_t)d;
		total++;
		if (++have == 4) {
			buf_add(out, (char[]){ (char)(v >> 16), (char)(v >> 8), (char)v }, 3);
			v = 0;
			have = 0;
		}
	}
	if (have == 1 || (!url && (total + pad) % 4 != 0) || pad > 2)
		return refuse(out, had, "base64 text ends too early");
	if ((have == 2 && (v & 15) != 0) || (have == 3 && (v & 3) != 0))
		return refuse(out, had, "base64 text has stray bits at its end");
	if (have >= 2)
		buf_addc(out, (char)(have == 2 ? v >> 4 : v >> 10));
	if (have == 3)
		buf_addc(out, (char)(v >> 2));
	return buf_end(out, "base64 text");
}

int
enc_unbase64(const char *s, size_t n, struct buf *out)
{
	return decode64(s, n, false, out);
}

int
enc_unbase64url(const char *s, size_t n, struct buf *out)
{
	return decode64(s, n, true, out);
}

int
enc_unpem(const char *label, const char *s, size_t n, struct buf *out)
{
	char begin[80], end[80];
	const char *from, *to, *line;

	snprintf(begin, sizeof(begin), "-----BEGIN %.40s%s", label, label[0] != '\0' ? "-----" : "");
	if ((from = memmem(s, n, begin, strlen(begin))) == NULL)
		return ERR_NOTFOUND;
	n -= (size_t)(from - s);
	if ((line = memchr(from, '\n', n)) == NULL)
		return err_set(ERR_INPUT, "the PEM block has no lines");
	snprintf(end, sizeof(end), "-----END %.40s%s", label, label[0] != '\0' ? "-----" : "");
	if ((to = memmem(line, n - (size_t)(line - from), end, strlen(end))) == NULL)
		return err_set(ERR_INPUT, "the PEM block has no end line");
	return enc_unbase64(line + 1, (size_t)(to - line - 1), out);
}
