/*
 * rnd: randomness from the kernel.  A test can replace the source with rnd_replace.
 */
#ifndef UTIL_RND_H
#define UTIL_RND_H

#include <stddef.h>
#include <stdint.h>

#define RND_TOKEN_SIZE	33	/* 32 characters of base64url (192 bits) and NUL */
#define RND_SERIAL	20	/* octets of a certificate serial (RFC 5280, 4.1.2.2: at most 20) */

void	 rnd_bytes(void *to, size_t n);
uint64_t rnd_below(uint64_t limit);		/* uniform in 0..limit-1 */

/* An unguessable name for links, sessions and forms; to has RND_TOKEN_SIZE bytes. Returns to. */
char	*rnd_token(char *to);
/* A one-time code of n decimal digits; to has n + 1 bytes. Returns to. */
char	*rnd_digits(char *to, size_t n);
/* 20 octets, positive, never zero in front: the first octet is 0x40..0x7f, so 158 bits are random. */
void	 rnd_serial(unsigned char to[RND_SERIAL]);
/*
 * A row's id, made by the client so that an insert with unknown outcome can be looked up: 41 bits of milliseconds since
 * 2020 and 22 more, random for the first id a process makes of a millisecond and counted on from there, so that the rows of
 * one batch never meet.  Ids sort roughly by time; nothing but uniqueness may be relied on.
 */
uint64_t rnd_id(int64_t now);

/* Tests only: fill replaces the kernel; NULL restores it. */
void	 rnd_replace(void (*fill)(void *to, size_t n));

#endif
