#include "pki/key.h"

#include <stdio.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include "pki/der.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "pki/weak.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/mem.h"
#include "util/str.h"

#define EXPONENT_BYTES	32	/* 2^256 and more is refused */

const char *const key_kind_text[KEY_KIND_MAX] = { "p256", "p384", "rsa2048", "rsa3072", "rsa4096" };

/* --- reading a public key (RFC 3279, 2.3.1; RFC 5480, 2) --- */

struct parts {
	enum key_kind	kind;
	struct der	bits;		/* subjectPublicKey */
	struct der	modulus, exponent;	/* RSA, without zeros in front */
};

static int
read_positive(struct der *in, struct der *out)
{
	int r;

	if ((r = der_next(in, DER_INT, out)) != 0)
		return r;
	if (out->n == 0 || out->p[0] >= 0x80 || (out->n == 1 && out->p[0] == 0) ||
	    (out->n > 1 && out->p[0] == 0 && out->p[1] < 0x80))
		return err_set(ERR_INPUT, "the RSA key is not written as it must be");
	if (out->p[0] == 0) {
		out->p++;
		out->n--;
	}
	return 0;
}

static int
bits_of(const struct der *number)
{
	int top = 8;

	while (number->p[0] >> (top - 1) == 0)
		top--;
	return (int)(number->n - 1) * 8 + top;
}

static int
read_rsa(struct der *algorithm, struct parts *out)
{
	struct der null, key, content = out->bits;
	int r, bits;

	if (!der_is(algorithm, DER_NULL))
		return err_set(ERR_INPUT, "the RSA key is not written as it must be");
	if ((r = der_next(algorithm, DER_NULL, &null)) != 0 || (r = der_end(&null, "NULL")) != 0 ||
	    (r = der_next(&content, DER_SEQ, &key)) != 0 || (r = der_end(&content, "RSA key")) != 0 ||
	    (r = read_positive(&key, &out->modulus)) != 0 || (r = read_positive(&key, &out->exponent)) != 0 ||
	    (r = der_end(&key, "RSA key")) != 0)
		return r;
	bits = bits_of(&out->modulus);
	if (bits != 2048 && bits != 3072 && bits != 4096)
		return err_set(ERR_INPUT, "an RSA key must have 2048, 3072 or 4096 bits, not %d", bits);
	out->kind = bits == 2048 ? KEY_RSA2048 : bits == 3072 ? KEY_RSA3072 : KEY_RSA4096;
	return 0;
}

static int
read_ec(struct der *algorithm, struct parts *out)
{
	char curve[OID_TEXT];
	size_t side;
	int r;

	if (der_is(algorithm, DER_SEQ))
		return err_set(ERR_INPUT, "the curve of the key must be named, not given by its parameters");
	if ((r = der_get_oid(algorithm, curve, sizeof(curve))) != 0)
		return r;
	if (!str_eq(curve, OID_P256) && !str_eq(curve, OID_P384))
		return err_set(ERR_INPUT, "the curve of the key must be P-256 or P-384");
	out->kind = str_eq(curve, OID_P256) ? KEY_P256 : KEY_P384;
	side = out->kind == KEY_P256 ? 32 : 48;
	if (out->bits.n == 1 && out->bits.p[0] == 0)
		return err_set(ERR_INPUT, "the key is the point at infinity");
	if (out->bits.n == 1 + side && (out->bits.p[0] == 2 || out->bits.p[0] == 3))
		return err_set(ERR_INPUT, "the key's point must not be compressed");
	if (out->bits.n != 1 + 2 * side || out->bits.p[0] != 4)
		return err_set(ERR_INPUT, "the key's point is not written as it must be");
	return 0;
}

