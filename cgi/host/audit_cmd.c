/* "certhall audit verify": walks every chain of the trail (I5), beside the running instance. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/base.h"
#include "host/cmd.h"
#include "host/lock.h"
#include "store/audit.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define CHAINS_MAX 4096

/* One line per chain; *bad counts those that do not hold. */
static int
verify_chain(struct db *db, const char *chain, uint64_t *all, int *bad)
{
	struct audit_fault fault;
	uint64_t rows;
	int r;

	if ((r = db_audit_verify(db, chain, &rows, &fault)) != 0 && r != ERR_CRYPTO)
		return r;
	*all += rows;
	if (r == 0) {
		printf("ok   %-28s %" PRIu64 " rows\n", chain, rows);
		return 0;
	}
	err_take();
	printf("BAD  %-28s row %" PRIu64 ": %s\n", chain, fault.seq, fault.what);
	++*bad;
	return 0;
}

static int
verify_all(struct db *db)
{
	char (*chains)[LEN_CHAIN] = xcalloc(CHAINS_MAX, sizeof(*chains));
	uint64_t rows = 0;
	size_t n = 0, i;
	int r, bad = 0;

	r = db_audit_chains(db, chains, CHAINS_MAX, &n);
	for (i = 0; r == 0 && i < n; i++)
		r = verify_chain(db, chains[i], &rows, &bad);
	free(chains);
	if (r == 0 && n == CHAINS_MAX)
		r = err_set(ERR_LIMIT, "there are more than %d chains; only these were walked", CHAINS_MAX - 1);
	if (r == 0 && bad > 0)
		r = err_set(ERR_CRYPTO, "%d of %zu chains do not hold: rows were changed behind the programs' back", bad, n);
	if (r == 0)
		printf("the trail holds: %" PRIu64 " rows in %zu chains\n", rows, n);
	return r;
}

int
cmd_audit(const struct ask *a, int argc, char **argv)
{
	struct db *db = NULL;
	struct site s;
	pid_t parent;
	int r;

	if (argc != 1 || !str_eq(argv[0], "verify"))
		return err_set(ERR_INPUT, "audit takes the word verify; VAR names the instance");
	if ((r = lock_holder(a->var, &parent)) != 0 || (r = site_load(a->var, &s)) != 0)
		return r;
	if ((r = base_open(&s, &db)) == 0)
		r = verify_all(db);
	db_close(db);
	return r;
}
