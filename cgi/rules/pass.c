#include "rules/pass.h"

#include <string.h>

#include "store/onetime.h"
#include "util/buf.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

static int
hash_name(const struct rules *r, const char *what, const char *name, unsigned char out[DIGEST_SIZE])
{
	struct buf b;
	int rc;

	buf_init(&b, 1024);
	buf_printf(&b, "pass\n%s\n%s", what, name);
	if ((rc = buf_end(&b, "name of a pass")) == 0)
		digest_hmac(r->index_key, sizeof(r->index_key), b.data, b.len, out);
	buf_wipe(&b);
	return rc;
}

int
pass_open(struct rules *r, const char *what, const char *name, const char *about, int64_t until, int64_t now)
{
	struct onetime row = { .id = rnd_id(now), .expires_at = until, .created = now };
	int rc;

	if (str_copy(row.purpose, sizeof(row.purpose), what) != 0 || str_copy(row.target, sizeof(row.target), about) != 0)
		return err_reword(ERR_BUG, "pass %s: what it is about is too long", what);
	if ((rc = hash_name(r, what, name, row.code)) != 0)
		return rc;
	return db_onetime_insert(r->db, &row);
}

int
pass_find(struct rules *r, const char *what, const char *name, int64_t now, char about[LEN_ADDRESS], int64_t *until)
{
	unsigned char code[DIGEST_SIZE];
	struct onetime row;
	int rc;

	if ((rc = hash_name(r, what, name, code)) != 0)
		return rc;
	if ((rc = db_onetime_find_code(r->db, what, code, now, &row)) != 0)
		return rc;
	if (about != NULL)
		memcpy(about, row.target, sizeof(row.target));
	if (until != NULL)
		*until = row.expires_at;
	return 0;
}
