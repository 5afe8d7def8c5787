#include "rules/rules.h"

#include <stdio.h>
#include <string.h>

#include "store/audit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"

static bool
needs_index(enum site_user user)
{
	return user == SITE_HALL || user == SITE_DESK || user == SITE_OFFICE || user == SITE_ISSUER || user == SITE_COURIER;
}

static int
read_index(struct rules *r)
{
	char name[64], path[SITE_PATH];
	struct buf b;
	int rc;

	buf_init(&b, 0);
	snprintf(name, sizeof(name), "secret/%s.index", site_user_name(r->user));
	if ((rc = io_load(site_path(r->site, name, path), RULES_KEY, &b)) == 0 && b.len != RULES_KEY)
		rc = err_set(ERR_INPUT, "key of the person index has %zu octets, not %d", b.len, RULES_KEY);
	if (rc == 0)
		memcpy(r->index_key, b.data, RULES_KEY);
	buf_wipe(&b);
	return rc;
}

int
rules_open(const struct site *site, enum site_user user, unsigned slot, struct rules **out)
{
	struct rules *r = xcalloc(1, sizeof(*r));
	int rc;

	r->site = site;
	r->user = user;
	if ((rc = db_open(site, user, &r->db)) == 0 && user != SITE_STATUS)
		rc = db_audit_open(r->db, site->host, site_user_name(user), (int)slot);
	if (rc == 0 && needs_index(user))
		rc = read_index(r);
	if (rc != 0) {
		rules_close(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
rules_close(struct rules *r)
{
	if (r == NULL)
		return;
	db_close(r->db);
	freezero(r, sizeof(*r));
}
