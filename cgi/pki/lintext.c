#include "pki/lintext.h"

#include <string.h>

#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/str.h"


static bool
is_text(const ASN1_STRING *s, int type, const char *want)
{
	return s != NULL && ASN1_STRING_type(s) == type && (size_t)ASN1_STRING_length(s) == strlen(want) &&
	    memcmp(ASN1_STRING_get0_data(s), want, strlen(want)) == 0;
}

static bool
is_object(const ASN1_OBJECT *o, const char *want)
{
	char text[OID_TEXT];
	int n = OBJ_obj2txt(text, sizeof(text), o, 1);

	return n > 0 && n < (int)sizeof(text) && str_eq(text, want);
}

static bool
is_email(const GENERAL_NAME *g, const char *want)
{
	return g != NULL && g->type == GEN_EMAIL && is_text(g->d.rfc822Name, V_ASN1_IA5STRING, want);
}

static bool
is_dns(const GENERAL_NAME *g, const char *want)
{
	return g != NULL && g->type == GEN_DNS && is_text(g->d.dNSName, V_ASN1_IA5STRING, want);
}

static bool
is_url(const GENERAL_NAME *g, const char *want)
{
	return g != NULL && g->type == GEN_URI && is_text(g->d.uniformResourceIdentifier, V_ASN1_IA5STRING, want);
}

static bool
is_key(const ASN1_OCTET_STRING *s, const unsigned char want[KEY_SKI])
{
	return s != NULL && ASN1_STRING_length(s) == KEY_SKI && memcmp(ASN1_STRING_get0_data(s), want, KEY_SKI) == 0;
}

static bool
check_aki(const struct lintext *x, const void *value)
{
	const AUTHORITY_KEYID *aki = value;

	return is_key(aki->keyid, x->aki) && aki->issuer == NULL && aki->serial == NULL;
}

static bool
check_ski(const struct lintext *x, const void *value)
{
	return is_key(value, x->ski);
}

/* Named bits have no zeros behind the last one (X.690, 11.2.2); the library keeps what it read. */
static bool
check_usage(const struct lintext *x, const void *value)
{
	const struct profile *p = x->in->profile;
	const unsigned bits = p->ku | (x->rsa ? p->ku_rsa : 0);
	ASN1_BIT_STRING *want = ASN1_BIT_STRING_new();
	unsigned char *w = NULL, *h = NULL;
	int i, w_n, h_n;
	bool same = want != NULL;

	for (i = 0; same && i < 16; i++)
		same = (bits >> i & 1) == 0 || ASN1_BIT_STRING_set_bit(want, i, 1) == 1;
	w_n = same ? i2d_ASN1_BIT_STRING(want, &w) : 0;
	h_n = i2d_ASN1_BIT_STRING(value, &h);
	same = w_n > 0 && w_n == h_n && memcmp(w, h, (size_t)w_n) == 0;
	OPENSSL_free(w);
	OPENSSL_free(h);
	ASN1_BIT_STRING_free(want);
	return same;
}

static bool
is_policy(const POLICYINFO *p, const char *oid, const char *cps)
{
	const POLICYQUALINFO *q;

	if (p == NULL || !is_object(p->policyid, oid))
		return false;
	if (cps == NULL)
		return p->qualifiers == NULL;
	q = sk_POLICYQUALINFO_value(p->qualifiers, 0);
	return sk_POLICYQUALINFO_num(p->qualifiers) == 1 && is_object(q->pqualid, OID_CPS) &&
	    is_text(q->d.cpsuri, V_ASN1_IA5STRING, cps);
}

static bool
check_policies(const struct lintext *x, const void *value)
{
	const CERTIFICATEPOLICIES *list = value;
	const struct profile *p = x->in->profile;

	return sk_POLICYINFO_num(list) == 1 + p->soft &&
	    is_policy(sk_POLICYINFO_value(list, 0), str_eq(p->policy, "any") ? OID_ANY_POLICY : p->policy,
	    p->cps ? x->in->urls->cps : NULL) && (!p->soft || is_policy(sk_POLICYINFO_value(list, 1), OID_POLICY_SOFT, NULL));
}

static bool
has_mail(const struct lintext *x)
{
	return x->in->email != NULL && x->in->email[0] != '\0';
}