static int
read_spki(const void *spki, size_t n, struct parts *out)
{
	struct der in = { spki, n }, body, algorithm;
	char oid[OID_TEXT];
	int r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "public key")) != 0 ||
	    (r = der_next(&body, DER_SEQ, &algorithm)) != 0 || (r = der_get_oid(&algorithm, oid, sizeof(oid))) != 0 ||
	    (r = der_next(&body, DER_BITS, &out->bits)) != 0 || (r = der_end(&body, "public key")) != 0)
		return err_in(r, "public key");
	if (out->bits.n < 2 || out->bits.p[0] != 0)
		return err_set(ERR_INPUT, "the public key does not consist of whole octets");
	out->bits.p++;
	out->bits.n--;
	if (str_eq(oid, OID_RSA))
		r = read_rsa(&algorithm, out);
	else if (str_eq(oid, OID_EC))
		r = read_ec(&algorithm, out);
	else
		return err_set(ERR_INPUT, "the key must be RSA, or EC on P-256 or P-384");
	return r != 0 ? r : der_end(&algorithm, "algorithm of the public key");
}

/* --- refusing weak ones --- */

static int
check_rsa(const struct parts *k)
{
	const unsigned char *e = k->exponent.p;
	size_t n = k->exponent.n;
	int r;

	/* three octets begin at 65536, which is even */
	if (n < 3 || n > EXPONENT_BYTES || e[n - 1] % 2 == 0)
		return err_set(ERR_INPUT, "the RSA exponent must be odd, from 65537 to 2^256");
	if ((r = weak_known(k->modulus.p, k->modulus.n)) != 0)
		return r;
	return weak_modulus(k->modulus.p, k->modulus.n);
}

/* Kept for the life of the process: to make one takes longer than all that is done with it. */
static const EC_GROUP *
curve(enum key_kind kind)
{
	static EC_GROUP *p256, *p384;
	EC_GROUP **g = kind == KEY_P256 ? &p256 : &p384;

	if (*g == NULL)
		*g = EC_GROUP_new_by_curve_name(kind == KEY_P256 ? NID_X9_62_prime256v1 : NID_secp384r1);
	return *g;
}

/* The library takes a point only when it lies on the curve (EC_POINT_oct2point(3)); both curves have cofactor 1. */
static int
check_ec(const struct parts *k)
{
	const EC_GROUP *group = curve(k->kind);
	EC_POINT *point = group != NULL ? EC_POINT_new(group) : NULL;
	int on_curve = -1;

	if (point != NULL)
		on_curve = EC_POINT_oct2point(group, point, k->bits.p, k->bits.n, NULL);
	EC_POINT_free(point);
	ossl_forget();
	if (on_curve < 0)
		return err_set(ERR_BUG, "the library does not know the curve");
	if (!on_curve)
		return err_set(ERR_INPUT, "the key's point is not on its curve");
	return weak_known(k->bits.p, k->bits.n);
}

int
key_parse(const void *spki, size_t n, struct key_facts *out)
{
	struct parts k;
	int r;

	if (n > KEY_SPKI_MAX)
		return err_set(ERR_LIMIT, "the public key is larger than %d octets", KEY_SPKI_MAX);
	if ((r = read_spki(spki, n, &k)) != 0 || (r = key_is_rsa(k.kind) ? check_rsa(&k) : check_ec(&k)) != 0)
		return r;
	if (EVP_Digest(k.bits.p, k.bits.n, out->ski, NULL, EVP_sha1(), NULL) != 1)
		return ossl_note(ERR_BUG, "SHA-1");
	digest_sha256(spki, n, out->digest);
	out->kind = k.kind;
	return 0;
}

/* --- kinds --- */

bool
key_is_rsa(enum key_kind kind)
{
	return kind == KEY_RSA2048 || kind == KEY_RSA3072 || kind == KEY_RSA4096;
}

int
key_kind_parse(const char *text, enum key_kind *out)
{
	int i;

	for (i = 0; i < KEY_KIND_MAX; i++)
		if (str_eq(text, key_kind_text[i])) {
			*out = (enum key_kind)i;
			return 0;
		}
	return err_set(ERR_INPUT, "there is no kind of key named %.20s", text);
}

