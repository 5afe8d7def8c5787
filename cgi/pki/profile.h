/*
 * profile: what each kind of certificate may be; read from the root-owned profiles.conf, one [section] each.
 *
 * A profile is named together with its digest in every case text: SHA-256 over its canonical text (profile_text), so that
 * comments and order in the file do not count, and any other change does.
 */
#ifndef PKI_PROFILE_H
#define PKI_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/dn.h"
#include "pki/key.h"
#include "util/buf.h"
#include "util/digest.h"

#define PROFILE_NAME	33
#define PROFILE_MAX	32		/* profiles of one file */
#define PROFILE_LIST	161		/* a list of words with commas */

enum profile_ca { PROFILE_END_ENTITY, PROFILE_CA, PROFILE_CA_LAST /* pathLenConstraint 0 */ };
enum profile_need { PROFILE_NONE, PROFILE_OPTIONAL, PROFILE_REQUIRED };
/* Which extension carries cert.N.id-number: GM/T 0015 IdentifyCode or OrganizationCode. */
enum profile_id { PROFILE_ID_NONE, PROFILE_ID_PERSON, PROFILE_ID_ORGANISATION };
enum profile_field {
	PROFILE_C, PROFILE_ST, PROFILE_L, PROFILE_O, PROFILE_OU, PROFILE_SERIAL_NUMBER, PROFILE_CN, PROFILE_EMAIL, PROFILE_DNS,
	PROFILE_FIELD_MAX
};
extern const char *const profile_field_text[PROFILE_FIELD_MAX];	/* C ST L O OU serialNumber CN email dns */

#define PROFILE_KU_SIGNATURE	(1u << 0)	/* bits of KeyUsage (RFC 5280, 4.2.1.3) */
#define PROFILE_KU_COMMITMENT	(1u << 1)	/* nonRepudiation */
#define PROFILE_KU_KEY		(1u << 2)	/* keyEncipherment */
#define PROFILE_KU_DATA		(1u << 3)
#define PROFILE_KU_AGREEMENT	(1u << 4)
#define PROFILE_KU_CERT_SIGN	(1u << 5)
#define PROFILE_KU_CRL_SIGN	(1u << 6)

struct profile {
	char			name[PROFILE_NAME];
	unsigned char		digest[DIGEST_SIZE];
	bool			subscriber;		/* issued for a case; others are for operators and ourselves */
	bool			soft;			/* the key may live in software: carries OID_POLICY_SOFT too */
	char			issuers[PROFILE_LIST];	/* names of CAs with commas: ca-p256,ca-rsa; self = signs itself */
	unsigned		keys;			/* bit 1 << enum key_kind */
	int			days_min, days_max;
	enum profile_ca		ca;
	unsigned		ku, ku_rsa;		/* ku_rsa: added for RSA keys */
	char			eku[PROFILE_LIST];	/* client email server time ocsp, with commas */
	bool			eku_critical;
	bool			nocheck;		/* id-pkix-ocsp-nocheck */
	bool			roles;			/* carries the operator's roles and RA */
	char			policy[PROFILE_LIST];	/* dotted; "" = none; any = anyPolicy */
	bool			cps, crl, aia, ocsp;	/* which URLs it carries; aia is caIssuers alone */
	enum profile_need	need[PROFILE_FIELD_MAX];
	enum profile_id		id_number;
	char			documents[PROFILE_LIST];	/* kinds that must have been accepted or acknowledged */
	char			evidence[PROFILE_LIST];		/* enter,review: acts of two people */
};

struct profile_set { size_t count; struct profile item[PROFILE_MAX]; };

/* Reads the file. 0, ERR_NOTFOUND, or ERR_INPUT with "path:line: reason": one wrong line refuses the whole file. */
int	 profile_load(const char *path, struct profile_set *out);
int	 profile_parse(const char *name, const char *text, struct profile_set *out);

/* The profile of that name, or NULL (no note). */
const struct profile *profile_find(const struct profile_set *set, const char *name);
const struct profile *profile_by_digest(const struct profile_set *set, const unsigned char digest[DIGEST_SIZE]);

/* What the digest is made of: "certhall-profile-1\n", its name, and one "key=value\n" per key in the order of the table. */
void	 profile_text(const struct profile *p, struct buf *out);

/* Word in a list with commas. */
bool	 profile_lists(const char *list, const char *word);

/* May this profile have these? 0, or ERR_INPUT with the reason. */
int	 profile_check_issuer(const struct profile *p, const char *issuer);
int	 profile_check_key(const struct profile *p, enum key_kind kind);
int	 profile_check_days(const struct profile *p, int days);
/* Every field there that is required, none that is not wanted, each well formed; email "" and dns_count 0 = absent. */
int	 profile_check_names(const struct profile *p, const struct dn *subject, const char *email, const char *const *dns,
	    size_t dns_count, const char *id_number);

#endif
