#include "signd/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/digest.h"
#include "util/err.h"
#include "util/io.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/msg.h"
#include "util/str.h"

#define MAGIC		0x43484a46u
#define FRAME_HEAD	32
#define RECORD_HEAD	5
#define FILE_HEAD	16
#define SEGMENT		((uint64_t)64 << 20)
#define PLACE_BITS	40	/* of a place: offset in its file; above: number of the file */
#define PATH_SIZE	300

static const char file_head[FILE_HEAD] = "certhall-jnl-1\n";

struct journal {
	char			dir[200];
	struct signer_stand	at;
	int			fd;
	uint32_t		segment;
	uint64_t		end, limit;
	bool			broken;
	struct buf		frame;		/* records collected */
	int			old_fd;		/* last file read by journal_load */
	uint32_t		old_segment;
};

static void
path_of(const struct journal *j, uint32_t segment, char to[PATH_SIZE])
{
	snprintf(to, PATH_SIZE, "%s/%08u", j->dir, segment);
}

static void
chain(const unsigned char before[DIGEST_SIZE], const void *head, const void *records, size_t n,
    unsigned char out[DIGEST_SIZE])
{
	struct digest *d = digest_new();

	digest_add(d, before, DIGEST_SIZE);
	digest_add(d, head, FRAME_HEAD);
	digest_add(d, records, n);
	digest_end(d, out);
}

struct frame { size_t n; uint64_t seq; int64_t at; };

static void
put_head(const struct frame *f, struct buf *out)
{
	unsigned char sum[DIGEST_SIZE];

	msg_put_u32(out, MAGIC);
	msg_put_u32(out, (uint32_t)f->n);
	msg_put_u64(out, f->seq);
	msg_put_u64(out, (uint64_t)f->at);
	digest_sha256(out->data, FRAME_HEAD - 8, sum);
	buf_add(out, sum, 8);
}

static bool
get_head(const unsigned char *p, struct frame *out)
{
	unsigned char sum[DIGEST_SIZE];
	struct msg_reader r;

	msg_read(&r, p, FRAME_HEAD);
	if (msg_get_u32(&r) != MAGIC)
		return false;
	out->n = msg_get_u32(&r);
	out->seq = msg_get_u64(&r);
	out->at = (int64_t)msg_get_u64(&r);
	digest_sha256(p, FRAME_HEAD - 8, sum);
	return memcmp(sum, p + FRAME_HEAD - 8, 8) == 0 && out->n <= JOURNAL_FRAME_MAX;
}

static int
replay_records(struct journal *j, const struct frame *f, const unsigned char *p, uint64_t place, journal_fn fn, void *arg)
{
	struct msg_reader r;
	int code;

	(void)j;
	msg_read(&r, p, f->n);
	while (r.at < r.end) {
		struct journal_record rec = { .at = f->at, .place = place + (uint64_t)(r.at - p) };

		rec.kind = msg_get_u8(&r);
		rec.p = msg_get_blob(&r, &rec.n);
		if (r.fault)
			return err_set(ERR_CRYPTO, "journal: frame %llu has a broken record", (unsigned long long)f->seq);
		if ((code = fn(arg, &rec)) != 0)
			return code;
	}
	return 0;
}

/*
 * A frame that does not hold was torn by a power cut only if nothing follows it that was synced later.  Anything that looks
 * like the head of a later frame shows that this one had been complete.
 */
static bool
something_follows(const struct buf *file, size_t from, uint64_t seq)
{
	const unsigned char *p = (const unsigned char *)file->data;
	struct frame f;
	size_t i;

	for (i = from; i + FRAME_HEAD <= file->len; i++)
		if (p[i] == 0x43 && get_head(p + i, &f) && f.seq > seq)
			return true;
	return false;
}

/* Replays the frames of one file; *good is where the last good one ends. */
static int
replay_file(struct journal *j, const struct buf *file, journal_fn fn, void *arg, size_t *good)
{
	const unsigned char *p = (const unsigned char *)file->data;
	unsigned char head[DIGEST_SIZE];
	struct frame f;
	size_t at = FILE_HEAD;
	int r;

	*good = at;
	while (at + FRAME_HEAD <= file->len) {
		if (!get_head(p + at, &f) || file->len - at - FRAME_HEAD < f.n + DIGEST_SIZE)
			break;
		chain(j->at.head, p + at, p + at + FRAME_HEAD, f.n, head);
		if (f.seq != j->at.seq + 1 || memcmp(head, p + at + FRAME_HEAD + f.n, DIGEST_SIZE) != 0)
			break;
		if ((r = replay_records(j, &f, p + at + FRAME_HEAD,
		    (uint64_t)j->segment << PLACE_BITS | (at + FRAME_HEAD), fn, arg)) != 0)
			return r;
		memcpy(j->at.head, head, DIGEST_SIZE);
		j->at.seq = f.seq;
		at += FRAME_HEAD + f.n + DIGEST_SIZE;
		*good = at;
	}
	return 0;
}

