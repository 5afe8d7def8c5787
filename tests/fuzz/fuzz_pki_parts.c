/*
 * Any bytes as a certificate and, behind it, a message of its owner: list, OCSP answer, time stamp; and as a bundle.  What a
 * reader takes must be what a writer gives; what it refuses has a sentence.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/chain.h"
#include "pki/crl.h"
#include "pki/der.h"
#include "pki/ocsp.h"
#include "pki/ossl.h"
#include "pki/tst.h"
#include "util/err.h"

#define MOMENT ((int64_t)1795737600000)		/* 2026-11-27 */

static void
sure(int r)
{
	if (r != 0 && err_take()[0] == '\0')
		abort();
}

static int
entry(void *ctx, const struct crl_entry *e)
{
	uint32_t *n = ctx;

	if (e->serial_len == 0 || e->serial_len > sizeof(e->serial) || e->at <= 0)
		abort();
	++*n;
	return 0;
}

struct bundle { struct chain_cert cert[CHAIN_MAX]; size_t n; };

static int
keep(void *ctx, const void *p, size_t n)
{
	struct bundle *b = ctx;

	b->cert[b->n++] = (struct chain_cert){ p, n };
	return 0;
}

static void
bundle(const uint8_t *data, size_t size)
{
	struct bundle b = { .n = 0 }, again = { .n = 0 };
	struct buf der = BUF_INIT;
	int r = chain_p7b_read(data, size, keep, &b);

	sure(r);
	if (r == 0) {
		if (chain_p7b(b.cert, b.n, &der) != 0 || chain_p7b_read(der.data, der.len, keep, &again) != 0 || again.n != b.n)
			abort();
		for (size_t i = 0; i < b.n; i++)
			if (again.cert[i].n != b.cert[i].n || memcmp(again.cert[i].p, b.cert[i].p, b.cert[i].n) != 0)
				abort();
	}
	buf_clear(&der);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return ossl_init();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char imprint[32] = { 0 };
	struct der in = { data, size }, cert;
	struct ocsp_answer a;
	struct crl list;
	struct tst stamp;
	uint32_t n = 0;
	int r;

	bundle(data, size);
	if (der_whole(&in, DER_SEQ, &cert) != 0) {
		err_take();
		return 0;
	}
	if ((r = crl_read(in.p, in.n, cert.p, cert.n, &list, entry, &n)) == 0 && list.entries != n)
		abort();
	sure(r);
	sure(ocsp_read(in.p, in.n, cert.p, cert.n, MOMENT, &a));
	sure(tst_verify(in.p, in.n, imprint, cert.p, cert.n, &stamp));
	return 0;
}
