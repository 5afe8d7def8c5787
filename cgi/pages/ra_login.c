#include "pages/desk.h"
#include "pages/signin.h"
#include "rules/actor.h"
#include "web/page.h"

static const struct signin_place place = { .console = LOGIN_DESK, .home = "/ra/", .login = "/ra/login", .key = "/ra/login/key" };

int
ra_login_show(struct page *p)
{
	return p->actor->kind == ACTOR_OPERATOR ? page_redirect(p, "/ra/") : signin_show(p, &place);
}

int
ra_login_send(struct page *p)
{
	return p->actor->kind == ACTOR_OPERATOR ? page_redirect(p, "/ra/") : signin_send(p, &place);
}

int
ra_key_send(struct page *p)
{
	return p->actor->kind == ACTOR_OPERATOR ? page_redirect(p, "/ra/") : signin_take(p, &place);
}

int
ra_logout_send(struct page *p)
{
	return signin_end(p, &place);
}
