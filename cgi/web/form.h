/*
 * form: what a browser sent, as flat fields: application/x-www-form-urlencoded and multipart/form-data.
 *
 * One pass, linear, no tree, no copy of files.  Refused as a whole (ERR_INPUT, or ERR_LIMIT when too large or too
 * many): broken %XX, NUL or invalid UTF-8 in a name or text, a name of other characters than [A-Za-z0-9_.-] (a
 * final [] apart), the same name twice unless it ends with "[]", a part without name, a boundary that is missing or
 * never closed. Line ends of texts become \n; other control characters stay (page_fields refuses them beside the
 * field).
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "util/region.h"

/* The one constant of uploads (design 6): program, Apache's <If>, hints and error texts say the same. */
#define FORM_REQUEST_MAX	((size_t)6000000)
#define FORM_FILE_MAX		((size_t)5 << 20)

struct form_limits {
	size_t	fields;		/* fields and files together */
	size_t	name;		/* bytes of a name */
	size_t	value;		/* bytes of a text value */
	size_t	file;		/* bytes of one file; 0: files are refused */
};

/*
 * What pages take unless they say otherwise: 200 fields, names of 64, values of 100,000 bytes, one file of 5
 * MiB.
 */
extern const struct form_limits form_usual;

struct form_field {
	const char	*name;
	char		*value;		/* NUL-terminated; of a file: its bytes */
	size_t		 len;
	const char	*file;		/* name the browser gave, base name only; NULL: a text */
	const char	*type;		/* of a file, as the browser claims; never trusted */
};

struct form {
	struct form_field	*fields;
	size_t			 count;
};

/*
 * Reads a body by its Content-Type.  Other types than the two are ERR_INPUT.  Memory is the region's; file values
 * point into the body, which must live as long.
 */
int	 form_read(struct region *r, const char *content_type, char *body, size_t n, const struct form_limits *limits,
	    struct form *out);
/* A query string or an urlencoded body. */
int	 form_urlencoded(struct region *r, const char *text, size_t n, const struct form_limits *limits, struct form *out);

/* The field, or NULL. */
struct form_field *form_find(const struct form *f, const char *name);
/* The text of a field, "" when absent or a file. */
const char *form_get(const struct form *f, const char *name);
/* The file of a field, NULL when absent, a text, or sent without a file (empty name and no bytes). */
const struct form_field *form_file(const struct form *f, const char *name);
/* The i-th value (from 0) of a name that ends with "[]", NULL behind the last. */
const char *form_each(const struct form *f, const char *name, size_t i);

#endif
