/*
 * material: evidence, sealed to the records key; its page images; who has viewed it.
 */
#ifndef STORE_MATERIAL_H
#define STORE_MATERIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

/* Without its content, which db_material_content reads. */
struct material {
	uint64_t	id, application;
	char		kind[LEN_CODE];
	char		name[LEN_LINE];
	char		type[LEN_CODE];
	int		size;			/* octets of the plain content */
	unsigned char	sha256[LEN_DIGEST];	/* of the plain content */
	int		pages;
	int64_t		replaced_at;		/* 0: current */
	char		request[LEN_TOKEN];
	int64_t		created;
	uint64_t	version;
};

struct material_page {
	uint64_t	material;
	int		page;			/* from 1 */
	int		width, height;
	struct buf	sealed;			/* PNG */
	int64_t		created;
};

int	 db_material_insert(struct db *db, const struct material *m, const struct buf *sealed);
int	 db_material_get(struct db *db, uint64_t id, struct material *out);
int	 db_material_find_request(struct db *db, const char *request, struct material *out);
int	 db_material_content(struct db *db, uint64_t id, struct buf *sealed);
/* The current ones, by kind and age. */
int	 db_material_list(struct db *db, uint64_t application, struct material *out, size_t max, size_t *n);
/* No longer current; ERR_CONFLICT when it was not. */
int	 db_material_replace(struct db *db, uint64_t id, int64_t now);

/* Pages are made once: ERR_CONFLICT when they are there. */
int	 db_material_page_insert(struct db *db, const struct material_page *p);
int	 db_material_pages(struct db *db, uint64_t id, uint64_t version, int pages);	/* how many there are now */
int	 db_material_page_get(struct db *db, uint64_t material, int page, struct material_page *out);
void	 material_page_clear(struct material_page *p);

int	 db_material_look(struct db *db, uint64_t material, uint64_t operator, int64_t now);	/* twice is no error */
/* How many of the current materials that operator has not viewed. */
int	 db_material_unseen(struct db *db, uint64_t application, uint64_t operator, uint64_t *out);
/* Whether he has viewed this one. */
int	 db_material_seen(struct db *db, uint64_t material, uint64_t operator, bool *out);

#endif
