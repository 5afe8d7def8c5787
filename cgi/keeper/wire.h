/*
 * wire: the one message of keeper's socket, known to both ends.  A connection carries one question and its answer.
 *
 * Question, type KEEPER_UNWRAP: u64 owner, u64 object, blob head of the sealed object (SEAL_HEAD octets).
 * Answer, same type and number: u32 code (0, or -ERR_*), str note, blob data key (SEAL_DATA_KEY octets, none unless 0).
 */
#ifndef KEEPER_WIRE_H
#define KEEPER_WIRE_H

#define KEEPER_UNWRAP	1
#define KEEPER_MAX	1024	/* octets of either */
#define KEEPER_NOTE	256

#endif