char *
key_code(const unsigned char digest[32], char *to)
{
	int i;

	for (i = 0; i < 5; i++)
		snprintf(to + 5 * i, 6, "%02X%02X%s", digest[2 * i], digest[2 * i + 1], i < 4 ? " " : "");
	return to;
}

size_t
key_digest_size(enum key_kind kind)
{
	return kind == KEY_P384 ? 48 : 32;
}

void
key_sig_alg(enum key_kind kind, struct buf *out)
{
	size_t at = der_open(out, DER_SEQ);

	der_oid(out, key_is_rsa(kind) ? OID_RSA_SHA256 : kind == KEY_P384 ? OID_ECDSA_SHA384 : OID_ECDSA_SHA256);
	if (key_is_rsa(kind))
		der_null(out);		/* RFC 4055, 5: NULL for RSA, RFC 5758, 3.2: nothing for ECDSA */
	der_close(out, at);
}

static const EVP_MD *
md_of(enum key_kind kind)
{
	return kind == KEY_P384 ? EVP_sha384() : EVP_sha256();
}

/* --- signatures --- */

/* The key as read_spki took it apart.  d2i_PUBKEY of OpenSSL 3.0 asks every decoder there is first: 0.1 ms for each key. */
static EVP_PKEY *
make_key(const struct parts *k)
{
	OSSL_AUTO(EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new_from_name(NULL, key_is_rsa(k->kind) ? "RSA" : "EC", NULL);
	OSSL_AUTO(BIGNUM) n = NULL;
	OSSL_AUTO(BIGNUM) e = NULL;
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *key = NULL;
	int ok;

	if (key_is_rsa(k->kind)) {
		n = BN_bin2bn(k->modulus.p, (int)k->modulus.n, NULL);
		e = BN_bin2bn(k->exponent.p, (int)k->exponent.n, NULL);
		ok = b != NULL && n != NULL && e != NULL && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
		    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, e) == 1;
	} else
		ok = b != NULL && OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME,
		    k->kind == KEY_P384 ? "P-384" : "P-256", 0) == 1 &&
		    OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, k->bits.p, k->bits.n) == 1;
	if (!ok || ctx == NULL || (params = OSSL_PARAM_BLD_to_param(b)) == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(b);
	return key;
}

