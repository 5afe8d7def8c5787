/*
 * decision: signed decisions about cases.  Rows are only ever added.
 */
#ifndef STORE_DECISION_H
#define STORE_DECISION_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

enum decision_act { DECISION_ENTER, DECISION_REVIEW, DECISION_RENEW, DECISION_PERSONALISE, DECISION_ACT_MAX };
extern const char *const decision_act_text[];
enum decision_word { DECISION_APPROVE, DECISION_RETURN, DECISION_REJECT, DECISION_WORD_MAX };
extern const char *const decision_word_text[];

struct decision {
	uint64_t		id, application;
	unsigned char		case_sha256[LEN_DIGEST];
	enum decision_act	act;
	enum decision_word	decision;
	char			person_no[LEN_PERSON];
	char			reason[LEN_TEXT];
	unsigned char		sha256[LEN_DIGEST];	/* of text */
	struct buf		text, auth_data, client_data, signature, cert;
	int64_t			made_at, until_at, created;
};

struct decision_line {
	uint64_t		id;
	unsigned char		case_sha256[LEN_DIGEST];
	enum decision_act	act;
	enum decision_word	decision;
	char			person_no[LEN_PERSON];
	char			reason[LEN_TEXT];
	int64_t			made_at, until_at, created;
};

int	 db_decision_insert(struct db *db, const struct decision *d);	/* ERR_CONFLICT: used before */
/* About one case text, oldest first, with their evidence. The caller clears each. */
int	 db_decision_list(struct db *db, const unsigned char case_sha256[LEN_DIGEST], struct decision *out, size_t max,
	    size_t *n);
/* About the case texts of all jobs that claim holds, in the order of the jobs, oldest first; each must not keep the row. */
int	 db_decision_claimed(struct db *db, uint64_t owner, int (*each)(void *arg, const struct decision *d), void *arg);
/* The newest of that act about that case text, or ERR_NOTFOUND. */
int	 db_decision_find(struct db *db, const unsigned char case_sha256[LEN_DIGEST], enum decision_act act,
	    struct decision_line *out);
/* The newest of that act and word about an application, or ERR_NOTFOUND. */
int	 db_decision_newest(struct db *db, uint64_t application, enum decision_act act, enum decision_word word,
	    struct decision_line *out);
/* The one whose text has that digest, or ERR_NOTFOUND. */
int	 db_decision_find_text(struct db *db, const unsigned char sha256[LEN_DIGEST], struct decision_line *out);
/* The newest about an application, oldest first. */
int	 db_decision_history(struct db *db, uint64_t application, struct decision_line *out, size_t max, size_t *n);
void	 decision_clear(struct decision *d);

#endif
