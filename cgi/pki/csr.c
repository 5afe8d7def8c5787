#include "pki/csr.h"

#include <stdbool.h>
#include <string.h>

#include "pki/der.h"
#include "pki/dn.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/enc.h"
#include "util/str.h"

#define SUBJECT_MAX	1000
#define NAME_SHORT	64

/* --- what was sent --- */

static bool
holds(const char *text, size_t n, const char *word)
{
	return memmem(text, n, word, strlen(word)) != NULL;
}

static int
no_request(void)
{
	return err_set(ERR_INPUT, "this is no certificate request: paste it with its BEGIN and END lines");
}

static int
private_key(void)
{
	return err_set(ERR_INPUT, "this is a private key: show it to nobody, and make a request with it");
}

static int
certificate(void)
{
	return err_set(ERR_INPUT, "this is a certificate, not a request for one");
}

/* The request out of its armour; a private key anywhere in the text refuses all of it. */
static int
unwrap(const char *text, size_t n, struct buf *der)
{
	int r;

	if (holds(text, n, "PRIVATE KEY-----"))
		return private_key();
	if (!holds(text, n, "-----BEGIN ")) {
		if (n == 0 || text[0] != DER_SEQ)
			return no_request();
		buf_add(der, text, n);
		return 0;
	}
	if ((r = enc_unpem("CERTIFICATE REQUEST", text, n, der)) == ERR_NOTFOUND)
		r = enc_unpem("NEW CERTIFICATE REQUEST", text, n, der);
	if (r == ERR_NOTFOUND)
		r = holds(text, n, "-----BEGIN CERTIFICATE-----") ? certificate() : no_request();
	return r;
}

/*
 * Bytes that begin as a request does not: PKCS #8, PKCS #1 and SEC 1 keys begin with a number, encrypted ones end with
 * octets, certificates begin with [0] (RFC 5280, 4.1).
 */
static int
recognise(struct der whole)
{
	struct der body, part;
	int tag;

	if (der_next(&whole, DER_SEQ, &body) != 0)
		return err_in(ERR_INPUT, "the request cannot be read");
	if (der_is(&body, DER_INT))
		return private_key();
	if (der_any(&body, &tag, &part) != 0)
		return err_in(ERR_INPUT, "the request cannot be read");
	if (tag == DER_SEQ && der_is(&body, DER_OCTETS))
		return private_key();
	return tag == DER_SEQ && der_is(&part, DER_CONTEXT_SEQ(0)) ? certificate() : 0;
}

/* --- its parts (RFC 2986, 4) --- */

struct parts { struct der info, name, spki, algorithm, signature; uint64_t version; };

static int
read_info(struct der whole, struct parts *out)
{
	struct der info, attributes;
	int r;

	if ((r = der_next(&whole, DER_SEQ, &info)) != 0 || (r = der_get_number(&info, DER_INT, &out->version)) != 0 ||
	    (r = der_whole(&info, DER_SEQ, &out->name)) != 0 || (r = der_whole(&info, DER_SEQ, &out->spki)) != 0)
		return r;
	/* some programs leave the empty set of attributes out */
	if (info.n > 0 && (r = der_next(&info, DER_CONTEXT_SEQ(0), &attributes)) != 0)
		return r;
	return der_end(&info, "what is requested");
}

static int
read_parts(struct der in, struct parts *out)
{
	struct der body;
	int r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "the request")) != 0 ||
	    (r = der_whole(&body, DER_SEQ, &out->info)) != 0 || (r = der_next(&body, DER_SEQ, &out->algorithm)) != 0 ||
	    (r = der_next(&body, DER_BITS, &out->signature)) != 0 || (r = der_end(&body, "the request")) != 0)
		return r;
	return read_info(out->info, out);
}

static int
check_form(struct parts *p)
{
	if (p->version != 0)
		return err_set(ERR_INPUT, "the version of the request is not 1");
	if (p->signature.n < 2 || p->signature.p[0] != 0)
		return err_set(ERR_INPUT, "the signature of the request does not consist of whole octets");
	p->signature.p++;
	p->signature.n--;
	return 0;
}

/* --- the proof that the private half signed --- */

static const struct { const char *oid; bool rsa; const EVP_MD *(*md)(void); } algorithms[] = {
	{ OID_RSA_SHA256, true, EVP_sha256 }, { OID_RSA_SHA384, true, EVP_sha384 }, { OID_RSA_SHA512, true, EVP_sha512 },
	{ OID_ECDSA_SHA256, false, EVP_sha256 }, { OID_ECDSA_SHA384, false, EVP_sha384 },
	{ OID_ECDSA_SHA512, false, EVP_sha512 },
};
#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

