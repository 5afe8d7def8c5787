/* Any bytes as a name and as a tree of values: what is read is written back to the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/der.h"
#include "pki/dn.h"
#include "util/err.h"

static void
same(struct buf *b, struct der from, struct der to)
{
	if (b->len != from.n - to.n || (b->len > 0 && memcmp(b->data, from.p, b->len) != 0))
		abort();
	buf_clear(b);
}

/* What the reader takes as a number, a serial, an identifier, a text or a time is DER: there is one way to write it. */
static void
primitives(struct der in)
{
	struct buf b = BUF_INIT;
	struct der at;
	unsigned char serial[20];
	char s[64];
	uint64_t number;
	int64_t time;
	size_t n;

	if (at = in, der_get_number(&at, DER_INT, &number) == 0) {
		der_number(&b, DER_INT, number);
		same(&b, in, at);
	}
	if (at = in, der_get_serial(&at, serial, &n) == 0) {
		der_unsigned(&b, serial, n);
		same(&b, in, at);
	}
	if (at = in, der_get_oid(&at, s, sizeof(s)) == 0) {
		der_oid(&b, s);
		same(&b, in, at);
	}
	if (at = in, der_get_text(&at, s, sizeof(s)) == 0) {
		der_text(&b, in.p[0], s);
		same(&b, in, at);
	}
	if (at = in, der_get_time(&at, &time) == 0 && der_is(&in, DER_GENTIME)) {
		der_gentime_ms(&b, time);
		same(&b, in, at);
	}
	err_take();
}

static void
walk(struct der in, int depth)
{
	while (in.n > 0) {
		struct der from = in, content;
		struct buf b = BUF_INIT;
		int tag;

		primitives(in);
		if (der_any(&in, &tag, &content) != 0)
			return;
		der_value(&b, tag, content.p, content.n);
		same(&b, from, in);
		if ((tag & 0x20) != 0 && depth < 20)
			walk(content, depth + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct der in = { data, size };
	struct buf b = BUF_INIT, text = BUF_INIT;
	struct dn dn, again;

	walk(in, 0);
	err_take();
	if (dn_parse(data, size, &dn) == 0) {
		dn_write(&dn, &b);
		if (dn_parse(b.data, b.len, &again) != 0 || !dn_equal(&dn, &again) || (dn.cn[0] != '\0' && dn_check(&dn) != 0))
			abort();
		dn_text(&dn, &text);
	} else if (err_take()[0] == '\0')
		abort();
	buf_clear(&b);
	buf_clear(&text);
	return 0;
}
