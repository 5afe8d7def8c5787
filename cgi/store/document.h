/*
 * document: texts people agree to, their revisions and key clauses.  The revision in force at a moment is the published
 * one of that kind and language with the latest effective_at not after it.
 */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

enum document_kind {
	DOCUMENT_NOTICE, DOCUMENT_RISK, DOCUMENT_AGREEMENT, DOCUMENT_CPS, DOCUMENT_PRIVACY, DOCUMENT_SENSITIVE,
	DOCUMENT_KIND_MAX
};
extern const char *const document_kind_text[];
enum revision_state { REVISION_DRAFT, REVISION_SIGNING, REVISION_PUBLISHED, REVISION_STATE_MAX };
extern const char *const revision_state_text[];
enum revision_class { REVISION_EDITORIAL, REVISION_RIGHTS, REVISION_PERSONAL, REVISION_CLASS_MAX };
extern const char *const revision_class_text[];

struct document {
	uint64_t		id;
	enum document_kind	kind;
	char			language[LEN_LANGUAGE];
	int64_t			created;
};

struct revision {
	uint64_t		id, document;
	enum document_kind	kind;
	char			language[LEN_LANGUAGE];
	int			number;
	enum revision_state	state;
	enum revision_class	class;
	char			title[LEN_LINE];
	struct buf		markdown;
	struct buf		html;			/* the exact bytes published */
	unsigned char		sha256[LEN_DIGEST], sm3[LEN_DIGEST];	/* of html */
	int64_t			effective_at, published_at;
	uint64_t		paper, editor;
	int64_t			edited_at;
	char			request[LEN_TOKEN];
	int64_t			created;
	uint64_t		version;
};

/* A line of a list: no texts. */
struct revision_line {
	uint64_t		id;
	enum document_kind	kind;
	char			language[LEN_LANGUAGE];
	int			number;
	enum revision_state	state;
	enum revision_class	class;
	char			title[LEN_LINE];
	unsigned char		sha256[LEN_DIGEST], sm3[LEN_DIGEST];
	int64_t			effective_at, published_at, edited_at;
	uint64_t		paper, version;
};

struct clause {
	uint64_t	revision;
	int		position;
	char		anchor[LEN_CODE];
	char		heading[LEN_LINE];
	char		text[LEN_TEXT];
	int64_t		created;
};

int	 db_document_insert(struct db *db, const struct document *d);
int	 db_document_find(struct db *db, enum document_kind kind, const char *language, struct document *out);
int	 db_document_list(struct db *db, struct document *out, size_t max, size_t *n);

/* ERR_CONFLICT: number or request taken. */
int	 db_revision_insert(struct db *db, const struct revision *r);
int	 db_revision_get(struct db *db, uint64_t id, struct revision *out);
int	 db_revision_find(struct db *db, enum document_kind kind, const char *language, int number, struct revision *out);
int	 db_revision_by_request(struct db *db, const char *request, struct revision *out);
/* The one in force at that moment, or ERR_NOTFOUND. */
int	 db_revision_in_force(struct db *db, enum document_kind kind, const char *language, int64_t at,
	    struct revision *out);
int	 db_revision_in_force_line(struct db *db, enum document_kind kind, const char *language, int64_t at,
	    struct revision_line *out);
/* Every kind's in that language and in zh-CN, at most one each. */
int	 db_revision_list_in_force(struct db *db, const char *language, int64_t at, struct revision_line *out, size_t max,
	    size_t *n);
/* Newest first, below number `below` (INT_MAX: from the top); state -1: any. */
int	 db_revision_list(struct db *db, enum document_kind kind, const char *language, int state, int below,
	    struct revision_line *out, size_t max, size_t *n);
/* The highest number so far, 0 for none. */
int	 db_revision_last(struct db *db, enum document_kind kind, const char *language, int *out);
/* Stores title, class, markdown, editor, edited_at of a draft; names version. */
int	 db_revision_edit(struct db *db, const struct revision *r);
/* draft -> signing: html, sha256, sm3, effective_at, class, paper; names version. */
int	 db_revision_propose(struct db *db, const struct revision *r);
/* signing -> draft again (paper dropped or refused), and signing -> published: in force no sooner than that (as signd has it). */
int	 db_revision_reopen(struct db *db, uint64_t id, uint64_t paper);
int	 db_revision_publish(struct db *db, uint64_t id, uint64_t paper, int64_t published_at);
void	 revision_clear(struct revision *r);

int	 db_clause_insert(struct db *db, const struct clause *c);
int	 db_clause_list(struct db *db, uint64_t revision, struct clause *out, size_t max, size_t *n);
/* The anchors of its clauses in their order, with commas. */
int	 db_clause_anchors(struct db *db, uint64_t revision, char out[LEN_HIGHLIGHTS]);
/* Removes the clauses of a draft, before they are written anew. */
int	 db_clause_clear(struct db *db, uint64_t revision);

#endif
