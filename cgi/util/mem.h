/*
 * mem: memory that cannot fail.  Running out ends the process (style rule 5), so no caller tests for it.
 */
#ifndef UTIL_MEM_H
#define UTIL_MEM_H

#include <stddef.h>

/* Like malloc, calloc, reallocarray and strdup; end the process with a log line instead of returning NULL. */
void	*xmalloc(size_t size);
void	*xcalloc(size_t count, size_t size);
void	*xreallocarray(void *old, size_t count, size_t size);
char	*xstrdup(const char *s);
char	*xmemdup(const void *p, size_t size);	/* adds a NUL behind the copy */

/* Overwrites, then frees; for keys, PINs and one-time codes. NULL is accepted. */
void	 freezero(void *p, size_t size);

#endif
