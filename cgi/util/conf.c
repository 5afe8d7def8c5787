#include "util/conf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/str.h"

#define MAX_FILE ((size_t)1 << 20)

static int
set_value(const struct conf_key *key, const char *value, void *out)
{
	char *at = (char *)out + key->off;
	uint64_t n;
	int r;

	switch (key->type) {
	case CONF_TEXT:
		return str_copy(at, key->size, value);
	case CONF_INT:
		if ((r = str_number(value, 2147483647, key->name, &n)) == 0)
			*(int *)(void *)at = (int)n;
		return r;
	case CONF_BOOL:
		if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
			return err_set(ERR_INPUT, "%s must be yes or no", key->name);
		*(bool *)at = value[0] == 'y';
		return 0;
	}
	return err_set(ERR_BUG, "key %s has no type", key->name);
}

static int
take_line(char *line, const struct conf_key *keys, size_t count, bool *seen, void *out)
{
	char *eq, *name, *value;
	size_t i;

	str_trim(line);
	if (line[0] == '\0' || line[0] == '#')
		return 0;
	if ((eq = strchr(line, '=')) == NULL)
		return err_set(ERR_INPUT, "line is not written as key = value");
	*eq = '\0';
	name = str_trim(line);
	value = str_trim(eq + 1);
	for (i = 0; i < count; i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		if (seen[i])
			return err_set(ERR_INPUT, "key \"%s\" is given twice", name);
		seen[i] = true;
		return set_value(&keys[i], value, out);
	}
	return err_set(ERR_INPUT, "key \"%s\" is not known", name);
}

static int
fill_fallbacks(const char *path, const struct conf_key *keys, size_t count, const bool *seen, void *out)
{
	size_t i;
	int r;

	for (i = 0; i < count; i++) {
		if (seen[i])
			continue;
		if (keys[i].fallback == NULL)
			return err_set(ERR_INPUT, "%s: key \"%s\" is missing", path, keys[i].name);
		if ((r = set_value(&keys[i], keys[i].fallback, out)) != 0)
			return r;
	}
	return 0;
}

int
conf_parse(const char *name, const char *text, const struct conf_key *keys, size_t count, void *out)
{
	char *copy = xstrdup(text), *at = copy, *line;
	bool *seen = xcalloc(count, sizeof(*seen));
	struct buf where = BUF_INIT;
	int r = 0, number = 0;

	while (r == 0 && (line = strsep(&at, "\n")) != NULL) {
		number++;
		if ((r = take_line(line, keys, count, seen, out)) != 0) {
			buf_printf(&where, "%s:%d", name, number);
			err_in(r, buf_str(&where));
		}
	}
	if (r == 0)
		r = fill_fallbacks(name, keys, count, seen, out);
	buf_clear(&where);
	free(seen);
	free(copy);
	return r;
}

int
conf_load(const char *path, const struct conf_key *keys, size_t count, void *out)
{
	struct buf text = BUF_INIT;
	int r;

	if ((r = io_load(path, MAX_FILE, &text)) == 0)
		r = conf_parse(path, buf_str(&text), keys, count, out);
	buf_clear(&text);
	return r;
}
