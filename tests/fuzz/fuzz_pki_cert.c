/* Certificates as peers send them: what is taken has facts that hold together, and its own bytes are taken again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/ossl.h"
#include "util/err.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cert_operator o;
	struct cert c, again;
	const unsigned char *tbs;
	size_t n;

	if (ossl_init() != 0)
		abort();
	if (cert_parse(data, size, &c) != 0) {
		if (err_take()[0] == '\0')
			abort();
		return 0;
	}
	if (c.der.len != size || c.serial_len == 0 || c.serial_len > CERT_SERIAL || c.dns_count > TBS_DNS_MAX ||
	    memchr(c.email, '\0', sizeof(c.email)) == NULL || memchr(c.roles, '\0', sizeof(c.roles)) == NULL ||
	    memchr(c.ra, '\0', sizeof(c.ra)) == NULL)
		abort();
	if (cert_tbs(data, size, &tbs, &n) != 0 || tbs < data || tbs + n > data + size)
		abort();
	if (cert_parse(c.der.data, c.der.len, &again) != 0 || memcmp(again.digest, c.digest, sizeof(c.digest)) != 0)
		abort();
	cert_signed_by(&c, &again, 0);
	cert_operator_parse(data, size, data, size, &o);
	err_take();
	cert_clear(&again);
	cert_clear(&c);
	return 0;
}
