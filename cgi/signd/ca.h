/*
 * ca: our own keys with their certificates, the profiles and the ledger: all that the rooms which answer need.
 */
#ifndef SIGND_CA_H
#define SIGND_CA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/cert.h"
#include "pki/key.h"
#include "pki/profile.h"
#include "pki/tbs.h"
#include "signd/hsm.h"
#include "signd/ledger.h"
#include "util/site.h"

/* Our keys, those that sign others first. */
enum ca_own {
	CA_ROOT, CA_P256, CA_RSA, CA_OPERATOR, CA_INFRA, CA_OCSP_P256, CA_OCSP_RSA, CA_TSA, CA_AUDIT, CA_OWN_MAX
};

struct ca_kind {
	const char	*name;		/* of the key, of conf/ca/NAME.cer, of the issuer in papers */
	const char	*profile;
	enum ca_own	 issuer;	/* itself: signs itself */
	enum hsm_type	 type;
	int		 bits;		/* RSA */
	const char	*cn;
};
extern const struct ca_kind ca_kind[CA_OWN_MAX];

struct ca;

struct ca_key {
	const struct hsm_key	*key;
	enum key_kind		 kind;
	struct buf		 der;		/* its certificate; empty: has none yet */
	int64_t			 not_before, not_after;
};

struct ca {
	struct site		 site;
	struct hsm		*hsm;
	struct ledger		*ledger;
	struct profile_set	 profiles;
	struct ca_key		 own[CA_OWN_MAX];
	struct prepared		*prepared;	/* what waits for its SIGN (signd/issue) */
};

/*
 * Opens token, journal, profiles and certificates of the site. 0; ERR_* with what is missing. Each certificate must have the
 * key of that name in the token.
 */
int	 ca_open(const struct site *s, struct ca *out);
void	 ca_close(struct ca *ca);

/* Finds the key of that name in the token, which the ceremony has just made. */
int	 ca_take_key(struct ca *ca, enum ca_own own);
/* Its certificate from now on. ERR_CRYPTO when it is for another key. */
int	 ca_take_cert(struct ca *ca, enum ca_own own, const void *der, size_t n);

/* CA_OWN_MAX when there is none of that name. */
enum ca_own ca_own_of(const char *name);
/* ca-p256 or ca-rsa: may stand in a case text. */
bool	 ca_is_issuing(enum ca_own own);

/* Where the certificates of this issuer say that its list, answers and certificate are. */
void	 ca_urls(const struct ca *ca, enum ca_own issuer, struct tbs_urls *out);

/* Builds and lints. in: all but issuer_cert and urls. */
int	 ca_tbs(const struct ca *ca, enum ca_own issuer, struct tbs_input *in, struct buf *tbs);

/*
 * One certificate of ours, all of it: plan journalled, signed, verified, outcome journalled.  p: id, ra, purpose, of, papers and
 * evidence; the rest comes from in.  A plan of that id made before is finished instead (its bytes count, not in).
 */
int	 ca_issue(struct ca *ca, enum ca_own issuer, struct tbs_input *in, struct ledger_plan *p, struct buf *der);
/* Signs a journalled plan and journals the outcome; an issued one is put together again. */
int	 ca_finish(struct ca *ca, const unsigned char id[LEDGER_ID], struct buf *der);

/* The certificate of an issued entry. */
int	 ca_load(struct ca *ca, const struct ledger_cert *c, struct buf *der);

/* The callback by which pki signs with a key of ours. */
struct ca_signer { struct ca *ca; enum ca_own own; struct key_signer by; };
void	 ca_signer(struct ca *ca, enum ca_own own, struct ca_signer *out);

#endif
