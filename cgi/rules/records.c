#include "rules/records.h"

#include "pki/key.h"
#include "pki/seal.h"
#include "rules/rules.h"
#include "util/err.h"
#include "util/io.h"

/* Read for each seal: a key that was changed is used from then on, by every worker. */
static int
load_key(const struct rules *r, struct seal_key *out)
{
	char path[SITE_PATH];
	struct buf spki;
	int rc;

	buf_init(&spki, 0);
	if ((rc = io_load(site_path(r->site, "conf/records.pub", path), KEY_SPKI_MAX, &spki)) == 0)
		rc = seal_key_parse(spki.data, spki.len, out);
	buf_clear(&spki);
	if (rc == 0)
		return 0;
	return rc == ERR_NOTFOUND ? err_set(ERR_PEER, "there is no records key yet") : err_in(ERR_PEER, "records key");
}

int
records_seal(const struct rules *r, uint64_t owner, uint64_t object, const void *plain, size_t n, struct buf *out)
{
	struct seal_key key;
	int rc;

	if ((rc = load_key(r, &key)) != 0)
		return rc;
	return seal_close(&key, owner, object, plain, n, out);
}
