/*
 * map: numbers found by a digest.  Keys are 16 octets of a SHA-256, so they are their own hash.  Entries are never removed:
 * what a journal has recorded stays.
 */
#ifndef SIGND_MAP_H
#define SIGND_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_KEY 16

struct map { struct map_slot *slot; size_t size, used; };

void	 map_clear(struct map *m);
/* Sets or replaces. */
void	 map_put(struct map *m, const unsigned char key[MAP_KEY], uint64_t value);
bool	 map_get(const struct map *m, const unsigned char key[MAP_KEY], uint64_t *value);

#endif
