/*
 * hsm: the keys in one PKCS#11 token: find by label, sign, agree on a secret.
 *
 * One process opens a token (facts/crypto.md 1.4: SoftHSM loses it when two log in together), so hsm_open holds a lock for
 * the life of the struct.  The PIN is read from its file at each login and never kept.  A PIN the token refused is remembered
 * by its digest in the state folder and never tried again, whatever restarts; a new content of the file is.
 * Lost sessions are opened anew once per call; a key is then taken only if its public half is still the same.
 */
#ifndef SIGND_HSM_H
#define SIGND_HSM_H

#include <stddef.h>

#include "util/buf.h"
#include "util/site.h"

#define HSM_DIGEST_MAX	48
#define HSM_SIG_MAX	512
#define HSM_POINT	65	/* uncompressed P-256 point */

struct hsm_config {
	char	module[161];		/* the PKCS#11 library */
	char	conf[SITE_PATH];	/* SOFTHSM2_CONF, "" for other libraries */
	char	token[33];		/* its label */
	char	pin[SITE_PATH];		/* file with the PIN */
	char	state[SITE_PATH];	/* folder of the lock and the mark of a refused PIN */
	int	sessions;		/* signing threads, 1..8 */
};

enum hsm_type { HSM_P256, HSM_P384, HSM_RSA };

struct hsm;

struct hsm_key {
	char		label[33];
	enum hsm_type	type;
	int		bits;
	struct buf	spki;		/* DER SubjectPublicKeyInfo */
	char		id[33];		/* CKA_ID as hex */
	unsigned long	handle;
};

/* Of a daemon of this site: token, PIN and state are "signd"'s or "keeper"'s. */
void	 hsm_config_of(const struct site *s, const char *daemon, struct hsm_config *out);

/* 0, ERR_PEER, ERR_NOTFOUND (no such token), ERR_CONFLICT (another process has it), ERR_DENIED (PIN refused, now or before). */
int	 hsm_open(const struct hsm_config *c, struct hsm **out);
void	 hsm_close(struct hsm *h);	/* NULL is accepted */

/* The key with that label; valid until hsm_close. ERR_NOTFOUND, or ERR_CONFLICT when two have it. */
int	 hsm_find(struct hsm *h, const char *label, const struct hsm_key **out);

/* Bytes of the digest a key of this type signs: SHA-256, P-384: SHA-384. */
size_t	 hsm_digest_size(const struct hsm_key *k);
/* Hashes data (SHA-256 or SHA-384) and signs it: EC as DER ECDSA-Sig-Value, RSA as PKCS #1 v1.5. Verified before return. */
int	 hsm_sign(struct hsm *h, const struct hsm_key *k, const void *data, size_t n, struct buf *sig);

/* Many at once, spread over the sessions. */
struct hsm_job {
	const struct hsm_key	*key;
	const void		*data;
	size_t			 n;
	int			 code;		/* 0, ERR_PEER or ERR_CRYPTO */
	unsigned char		 sig[HSM_SIG_MAX];
	size_t			 sig_len;
	unsigned char		 digest[HSM_DIGEST_MAX];	/* used within */
	unsigned long		 rv;
};
/* 0 when every job is 0, else the code of the first that failed with its note. */
int	 hsm_sign_many(struct hsm *h, struct hsm_job *job, size_t count);

/*
 * ECDH of a derive-only P-256 key with a point: 32 bytes into z. ERR_INPUT for a point not on the curve (facts/signing-page.md
 * 3: the token must never see one).
 */
int	 hsm_derive(struct hsm *h, const struct hsm_key *k, const unsigned char point[HSM_POINT], unsigned char z[32]);

/* A new key pair in the token, sensitive and not extractable. ERR_CONFLICT when the label is taken. */
enum hsm_use { HSM_SIGN, HSM_DERIVE };
int	 hsm_make_ec(struct hsm *h, const char *label, enum hsm_type type, enum hsm_use use, const struct hsm_key **out);
int	 hsm_make_rsa(struct hsm *h, const char *label, int bits, const struct hsm_key **out);

/* Does the signature hold under this SPKI? 0 or ERR_CRYPTO. */
int	 hsm_verify(const struct hsm_key *k, const void *data, size_t n, const void *sig, size_t sig_len);

#endif
