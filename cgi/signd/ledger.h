/*
 * ledger: what is true according to the journal: certificates and their states, keys and papers used up, texts in force,
 * operators, stamps, tickets.
 *
 * It is nothing but an index of the journal: each ledger_add_* writes a record and takes it in by the same code that replays it
 * at start.  Nothing may leave signd before ledger_commit returned 0; when it fails the ledger is ahead of the disk, and
 * ledger_is_broken stays true until a restart.
 */
#ifndef SIGND_LEDGER_H
#define SIGND_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signd/signer.h"
#include "util/buf.h"

#define LEDGER_ID	16	/* of a planned certificate */
#define LEDGER_NAME	33
#define LEDGER_PAPERS	4	/* one approval uses up at most so many papers */

struct ledger;

enum ledger_state { LEDGER_GOOD, LEDGER_HELD, LEDGER_REVOKED };

struct ledger_cert {
	unsigned char	serial[SIGNER_SERIAL];
	uint8_t		issuer;		/* ledger_issuer_name */
	uint8_t		state, reason;	/* reason: CRLReason */
	bool		issued;		/* else planned: the token may have signed it, nobody has it */
	bool		known;		/* by a reconcile paper alone: no bytes of it here */
	uint8_t		ra;
	int64_t		changed, invalid_since, not_after, issued_at;
	uint64_t	plan, done;	/* places in the journal */
	unsigned char	id[LEDGER_ID];
};

struct ledger_operator {
	char		person[LEDGER_NAME], index[65], ra[LEDGER_NAME], roles[81];
	bool		soft, withdrawn;
	int64_t		not_after, ended_at;	/* ended_at: when it was withdrawn, or followed by another */
	unsigned char	cert[SIGNER_DIGEST];	/* SHA-256 of the certificate */
	unsigned char	paper[SIGNER_DIGEST];
};

struct ledger_document {
	char		document[LEDGER_NAME], language[LEDGER_NAME];
	uint64_t	revision;
	unsigned char	digest[SIGNER_DIGEST];
	int64_t		effective_at;	/* never before it was recorded */
};

int	 ledger_open(const char *dir, const char *instance, struct ledger **out);
void	 ledger_close(struct ledger *l);
/* The time of all that is added until the commit. */
void	 ledger_begin(struct ledger *l, int64_t now);
int64_t	 ledger_now(const struct ledger *l);
int	 ledger_commit(struct ledger *l);
bool	 ledger_is_broken(const struct ledger *l);
void	 ledger_stand(const struct ledger *l, struct signer_stand *out);

/* --- certificates --- */
struct ledger_plan {
	unsigned char	id[LEDGER_ID];		/* ledger_id_of_request, or the paper's digest cut short */
	const char	*issuer, *ra, *purpose;
	unsigned char	serial[SIGNER_SERIAL];
	int64_t		not_before, not_after;
	unsigned char	spki[SIGNER_DIGEST], of[SIGNER_DIGEST];	/* the key; the case text or paper it is for */
	unsigned char	used[LEDGER_PAPERS][SIGNER_DIGEST];	/* papers used up */
	size_t		papers;
	const void	*tbs;
	size_t		tbs_len;
	const struct buf *evidence;		/* kept with it; NULL: none */
};
void	 ledger_id_of_request(uint64_t request, unsigned char id[LEDGER_ID]);
void	 ledger_add_plan(struct ledger *l, const struct ledger_plan *p);
/* The planned certificate got its signature. */
void	 ledger_add_issued(struct ledger *l, const unsigned char id[LEDGER_ID], const void *sig, size_t n);
void	 ledger_add_never(struct ledger *l, const unsigned char id[LEDGER_ID]);
void	 ledger_add_known(struct ledger *l, const char *issuer, const unsigned char serial[SIGNER_SERIAL],
	    const unsigned char tbs[SIGNER_DIGEST], const struct buf *evidence);
/* Valid until the next addition of a certificate; NULL when there is none. */
const struct ledger_cert *ledger_cert(const struct ledger *l, const unsigned char id[LEDGER_ID]);
const struct ledger_cert *ledger_cert_by_serial(const struct ledger *l, const char *issuer,
	    const unsigned char serial[SIGNER_SERIAL]);
