/* A paper that is taken is written in the only way it can be: its values, read and written again, give the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/paper.h"
#include "util/err.h"
#include "util/str.h"

static void
write_again(const char *p, size_t n, const char *kind)
{
	static char value[PAPER_VALUE];
	struct buf b = BUF_INIT;
	const char *at = (const char *)memchr(p, '\n', n) + 1, *end = p + n;

	paper_begin(&b, kind);
	while (at < end) {
		const char *equals = memchr(at, '=', (size_t)(end - at));
		char key[64];

		memcpy(key, at, (size_t)(equals - at));
		key[equals - at] = '\0';
		if (paper_value(p, n, key, value, sizeof(value)) != 0)
			abort();
		paper_put(&b, key, value);
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
	}
	if (b.len != n || memcmp(b.data, p, n) != 0 || !str_is_utf8(p, n) || memchr(p, '\0', n) != NULL)
		abort();
	buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kinds[] = { "case", "decision", "consent", "publish", "operator", "order", "release", "resume",
	    "reconcile", "epoch", "identity", "login" };
	char *text = malloc(size > 0 ? size : 1);	/* exactly as long: a read beyond it is seen */
	unsigned taken = 0;
	size_t i;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (paper_check(text, size, kinds[i]) == 0) {
			taken++;
			write_again(text, size, kinds[i]);
		} else if (err_take()[0] == '\0') {
			abort();
		}
	}
	if (taken > 1)
		abort();
	free(text);
	return 0;
}
