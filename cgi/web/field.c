#include "web/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/worker.h"

#define CHARACTERS_USUAL 200

/* --- texts ------------------------------------------------------------------------------------- */

const char *
page_t(struct page *p, const char *key)
{
	return view_text(p->worker->view, p->lang, key);
}

const char *
page_t_in(struct page *p, enum lang lang, const char *key)
{
	return view_text(p->worker->view, lang, key);
}

const char *
page_note(struct page *p, const char *note)
{
	return view_note(p->worker->view, p->region, p->lang, note);
}

/* text with {1} … replaced; at most nine words. */
static const char *
fill_words(struct page *p, const char *text, const char *const *words, size_t n)
{
	struct buf out = BUF_INIT;
	const char *copy;

	for (; *text != '\0'; text++) {
		if (text[0] == '{' && text[1] >= '1' && (size_t)(text[1] - '1') < n && text[2] == '}') {
			buf_adds(&out, words[text[1] - '1']);
			text += 2;
		} else {
			buf_addc(&out, *text);
		}
	}
	copy = region_str(p->region, buf_str(&out));
	buf_clear(&out);
	return copy;
}

const char *
page_tf(struct page *p, const char *key, ...)
{
	const char *words[9], *word;
	size_t n = 0;
	va_list ap;

	va_start(ap, key);
	while (n < 9 && (word = va_arg(ap, const char *)) != NULL)
		words[n++] = word;
	va_end(ap);
	return fill_words(p, page_t(p, key), words, n);
}

/* --- faults ------------------------------------------------------------------------------------ */

void
page_fault_text(struct page *p, const char *name, const char *sentence)
{
	const char *path = region_printf(p->region, "Form.%s.Error", name);

	if (hdf_get(p->data, path)[0] != '\0')	/* one sentence a field: the first is the nearest to the cause */
		return;
	hdf_set(p->data, path, sentence);
	hdf_setf(p->data, region_printf(p->region, "Form.Error.%zu.Name", p->faults), "%s", name);
	hdf_setf(p->data, region_printf(p->region, "Form.Error.%zu.Text", p->faults), "%s", sentence);
	p->faults++;
}

void
page_fault(struct page *p, const char *name, const char *key)
{
	page_fault_text(p, name, page_t(p, key));
}

void
page_fault_note(struct page *p, const char *name)
{
	const char *note = err_take();

	/* a row that somebody else moved this very moment says nothing of itself */
	page_fault_text(p, name, note[0] != '\0' ? page_note(p, note) : page_t(p, "Fault.Meanwhile"));
}

/* The field's own text for this fault, else the common one. */
static void
fault_of(struct page *p, const struct field *f, const char *what, size_t limit, size_t have)
{
	const char *own = region_printf(p->region, "Field.%s.%s", f->name, what);
	const char *label = region_printf(p->region, "Field.%s.Label", f->name), *text = page_t(p, own);
	const char *words[3];

	if (text == own)
		text = page_t(p, region_printf(p->region, "Fault.%s", what));
	words[0] = page_t(p, label);
	if (words[0] == label)
		words[0] = page_t(p, "Fault.Label");
	words[1] = region_printf(p->region, "%zu", limit);
	words[2] = region_printf(p->region, "%zu", have);
	page_fault_text(p, f->name, fill_words(p, text, words, 3));
}

/* --- fields ------------------------------------------------------------------------------------ */

const char *
page_value(const struct page *p, const char *name)
{
	return form_get(&p->form, name);
}

bool
page_ticked(const struct page *p, const char *name)
{
	return form_find(&p->form, name) != NULL;
}

static bool
is_readable(const char *value, bool lines)
{
	const char *at = value, *end = value + strlen(value);

	while (at < end) {
		uint32_t c = str_utf8_next(&at, end);

		if (c == UINT32_MAX || (str_is_invisible(c) && !(lines && (c == '\n' || c == '\t'))))
			return false;
	}
	return true;
}

