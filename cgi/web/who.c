#include "web/who.h"

#include <stdio.h>
#include <string.h>

#include "rules/actor.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/route.h"

static const struct { unsigned role, who; const char *name; } roles[] = {
	{ ROLE_CLERK, WHO_CLERK, "clerk" }, { ROLE_REVIEWER, WHO_REVIEWER, "reviewer" },
	{ ROLE_BUSINESS, WHO_BUSINESS, "business" }, { ROLE_SECURITY, WHO_SECURITY, "security" },
	{ ROLE_AUDITOR, WHO_AUDITOR, "auditor" },
};

bool
who_is_visitor(const struct actor *actor)
{
	return actor->kind == ACTOR_VISITOR;
}

unsigned
who_bits(const struct actor *actor)
{
	unsigned bits = WHO_ALL;
	size_t i;

	if (actor->kind == ACTOR_VISITOR)
		bits |= WHO_VISITOR;
	if (actor->kind == ACTOR_ACCOUNT)
		bits |= WHO_ACCOUNT;
	if (actor->kind != ACTOR_OPERATOR)
		return bits;
	for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (actor->roles & roles[i].role)
			bits |= roles[i].who;
	return bits;
}

int
route_admit(const struct route *row, const struct actor *actor)
{
	if (row->who & who_bits(actor))
		return 0;
	if (who_is_visitor(actor))
		return ERR_AGAIN;
	return err_set(ERR_DENIED, "this page is not for this person's roles");
}

const void *
who_seed(const struct actor *actor, size_t *n)
{
	if (actor->session == 0)
		return NULL;
	*n = sizeof(actor->csrf);
	return actor->csrf;
}

void
who_fill(const struct actor *actor, struct hdf *data)
{
	static const char *const kinds[] = { "visitor", "account", "operator", "program" };
	char path[40];
	size_t i;

	hdf_set(data, "User.Kind", kinds[actor->kind]);
	hdf_flag(data, "User.Soft", actor->soft);
	if (actor->kind == ACTOR_VISITOR)
		return;
	hdf_set(data, "User.Name", actor->name);
	hdf_set(data, "User.Ra", actor->ra);
	hdf_set(data, "User.Person", actor->kind == ACTOR_OPERATOR ? actor->person : "");
	for (i = 0; actor->kind == ACTOR_OPERATOR && i < sizeof(roles) / sizeof(roles[0]); i++) {
		snprintf(path, sizeof(path), "User.Is.%s", roles[i].name);
		hdf_flag(data, path, actor->roles & roles[i].role);
	}
}

/* A header of foreign bytes as UTF-8 text of at most so many characters. */
static void
copy_text(char *to, size_t size, const char *from, size_t characters)
{
	const char *at = from, *end = from + strlen(from);
	size_t n = 0;

	while (at < end && characters-- > 0) {
		const char *start = at;
		uint32_t c = str_utf8_next(&at, end);
		size_t len;

		at += c == UINT32_MAX;
		len = (size_t)(at - start);
		if (n + len + 1 > size)
			break;
		if (c == UINT32_MAX || str_is_invisible(c)) {
			to[n++] = '?';
		} else {
			memcpy(to + n, start, len);
			n += len;
		}
	}
	to[n] = '\0';
}

void
who_calls(const struct req *q, struct actor *actor)
{
	copy_text(actor->ip, sizeof(actor->ip), req_ip(q), sizeof(actor->ip) - 1);
	actor->port = req_port(q);
	copy_text(actor->agent, sizeof(actor->agent), req_header(q, "User-Agent"), 300);
	copy_text(actor->request, sizeof(actor->request), req_id(q), sizeof(actor->request) - 1);
}
