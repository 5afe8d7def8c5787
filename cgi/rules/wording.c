#include "rules/wording.h"

#include <stdio.h>
#include <string.h>

#include "store/len.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define KEY	160

static bool
is(const char *p, size_t n, const char *word)
{
	return n == strlen(word) && strncmp(p, word, n) == 0;
}

/* The value of a name, unescaped, appended to out. */
static void
value_of(const struct buf *params, const char *name, size_t n, struct buf *out)
{
	const char *line = buf_str(params);

	while (*line != '\0' && (strncmp(line, name, n) != 0 || line[n] != '=')) {
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	if (*line == '\0')
		return;
	for (line += n + 1; *line != '\0' && *line != '\n'; line++)
		if (*line == '\\' && (line[1] == 'n' || line[1] == '\\'))
			buf_addc(out, *++line == 'n' ? '\n' : '\\');
		else
			buf_addc(out, *line);
}

static int
put_time(const struct words *w, const char *value, struct buf *out)
{
	char text[17];
	int minutes = w->site->zone_minutes;
	int64_t at;
	int r;

	if ((r = tm_parse(value, &at)) != 0)
		return r;
	buf_printf(out, "%s (UTC%+d", tm_local(at, minutes, text), minutes / 60);
	if (minutes % 60 != 0)
		buf_printf(out, ":%02d", minutes % 60 < 0 ? -(minutes % 60) : minutes % 60);
	buf_addc(out, ')');
	return 0;
}

/* how is "Group.*.Word". */
static int
put_text(const struct words *w, const char *language, const char *how, size_t n, const char *value, struct buf *out)
{
	const char *star = memchr(how, '*', n), *text;
	char key[KEY];

	if (star == NULL)
		return err_set(ERR_INPUT, "a message has {…|%.*s}", (int)n, how);
	snprintf(key, sizeof(key), "%.*s%s%.*s", (int)(star - how), how, value, (int)(n - (size_t)(star - how) - 1), star + 1);
	if ((text = w->text(w->arg, language, key)) == NULL)
		return err_set(ERR_INPUT, "text %s is missing in %s", key, language);
	buf_adds(out, text);
	return 0;
}

/* One {name} or {name|how}, without its braces. */
static int
put(const struct words *w, const char *language, const char *name, size_t n, const struct buf *params, struct buf *out)
{
	const char *bar = memchr(name, '|', n);
	size_t len = bar == NULL ? n : (size_t)(bar - name), rest = bar == NULL ? 0 : n - len - 1;
	struct buf value;
	int r = 0;

	if (is(name, n, "origin") || is(name, n, "site")) {
		buf_adds(out, *name == 'o' ? w->site->origin : w->text(w->arg, language, "Site.Name"));
		return 0;
	}
	buf_init(&value, 0);
	value_of(params, name, len, &value);
	if (bar == NULL)
		buf_adds(out, buf_str(&value));
	else if (is(bar + 1, rest, "time"))
		r = put_time(w, buf_str(&value), out);
	else
		r = put_text(w, language, bar + 1, rest, buf_str(&value), out);
	buf_wipe(&value);
	return r;
}

int
wording(const struct words *w, const char *language, const char *event, const char *part, const struct buf *params,
    struct buf *out)
{
	char key[KEY];
	const char *at, *end;
	int r;

	snprintf(key, sizeof(key), "Mail.%s.%s", event, part);
	if ((at = w->text(w->arg, language, key)) == NULL)
		return err_set(ERR_NOTFOUND, "text %s is missing in %s", key, language);
	for (; *at != '\0'; at = end + 1) {
		size_t plain = strcspn(at, "{");

		buf_add(out, at, plain);
		if (at[plain] == '\0')
			break;
		at += plain + 1;
		if ((end = strchr(at, '}')) == NULL)
			return err_set(ERR_INPUT, "text %s has a brace that is not closed", key);
		if ((r = put(w, language, at, (size_t)(end - at), params, out)) != 0)
			return r;
	}
	return buf_end(out, key);
}
