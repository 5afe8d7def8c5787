#include "web/lang.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const lang_text[] = { "zh-CN", "en", "vi", NULL };

_Static_assert(sizeof(lang_text) / sizeof(lang_text[0]) == LANG_MAX + 1, "a name for each language");

/* The first subtag decides: all Chinese is written in one way here. */
static enum lang
lang_of_range(const char *word, size_t n)
{
	static const struct { const char *tag; enum lang lang; } known[] = {
		{ "zh", LANG_ZH }, { "en", LANG_EN }, { "vi", LANG_VI },
	};
	size_t i;

	if (n < 2 || (n > 2 && word[2] != '-'))
		return LANG_MAX;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncasecmp(word, known[i].tag, 2) == 0)
			return known[i].lang;
	return LANG_MAX;
}

enum lang
lang_of(const char *word)
{
	return lang_of_range(word, strlen(word));
}

/* Thousandths of the weight behind a range: "" is 1, ";q=0.8" is 800. */
static int
weight_of(const char *params, size_t n)
{
	int weight = 0, unit = 1000;
	size_t i;

	for (i = 0; i + 2 < n && strncasecmp(params + i, "q=", 2) != 0; i++)
		continue;
	if (i + 2 >= n)
		return 1000;
	for (i += 2; i < n && unit > 0; i++) {
		if (params[i] == '.')
			continue;
		if (params[i] < '0' || params[i] > '9')
			break;
		weight += (params[i] - '0') * unit;
		unit /= 10;
	}
	return weight;
}

enum lang
lang_accept(const char *header)
{
	enum lang best = LANG_ZH, lang;
	int weight, most = 0;
	size_t n, name;

	for (; *header != '\0'; header += n + (header[n] == ',')) {
		header += strspn(header, " \t");
		n = strcspn(header, ",");
		name = strcspn(header, ",; \t");
		lang = lang_of_range(header, name);
		weight = weight_of(header + name, n - name);
		if (lang != LANG_MAX && weight > most) {
			best = lang;
			most = weight;
		}
	}
	return best;
}
