/*
 * conf: settings in files of "key = value" lines (# begins a comment line), against a declared table of keys.
 *
 * A key that is not declared, declared twice in the file, missing without a default, or badly written refuses the whole
 * file with its line number: there are no silent defaults (I9).
 */
#ifndef UTIL_CONF_H
#define UTIL_CONF_H

#include <stddef.h>

enum conf_type { CONF_TEXT, CONF_INT, CONF_BOOL };

struct conf_key {
	const char	*name;
	enum conf_type	 type;
	size_t		 off;		/* offset in the caller's struct: char array, int or bool */
	size_t		 size;		/* CONF_TEXT: size of the array */
	const char	*fallback;	/* NULL: the key must be given */
};

#define CONF_TEXT_KEY(s, m, name, fallback) { name, CONF_TEXT, offsetof(s, m), sizeof(((s *)0)->m), fallback }
#define CONF_INT_KEY(s, m, name, fallback) { name, CONF_INT, offsetof(s, m), sizeof(int), fallback }
#define CONF_BOOL_KEY(s, m, name, fallback) { name, CONF_BOOL, offsetof(s, m), sizeof(_Bool), fallback }

/* Reads path into the struct at out. Returns 0, ERR_NOTFOUND, or ERR_INPUT with "path:line: reason". */
int	 conf_load(const char *path, const struct conf_key *keys, size_t count, void *out);
/* The same from text; name stands for the path in messages. */
int	 conf_parse(const char *name, const char *text, const struct conf_key *keys, size_t count, void *out);

#endif
