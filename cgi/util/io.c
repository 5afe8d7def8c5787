#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/err.h"
#include "util/mem.h"

static int
failed(const char *what, const char *path)
{
	return err_set(ERR_PEER, "could not %s %s: %s", what, path, strerror(errno));
}

int
io_read(int fd, void *to, size_t n)
{
	char *p = to;

	while (n > 0) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(ERR_PEER, "could not read: %s", got < 0 ? strerror(errno) : "the other end closed");
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

int
io_write(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_set(ERR_PEER, "could not write: %s", strerror(errno));
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

int
io_load(const char *path, size_t max, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t had = out->len;

	if (fd < 0)
		return errno == ENOENT ? err_set(ERR_NOTFOUND, "%s does not exist", path) : failed("open", path);
	for (;;) {
		char *at = buf_space(out, 65536);
		ssize_t got = at != NULL ? read(fd, at, 65536) : -1;

		if (got < 0 && at != NULL && errno == EINTR)
			continue;
		if (got < 0) {
			int r = at == NULL ? buf_end(out, path) : failed("read", path);

			close(fd);
			return r;
		}
		if (got == 0)
			break;
		buf_grew(out, (size_t)got);
		if (out->len - had > max) {
			close(fd);
			return err_set(ERR_LIMIT, "%s is larger than %zu bytes", path, max);
		}
	}
	close(fd);
	return 0;
}

int
io_sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0) {
		int r = failed("sync", path);

		if (fd >= 0)
			close(fd);
		return r;
	}
	close(fd);
	return 0;
}

static int
write_beside(const char *temp, const void *p, size_t n, mode_t mode, uid_t uid)
{
	int fd, r;

	unlink(temp);
	if ((fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		return failed("create", temp);
	if ((r = io_write(fd, p, n)) == 0 && ((uid != (uid_t)-1 && fchown(fd, uid, uid) != 0) ||
	    fchmod(fd, mode) != 0 || fsync(fd) != 0))
		r = failed("write", temp);
	if (close(fd) != 0 && r == 0)
		r = failed("close", temp);
	return r;
}

int
io_replace(const char *path, const void *p, size_t n, mode_t mode, uid_t uid)
{
	char *temp, *folder = xstrdup(path);
	int r;

	if (asprintf(&temp, "%s.new", path) < 0)
		abort();
	if ((r = write_beside(temp, p, n, mode, uid)) == 0 && rename(temp, path) != 0)
		r = failed("rename", temp);
	if (r == 0)
		r = io_sync_dir(dirname(folder));
	else
		unlink(temp);
	free(temp);
	free(folder);
	return r;
}

int
io_mkdirs(const char *path, mode_t mode)
{
	char *copy = xstrdup(path), *p;
	int r = 0;

	for (p = copy + 1; r == 0; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, mode) != 0 && errno != EEXIST)
			r = failed("create folder", copy);
		*p = c;
		if (c == '\0')
			break;
	}
	free(copy);
	return r;
}

int
io_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return failed("open", path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int r = errno == EWOULDBLOCK ? err_set(ERR_CONFLICT, "%s is held by a running process", path) :
		    failed("lock", path);

		close(fd);
		return r;
	}
	return fd;
}
