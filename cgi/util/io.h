/*
 * io: whole reads and writes, files replaced atomically, lock files.  Errors are ERR_PEER (the system said no, the note
 * has its reason), ERR_NOTFOUND and ERR_LIMIT.
 */
#ifndef UTIL_IO_H
#define UTIL_IO_H

#include <stddef.h>
#include <sys/types.h>

#include "util/buf.h"

/* All n bytes, whatever the kernel splits; at end of file before n: ERR_PEER. */
int	 io_read(int fd, void *to, size_t n);
int	 io_write(int fd, const void *p, size_t n);

/* A whole file of at most max bytes appended to out. ERR_NOTFOUND when absent, ERR_LIMIT when larger. */
int	 io_load(const char *path, size_t max, struct buf *out);

/*
 * Replaces path by a file with this content: written beside it, synced, renamed, folder synced.  mode is set exactly,
 * owner too unless uid is (uid_t)-1.
 */
int	 io_replace(const char *path, const void *p, size_t n, mode_t mode, uid_t uid);

/* mkdir -p for the last component chain; existing folders are left as they are. */
int	 io_mkdirs(const char *path, mode_t mode);

/* Opens (creates) and locks path. Returns the descriptor, or ERR_CONFLICT when another process holds it. */
int	 io_lock(const char *path);

int	 io_sync_dir(const char *path);		/* fsync of the folder itself */

#endif
