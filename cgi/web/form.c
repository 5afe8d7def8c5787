#include "web/form.h"

#include <string.h>
#include <strings.h>

#include "util/err.h"
#include "util/str.h"
#include "web/multipart.h"

/* the longest text is an agreement, 40000 characters */
const struct form_limits form_usual = { .fields = 200, .name = 64, .value = 160000, .file = FORM_FILE_MAX };

/* Letters, digits, "_", "." and "-"; "[]" only at the end. */
static bool
is_name(const char *name, size_t max)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t n = strspn(name, allowed), len = strlen(name);

	return n > 0 && len <= max && (n == len || (n == len - 2 && strcmp(name + n, "[]") == 0));
}

int
form_add(struct form *f, const struct form_limits *limits, const struct form_field *field)
{
	if (f->count >= limits->fields)
		return err_set(ERR_LIMIT, "the form has more than %zu fields", limits->fields);
	if (!is_name(field->name, limits->name))
		return err_set(ERR_INPUT, "the form has a field without a proper name");
	if (!str_ends(field->name, "[]") && form_find(f, field->name) != NULL)
		return err_set(ERR_INPUT, "the form has the field \"%s\" twice", field->name);
	f->fields[f->count++] = *field;
	return 0;
}

int
form_text_value(char *value, size_t *len, const struct form_limits *limits)
{
	size_t i, n = 0;

	if (*len > limits->value)
		return err_set(ERR_LIMIT, "a field of the form is longer than %zu bytes", limits->value);
	if (memchr(value, '\0', *len) != NULL || !str_is_utf8(value, *len))
		return err_set(ERR_INPUT, "a field of the form is not UTF-8 text");
	for (i = 0; i < *len; i++)	/* a browser sends line ends as \r\n; papers and hashes know \n alone */
		if (value[i] != '\r')
			value[n++] = value[i];
		else if (i + 1 >= *len || value[i + 1] != '\n')
			value[n++] = '\n';
	value[n] = '\0';
	*len = n;
	return 0;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes [s, end) in place. Returns the new length, or -1 for a broken %XX. */
static long
decode(char *s, const char *end)
{
	char *to = s;
	const char *at;

	for (at = s; at < end; at++) {
		int high, low;

		if (*at == '+') {
			*to++ = ' ';
		} else if (*at != '%') {
			*to++ = *at;
		} else {
			if (end - at < 3 || (high = hex_value(at[1])) < 0 || (low = hex_value(at[2])) < 0)
				return -1;
			*to++ = (char)(high << 4 | low);
			at += 2;
		}
	}
	return to - s;
}

/* One "name=value" of [s, end); s[end] may be overwritten. */
static int
read_pair(char *s, char *end, const struct form_limits *limits, struct form *out)
{
	struct form_field field = { .name = s };
	char *equals = memchr(s, '=', (size_t)(end - s)), *value;
	long name_len, len = 0;
	int r;

	value = equals != NULL ? equals + 1 : end;
	if ((name_len = decode(s, equals != NULL ? equals : end)) < 0 || (len = decode(value, end)) < 0)
		return err_set(ERR_INPUT, "the form is broken: %% is not followed by two hexadecimal digits");
	if (memchr(s, '\0', (size_t)name_len) != NULL)
		return err_set(ERR_INPUT, "the form has a field without a proper name");
	field.value = value;
	field.len = (size_t)len;
	if ((r = form_text_value(field.value, &field.len, limits)) != 0)
		return r;
	s[name_len] = '\0';	/* after the value was ended: without "=" they share that byte */
	return form_add(out, limits, &field);
}

int
form_urlencoded(struct region *r, const char *text, size_t n, const struct form_limits *limits, struct form *out)
{
	char *copy = region_dup(r, text, n), *end = copy + n, *at, *next;
	size_t pairs = 0;
	int code;

	*out = (struct form){ .count = 0 };
	for (at = copy; at < end; at++)
		pairs += *at == '&';
	if (pairs >= limits->fields)
		return err_set(ERR_LIMIT, "the form has more than %zu fields", limits->fields);
	out->fields = region_alloc(r, (pairs + 1) * sizeof(*out->fields));
	for (at = copy; at < end; at = next + 1) {
		if ((next = memchr(at, '&', (size_t)(end - at))) == NULL)
			next = end;
		if (next > at && (code = read_pair(at, next, limits, out)) != 0)
			return code;
	}
	return 0;
}

int
form_read(struct region *r, const char *content_type, char *body, size_t n, const struct form_limits *limits,
    struct form *out)
{
	static const char urlencoded[] = "application/x-www-form-urlencoded", multipart[] = "multipart/form-data";
	size_t len = strcspn(content_type, "; \t");

	*out = (struct form){ .count = 0 };
	if (len == sizeof(urlencoded) - 1 && strncasecmp(content_type, urlencoded, len) == 0)
		return form_urlencoded(r, body, n, limits, out);
	if (len == sizeof(multipart) - 1 && strncasecmp(content_type, multipart, len) == 0)
		return multipart_read(r, content_type + len, body, n, limits, out);
	return err_set(ERR_INPUT, "the content type of the form is not one a browser sends");
}

struct form_field *
form_find(const struct form *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			return &f->fields[i];
	return NULL;
}

const char *
form_get(const struct form *f, const char *name)
{
	const struct form_field *field = form_find(f, name);

	return field != NULL && field->file == NULL ? field->value : "";
}

const struct form_field *
form_file(const struct form *f, const char *name)
{
	const struct form_field *field = form_find(f, name);

	return field != NULL && field->file != NULL && (field->len > 0 || field->file[0] != '\0') ? field : NULL;
}

const char *
form_each(const struct form *f, const char *name, size_t i)
{
	size_t at;

	for (at = 0; at < f->count; at++)
		if (f->fields[at].file == NULL && strcmp(f->fields[at].name, name) == 0 && i-- == 0)
			return f->fields[at].value;
	return NULL;
}