static void
check_text(struct page *p, const struct field *f, const char *value)
{
	size_t most = f->max > 0 ? f->max : CHARACTERS_USUAL, have = str_chars(value);

	if (!is_readable(value, f->kind == FIELD_TEXT))
		fault_of(p, f, "Characters", 0, 0);
	else if (have > most)
		fault_of(p, f, "Long", most, have);
}

static void
check_number(struct page *p, const struct field *f, const char *value)
{
	uint64_t number;

	if (strspn(value, "0123456789") != strlen(value) || strlen(value) > 19)
		fault_of(p, f, "Number", 0, 0);
	else if (str_number(value, f->max > 0 ? f->max : INT64_MAX, "number", &number) != 0) {
		err_take();
		fault_of(p, f, "Most", f->max, 0);
	}
}

static void
check_date(struct page *p, const struct field *f, const char *value)
{
	static const char shape[] = "dddd-dd-dd";
	size_t i;

	for (i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? value[i] < '0' || value[i] > '9' : value[i] != shape[i])
			break;
	if (shape[i] != '\0' || value[i] != '\0' ||
	    !tm_is_date((int)strtol(value, NULL, 10), (int)strtol(value + 5, NULL, 10), (int)strtol(value + 8, NULL, 10)))
		fault_of(p, f, "Date", 0, 0);
}

static void
check_choice(struct page *p, const struct field *f, const char *value)
{
	size_t i;

	for (i = 0; f->words[i] != NULL; i++)
		if (strcmp(f->words[i], value) == 0)
			return;
	fault_of(p, f, "Choice", 0, 0);
}

/* No person typed it: what is wrong with it is said of the form as a whole, under its name. */
static void
check_token(struct page *p, const struct field *f, const char *value)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	if (value[0] == '\0' ? f->flags & FIELD_MUST : value[strspn(value, allowed)] != '\0')
		page_fault(p, f->name, "Fault.Hidden");
}

static void
check_filled(struct page *p, const struct field *f, const char *value)
{
	switch (f->kind) {
	case FIELD_LINE:
	case FIELD_TEXT:
		check_text(p, f, value);
		break;
	case FIELD_NUMBER:
		check_number(p, f, value);
		break;
	case FIELD_DATE:
		check_date(p, f, value);
		break;
	case FIELD_CHOICE:
		check_choice(p, f, value);
		break;
	case FIELD_TICK:
		if (strcmp(value, "yes") != 0)
			fault_of(p, f, "Tick", 0, 0);
		break;
	case FIELD_TOKEN:
		check_token(p, f, value);
		break;
	}
}

static void
check_field(struct page *p, const struct field *f)
{
	struct form_field *sent = form_find(&p->form, f->name);
	const char *value = "";

	if (sent != NULL && sent->file == NULL) {
		str_trim(sent->value);
		sent->len = strlen(sent->value);
		value = sent->value;
	}
	if (value[0] != '\0' || f->kind == FIELD_TOKEN)
		check_filled(p, f, value);
	else if (f->flags & FIELD_MUST)
		fault_of(p, f, f->kind == FIELD_TICK ? "Tick" : f->kind == FIELD_CHOICE ? "Choice" : "Must", 0, 0);
}

int
page_fields(struct page *p, const struct field *fields, size_t n)
{
	size_t i, before = p->faults;

	for (i = 0; i < n; i++)
		check_field(p, &fields[i]);
	page_keep(p, fields, n);
	return p->faults > before ? ERR_INPUT : 0;
}

void
page_keep(struct page *p, const struct field *fields, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct form_field *sent = form_find(&p->form, fields[i].name);

		if (sent != NULL && sent->file == NULL)
			hdf_set(p->data, region_printf(p->region, "Form.%s.Value", fields[i].name), sent->value);
	}
}

void
page_fill(struct page *p, const char *name, const char *value)
{
	/* of a form that was sent, nothing is filled in: a field left empty, or a tick taken away, stays so */
	if (req_method(p->req) == METHOD_POST)
		return;
	hdf_set(p->data, region_printf(p->region, "Form.%s.Value", name), value);
}

void
page_filln(struct page *p, const char *name, int64_t value)
{
	page_fill(p, name, region_printf(p->region, "%lld", (long long)value));
}
