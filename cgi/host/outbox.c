#include "host/outbox.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/str.h"
#include "util/tm.h"

#define MESSAGE_MAX	65536
#define TRIES		100
#define COARSE		20	/* milliseconds that the kernel's times of files may lie behind its clock */

/* Six digits with none before or behind; after a hyphen they are the end of an application's number. */
static bool
find_digits(const char *s, char code[OUTBOX_CODE])
{
	char before = '\0';

	while (*s != '\0') {
		size_t n = strspn(s, "0123456789");

		if (n == OUTBOX_CODE - 1 && before != '-') {
			memcpy(code, s, n);
			code[n] = '\0';
			return true;
		}
		s += n > 0 ? n : 1;
		before = s[-1];
	}
	return false;
}

static int
is_sms(const struct dirent *e)
{
	return str_ends(e->d_name, ".sms");
}

static bool
look_into(const struct site *s, const char *name, const char *mobile, int64_t since, char code[OUTBOX_CODE])
{
	char file[300], path[SITE_PATH];
	struct buf text = BUF_INIT;
	struct stat st;
	const char *body;
	bool found = false;

	snprintf(file, sizeof(file), "outbox/%s", name);
	if (strlen(file) + strlen(s->var) + 2 > sizeof(path) || stat(site_path(s, file, path), &st) != 0 ||
	    (int64_t)st.st_mtim.tv_sec * TM_SECOND + st.st_mtim.tv_nsec / 1000000 + COARSE < since)
		return false;
	if (io_load(path, MESSAGE_MAX, &text) == 0 && (body = strstr(buf_str(&text), mobile)) != NULL)
		found = find_digits(body + strlen(mobile), code);
	buf_clear(&text);
	return found;
}

/* Names are ids, which grow with time: the newest comes last. */
static bool
look(const struct site *s, const char *mobile, int64_t since, char code[OUTBOX_CODE])
{
	struct dirent **names = NULL;
	char path[SITE_PATH];
	bool found = false;
	int n, i;

	n = scandir(site_path(s, "outbox", path), &names, is_sms, alphasort);
	for (i = n - 1; i >= 0; i--) {
		if (!found)
			found = look_into(s, names[i]->d_name, mobile, since, code);
		free(names[i]);
	}
	free(names);
	err_take();
	return found;
}

int
outbox_code(const struct site *s, const char *mobile, int64_t since, char code[OUTBOX_CODE])
{
	const struct timespec pause = { .tv_nsec = 100000000 };
	int i;

	for (i = 0; i < TRIES; i++) {
		if (look(s, mobile, since, code))
			return 0;
		nanosleep(&pause, NULL);
	}
	return err_set(ERR_PEER, "no code came to %s in %s/outbox", mobile, s->var);
}
