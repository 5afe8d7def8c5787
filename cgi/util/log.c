#include "util/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/err.h"
#include "util/tm.h"

static const char *program = "certhall";
static char request[40];

void
log_open(const char *name)
{
	program = name;
}

void
log_request(const char *id)
{
	snprintf(request, sizeof(request), "%s", id != NULL ? id : "");
}

static void
line(const char *level, const char *fmt, va_list ap)
{
	char text[1400], when[TM_ISO_SIZE], out[1600], *p;
	int n;

	vsnprintf(text, sizeof(text), fmt, ap);
	for (p = text; *p != '\0'; p++)	/* a line is a line: nobody forges the next one */
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	n = snprintf(out, sizeof(out), "%s %s[%d] %s %s%s%s\n", tm_iso_ms(tm_now(), when), program, (int)getpid(), level,
	    request, request[0] != '\0' ? " " : "", text);
	if (n > 0 && write(STDERR_FILENO, out, (size_t)n) < 0)
		return;
}

#define LINE(level) do { va_list ap; va_start(ap, fmt); line(level, fmt, ap); va_end(ap); } while (0)

void
log_info(const char *fmt, ...)
{
	LINE("info");
}

void
log_warn(const char *fmt, ...)
{
	LINE("warn");
}

void
log_error(const char *fmt, ...)
{
	LINE("error");
}

void
log_err(int code, const char *tried)
{
	const char *why = err_take();

	if (why[0] == '\0')
		why = "no reason was given";
	if (code == ERR_BUG || code == ERR_PEER || code == ERR_CRYPTO)
		log_error("%s: %s", tried, why);
	else
		log_info("%s: %s", tried, why);
}
