#include "web/multipart.h"

#include <string.h>
#include <strings.h>

#include "util/err.h"
#include "util/str.h"

#define HEAD_MAX	2000	/* of one part's header lines together */
#define FILE_NAME_MAX	800	/* 200 characters */
#define BOUNDARY_MAX	70	/* RFC 2046, 5.1.1 */

struct part { const char *name, *file, *type; };

/* The boundary parameter, of its own characters only (RFC 2046, 5.1.1: bcharsnospace). */
static int
read_boundary(struct region *r, const char *params, char **delimiter)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=?";
	static const char word[] = "boundary=";
	const char *at = params;
	size_t n;
	bool quoted;

	while ((at = strchr(at, ';')) != NULL) {
		at += 1 + strspn(at + 1, " \t");
		if (strncasecmp(at, word, sizeof(word) - 1) == 0)
			break;
	}
	if (at == NULL)
		return err_set(ERR_INPUT, "the form has no boundary between its parts");
	at += sizeof(word) - 1;
	quoted = *at == '"';
	at += quoted;
	n = strspn(at, allowed);
	if (n == 0 || n > BOUNDARY_MAX || (quoted ? at[n] != '"' : at[n] != '\0' && strchr("; \t", at[n]) == NULL))
		return err_set(ERR_INPUT, "the boundary between the parts of the form is not a proper one");
	*delimiter = region_printf(r, "\r\n--%.*s", (int)n, at);
	return 0;
}

/*
 * "; name=\"value\"" as browsers write it: no backslashes (a quote is %22). Ends the value in place; NULL when
 * broken.
 */
static char *
next_param(char *at, char **name, char **value)
{
	at += strspn(at, " \t");
	if (*at != ';')
		return NULL;
	at += 1 + strspn(at + 1, " \t");
	*name = at;
	at += strcspn(at, "=");
	if (at[0] != '=' || at[1] != '"')
		return NULL;
	*at = '\0';
	*value = at + 2;
	if ((at = strchr(*value, '"')) == NULL)
		return NULL;
	*at = '\0';
	return at + 1;
}

static int
read_disposition(char *text, struct part *part)
{
	char *at, *name, *value;

	if (strncasecmp(text, "form-data", 9) != 0 || part->name != NULL)
		return err_set(ERR_INPUT, "a part of the form is not form data");
	for (at = text + 9; *at != '\0'; ) {
		if ((at = next_param(at, &name, &value)) == NULL)
			return err_set(ERR_INPUT, "a part of the form is described in an odd way");
		if (strcasecmp(name, "name") == 0 && part->name == NULL)
			part->name = value;
		else if (strcasecmp(name, "filename") == 0 && part->file == NULL)
			part->file = value;
		else
			return err_set(ERR_INPUT, "a part of the form is described in an odd way");
	}
	return 0;
}

static int
read_header(char *line, struct part *part)
{
	char *value = strchr(line, ':');

	if (value == NULL)
		return err_set(ERR_INPUT, "a part of the form has a broken header");
	*value++ = '\0';
	value += strspn(value, " \t");
	if (strcasecmp(line, "Content-Disposition") == 0)
		return read_disposition(value, part);
	if (strcasecmp(line, "Content-Type") == 0)
		part->type = value;
	if (strcasecmp(line, "Content-Transfer-Encoding") == 0 && strcasecmp(value, "binary") != 0 &&
	    strcasecmp(value, "8bit") != 0)
		return err_set(ERR_INPUT, "a part of the form is encoded in an odd way");
	return 0;
}

