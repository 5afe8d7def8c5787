#include "rules/auditing.h"

#include <stdlib.h>
#include <string.h>

#include "rules/rules.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define CHAINS 4096

static int
only_operators(const struct actor *a)
{
	return a->kind == ACTOR_OPERATOR ? 0 : err_set(ERR_DENIED, "only operators read the trail");
}

int
auditing_recent(struct rules *r, const struct actor *a, const struct auditing_at *before, struct audit_row *out, size_t max,
    size_t *n)
{
	int rc;

	*n = 0;
	memset(out, 0, max * sizeof(*out));
	if ((rc = only_operators(a)) != 0)
		return rc;
	return db_audit_recent(r->db, site_user_name(r->user), before->created, before->chain, before->seq, out, max, n);
}

/* host/PROGRAM/slot */
static bool
is_ours(const char *chain, const char *program)
{
	const char *at = strchr(chain, '/');
	size_t n = strlen(program);

	return at != NULL && strncmp(at + 1, program, n) == 0 && at[1 + n] == '/';
}

int
auditing_verify(struct rules *r, const struct actor *a, uint64_t *rows, struct audit_fault *fault)
{
	char (*chains)[LEN_CHAIN];
	uint64_t some;
	size_t n;
	int rc;

	*rows = 0;
	if ((rc = only_operators(a)) != 0)
		return rc;
	chains = xcalloc(CHAINS, sizeof(*chains));
	rc = db_audit_chains(r->db, chains, CHAINS, &n);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (is_ours(chains[i], site_user_name(r->user))) {
			rc = db_audit_verify(r->db, chains[i], &some, fault);
			*rows += some;
		}
	free(chains);
	return rc;
}
