/*
 * lint: reads to-be-signed bytes again, with another parser than the writer's, and compares them with what was wanted.
 *
 * It stands between tbs_build and the key: what it refuses is never signed.
 */
#ifndef PKI_LINT_H
#define PKI_LINT_H

#include <stddef.h>

#include "pki/tbs.h"

/*
 * 0, or ERR_CRYPTO with the first rule that is broken.  Looks at: DER re-encoding gives the same bytes; v3; serial; issuer and
 * validity; subject, key, algorithm; each extension once, known, wanted, with the wanted criticality and content; AKI equal
 * to the issuer's SKI; strict self-consistency by the library's own extension cache (RFC 5280, 4.2).
 */
int	 lint_tbs(const void *tbs, size_t n, const struct tbs_input *in);

#endif
