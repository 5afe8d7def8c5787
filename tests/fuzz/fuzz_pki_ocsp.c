/* Any bytes as an OCSP request: what is read can be asked again, and reads the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/ocsp.h"
#include "util/err.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ocsp_request q, again;
	struct buf b = BUF_INIT;

	if (ocsp_request_parse(data, size, &q) == 0) {
		ocsp_request_write(&q.id, &b);
		if (ocsp_request_parse(b.data, b.len, &again) != 0 || again.has_nonce || !ocsp_id_names(&again.id, &q.id) ||
		    again.id.serial_len != q.id.serial_len || memcmp(again.id.serial, q.id.serial, q.id.serial_len) != 0)
			abort();
	} else if (err_take()[0] == '\0')
		abort();
	buf_clear(&b);
	return 0;
}
