/*
 * holder: lets somebody at the certificates whose registered mobile he has: without login, without the key, at any hour.
 *
 * He names a certificate or the person it stands for, and the mobile; the one-time code to it is the proof.  Nobody is told
 * whether there is such a certificate before he has typed the code: an unknown one gets the same answers and no message.
 */
#ifndef RULES_HOLDER_H
#define RULES_HOLDER_H

#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/cert.h"
#include "store/len.h"

struct rules;

#define HOLDER_LIFE	((int64_t)2 * 60 * 60 * 1000)	/* of what the code opened */
#define HOLDER_CERTS	20

/* What is claimed, as typed. */
struct holder_claim {
	const char	*serial;	/* "": by document */
	const char	*kind, *number;	/* of the holder's document (pki/idnum), or "uscc" and the unit's number (subject_unit) */
	const char	*mobile;	/* "": the account's own, for who is logged in */
};

struct holder {
	char	mobile[LEN_MOBILE];
	char	about[2 + LEN_INDEX];	/* s:SERIAL, i:INDEX or u:USCC */
};

/* Reads a claim. ERR_INPUT: *field is the faulty one (serial, number, mobile). */
int	 holder_read(struct rules *r, const struct actor *a, const struct holder_claim *claim, int64_t now,
	    struct holder *out, const char **field);

/* Sends the code. purpose: suspend or revoke. ERR_LIMIT as code_send. */
int	 holder_send(struct rules *r, const struct actor *a, const char *purpose, const struct holder *h, const char *language,
	    int64_t now);
/* Takes the code, once per form token; token then opens holder_certs. ERR_INPUT, ERR_LIMIT as code_take. */
int	 holder_prove(struct rules *r, const struct actor *a, const char *purpose, const struct holder *h, const char *typed,
	    const char *once, int64_t now, char token[LEN_TOKEN]);
/*
 * The certificates behind a token, as they stand now. ERR_NOTFOUND: its two hours are over. The caller clears each with
 * cert_line_clear.
 */
int	 holder_certs(struct rules *r, const char *purpose, const char *token, int64_t now, struct cert_line out[HOLDER_CERTS],
	    size_t *n);
/* One of them. ERR_NOTFOUND: not among them. */
int	 holder_cert(struct rules *r, const char *purpose, const char *token, uint64_t id, int64_t now, struct cert_line *out);

#endif
