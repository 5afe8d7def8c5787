/*
 * book: the inside of ledger, shared by the part that replays (ledger), the part that adds (ledgeradd) and the part that answers
 * (ledgerask).
 */
#ifndef SIGND_BOOK_H
#define SIGND_BOOK_H

#include "signd/journal.h"
#include "signd/ledger.h"
#include "signd/map.h"
#include "util/buf.h"

/* Kinds of records. Their numbers and fields stand in journals: they never change, new ones get new numbers. */
enum book_kind {
	PLAN = 1, ISSUED, NEVER, KNOWN, ORDER, EPOCH, DOCUMENT, OPERATOR, STAMP, TICKET, LIST, SEAL, KIND_MAX
};

#define RAS 200		/* RAs of one CA */

struct book_names { char name[RAS][LEDGER_NAME]; size_t count; };

struct ledger {
	struct journal		*journal;
	int64_t			now;
	struct map		 map;		/* every key has the letter of its kind in front before it is hashed */
	struct ledger_cert	*cert;
	struct ledger_operator	*operator;
	struct ledger_document	*document;
	size_t			 certs, operators, documents;
	struct book_names	 issuer, ra;
	uint64_t		 list[RAS];	/* newest list number by issuer */
	struct { int64_t hour; unsigned n; } capped[LEDGER_ACT_MAX];
	uint64_t		 epoch;
	bool			 stopped;
	int64_t			 stop_changed;
};

/* The letter of its kind goes in front of what is hashed. */
void	 book_key(char kind, const void *p, size_t n, unsigned char key[MAP_KEY]);
bool	 book_get(const struct ledger *l, char kind, const void *p, size_t n, uint64_t *value);
/* The number of a name, a new one if need be. */
uint8_t	 book_number(struct book_names *n, const char *name);
struct ledger_cert *book_find(const struct ledger *l, const unsigned char id[LEDGER_ID]);
struct ledger_cert *book_find_serial(const struct ledger *l, const char *issuer, const unsigned char serial[SIGNER_SERIAL]);
/* Adds a record (and clears it) and takes it in. */
void	 book_add(struct ledger *l, enum book_kind kind, struct buf *m);

#endif
