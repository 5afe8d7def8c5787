#include "pki/p256.h"

#include <string.h>

#include "pki/ossl.h"

#define HEAD (P256_SPKI - P256_POINT)

/* SEQUENCE { SEQUENCE { ecPublicKey, prime256v1 }, BIT STRING of 65 octets } */
static const unsigned char head[HEAD] = {
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x03, 0x01, 0x07, 0x03, 0x42, 0x00
};

const unsigned char *
p256_point(const void *spki, size_t n)
{
	const unsigned char *p = spki;

	return n == P256_SPKI && memcmp(p, head, HEAD) == 0 && p[HEAD] == 0x04 ? p + HEAD : NULL;
}

void
p256_spki(const unsigned char point[P256_POINT], unsigned char spki[P256_SPKI])
{
	memcpy(spki, head, HEAD);
	memcpy(spki + HEAD, point, P256_POINT);
}

bool
p256_on_curve(const unsigned char point[P256_POINT])
{
	unsigned char spki[P256_SPKI];
	const unsigned char *at = spki;
	OSSL_AUTO(EVP_PKEY) key = NULL;

	if (point[0] != 0x04)
		return false;
	p256_spki(point, spki);
	key = d2i_PUBKEY(NULL, &at, sizeof(spki));	/* refuses what is not on the curve */
	ossl_forget();
	return key != NULL;
}
