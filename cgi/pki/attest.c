#include "pki/attest.h"

#include <stdbool.h>
#include <string.h>

#include <fido.h>

#include "pki/p256.h"
#include "util/digest.h"
#include "util/err.h"

/* --- the attestation object: a CBOR map of fmt, attStmt and authData (WebAuthn 2, 6.5.4) --- */

#define DEPTH 8

struct cbor { const unsigned char *p; size_t n; };

struct attestation { struct cbor fmt, stmt, auth; };

/* The head of an item: its major type, and its argument. Shortest definite lengths alone (CTAP 2, canonical CBOR). */
static int
cbor_head(struct cbor *in, unsigned *major, uint64_t *arg)
{
	static const uint64_t least[] = { 24, 0x100, 0x10000, 0x100000000 };
	size_t more, i;

	if (in->n == 0)
		return ERR_INPUT;
	*major = in->p[0] >> 5;
	*arg = in->p[0] & 31;
	if (*arg > 27)
		return ERR_INPUT;
	more = *arg < 24 ? 0 : (size_t)1 << (*arg - 24);
	if (more >= in->n)
		return ERR_INPUT;
	if (more > 0) {
		unsigned width = (unsigned)*arg - 24;

		for (*arg = 0, i = 1; i <= more; i++)
			*arg = *arg << 8 | in->p[i];
		if (*arg < least[width] && *major != 7)
			return ERR_INPUT;
	}
	in->p += 1 + more;
	in->n -= 1 + more;
	return 0;
}

static int
cbor_bytes(struct cbor *in, unsigned want, struct cbor *out)
{
	unsigned major;
	uint64_t n;

	if (cbor_head(in, &major, &n) != 0 || major != want || n > in->n)
		return ERR_INPUT;
	*out = (struct cbor){ in->p, (size_t)n };
	in->p += n;
	in->n -= (size_t)n;
	return 0;
}

static int
cbor_skip(struct cbor *in, unsigned depth)
{
	unsigned major;
	uint64_t n;

	if (depth == DEPTH || cbor_head(in, &major, &n) != 0 || major == 6)
		return ERR_INPUT;
	if (major == 2 || major == 3) {
		if (n > in->n)
			return ERR_INPUT;
		in->p += n;
		in->n -= (size_t)n;
	} else if (major == 4 || major == 5) {
		if (n > in->n)		/* each item has an octet at least */
			return ERR_INPUT;
		for (n *= major - 3; n > 0; n--)
			if (cbor_skip(in, depth + 1) != 0)
				return ERR_INPUT;
	}
	return 0;
}

static bool
is_text(const struct cbor *c, const char *s)
{
	return c->n == strlen(s) && memcmp(c->p, s, c->n) == 0;
}

static int
read_member(struct cbor *in, struct attestation *a)
{
	struct cbor name;
	int r;

	if (cbor_bytes(in, 3, &name) != 0)
		return ERR_INPUT;
	if (is_text(&name, "fmt") && a->fmt.p == NULL)
		return cbor_bytes(in, 3, &a->fmt);
	if (is_text(&name, "authData") && a->auth.p == NULL)
		return cbor_bytes(in, 2, &a->auth);
	if (!is_text(&name, "attStmt") || a->stmt.p != NULL)
		return ERR_INPUT;
	a->stmt.p = in->p;
	r = cbor_skip(in, 0);
	a->stmt.n = (size_t)(in->p - a->stmt.p);
	return r;
}

static int
read_attestation(const struct attest_field *f, struct attestation *a)
{
	struct cbor in = { f->p, f->n };
	unsigned major, i;
	uint64_t n;

	*a = (struct attestation){ .fmt = { NULL, 0 } };
	if (cbor_head(&in, &major, &n) != 0 || major != 5 || n != 3)
		return err_set(ERR_DENIED, "the attestation cannot be read");
	for (i = 0; i < 3; i++)
		if (read_member(&in, a) != 0)
			return err_set(ERR_DENIED, "the attestation cannot be read");
	return in.n == 0 ? 0 : err_set(ERR_DENIED, "the attestation cannot be read");
}

/* --- an authenticator's key --- */

/* What holds of every form. fmt "none" has no signature: its data are checked by assertion_auth and by what follows. */
static int
verify(fido_cred_t *c, const struct attestation *a)
{
	int r;

	if (is_text(&a->fmt, "none"))
		return 0;
	if (is_text(&a->fmt, "packed"))
		r = fido_cred_set_fmt(c, "packed");
	else if (is_text(&a->fmt, "tpm"))
		r = fido_cred_set_fmt(c, "tpm");
	else
		return err_set(ERR_DENIED, "attestations of this form are not understood");
	if (r != FIDO_OK || fido_cred_set_attstmt(c, a->stmt.p, a->stmt.n) != FIDO_OK)
		return err_set(ERR_DENIED, "the attestation cannot be read");
	r = fido_cred_x5c_ptr(c) != NULL ? fido_cred_verify(c) : fido_cred_verify_self(c);
	return r == FIDO_OK ? 0 : err_set(ERR_DENIED, "the attestation does not hold");
}

