#include "rules/mailbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/apply.h"
#include "rules/code.h"
#include "util/err.h"
#include "util/str.h"

bool
mailbox_proven(const struct app *app)
{
	return app->email[0] == '\0' || str_eq(app->email, app->email_proven);
}

/* Each application has its own: a stranger who names the same address voids none of them. */
static struct code
code_of(const struct app *app, const char *language, char about[24])
{
	snprintf(about, 24, "%" PRIu64, app->id);
	return (struct code){ .purpose = "email", .target = app->email, .about = about, .language = language,
	    .account = app->account, .object = app->id };
}

int
mailbox_send(struct rules *r, const struct actor *a, const struct app *app, const char *language, int64_t now)
{
	char about[24];
	struct code c = code_of(app, language, about);

	return code_send(r, a, &c, false, now);
}

int
mailbox_take(struct rules *r, const struct actor *a, struct app *app, const char *typed, int64_t now)
{
	char about[24];
	struct code c = code_of(app, app->language, about);
	int rc;

	if ((rc = code_take(r, a, &c, typed, now, NULL)) != 0)
		return rc;
	memcpy(app->email_proven, app->email, sizeof(app->email_proven));
	return apply_save(r, a, app, "email", now);
}