/* The lines of [at, end), the last one without its \r\n; end[0] is overwritten. */
static int
read_head(char *at, char *end, struct part *part)
{
	char *eol;
	int r;

	*part = (struct part){ .name = NULL };
	if (end - at > HEAD_MAX)
		return err_set(ERR_INPUT, "a part of the form has too long a header");
	if (memchr(at, '\0', (size_t)(end - at)) != NULL || !str_is_utf8(at, (size_t)(end - at)))
		return err_set(ERR_INPUT, "a part of the form has a broken header");
	*end = '\0';
	for (; at != NULL; at = eol) {
		if ((eol = strstr(at, "\r\n")) != NULL) {
			*eol = '\0';
			eol += 2;
		}
		if (strpbrk(at, "\r\n") != NULL)
			return err_set(ERR_INPUT, "a part of the form has a broken header");
		if ((r = read_header(at, part)) != 0)
			return r;
	}
	return part->name != NULL ? 0 : err_set(ERR_INPUT, "the form has a field without a proper name");
}

/* What the person's system calls the file, without any folder: for showing, never for opening. */
static int
base_name(const char *given, const char **out)
{
	const char *at, *end = given + strlen(given);

	for (at = given; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			given = at + 1;
	*out = given;
	if (end - given > FILE_NAME_MAX)
		return err_set(ERR_INPUT, "the name of the file is longer than 200 characters");
	for (at = given; at < end; ) {
		uint32_t c = str_utf8_next(&at, end);

		if (str_is_invisible(c))
			return err_set(ERR_INPUT, "the name of the file has invisible characters");
	}
	return 0;
}

static int
take_part(const struct part *part, char *value, size_t len, const struct form_limits *limits, struct form *out)
{
	struct form_field field = { .name = part->name, .value = value, .len = len };
	int r;

	if (part->file != NULL) {
		if (limits->file == 0)
			return err_set(ERR_INPUT, "this form takes no files");
		if (len > limits->file)
			return err_set(ERR_LIMIT, "the file is larger than %zu bytes", limits->file);
		if ((r = base_name(part->file, &field.file)) != 0)
			return r;
		field.type = part->type != NULL ? part->type : "application/octet-stream";
		value[len] = '\0';
	} else if ((r = form_text_value(field.value, &field.len, limits)) != 0) {
		return r;
	}
	return form_add(out, limits, &field);
}

/* Behind a delimiter: 1 when a part follows (*at is then at its header), 0 at the proper end, or ERR_INPUT. */
static int
after_delimiter(char **at, const char *end)
{
	if (end - *at >= 2 && memcmp(*at, "\r\n", 2) == 0) {
		*at += 2;
		return 1;
	}
	if (end - *at >= 2 && memcmp(*at, "--", 2) == 0 &&
	    (end - *at == 2 || (end - *at == 4 && memcmp(*at + 2, "\r\n", 2) == 0)))
		return 0;
	return err_set(ERR_INPUT, "the parts of the form are not properly divided");
}

int
multipart_read(struct region *r, const char *params, char *body, size_t n, const struct form_limits *limits,
    struct form *out)
{
	char *delimiter = NULL, *at = body, *end = body + n, *head, *stop;
	struct part part;
	size_t len;
	int code;

	if ((code = read_boundary(r, params, &delimiter)) != 0)
		return code;
	len = strlen(delimiter);
	out->fields = region_alloc(r, limits->fields * sizeof(*out->fields));
	/* the first delimiter has no line end in front; browsers write no preamble */
	if (n < len - 2 || memcmp(at, delimiter + 2, len - 2) != 0)
		return err_set(ERR_INPUT, "the form does not begin with its boundary");
	at += len - 2;
	while ((code = after_delimiter(&at, end)) == 1) {
		head = at;
		if ((at = memmem(at, (size_t)(end - at), "\r\n\r\n", 4)) == NULL)
			return err_set(ERR_INPUT, "the form ends within a part");
		if ((code = read_head(head, at, &part)) != 0)
			return code;
		at += 4;
		if ((stop = memmem(at, (size_t)(end - at), delimiter, len)) == NULL)
			return err_set(ERR_INPUT, "the form ends within a part");
		if ((code = take_part(&part, at, (size_t)(stop - at), limits, out)) != 0)
			return code;
		at = stop + len;
	}
	return code;
}
