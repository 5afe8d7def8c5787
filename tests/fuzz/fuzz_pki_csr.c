/* Requests as people bring them: what is taken is whole, and taken again from its own bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/csr.h"
#include "pki/ossl.h"
#include "util/err.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct key_facts key;
	struct csr csr, again;
	int r;

	if (ossl_init() != 0)
		abort();
	if ((r = csr_parse(data, size, &csr)) != 0) {
		if ((r != ERR_INPUT && r != ERR_LIMIT) || err_take()[0] == '\0')
			abort();
		return 0;
	}
	if (size > CSR_MAX || strlen(buf_str(&csr.subject)) != csr.subject.len)
		abort();
	if (key_parse(csr.spki.data, csr.spki.len, &key) != 0 || memcmp(&key, &csr.key, sizeof(key)) != 0)
		abort();
	if (csr_parse(csr.der.data, csr.der.len, &again) != 0 || again.der.len != csr.der.len)
		abort();
	csr_clear(&again);
	csr_clear(&csr);
	return 0;
}