static int
load_segment(struct journal *j, struct buf *out)
{
	char path[PATH_SIZE];
	int r;

	path_of(j, j->segment, path);
	buf_init(out, (size_t)4 << 30);
	if ((r = io_load(path, (size_t)4 << 30, out)) != 0)
		return r;
	if (out->len >= FILE_HEAD && memcmp(out->data, file_head, FILE_HEAD) != 0)
		return err_set(ERR_CRYPTO, "journal: %s is no journal", path);
	return 0;
}

static int
damaged(const struct journal *j)
{
	return err_set(ERR_CRYPTO, "journal: file %08u does not hold after frame %llu; restore it from a copy", j->segment,
	    (unsigned long long)j->at.seq);
}

static bool
is_last(const struct journal *j)
{
	char path[PATH_SIZE];

	path_of(j, j->segment + 1, path);
	return access(path, F_OK) != 0;
}

/* A file more or less than those from 1 to count: a copy brought back in part. Going on would forget what the others say. */
static int
all_there(const struct journal *j, uint32_t count)
{
	DIR *d = opendir(j->dir);
	const struct dirent *e;
	uint32_t n = 0;

	if (d == NULL)
		return err_set(ERR_PEER, "journal: could not read %s: %s", j->dir, strerror(errno));
	while ((e = readdir(d)) != NULL)
		n += strlen(e->d_name) == 8 && strspn(e->d_name, "0123456789") == 8;
	closedir(d);
	return n == count ? 0 :
	    err_set(ERR_CRYPTO, "journal: %u files, of which %u follow one another; restore the others from a copy", n, count);
}

/*
 * What was read may have been written by a process that was killed before its sync: it counts from now on, so it goes to the
 * disk, and the name of its file too.
 */
static int
open_end(struct journal *j, size_t good, size_t len)
{
	char path[PATH_SIZE];

	path_of(j, j->segment, path);
	if ((j->fd = open(path, O_WRONLY | O_CLOEXEC)) < 0)
		return err_set(ERR_PEER, "journal: could not open %s: %s", path, strerror(errno));
	if (good < len)
		log_warn("journal: %zu bytes of an unfinished frame are cut off", len - good);
	if ((good < len && ftruncate(j->fd, (off_t)good) != 0) || fsync(j->fd) != 0)
		return err_set(ERR_PEER, "journal: could not make sure of the end: %s", strerror(errno));
	j->end = good;
	return io_sync_dir(j->dir);
}

static int
begin_segment(struct journal *j)
{
	char path[PATH_SIZE];
	int fd;

	path_of(j, j->segment + 1, path);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		return err_set(ERR_PEER, "journal: could not create %s: %s", path, strerror(errno));
	if (io_write(fd, file_head, FILE_HEAD) != 0 || fsync(fd) != 0 || io_sync_dir(j->dir) != 0) {
		close(fd);
		return err_set(ERR_PEER, "journal: could not begin %s: %s", path, strerror(errno));
	}
	if (j->fd >= 0)
		close(j->fd);
	j->fd = fd;
	j->segment++;
	j->end = FILE_HEAD;
	return 0;
}

static int
replay_all(struct journal *j, journal_fn fn, void *arg)
{
	struct buf file;
	size_t good;
	int r;

	for (j->segment = 1;; j->segment++) {
		if ((r = load_segment(j, &file)) == ERR_NOTFOUND && j->segment == 1) {
			err_take();
			j->segment = 0;
			return (r = all_there(j, 0)) != 0 ? r : begin_segment(j);
		}
		if (r == 0 && file.len < FILE_HEAD && is_last(j)) {	/* its very beginning was torn */
			struct buf whole = BUF_INIT;
			char path[PATH_SIZE];

			path_of(j, j->segment, path);
			buf_add(&whole, file_head, FILE_HEAD);
			r = io_replace(path, whole.data, whole.len, 0600, (uid_t)-1);
			buf_clear(&whole);
			buf_reset(&file);
			buf_add(&file, file_head, FILE_HEAD);
		}
		if (r == 0)
			r = replay_file(j, &file, fn, arg, &good);
		if (r == 0 && good < file.len && (!is_last(j) || something_follows(&file, good, j->at.seq + 1)))
			r = damaged(j);
		if (r == 0 && is_last(j)) {
			if ((r = all_there(j, j->segment)) == 0)
				r = open_end(j, good, file.len);
			buf_clear(&file);
			return r;
		}
		buf_clear(&file);
		if (r != 0)
			return r;
	}
}

