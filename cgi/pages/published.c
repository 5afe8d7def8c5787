#include "pages/status.h"

#include <stdio.h>
#include <string.h>

#include "rules/stating.h"
#include "store/len.h"
#include "util/err.h"
#include "util/str.h"
#include "web/page.h"

/* The name before an ending, "" when the file has another. */
static const char *
name_of(const struct page *p, const char *ending, char to[LEN_CODE])
{
	const char *file = page_param(p, "file");
	size_t n = strlen(file);

	to[0] = '\0';
	if (str_ends(file, ending) && n - strlen(ending) < LEN_CODE)
		snprintf(to, LEN_CODE, "%.*s", (int)(n - strlen(ending)), file);
	return to;
}

static int
give(struct page *p, int code, const char *type, const struct stated *what)
{
	if (code == ERR_NOTFOUND)
		return err_set(code, "nothing is published under this name");
	return code != 0 ? code : status_give(p, type, what);
}

int
crl_get(struct page *p)
{
	struct stated what;
	char name[LEN_CODE];
	int r = stating_crl(page_state(p), name_of(p, ".crl", name), p->now, &what);

	return give(p, r, "application/pkix-crl", &what);
}

int
ca_get(struct page *p)
{
	struct stated what;
	char name[LEN_CODE];
	bool pem = str_ends(page_param(p, "file"), ".pem");
	int r = stating_ca(page_state(p), name_of(p, pem ? ".pem" : ".cer", name), pem, p->now, &what);

	return give(p, r, pem ? "application/x-pem-file" : "application/pkix-cert", &what);
}

int
ca_chain(struct page *p)
{
	struct stated what;
	int r = stating_chain(page_state(p), p->now, &what);

	return give(p, r, "application/x-pkcs7-certificates", &what);
}
