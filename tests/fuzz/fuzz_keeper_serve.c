/* Messages of keeper: two octets of type, then the body.  The token is one that gives a fixed secret. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "keeper/serve.h"
#include "keeper/wire.h"
#include "pki/p256.h"
#include "util/err.h"
#include "util/msg.h"

static int
derive(void *token, const unsigned char point[SEAL_POINT], unsigned char z[SEAL_Z])
{
	(void)token;
	if (!p256_on_curve(point))
		abort();
	memset(z, 7, SEAL_Z);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct keeper k = { .derive = derive };
	struct buf out = BUF_INIT;
	struct msg_reader m;
	size_t n;
	char note[KEEPER_NOTE];

	if (size < 2)
		return 0;
	if (serve_message(&k, (uint16_t)(data[0] << 8 | data[1]), data + 2, size - 2, &out) == 0) {
		msg_read(&m, out.data, out.len);
		if (msg_get_u32(&m) == 0)
			abort();	/* nobody can have sealed to no key */
		msg_get_str(&m, note, sizeof(note));
		msg_get_blob(&m, &n);
		if (msg_end(&m) != 0 || n != 0 || note[0] == '\0')
			abort();
	} else if (err_take()[0] == '\0') {
		abort();
	}
	buf_clear(&out);
	return 0;
}