static int
fill(fido_cred_t *c, const struct assertion_rule *rule, const struct attest_posted *posted)
{
	unsigned char client[DIGEST_SIZE];

	digest_sha256(posted->client_data.p, posted->client_data.n, client);
	if (fido_cred_set_type(c, COSE_ES256) != FIDO_OK ||
	    fido_cred_set_clientdata_hash(c, client, sizeof(client)) != FIDO_OK ||
	    fido_cred_set_rp(c, rule->rp_id, NULL) != FIDO_OK || fido_cred_set_uv(c, FIDO_OPT_TRUE) != FIDO_OK)
		return err_set(ERR_BUG, "libfido2 takes no settings");
	if (fido_cred_set_authdata_raw(c, posted->auth_data.p, posted->auth_data.n) != FIDO_OK)
		return err_set(ERR_DENIED, "the new key is not on P-256, or its data cannot be read");
	return 0;
}

static int
take(const fido_cred_t *c, const struct attest_posted *posted, struct attest_key *out)
{
	const unsigned char *point = p256_point(posted->spki.p, posted->spki.n);

	if (point == NULL || !p256_on_curve(point) || fido_cred_pubkey_len(c) != P256_POINT - 1 ||
	    memcmp(fido_cred_pubkey_ptr(c), point + 1, P256_POINT - 1) != 0)
		return err_set(ERR_DENIED, "the public key is not the one the authenticator made");
	if (fido_cred_id_len(c) == 0 || fido_cred_id_len(c) > ATTEST_CREDENTIAL ||
	    fido_cred_id_len(c) != posted->credential.n ||
	    memcmp(fido_cred_id_ptr(c), posted->credential.p, posted->credential.n) != 0)
		return err_set(ERR_DENIED, "the credential is not the one the authenticator made");
	memcpy(out->credential, posted->credential.p, posted->credential.n);
	out->credential_n = posted->credential.n;
	memcpy(out->spki, posted->spki.p, ATTEST_SPKI);
	return 0;
}

static int
check_device(const struct assertion_rule *rule, const struct attest_posted *posted, struct attest_key *out)
{
	struct attestation a;
	fido_cred_t *c;
	int r;

	if ((r = assertion_auth(rule, true, posted->auth_data.p, posted->auth_data.n)) != 0 ||
	    (r = read_attestation(&posted->attestation, &a)) != 0)
		return r;
	if (a.auth.n != posted->auth_data.n || memcmp(a.auth.p, posted->auth_data.p, a.auth.n) != 0)
		return err_set(ERR_DENIED, "the attestation is about other data than those beside it");
	fido_init(0);
	if ((c = fido_cred_new()) == NULL)
		return err_set(ERR_BUG, "libfido2 gives no credential");
	if ((r = fill(c, rule, posted)) == 0 && (r = verify(c, &a)) == 0)
		r = take(c, posted, out);
	fido_cred_free(&c);
	return r;
}

/* --- a soft key: proves that it is there by a signature over the challenge --- */

static int
check_soft(const struct assertion_rule *rule, const struct attest_posted *p, struct attest_key *out)
{
	unsigned char id[DIGEST_SIZE];
	const unsigned char *point = p256_point(p->spki.p, p->spki.n);
	int r;

	if ((r = assertion_auth(rule, false, p->auth_data.p, p->auth_data.n)) != 0)
		return r;
	if (point == NULL || !p256_on_curve(point))
		return err_set(ERR_DENIED, "the key is not on P-256");
	digest_sha256(p->spki.p, p->spki.n, id);
	if (p->credential.n != sizeof(id) || memcmp(p->credential.p, id, sizeof(id)) != 0)
		return err_set(ERR_DENIED, "the credential is not the digest of its key");
	if ((r = assertion_signature(p->auth_data.p, p->auth_data.n, p->client_data.p, p->client_data.n, p->signature.p,
	    p->signature.n, p->spki.p, p->spki.n)) != 0)
		return r;
	memcpy(out->credential, id, sizeof(id));
	out->credential_n = sizeof(id);
	memcpy(out->spki, p->spki.p, ATTEST_SPKI);
	return 0;
}

int
attest_check(const struct assertion_rule *rule, const unsigned char challenge[32], const struct attest_posted *posted,
    struct attest_key *out)
{
	struct attest_key key = { .credential_n = 0 };
	int r;

	if (rule->soft != (posted->attestation.n == 0) || rule->soft != (posted->signature.n > 0))
		return err_set(ERR_DENIED, rule->soft ? "the key is not a soft key" : "the key is not an authenticator's");
	if ((r = assertion_client(rule, "create", challenge, posted->client_data.p, posted->client_data.n)) != 0 ||
	    (r = (rule->soft ? check_soft : check_device)(rule, posted, &key)) != 0)
		return r;
	key.counter = assertion_counter(posted->auth_data.p, posted->auth_data.n);
	*out = key;
	return 0;
}
