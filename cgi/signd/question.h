/*
 * question: what came over the socket, as structs, and the answer's fields back as bytes.  Reads foreign bytes and does
 * nothing else with them (fuzzed); whether what they ask is allowed is decided by the rooms that answer.
 */
#ifndef SIGND_QUESTION_H
#define SIGND_QUESTION_H

#include "signd/proto.h"
#include "signd/signer.h"
#include "util/region.h"

#define QUESTION_NAME 33

struct question {
	enum proto		 type;
	size_t			 count;		/* of a batch */
	struct signer_prepare	*prepare;
	struct signer_sign	*sign;
	struct signer_ocsp	*ocsp;
	struct signer_stamp	*stamp;
	uint64_t		 request;	/* settle */
	bool			 issued;
	char			 act[QUESTION_NAME], name[QUESTION_NAME];	/* order; issuer or purpose */
	struct signer_blob	 serial, ticket, heads, spki;
	uint32_t		 reason;
	int64_t			 since;
	bool			 has_envelope;
	struct signer_envelope	 envelope;
	unsigned char		 digest[2][SIGNER_DIGEST];	/* tickets */
	struct buf		 der;		/* from here: answers that are not in the items */
	int64_t			 at;
	struct signer_crl	 crl;
	struct signer_status	*status;
};

/* Pointers lead into body or r. ERR_INPUT for anything but exactly the fields of that type. */
int	 question_read(uint16_t type, const void *body, size_t n, struct region *r, struct question *out);
/* The fields of the answer, behind the head. */
void	 question_answer(const struct question *q, struct buf *out);
void	 question_clear(struct question *q);	/* frees the answers */

#endif
