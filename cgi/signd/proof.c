#include "signd/proof.h"

#include <string.h>

#include "pki/assertion.h"
#include "signd/proto.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

static int
check_time(const struct ca *ca, int64_t life, struct proof *p)
{
	int64_t now = ledger_now(ca->ledger);

	p->made_at = lines_time(&p->text, "made-at");
	p->until = lines_time(&p->text, "until");
	if (p->until - p->made_at > life || p->until < p->made_at)
		return err_set(ERR_DENIED, "the paper would count for too long");
	if (p->made_at > now + PROOF_SKEW)
		return err_set(ERR_DENIED, "the paper was made in the future");
	return now < p->until ? 0 : err_set(ERR_DENIED, "the time of the paper has ended");
}

/* The certificate itself needs no path: our journal says that we issued it, to whom, and whether he is in office. */
static int
find_signer(const struct ca *ca, struct signer_blob cert, const struct ledger_operator **out)
{
	unsigned char digest[SIGNER_DIGEST];

	digest_sha256(cert.p, cert.n, digest);
	if ((*out = ledger_operator(ca->ledger, digest)) == NULL)
		return err_set(ERR_DENIED, "the signer's certificate is not one of our operators'");
	if ((*out)->withdrawn || (*out)->not_after <= ledger_now(ca->ledger))
		return err_set(ERR_DENIED, "operator %s is not in office", (*out)->person);
	if ((*out)->soft && !ca->site.demo)
		return err_set(ERR_DENIED, "operator %s has a key that lives in software", (*out)->person);
	return 0;
}

static int
check_signer(const struct ca *ca, const struct signer_envelope *e, const struct signer_proof *s, struct proof *p)
{
	const struct ledger_operator *o;
	struct cert c;
	int r;

	if ((r = find_signer(ca, s->cert, &o)) != 0 || (r = cert_parse(s->cert.p, s->cert.n, &c)) != 0)
		return r;
	r = proof_holds(ca, e, s, c.spki.data, c.spki.len, o->soft);
	cert_clear(&c);
	if (r != 0)
		return err_in(r, o->person);
	p->by[p->count++] = o;
	return 0;
}

int
proof_read(const struct ca *ca, const struct signer_envelope *e, const char *kind, int64_t life, struct proof *out)
{
	size_t i;
	int r;

	*out = (struct proof){ .count = 0 };
	if ((r = lines_open(e->paper.p, e->paper.n, kind, &out->text)) != 0)
		return r;
	digest_sha256(e->paper.p, e->paper.n, out->digest);
	if ((r = check_time(ca, life, out)) != 0)
		return r;
	for (i = 0; i < e->proofs; i++)
		if (e->proof[i].cert.n > 0 && e->proof[i].auth_data.n > 0 &&
		    (r = check_signer(ca, e, &e->proof[i], out)) != 0)
			return r;
	return 0;
}

int
proof_after(const struct ca *ca, const struct proof *p, int64_t fact)
{
	if (fact > ledger_now(ca->ledger))
		fact = ledger_now(ca->ledger);
	return p->made_at + PROOF_SKEW >= fact ? 0 : err_set(ERR_DENIED, "the paper is older than what it would undo");
}

bool
proof_has_role(const struct ledger_operator *o, const char *role)
{
	return profile_lists(o->roles, role);
}

static bool
has_any_role(const struct ledger_operator *o, const char *roles)
{
	while (*roles != '\0') {
		char word[LEDGER_NAME];
		size_t n = strcspn(roles, ",");

		if (n < sizeof(word)) {
			memcpy(word, roles, n);
			word[n] = '\0';
			if (proof_has_role(o, word))
				return true;
		}
		roles += n + (roles[n] == ',');
	}
	return false;
}

/* People, not keys: the number and the identity's index must both be new. */
static bool
came_before(const struct proof *p, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (str_eq(p->by[k]->person, p->by[i]->person) || str_eq(p->by[k]->index, p->by[i]->index))
			return true;
	return false;
}

unsigned
proof_count(const struct proof *p, const char *roles, const char *person)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < p->count; i++)
		n += has_any_role(p->by[i], roles) && !str_eq(p->by[i]->person, person) && !came_before(p, i);
	return n;
}

int
proof_two(const struct proof *p, const char *role, const char *person)
{
	return proof_count(p, role, person) >= 2 ? 0 :
	    err_set(ERR_DENIED, "this needs the signatures of two different people with the role %s", role);
}

int
proof_holds(const struct ca *ca, const struct signer_envelope *e, const struct signer_proof *p, const void *spki, size_t n,
    bool soft)
{
	struct assertion_rule rule = { .origin = ca->site.sign_origin, .rp_id = ca->site.host, .soft = soft,
	    .synced = ca->site.demo };
	int r;

	r = assertion_check(&rule, e->paper.p, e->paper.n, p->auth_data.p, p->auth_data.n, p->client_data.p,
	    p->client_data.n, p->signature.p, p->signature.n, spki, n);
	return r == 0 ? 0 : err_in(ERR_DENIED, "assertion");
}

void
proof_evidence(const struct signer_envelope *e, struct buf *out)
{
	proto_put_envelope(out, e);
}
