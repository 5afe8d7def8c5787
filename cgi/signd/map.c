#include "signd/map.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

struct map_slot { unsigned char key[MAP_KEY]; uint64_t value; bool taken; };

void
map_clear(struct map *m)
{
	free(m->slot);
	*m = (struct map){ .size = 0 };
}

/* The slot of key, or the free one where it would stand. size is a power of two and never full. */
static struct map_slot *
seek(const struct map *m, const unsigned char key[MAP_KEY])
{
	uint64_t at;

	memcpy(&at, key, sizeof(at));
	for (at &= m->size - 1; m->slot[at].taken && memcmp(m->slot[at].key, key, MAP_KEY) != 0;)
		at = (at + 1) & (m->size - 1);
	return &m->slot[at];
}

static void
grow(struct map *m)
{
	struct map wide = { .size = m->size == 0 ? 64 : m->size * 2 };
	size_t i;

	wide.slot = xcalloc(wide.size, sizeof(*wide.slot));
	for (i = 0; i < m->size; i++)
		if (m->slot[i].taken)
			*seek(&wide, m->slot[i].key) = m->slot[i];
	wide.used = m->used;
	free(m->slot);
	*m = wide;
}

void
map_put(struct map *m, const unsigned char key[MAP_KEY], uint64_t value)
{
	struct map_slot *s;

	if (m->used * 4 >= m->size * 3)
		grow(m);
	s = seek(m, key);
	m->used += !s->taken;
	memcpy(s->key, key, MAP_KEY);
	s->value = value;
	s->taken = true;
}

bool
map_get(const struct map *m, const unsigned char key[MAP_KEY], uint64_t *value)
{
	const struct map_slot *s = m->size > 0 ? seek(m, key) : NULL;

	if (s == NULL || !s->taken)
		return false;
	if (value != NULL)
		*value = s->value;
	return true;
}
