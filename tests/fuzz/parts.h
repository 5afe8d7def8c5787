/* An input cut into parts, each with a length of two octets in front, each in memory of exactly its size. */
#ifndef FUZZ_PARTS_H
#define FUZZ_PARTS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct part { uint8_t *p; size_t n; };

static inline void
parts_cut(const uint8_t *data, size_t size, struct part *out, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = size >= 2 ? (size_t)(data[0] << 8 | data[1]) : 0;

		data += size >= 2 ? 2 : size;
		size -= size >= 2 ? 2 : size;
		n = n > size ? size : n;
		out[i].p = malloc(n + (n == 0));
		out[i].n = n;
		if (out[i].p == NULL)
			abort();
		memcpy(out[i].p, data, n);
		data += n;
		size -= n;
	}
}

static inline void
parts_free(struct part *parts, size_t count)
{
	while (count-- > 0)
		free(parts[count].p);
}

#endif
