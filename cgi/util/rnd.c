#include "util/rnd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/enc.h"

#define EPOCH_2020 INT64_C(1577836800000)

static void (*replaced)(void *, size_t);

void
rnd_replace(void (*fill)(void *to, size_t n))
{
	replaced = fill;
}

void
rnd_bytes(void *to, size_t n)
{
	unsigned char *p = to;

	if (replaced != NULL) {
		replaced(to, n);
		return;
	}
	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0)
			abort();	/* a kernel without randomness cannot run a CA */
		p += got;
		n -= (size_t)got;
	}
}

uint64_t
rnd_below(uint64_t limit)
{
	uint64_t v, floor = (UINT64_MAX - limit + 1) % limit;	/* 2^64 mod limit */

	do
		rnd_bytes(&v, sizeof(v));
	while (v < floor);
	return v % limit;
}

char *
rnd_token(char *to)
{
	unsigned char raw[24];
	struct buf text = BUF_INIT;

	rnd_bytes(raw, sizeof(raw));
	enc_base64url(raw, sizeof(raw), &text);
	memcpy(to, text.data, RND_TOKEN_SIZE);
	buf_wipe(&text);
	explicit_bzero(raw, sizeof(raw));
	return to;
}

char *
rnd_digits(char *to, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] = (char)('0' + rnd_below(10));
	to[n] = '\0';
	return to;
}

void
rnd_serial(unsigned char to[RND_SERIAL])
{
	rnd_bytes(to, RND_SERIAL);
	to[0] = (unsigned char)((to[0] & 0x3f) | 0x40);
}

uint64_t
rnd_id(int64_t now)
{
	static int64_t last = -1;
	static uint32_t low;
	static pid_t pid;

	if (now != last || pid != getpid())	/* a child does not go on where its parent stood */
		rnd_bytes(&low, sizeof(low));
	else
		low++;
	last = now;
	pid = getpid();
	return (uint64_t)(now - EPOCH_2020) << 22 | (low & 0x3fffff);
}
