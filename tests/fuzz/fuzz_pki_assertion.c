/* authenticatorData, clientDataJSON, signature, key: a refusal has a reason, and what holds is of the right form. */
#include "parts.h"
#include "pki/assertion.h"
#include "util/err.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct assertion_rule rule = { .origin = "http://localhost:39745", .rp_id = "localhost" };
	static const char text[] = "certhall-login-1\nconsole=ra\nnonce=abc\nmade-at=2026-11-24T10:00:00Z\n"
	    "until=2099-11-24T10:05:00Z\n";
	struct part p[4];

	parts_cut(data, size, p, 4);
	if (assertion_check(&rule, text, sizeof(text) - 1, p[0].p, p[0].n, p[1].p, p[1].n, p[2].p, p[2].n, p[3].p, p[3].n) == 0) {
		if (p[0].n != ASSERTION_AUTH || p[1].n > ASSERTION_CLIENT || (p[0].p[32] & 0x05) != 0x05)
			abort();
	} else if (err_take()[0] == '\0') {
		abort();
	}
	assertion_counter(p[0].p, p[0].n);
	parts_free(p, 4);
	return 0;
}