int
journal_open(const char *dir, const char *instance, journal_fn replay, void *arg, struct journal **out)
{
	struct journal *j = xcalloc(1, sizeof(*j));
	int r;

	j->fd = j->old_fd = -1;
	j->limit = SEGMENT;
	buf_init(&j->frame, JOURNAL_FRAME_MAX);
	digest_sha256(instance, strlen(instance), j->at.head);
	if ((r = str_copy(j->dir, sizeof(j->dir), dir)) != 0 ||
	    (r = str_copy(j->at.instance, sizeof(j->at.instance), instance)) != 0 ||
	    (r = replay_all(j, replay, arg)) != 0) {
		journal_close(j);
		return r;
	}
	*out = j;
	return 0;
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	if (j->fd >= 0)
		close(j->fd);
	if (j->old_fd >= 0)
		close(j->old_fd);
	buf_clear(&j->frame);
	free(j);
}

uint64_t
journal_add(struct journal *j, uint8_t kind, const struct buf *bytes)
{
	uint64_t place;

	if (j->frame.len == 0 && j->end >= j->limit && !j->broken && begin_segment(j) != 0)
		j->broken = true;
	place = (uint64_t)j->segment << PLACE_BITS | (j->end + FRAME_HEAD + j->frame.len);
	msg_put_u8(&j->frame, kind);
	msg_put_blob(&j->frame, bytes->data, bytes->len);
	return place;
}

void
journal_drop(struct journal *j)
{
	buf_reset(&j->frame);
	j->frame.overflow = false;
}

static int
write_frame(struct journal *j, int64_t at)
{
	struct frame f = { j->frame.len, j->at.seq + 1, at };
	unsigned char head[DIGEST_SIZE];
	struct buf all;
	int r = 0;

	buf_init(&all, JOURNAL_FRAME_MAX + 4096);
	put_head(&f, &all);
	chain(j->at.head, all.data, j->frame.data, j->frame.len, head);
	buf_add(&all, j->frame.data, j->frame.len);
	buf_add(&all, head, sizeof(head));
	if (pwrite(j->fd, all.data, all.len, (off_t)j->end) != (ssize_t)all.len || fdatasync(j->fd) != 0)
		r = err_set(ERR_PEER, "journal: could not write: %s", strerror(errno));
	if (r == 0) {
		j->end += all.len;
		j->at.seq = f.seq;
		memcpy(j->at.head, head, sizeof(head));
	}
	buf_clear(&all);
	return r;
}

int
journal_commit(struct journal *j, int64_t at)
{
	int r;

	if (!j->broken && j->frame.len == 0 && !j->frame.overflow)
		return 0;
	if (j->broken || j->frame.overflow)
		r = err_set(ERR_PEER, "journal: an earlier write failed, nothing is recorded any more");
	else
		r = write_frame(j, at);
	journal_drop(j);
	if (r != 0)
		j->broken = true;	/* what the disk holds now is unknown until the next start reads it */
	return r;
}

static int
read_at(struct journal *j, uint64_t offset, void *to, size_t n)
{
	ssize_t got = pread(j->old_fd, to, n, (off_t)offset);

	return got == (ssize_t)n ? 0 : err_set(ERR_PEER, "journal: could not read: %s", got < 0 ? strerror(errno) : "short");
}

int
journal_load(struct journal *j, uint64_t place, uint8_t kind, struct buf *out)
{
	uint64_t offset = place & (((uint64_t)1 << PLACE_BITS) - 1);
	uint32_t segment = (uint32_t)(place >> PLACE_BITS);
	unsigned char head[RECORD_HEAD];
	char path[PATH_SIZE], *to;
	struct msg_reader r;
	size_t n;
	int code;

	if (j->old_fd < 0 || j->old_segment != segment) {
		if (j->old_fd >= 0)
			close(j->old_fd);
		path_of(j, segment, path);
		if ((j->old_fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
			return err_set(ERR_PEER, "journal: could not open %s: %s", path, strerror(errno));
		j->old_segment = segment;
	}
	if ((code = read_at(j, offset, head, sizeof(head))) != 0)
		return code;
	msg_read(&r, head, sizeof(head));
	if (msg_get_u8(&r) != kind || (n = msg_get_u32(&r)) > JOURNAL_FRAME_MAX)
		return err_set(ERR_CRYPTO, "journal: another record stands there");
	buf_reset(out);
	if ((to = buf_space(out, n)) == NULL)
		return buf_end(out, "journal record");
	if ((code = read_at(j, offset + RECORD_HEAD, to, n)) == 0)
		buf_grew(out, n);
	return code;
}

void
journal_stand(const struct journal *j, struct signer_stand *out)
{
	*out = j->at;
}

int
journal_is_broken(const struct journal *j)
{
	return j->broken;
}

void
journal_set_segment(struct journal *j, uint64_t octets)
{
	j->limit = octets;
}