static int
unknown_algorithm(const char *oid)
{
	static const char *const old[] = { "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5",
	    "1.2.840.10045.4.1" };
	size_t i;

	for (i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (str_eq(old[i], oid))
			return err_set(ERR_INPUT, "the request is signed with MD5 or SHA-1: sign it with SHA-256");
	return err_set(ERR_INPUT, "the request must be signed with its own key and SHA-256, SHA-384 or SHA-512");
}

static int
find_md(struct der algorithm, bool rsa, const EVP_MD **out)
{
	struct der null = { NULL, 0 };
	char oid[OID_TEXT];
	size_t i;
	int r;

	if ((r = der_get_oid(&algorithm, oid, sizeof(oid))) != 0)
		return err_in(r, "the request cannot be read");
	for (i = 0; i < ALGORITHMS; i++)
		if (algorithms[i].rsa == rsa && str_eq(algorithms[i].oid, oid))
			break;
	if (i == ALGORITHMS)
		return unknown_algorithm(oid);
	if ((rsa && algorithm.n > 0 && (r = der_next(&algorithm, DER_NULL, &null)) != 0) ||
	    (r = der_end(&null, "NULL")) != 0 || (r = der_end(&algorithm, "the algorithm")) != 0)
		return err_in(r, "the request cannot be read");
	*out = algorithms[i].md();
	return 0;
}

static int
check_signature(const struct parts *p, enum key_kind kind)
{
	OSSL_AUTO(EVP_PKEY) key = NULL;
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
	const EVP_MD *md = NULL;
	int r;

	if ((r = find_md(p->algorithm, key_is_rsa(kind), &md)) != 0)
		return r;
	if ((key = ossl_key(p->spki.p, p->spki.n)) == NULL)
		return ERR_INPUT;
	if (ctx == NULL || EVP_DigestVerifyInit(ctx, NULL, md, NULL, key) != 1)
		return ossl_note(ERR_BUG, "the request cannot be verified");
	r = EVP_DigestVerify(ctx, p->signature.p, p->signature.n, p->info.p, p->info.n);
	ossl_forget();
	if (r != 1)
		return err_set(ERR_INPUT, "the signature of the request does not hold: it was changed, or another key signed");
	return 0;
}

/* --- the wished subject, for people --- */

static bool
can_be_shown(const char *at, size_t n)
{
	const char *end = at + n;
	uint32_t c;

	while (at < end)
		if ((c = str_utf8_next(&at, end)) == UINT32_MAX || str_is_invisible(c))
			return false;
	return true;
}

static int
add_value(const X509_NAME_ENTRY *e, struct buf *out)
{
	const ASN1_OBJECT *type = X509_NAME_ENTRY_get_object(e);
	unsigned char *text = NULL;
	char name[NAME_SHORT];
	int nid = OBJ_obj2nid(type), n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(e));
	bool shown = n >= 0 && can_be_shown((const char *)text, (size_t)n);

	if (nid != NID_undef)
		str_copy(name, sizeof(name), OBJ_nid2sn(nid));
	else if (OBJ_obj2txt(name, sizeof(name), type, 1) >= (int)sizeof(name))
		shown = false;
	if (shown) {
		buf_printf(out, "%s%s=", out->len > 0 ? ", " : "", name);
		buf_add(out, text, (size_t)n);
	}
	OPENSSL_free(text);
	ossl_forget();
	if (!shown)
		return err_set(ERR_INPUT, "the subject of the request holds characters that cannot be shown");
	return 0;
}

static int
read_subject(const struct der *name, struct buf *out)
{
	const unsigned char *at = name->p;
	X509_NAME *n;
	int i, r = 0;

	if (name->n > SUBJECT_MAX)
		return err_set(ERR_INPUT, "the subject of the request is larger than %d bytes", SUBJECT_MAX);
	if ((n = d2i_X509_NAME(NULL, &at, (long)name->n)) == NULL) {
		ossl_forget();
		return err_set(ERR_INPUT, "the subject of the request cannot be read");
	}
	for (i = 0; r == 0 && i < X509_NAME_entry_count(n); i++)
		r = add_value(X509_NAME_get_entry(n, i), out);
	X509_NAME_free(n);
	return r;
}

/* --- all of it --- */

static int
read_request(const char *text, size_t n, struct csr *c)
{
	struct parts p;
	struct der whole;
	int r;

	if ((r = unwrap(text, n, &c->der)) != 0)
		return r;
	whole = (struct der){ (const unsigned char *)buf_str(&c->der), c->der.len };
	if ((r = recognise(whole)) != 0)
		return r;
	if ((r = read_parts(whole, &p)) != 0)
		return err_in(r, "the request cannot be read");
	if ((r = check_form(&p)) != 0 || (r = key_parse(p.spki.p, p.spki.n, &c->key)) != 0 ||
	    (r = read_subject(&p.name, &c->subject)) != 0 || (r = check_signature(&p, c->key.kind)) != 0)
		return r;
	buf_add(&c->spki, p.spki.p, p.spki.n);
	return 0;
}

int
csr_parse(const void *text, size_t n, struct csr *out)
{
	struct csr c = { .spki = BUF_INIT, .der = BUF_INIT, .subject = BUF_INIT };
	int r;

	if (n > CSR_MAX)
		return err_set(ERR_LIMIT, "the request is larger than %d bytes", CSR_MAX);
	if ((r = read_request(text, n, &c)) != 0)
		csr_clear(&c);
	else
		*out = c;
	return r;
}

void
csr_clear(struct csr *csr)
{
	buf_clear(&csr->spki);
	buf_clear(&csr->der);
	buf_clear(&csr->subject);
}

int
csr_make(const struct dn *subject, const struct key_signer *by, struct buf *der)
{
	struct buf info = BUF_INIT, sig = BUF_INIT;
	size_t at = der_open(&info, DER_SEQ);
	int r;

	der_number(&info, DER_INT, 0);
	if (subject != NULL)
		dn_write(subject, &info);
	else
		der_close(&info, der_open(&info, DER_SEQ));
	buf_add(&info, by->spki, by->spki_len);
	der_close(&info, der_open(&info, DER_CONTEXT_SEQ(0)));
	der_close(&info, at);
	if ((r = buf_end(&info, "request")) == 0 && (r = key_sign(by, info.data, info.len, &sig)) == 0) {
		key_join(info.data, info.len, by->kind, sig.data, sig.len, der);
		r = buf_end(der, "request");
	}
	buf_clear(&info);
	buf_clear(&sig);
	return r;
}
