#include "util/region.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define BLOCK 16384

struct block {
	struct block	*next;
	size_t		 used, size;
	alignas(max_align_t) unsigned char bytes[];
};

struct region { struct block *head; };

struct region *
region_new(void)
{
	return xcalloc(1, sizeof(struct region));
}

void
region_reset(struct region *r)
{
	struct block *b, *next;

	for (b = r->head; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	r->head = NULL;
}

void
region_free(struct region *r)
{
	if (r == NULL)
		return;
	region_reset(r);
	free(r);
}

void *
region_alloc(struct region *r, size_t size)
{
	struct block *b = r->head;
	size_t want = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	void *p;

	if (want < size)
		abort();
	if (b == NULL || b->size - b->used < want) {
		size_t room = want > BLOCK ? want : BLOCK;

		b = xmalloc(sizeof(*b) + room);
		b->used = 0;
		b->size = room;
		b->next = r->head;
		r->head = b;
	}
	p = b->bytes + b->used;
	b->used += want;
	return memset(p, 0, want);
}

char *
region_dup(struct region *r, const void *p, size_t size)
{
	char *copy = region_alloc(r, size + 1);

	if (size > 0)
		memcpy(copy, p, size);
	return copy;
}

char *
region_str(struct region *r, const char *s)
{
	return region_dup(r, s, strlen(s));
}

char *
region_printf(struct region *r, const char *fmt, ...)
{
	va_list ap;
	char *text, *copy;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	copy = region_dup(r, text, (size_t)n);
	free(text);
	return copy;
}
