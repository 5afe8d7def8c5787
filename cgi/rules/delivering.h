/*
 * delivering: the issued certificate comes to its owner, who confirms its content or objects (design 3.5).
 *
 * Everything here is the owner's alone: another person's certificate is ERR_NOTFOUND, as if it were not there.
 */
#ifndef RULES_DELIVERING_H
#define RULES_DELIVERING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/cert.h"
#include "util/buf.h"

struct rules;

#define DELIVERING_OPEN	((int64_t)15 * 60 * 1000)	/* how long a code opens all formats */

enum delivering_format { DELIVERING_PEM, DELIVERING_DER, DELIVERING_P7B, DELIVERING_FORMAT_MAX };
extern const char *const delivering_ending[];	/* pem, cer, p7b */

/* The owner's certificate with that serial as it stands in addresses (40 hex digits). The caller clears out. */
int	 delivering_get(struct rules *r, const struct actor *a, const char *serial, struct cert_row *out);

/* Sends the code to the owner's mobile. ERR_LIMIT as code_send. */
int	 delivering_send_code(struct rules *r, const struct actor *a, const struct cert_row *cert, const char *language,
	    int64_t now);
/*
 * Takes the code: all formats are open to this session for 15 minutes, and the certificate counts as delivered (the page it
 * opens holds it). ERR_INPUT, ERR_LIMIT as code_take.
 */
int	 delivering_open(struct rules *r, const struct actor *a, const struct cert_row *cert, const char *typed, int64_t now);
/* Until when it is open to this session; ERR_NOTFOUND: it is not. */
int	 delivering_is_open(struct rules *r, const struct actor *a, const struct cert_row *cert, int64_t now, int64_t *until);

/*
 * The bytes of a format into out (initialised by the caller), recorded with their digest. PEM and DER are the certificate,
 * P7B the certificate and those above it. ERR_NOTFOUND: not open.
 */
int	 delivering_file(struct rules *r, const struct actor *a, const struct cert_row *cert, enum delivering_format format,
	    int64_t now, struct buf *out);
/* Base64 of the certificates above it, issuer first, with a blank between. */
int	 delivering_above(struct rules *r, const struct cert_row *cert, struct buf *out);

/* What the holder may still say about the content, and until when silence says it. */
struct delivering_say {
	bool	open;
	int64_t	silence_at;
};
int	 delivering_may_say(struct rules *r, const struct cert_row *cert, int64_t now, struct delivering_say *out);

/* Content confirmed. ERR_CONFLICT: said already, or revoked. Saying it twice under one token is no error. */
int	 delivering_accept(struct rules *r, const struct actor *a, const struct cert_row *cert, int64_t now);
/* Objects: the certificate is revoked at once (I3). key: the key is not his. */
int	 delivering_object(struct rules *r, const struct actor *a, const struct cert_row *cert, bool key, const char *text,
	    const char *once, int64_t now);

#endif