static bool
check_names(const struct lintext *x, const void *value)
{
	const GENERAL_NAMES *names = value;
	int at = 0;
	size_t i;

	if (has_mail(x) && !is_email(sk_GENERAL_NAME_value(names, at++), x->in->email))
		return false;
	for (i = 0; i < x->in->dns_count; i++)
		if (!is_dns(sk_GENERAL_NAME_value(names, at++), x->in->dns[i]))
			return false;
	return sk_GENERAL_NAME_num(names) == at;
}

static bool
check_basic(const struct lintext *x, const void *value)
{
	const BASIC_CONSTRAINTS *b = value;

	if (b->ca != 0xff)		/* TRUE in DER; the library keeps what it read */
		return false;
	if (x->in->profile->ca != PROFILE_CA_LAST)
		return b->pathlen == NULL;
	return b->pathlen != NULL && ASN1_STRING_type(b->pathlen) == V_ASN1_INTEGER && ASN1_INTEGER_get(b->pathlen) == 0;
}

static const struct { const char *word, *oid; } usages[] = {
	{ "client", OID_EKU_CLIENT }, { "email", OID_EKU_EMAIL }, { "server", OID_EKU_SERVER }, { "time", OID_EKU_TIME },
	{ "ocsp", OID_EKU_OCSP },
};
#define USAGES (sizeof(usages) / sizeof(usages[0]))

static bool
check_extended_usage(const struct lintext *x, const void *value)
{
	const EXTENDED_KEY_USAGE *list = value;
	int at = 0;
	size_t i;

	for (i = 0; i < USAGES; i++) {
		if (!profile_lists(x->in->profile->eku, usages[i].word))
			continue;
		if (at >= sk_ASN1_OBJECT_num(list) || !is_object(sk_ASN1_OBJECT_value(list, at++), usages[i].oid))
			return false;
	}
	return sk_ASN1_OBJECT_num(list) == at;
}

static bool
check_lists(const struct lintext *x, const void *value)
{
	const CRL_DIST_POINTS *points = value;
	const DIST_POINT *p = sk_DIST_POINT_value(points, 0);

	return sk_DIST_POINT_num(points) == 1 && p->reasons == NULL && p->CRLissuer == NULL && p->distpoint != NULL &&
	    p->distpoint->type == 0 && sk_GENERAL_NAME_num(p->distpoint->name.fullname) == 1 &&
	    is_url(sk_GENERAL_NAME_value(p->distpoint->name.fullname, 0), x->in->urls->crl);
}

static bool
is_access(const ACCESS_DESCRIPTION *a, const char *oid, const char *url)
{
	return a != NULL && is_object(a->method, oid) && is_url(a->location, url);
}

static bool
check_information(const struct lintext *x, const void *value)
{
	const AUTHORITY_INFO_ACCESS *list = value;
	const struct profile *p = x->in->profile;
	int at = 0;

	if (p->ocsp && !is_access(sk_ACCESS_DESCRIPTION_value(list, at++), OID_AD_OCSP, x->in->urls->ocsp))
		return false;
	if (p->aia && !is_access(sk_ACCESS_DESCRIPTION_value(list, at++), OID_AD_ISSUERS, x->in->urls->issuer))
		return false;
	return sk_ACCESS_DESCRIPTION_num(list) == at;
}

static bool
check_organisation(const struct lintext *x, const void *value)
{
	return is_text(value, V_ASN1_PRINTABLESTRING, x->in->id_number);
}

/* The library knows no CHOICE of GM/T 0015: its tag is read first. */
static bool
check_person(const struct lintext *x, const void *value)
{
	const ASN1_TYPE *t = value;
	const unsigned char *at, *end;
	const char *id = x->in->id_number;
	const bool resident = strlen(id) == 18 && strspn(id, "0123456789X") == 18 && strcspn(id, "X") >= 17;
	ASN1_PRINTABLESTRING *s;
	long n = 0;
	int tag, class;
	bool same;

	if (t->type != V_ASN1_OTHER)
		return false;
	at = ASN1_STRING_get0_data(t->value.asn1_string);
	end = at + ASN1_STRING_length(t->value.asn1_string);
	if (ASN1_get_object(&at, &n, &tag, &class, end - at) != V_ASN1_CONSTRUCTED || at + n != end ||
	    class != V_ASN1_CONTEXT_SPECIFIC || tag != (resident ? 0 : 2))
		return false;
	s = d2i_ASN1_PRINTABLESTRING(NULL, &at, n);
	same = at == end && is_text(s, V_ASN1_PRINTABLESTRING, id);
	ASN1_PRINTABLESTRING_free(s);
	return same;
}

