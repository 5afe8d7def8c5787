/*
 * journal: what signd promised, did and stated, in files that only grow.
 *
 * Records are collected and written as one frame with one fsync (journal_commit).  A frame's hash covers the hash before it,
 * so the head (the last hash) stands for everything; it leaves with every answer.  At start all records are replayed.  A frame
 * cut short at the very end was never promised to anybody and is cut off; any other damage refuses the start, because a
 * journal with a hole must not sign (design 4).  After a failed write or fsync nothing is written any more.
 *
 * File: 16 octets "certhall-jnl-1\n\0", then frames.  Frame: magic (4), octets of the records (4), seq (8), time (8), first
 * 8 octets of the SHA-256 of those 24; the records; SHA-256 (32) of previous head, frame head and records.  Record: kind (1),
 * length (4), bytes.  Big-endian.  The first head is the SHA-256 of the instance's name.
 */
#ifndef SIGND_JOURNAL_H
#define SIGND_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "signd/signer.h"
#include "util/buf.h"

#define JOURNAL_FRAME_MAX	((size_t)32 << 20)

struct journal;

/* One record: kind, the time of its frame, where it stands (for journal_load), its bytes. */
struct journal_record { uint8_t kind; int64_t at; uint64_t place; const unsigned char *p; size_t n; };
typedef int (*journal_fn)(void *arg, const struct journal_record *rec);

/*
 * Opens (makes) the journal in dir and gives each record to replay; its first code other than 0 ends that. ERR_CRYPTO: the
 * journal is damaged or another instance's. ERR_PEER.
 */
int	 journal_open(const char *dir, const char *instance, journal_fn replay, void *arg, struct journal **out);
void	 journal_close(struct journal *j);	/* NULL is accepted; what is not committed is lost */

/* Adds a record to the frame being collected; returns its place. */
uint64_t journal_add(struct journal *j, uint8_t kind, const struct buf *bytes);
/* Writes and syncs the frame, stamped with that time. 0 (also when there is nothing), or ERR_PEER, and from then on always. */
int	 journal_commit(struct journal *j, int64_t at);
/* Forgets what was collected since the last commit. */
void	 journal_drop(struct journal *j);

/* The bytes of a committed record. ERR_PEER, ERR_CRYPTO when another kind stands there. */
int	 journal_load(struct journal *j, uint64_t place, uint8_t kind, struct buf *out);

/* Name, number of frames, head. */
void	 journal_stand(const struct journal *j, struct signer_stand *out);
int	 journal_is_broken(const struct journal *j);

/* Tests: a new file begins when one has this many octets (default 64 MiB). */
void	 journal_set_segment(struct journal *j, uint64_t octets);

#endif
