#include "rules/trail.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "store/audit.h"
#include "util/err.h"
#include "util/str.h"

#define DETAIL_MAX 2000

const char *
trail_kind(const struct actor *a)
{
	switch (a->kind) {
	case ACTOR_ACCOUNT:	return "account";
	case ACTOR_OPERATOR:	return "operator";
	case ACTOR_PROGRAM:	return "program";
	default:		return "nobody";
	}
}

char *
trail_name(const struct actor *a, char *to)
{
	to[0] = '\0';
	if (a->kind == ACTOR_ACCOUNT)
		snprintf(to, LEN_ACTOR, "%" PRIu64, a->id);
	else if (a->kind != ACTOR_VISITOR)
		snprintf(to, LEN_ACTOR, "%s", a->person);
	return to;
}

static int
append(struct db *db, const struct actor *a, int64_t now, const char *act, const char *object_kind, const char *object,
    const char *detail, va_list ap)
{
	struct audit_row row = { .created = now };
	char text[DETAIL_MAX];
	int n, r;

	if ((n = vsnprintf(text, sizeof(text), detail, ap)) < 0 || (size_t)n >= sizeof(text))
		return err_set(ERR_BUG, "detail of audit act %s is too long", act);
	snprintf(row.actor_kind, sizeof(row.actor_kind), "%s", trail_kind(a));
	trail_name(a, row.actor);
	if (str_copy(row.act, sizeof(row.act), act) != 0 || str_copy(row.object_kind, sizeof(row.object_kind), object_kind) != 0 ||
	    str_copy(row.object, sizeof(row.object), object) != 0)
		return err_reword(ERR_BUG, "name in audit act %s is too long", act);
	snprintf(row.request, sizeof(row.request), "%s", a->request);
	snprintf(row.ip, sizeof(row.ip), "%s", a->ip);
	buf_init(&row.detail, DETAIL_MAX);
	buf_adds(&row.detail, text);
	r = db_audit_append(db, &row);
	audit_row_clear(&row);
	return r;
}

int
trail(struct db *db, const struct actor *a, int64_t now, const char *act, const char *object_kind, const char *object,
    const char *detail, ...)
{
	va_list ap;
	int r;

	va_start(ap, detail);
	r = append(db, a, now, act, object_kind, object, detail, ap);
	va_end(ap);
	return r;
}

int
trail_id(struct db *db, const struct actor *a, int64_t now, const char *act, const char *object_kind, uint64_t object,
    const char *detail, ...)
{
	char name[24];
	va_list ap;
	int r;

	snprintf(name, sizeof(name), "%" PRIu64, object);
	va_start(ap, detail);
	r = append(db, a, now, act, object_kind, name, detail, ap);
	va_end(ap);
	return r;
}