int
key_verify(const void *spki, size_t spki_len, const void *data, size_t n, const void *sig, size_t sig_len)
{
	OSSL_AUTO(EVP_PKEY) key = NULL;
	OSSL_AUTO(EVP_MD_CTX) ctx = NULL;
	struct parts k;

	if (read_spki(spki, spki_len, &k) != 0)
		return err_in(ERR_CRYPTO, "signature");
	if ((key = make_key(&k)) == NULL || (ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestVerifyInit(ctx, NULL, md_of(k.kind), NULL, key) != 1)
		return ossl_note(ERR_CRYPTO, "the signature cannot be verified");
	if (EVP_DigestVerify(ctx, sig, sig_len, data, n) != 1) {
		ossl_forget();
		return err_set(ERR_CRYPTO, "the signature does not hold");
	}
	return 0;
}

int
key_sign(const struct key_signer *by, const void *data, size_t n, struct buf *sig)
{
	size_t at = sig->len;
	int r;

	if ((r = by->sign(by->ctx, data, n, sig)) == 0)
		r = key_verify(by->spki, by->spki_len, data, n, buf_str(sig) + at, sig->len - at);
	if (r != 0)
		sig->len = at;
	return r;
}

void
key_join(const void *body, size_t n, enum key_kind kind, const void *sig, size_t sig_len, struct buf *out)
{
	size_t at = der_open(out, DER_SEQ);

	buf_add(out, body, n);
	key_sig_alg(kind, out);
	der_bits(out, sig, sig_len);
	der_close(out, at);
}

/* --- keys in this process --- */

struct key_soft {
	EVP_PKEY		*key;
	struct buf		 spki;
	struct key_signer	 signer;
};

static int
sign_soft(void *ctx, const void *data, size_t n, struct buf *sig)
{
	const struct key_soft *k = ctx;
	OSSL_AUTO(EVP_MD_CTX) c = EVP_MD_CTX_new();
	size_t size = 0;
	char *to;

	if (c == NULL || EVP_DigestSignInit(c, NULL, md_of(k->signer.kind), NULL, k->key) != 1 ||
	    EVP_DigestSign(c, NULL, &size, data, n) != 1)
		return ossl_note(ERR_CRYPTO, "signing");
	if ((to = buf_space(sig, size)) == NULL)
		return buf_end(sig, "signature");
	if (EVP_DigestSign(c, (unsigned char *)to, &size, data, n) != 1)
		return ossl_note(ERR_CRYPTO, "signing");
	buf_grew(sig, size);
	return 0;
}

/* Takes the key. */
static int
wrap(EVP_PKEY *key, struct key_soft **out)
{
	struct key_soft *k = xcalloc(1, sizeof(*k));
	unsigned char *der = NULL;
	struct key_facts facts;
	int r, len = i2d_PUBKEY(key, &der);

	k->key = key;
	if ((r = ossl_take_der(der, len, &k->spki)) != 0 || (r = key_parse(k->spki.data, k->spki.len, &facts)) != 0) {
		key_soft_free(k);
		return r;
	}
	k->signer = (struct key_signer){ .sign = sign_soft, .ctx = k, .kind = facts.kind, .spki = k->spki.data,
	    .spki_len = k->spki.len };
	*out = k;
	return 0;
}

int
key_soft_make(enum key_kind kind, struct key_soft **out)
{
	static const size_t bits[KEY_KIND_MAX] = { [KEY_RSA2048] = 2048, [KEY_RSA3072] = 3072, [KEY_RSA4096] = 4096 };
	EVP_PKEY *key;

	if (key_is_rsa(kind))
		key = EVP_RSA_gen(bits[kind]);
	else
		key = EVP_EC_gen(kind == KEY_P384 ? "P-384" : "P-256");
	return key != NULL ? wrap(key, out) : ossl_note(ERR_BUG, "making a key");
}

int
key_soft_load(const void *pkcs8, size_t n, struct key_soft **out)
{
	struct buf der = BUF_INIT;
	PKCS8_PRIV_KEY_INFO *info;
	const unsigned char *at;
	EVP_PKEY *key = NULL;
	int r;

	if ((r = enc_unpem("PRIVATE KEY", pkcs8, n, &der)) == ERR_NOTFOUND)
		buf_add(&der, pkcs8, n);
	else if (r != 0)
		return r;
	at = (const unsigned char *)buf_str(&der);
	if ((info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.len)) != NULL &&
	    at == (const unsigned char *)der.data + der.len)
		key = EVP_PKCS82PKEY(info);
	PKCS8_PRIV_KEY_INFO_free(info);
	buf_wipe(&der);
	return key != NULL ? wrap(key, out) : ossl_note(ERR_INPUT, "this is no private key (PKCS #8 without password)");
}

void
key_soft_free(struct key_soft *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->key);
	buf_clear(&k->spki);
	freezero(k, sizeof(*k));
}

void
key_soft_pem(const struct key_soft *k, struct buf *out)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(k->key);
	unsigned char *der = NULL;
	int n = info != NULL ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : 0;

	if (n > 0)
		enc_pem("PRIVATE KEY", der, (size_t)n, out);
	OPENSSL_clear_free(der, n > 0 ? (size_t)n : 0);
	PKCS8_PRIV_KEY_INFO_free(info);
}

const struct key_signer *
key_soft_signer(const struct key_soft *k)
{
	return &k->signer;
}