static bool
is_utf8(const ASN1_TYPE *t, const char *want)
{
	return t != NULL && t->type == V_ASN1_UTF8STRING && is_text(t->value.utf8string, V_ASN1_UTF8STRING, want);
}

static bool
check_roles(const struct lintext *x, const void *value)
{
	const ASN1_SEQUENCE_ANY *list = value;

	return sk_ASN1_TYPE_num(list) == 2 && is_utf8(sk_ASN1_TYPE_value(list, 0), x->in->roles) &&
	    is_utf8(sk_ASN1_TYPE_value(list, 1), x->in->ra);
}

static bool
check_null(const struct lintext *x, const void *value)
{
	(void)x;
	return value != NULL;
}

/* --- the table --- */

static const struct {
	const char	*oid;
	ASN1_ITEM_EXP	*item;
	bool		(*check)(const struct lintext *x, const void *value);
} table[LINTEXT_MAX] = {
	{ OID_AKI, ASN1_ITEM_ref(AUTHORITY_KEYID), check_aki },
	{ OID_SKI, ASN1_ITEM_ref(ASN1_OCTET_STRING), check_ski },
	{ OID_KEY_USAGE, ASN1_ITEM_ref(ASN1_BIT_STRING), check_usage },
	{ OID_POLICIES, ASN1_ITEM_ref(CERTIFICATEPOLICIES), check_policies },
	{ OID_SAN, ASN1_ITEM_ref(GENERAL_NAMES), check_names },
	{ OID_BASIC, ASN1_ITEM_ref(BASIC_CONSTRAINTS), check_basic },
	{ OID_EKU, ASN1_ITEM_ref(EXTENDED_KEY_USAGE), check_extended_usage },
	{ OID_CDP, ASN1_ITEM_ref(CRL_DIST_POINTS), check_lists },
	{ OID_AIA, ASN1_ITEM_ref(AUTHORITY_INFO_ACCESS), check_information },
	{ OID_OCSP_NOCHECK, ASN1_ITEM_ref(ASN1_NULL), check_null },
	{ OID_IDENTIFY_CODE, ASN1_ITEM_ref(ASN1_ANY), check_person },
	{ OID_ORGANIZATION_CODE, ASN1_ITEM_ref(ASN1_PRINTABLESTRING), check_organisation },
	{ OID_ROLES, ASN1_ITEM_ref(ASN1_SEQUENCE_ANY), check_roles },
};

void
lintext_want(const struct lintext *x, size_t i, struct lintext_want *out)
{
	const struct tbs_input *in = x->in;
	const struct profile *p = in->profile;
	const struct lintext_want want[LINTEXT_MAX] = {
		{ OID_AKI, true, false },
		{ OID_SKI, true, false },
		{ OID_KEY_USAGE, true, true },
		{ OID_POLICIES, p->policy[0] != '\0', false },
		{ OID_SAN, has_mail(x) || in->dns_count > 0, false },
		{ OID_BASIC, p->ca != PROFILE_END_ENTITY, true },
		{ OID_EKU, p->eku[0] != '\0', p->eku_critical },
		{ OID_CDP, p->crl, false },
		{ OID_AIA, p->aia || p->ocsp, false },
		{ OID_OCSP_NOCHECK, p->nocheck, false },
		{ OID_IDENTIFY_CODE, p->id_number == PROFILE_ID_PERSON, false },
		{ OID_ORGANIZATION_CODE, p->id_number == PROFILE_ID_ORGANISATION, false },
		{ OID_ROLES, p->roles, false },
	};

	*out = want[i];
}

/* What the library understood, written again, must be the octets of the extension: nothing behind it, nothing left out. */
static bool
is_whole(const void *read, const ASN1_ITEM *item, const void *value, size_t n)
{
	unsigned char *again = NULL;
	int len = ASN1_item_i2d(read, &again, item);
	bool same = len > 0 && (size_t)len == n && memcmp(again, value, n) == 0;

	OPENSSL_free(again);
	return same;
}

bool
lintext_check(const struct lintext *x, size_t i, const void *value, size_t n)
{
	const ASN1_ITEM *item = ASN1_ITEM_ptr(table[i].item);
	const unsigned char *at = value;
	ASN1_VALUE *read = n <= TBS_MAX ? ASN1_item_d2i(NULL, &at, (long)n, item) : NULL;
	bool good = read != NULL && is_whole(read, item, value, n) && table[i].check(x, read);

	ASN1_item_free(read, item);
	ossl_forget();
	return good;
}
