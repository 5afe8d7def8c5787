#include "pages/health.h"

#include "rules/rules.h"
#include "web/page.h"

int
health_show(struct page *p)
{
	static const char answer[] = "database ok\n";
	const struct rules *r = page_state(p);
	int rc;

	return (rc = db_ping(r->db)) != 0 ? rc : page_bytes(p, "text/plain; charset=utf-8", answer, sizeof(answer) - 1);
}