/* The newest one planned for a purpose. */
const struct ledger_cert *ledger_cert_for(const struct ledger *l, const char *purpose);
size_t	 ledger_certs(const struct ledger *l);
const struct ledger_cert *ledger_cert_at(const struct ledger *l, size_t i);
bool	 ledger_is_never(const struct ledger *l, const unsigned char id[LEDGER_ID]);
bool	 ledger_key_used(const struct ledger *l, const unsigned char spki[SIGNER_DIGEST]);
bool	 ledger_paper_used(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST]);
/* When it was used, 0: it was not. */
int64_t	 ledger_paper_at(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST]);
const char *ledger_issuer_name(const struct ledger *l, uint8_t issuer);
const char *ledger_ra_name(const struct ledger *l, uint8_t ra);
/* The TBS of a plan and, when issued and sig is not NULL, its signature. */
int	 ledger_load(struct ledger *l, const struct ledger_cert *c, struct buf *tbs, struct buf *sig);
/* What a plan was for (digest of its case text or paper). */
int	 ledger_load_of(struct ledger *l, const struct ledger_cert *c, unsigned char of[SIGNER_DIGEST]);

/* --- states and orders --- */
enum ledger_act { LEDGER_HOLD, LEDGER_REVOKE, LEDGER_STOP, LEDGER_WITHDRAW, LEDGER_RELEASE, LEDGER_RESUME, LEDGER_ACT_MAX };
extern const char *const ledger_act_text[LEDGER_ACT_MAX];
/* capped: it had no two signatures and counts for the hour. paper and evidence: NULL when it had none. */
struct ledger_order {
	enum ledger_act		act;
	const char		*issuer, *person;	/* "" where the act has none */
	unsigned char		serial[SIGNER_SERIAL];
	uint32_t		reason;
	int64_t			invalid_since;
	bool			capped;
	const unsigned char	*paper;
	const struct buf	*evidence;
};
void	 ledger_add_order(struct ledger *l, const struct ledger_order *o);
/* Orders without two signatures in this hour. */
unsigned ledger_this_hour(const struct ledger *l, enum ledger_act act);
bool	 ledger_is_stopped(const struct ledger *l);
/* When issuing was stopped or resumed last, 0: never. */
int64_t	 ledger_stop_changed(const struct ledger *l);
void	 ledger_add_epoch(struct ledger *l, uint64_t number, const unsigned char paper[SIGNER_DIGEST],
	    const struct buf *evidence);
uint64_t ledger_epoch(const struct ledger *l);

/* --- texts, operators, stamps, tickets --- */
void	 ledger_add_document(struct ledger *l, const struct ledger_document *d, const unsigned char paper[SIGNER_DIGEST],
	    const struct buf *evidence);
/* In force at that moment; NULL when none was. */
const struct ledger_document *ledger_in_force(const struct ledger *l, const char *document, const char *language, int64_t at);
const struct ledger_document *ledger_newest(const struct ledger *l, const char *document, const char *language);

/* A person's earlier certificate ends with his new one. ticket: the digest used up, NULL for none. */
void	 ledger_add_operator(struct ledger *l, const struct ledger_operator *o, const unsigned char *ticket);
const struct ledger_operator *ledger_operator(const struct ledger *l, const unsigned char cert[SIGNER_DIGEST]);
const struct ledger_operator *ledger_person(const struct ledger *l, const char *person);
/* The operator in office with that identity. */
const struct ledger_operator *ledger_by_index(const struct ledger *l, const char *index);
/* When a certificate of his, by number or identity, was last withdrawn or followed by another; 0: never. */
int64_t	 ledger_ended(const struct ledger *l, const char *person, const char *index);
/* Security administrators in office; with hardware keys only, or all. */
unsigned ledger_security(const struct ledger *l, bool hardware_only);

void	 ledger_add_stamp(struct ledger *l, const unsigned char digest[SIGNER_DIGEST]);
/* When a paper was stamped, 0: never. */
int64_t	 ledger_stamped(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST]);
void	 ledger_add_ticket(struct ledger *l, const unsigned char digest[SIGNER_DIGEST]);
/* When a ticket that is not used was given out, 0: there is none. */
int64_t	 ledger_ticket(const struct ledger *l, const unsigned char digest[SIGNER_DIGEST]);

/* --- what we state --- */
void	 ledger_add_list(struct ledger *l, const char *issuer, uint64_t number, int64_t this_update, int64_t next_update,
	    uint32_t entries, const unsigned char tbs[SIGNER_DIGEST]);
uint64_t ledger_list_number(const struct ledger *l, const char *issuer);	/* of the newest list, 0: none */
void	 ledger_add_seal(struct ledger *l, const unsigned char heads[SIGNER_DIGEST]);

#endif
