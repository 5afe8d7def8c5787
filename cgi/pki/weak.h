/*
 * weak: what makes a public key worthless although it is well formed.
 *
 * Looked at: factors anybody finds (below 752: SP 800-89, 5.3.3), primes of the broken smart card library
 * (ROCA, CVE-2017-15361), primes so close together that a hundred steps of Fermat find them, and a short list of keys whose
 * private halves stand in print.  The list is a few keys, not all of CVE-2008-0166.
 */
#ifndef PKI_WEAK_H
#define PKI_WEAK_H

#include <stddef.h>

/* An RSA modulus of at least 1984 bits, big-endian, first octet not 0. 0, or ERR_INPUT with the reason. */
int	 weak_modulus(const unsigned char *n, size_t len);

/* A modulus as above or an uncompressed point. 0, or ERR_INPUT when its private half is published. */
int	 weak_known(const unsigned char *p, size_t len);

#endif
