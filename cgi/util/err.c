#include "util/err.h"

#include <stdarg.h>
#include <stdio.h>

static char note[512];
static char taken[sizeof(note)];

int
err_set(enum err code, const char *fmt, ...)
{
	va_list ap;

	if (note[0] == '\0') {
		va_start(ap, fmt);
		vsnprintf(note, sizeof(note), fmt, ap);
		va_end(ap);
	}
	return code;
}

int
err_reword(enum err code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(note, sizeof(note), fmt, ap);
	va_end(ap);
	return code;
}

int
err_in(int code, const char *context)
{
	char framed[sizeof(note)];

	if (note[0] != '\0') {
		/* a note longer than its room loses its tail, never its cause's head */
		snprintf(framed, sizeof(framed), "%.96s: %.400s", context, note);
		snprintf(note, sizeof(note), "%s", framed);
	}
	return code;
}

const char *
err_take(void)
{
	snprintf(taken, sizeof(taken), "%s", note);
	note[0] = '\0';
	return taken;
}
