#include "rules/index.h"

#include <string.h>

#include "util/buf.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"

int
index_of(const struct rules *r, const char *kind, const char *number, char out[INDEX_SIZE])
{
	static const unsigned char none[RULES_KEY];
	unsigned char sum[DIGEST_SIZE];
	struct buf text = BUF_INIT;

	out[0] = '\0';
	if (memcmp(r->index_key, none, sizeof(none)) == 0)
		return err_set(ERR_DENIED, "this program has no key of the person index");
	buf_printf(&text, "%s|%s", kind, number);
	digest_hmac(r->index_key, sizeof(r->index_key), text.data, text.len, sum);
	buf_wipe(&text);
	enc_hex_to(sum, sizeof(sum), out);
	return 0;
}
