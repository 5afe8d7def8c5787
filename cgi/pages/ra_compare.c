#include "pages/ra_compare.h"

#include <stdio.h>
#include <string.h>

#include "rules/desk.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

struct table { struct page *page; size_t rows, bad; };

static bool
is_middle(char c)	/* of a character of several bytes */
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void
put_part(struct page *p, struct hdf *cell, size_t *i, const char *text, size_t n, bool mark)
{
	struct hdf *part;

	if (n == 0)
		return;
	part = hdf_item(cell, "Part", (*i)++);
	hdf_set(part, "Text", region_printf(p->region, "%.*s", (int)n, text));
	hdf_flag(part, "Mark", mark);
}

/* What both begin and end with is the same; the middle is not. */
static void
put_cell(struct page *p, struct hdf *cell, const char *text, const char *other)
{
	size_t n = strlen(text), m = other == NULL ? 0 : strlen(other), head = 0, tail = 0, i = 0;

	if (other == NULL || m == 0 || str_eq(text, other)) {
		put_part(p, cell, &i, text, n, false);
		return;
	}
	while (head < n && head < m && text[head] == other[head])
		head++;
	while (head > 0 && is_middle(text[head]))
		head--;
	while (tail < n - head && tail < m - head && text[n - tail - 1] == other[m - tail - 1])
		tail++;
	while (tail > 0 && is_middle(text[n - tail]))
		tail--;
	put_part(p, cell, &i, text, head, false);
	put_part(p, cell, &i, text + head, n - head - tail, true);
	put_part(p, cell, &i, text + n - tail, tail, false);
}

/* NULL where there is nothing: a when it is not the applicant who says it, b and c when there is nothing to compare with. */
static void
put_row(struct table *t, const char *key, const char *a, const char *b, const char *c)
{
	struct hdf *row = hdf_item(t->page->data, "Cmp", t->rows++);
	const char *differs = a == NULL ? NULL : b != NULL && *b != '\0' && !str_eq(a, b) ? b :
	    c != NULL && !str_eq(a, c) ? c : NULL;

	hdf_set(row, "Key", key);
	put_cell(t->page, hdf_at(row, "A"), a == NULL ? "" : a, differs);
	put_cell(t->page, hdf_at(row, "B"), b == NULL ? "" : b, a);
	put_cell(t->page, hdf_at(row, "C"), c == NULL ? "" : c, a);
	hdf_flag(row, "Bad", differs != NULL);
	hdf_flag(row, "Alone", (a != NULL) + (b != NULL) + (c != NULL) < 2);
	t->bad += differs != NULL;
}

static const char *
known_name(const struct desk_case *c, enum looking_whom whom)
{
	return c->person[whom].id != 0 ? c->person[whom].name : NULL;
}

/* The masked number as it was typed now, and as it stood with this person before. */
static void
put_number(struct table *t, const char *key, const struct desk_case *c, const struct app_id *id, enum looking_whom whom,
    bool in_certificate)
{
	if (id->masked[0] != '\0')
		put_row(t, key, id->masked, c->person[whom].id != 0 ? c->person[whom].id_masked : NULL,
		    in_certificate ? id->masked : NULL);
}

static void
put_place(struct table *t, const struct desk_case *c)
{
	const struct app *a = &c->app;
	const struct dn *d = &c->cert.subject;
	struct page *p = t->page;
	const char *typed = region_printf(p->region, "%s %s %s", a->country, a->province, a->locality);
	const char *stands = region_printf(p->region, "%s %s %s", d->c, d->st, d->l);

	if (d->c[0] != '\0' || d->st[0] != '\0' || d->l[0] != '\0')
		put_row(t, "place", typed, NULL, c->refusal[0] == '\0' ? stands : NULL);
}

void
ra_compare(struct page *p, const struct desk_case *c)
{
	struct table t = { .page = p };
	const struct app *a = &c->app;

	if (a->org_name[0] != '\0')
		put_row(&t, "org_name", a->org_name, c->unit.id != 0 ? c->unit.name : NULL,
		    c->cert.subject.o[0] != '\0' ? c->cert.subject.o : NULL);
	if (a->uscc[0] != '\0')
		put_row(&t, "uscc", a->uscc, c->unit.id != 0 ? c->unit.uscc : NULL,
		    c->cert.id_number[0] != '\0' ? c->cert.id_number : NULL);
	put_row(&t, "common_name", a->common_name, known_name(c, LOOKING_APPLICANT), c->cert.subject.cn);
	put_number(&t, "id", c, &a->person, LOOKING_APPLICANT, c->cert.person_number);
	if (a->agent_name[0] != '\0')
		put_row(&t, "agent", a->agent_name, known_name(c, LOOKING_AGENT), NULL);
	put_number(&t, "agent_id", c, &a->agent, LOOKING_AGENT, false);
	if (a->legal_name[0] != '\0')
		put_row(&t, "legal", a->legal_name, known_name(c, LOOKING_LEGAL), NULL);
	put_number(&t, "legal_id", c, &a->legal, LOOKING_LEGAL, false);
	put_place(&t, c);
	if (c->cert.subject.serial_number[0] != '\0')
		put_row(&t, "number", NULL, NULL, c->cert.subject.serial_number);
	if (a->email[0] != '\0')
		put_row(&t, "email", a->email, NULL, c->cert.email[0] != '\0' ? c->cert.email : NULL);
	if (c->key[0] != '\0')
		put_row(&t, "key", c->key, NULL, NULL);
	if (t.bad > 0)
		hdf_set(p->data, "CmpBad", page_tf(p, "Ra.Differs", region_printf(p->region, "%zu", t.bad), NULL));
}
