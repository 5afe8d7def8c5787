#include "rules/reading.h"

#include <limits.h>
#include <string.h>

#include "rules/rules.h"
#include "util/err.h"
#include "util/str.h"

static const char binding[] = "zh-CN";

int
reading_kind(const char *word, enum document_kind *out)
{
	for (int k = 0; k < DOCUMENT_KIND_MAX; k++)
		if (str_eq(document_kind_text[k], word)) {
			*out = (enum document_kind)k;
			return 0;
		}
	return ERR_NOTFOUND;
}

static int
find_in_force(struct rules *r, enum document_kind kind, const char *language, int64_t now, int *out)
{
	struct revision_line line;
	int rc;

	*out = 0;
	if ((rc = db_revision_in_force_line(r->db, kind, language, now, &line)) == 0)
		*out = line.number;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
reading_list(struct rules *r, enum document_kind kind, const char *language, int below, int64_t now,
    struct revision_line out[READING_LIST], size_t *n, int *in_force)
{
	int from = below > 0 ? below : INT_MAX, rc;

	*in_force = 0;
	if ((rc = db_revision_list(r->db, kind, language, REVISION_PUBLISHED, INT_MAX, out, 1, n)) != 0)
		return rc;
	if (*n == 0)
		language = binding;
	if ((rc = find_in_force(r, kind, language, now, in_force)) != 0)
		return rc;
	return db_revision_list(r->db, kind, language, REVISION_PUBLISHED, from, out, READING_LIST, n);
}

static int
find_published(struct rules *r, enum document_kind kind, const char *language, int number, struct revision *out)
{
	int rc;

	if ((rc = db_revision_find(r->db, kind, language, number, out)) != 0 || out->state == REVISION_PUBLISHED)
		return rc;
	revision_clear(out);
	return ERR_NOTFOUND;	/* a translation at work is no reason not to show what is translated */
}

int
reading_in_force(struct rules *r, enum document_kind kind, const char *language, int64_t now, int *out)
{
	int rc;

	if ((rc = find_in_force(r, kind, language, now, out)) == 0 && *out == 0)
		rc = find_in_force(r, kind, binding, now, out);
	return rc != 0 ? rc : *out > 0 ? 0 : ERR_NOTFOUND;
}

int
reading_get(struct rules *r, enum document_kind kind, const char *language, int number, struct revision *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if ((rc = find_published(r, kind, language, number, out)) == ERR_NOTFOUND)
		rc = find_published(r, kind, binding, number, out);
	if (rc != 0)
		revision_clear(out);
	return rc;
}

int
reading_clauses(struct rules *r, uint64_t revision, struct clause out[READING_CLAUSES], size_t *n)
{
	return db_clause_list(r->db, revision, out, READING_CLAUSES, n);
}
