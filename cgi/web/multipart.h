/*
 * multipart: the second half of web/form: multipart/form-data (RFC 7578) as browsers write it, in one pass over the
 * body. Private to web/form, as are the two functions of form below.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stddef.h>

#include "web/form.h"

/* params: what follows "multipart/form-data" in the header. Errors as form_read. */
int	 multipart_read(struct region *r, const char *params, char *body, size_t n, const struct form_limits *limits,
	    struct form *out);

/* Adds a field, of which there is room for limits->fields. ERR_LIMIT, or ERR_INPUT for its name. */
int	 form_add(struct form *f, const struct form_limits *limits, const struct form_field *field);
/* Checks a text and its line ends, in place; value[*len] is overwritten with a NUL. */
int	 form_text_value(char *value, size_t *len, const struct form_limits *limits);

#endif
