/* Both forms of a registration. */
#include "parts.h"
#include "pki/attest.h"
#include "util/digest.h"
#include "util/err.h"

static struct attest_field
field(const struct part *p)
{
	return (struct attest_field){ p->p, p->n };
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assertion_rule rule = { .origin = "http://localhost:39745", .rp_id = "localhost" };
	unsigned char challenge[DIGEST_SIZE];
	struct attest_key key;
	struct part p[6];

	parts_cut(data, size, p, 6);
	digest_sha256("ticket-1", 8, challenge);
	for (int soft = 0; soft < 2; soft++) {
		struct attest_posted posted = { field(&p[0]), field(&p[1]), field(&p[2]), field(&p[3]), field(&p[4]), field(&p[5]) };

		rule.soft = soft;
		if (attest_check(&rule, challenge, &posted, &key) == 0) {
			if (key.credential_n != p[0].n || memcmp(key.credential, p[0].p, p[0].n) != 0 ||
			    memcmp(key.spki, p[1].p, ATTEST_SPKI) != 0)
				abort();
		} else if (err_take()[0] == '\0') {
			abort();
		}
	}
	parts_free(p, 6);
	return 0;
}
