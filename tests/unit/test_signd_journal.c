#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "signd/journal.h"
#include "util/err.h"

static char dir[64];

/* Counts the syncs of whatever this program opened, in front of the library's. */
static int files_synced, folders_synced;

int
fsync(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		*(S_ISDIR(st.st_mode) ? &folders_synced : &files_synced) += 1;
	return fdatasync(fd);
}

struct seen { int count; char text[2000]; };

static int
note(void *arg, const struct journal_record *rec)
{
	struct seen *s = arg;
	size_t n = strlen(s->text);

	s->count++;
	snprintf(s->text + n, sizeof(s->text) - n, "%d:%.*s ", rec->kind, (int)rec->n, (const char *)rec->p);
	return 0;
}

static int
open_it(struct seen *s, struct journal **out)
{
	*s = (struct seen){ .count = 0 };
	return journal_open(dir, "ca-1", note, s, out);
}

static uint64_t
add(struct journal *j, uint8_t kind, const char *text)
{
	struct buf b = BUF_INIT;
	uint64_t place;

	buf_adds(&b, text);
	place = journal_add(j, kind, &b);
	buf_clear(&b);
	return place;
}

/* One frame each. */
static void
write_three(void)
{
	struct journal *j;
	struct seen s;

	assert_int_equal(open_it(&s, &j), 0);
	add(j, 1, "one");
	assert_int_equal(journal_commit(j, 1000), 0);
	add(j, 2, "two");
	add(j, 2, "and");
	assert_int_equal(journal_commit(j, 2000), 0);
	add(j, 3, "three");
	assert_int_equal(journal_commit(j, 3000), 0);
	journal_close(j);
}

static void
path_of(int segment, char to[100])
{
	snprintf(to, 100, "%s/%08d", dir, segment);
}

static off_t
size_of(int segment)
{
	char path[100];
	struct stat st;

	path_of(segment, path);
	return stat(path, &st) == 0 ? st.st_size : -1;
}

static void
flip(off_t at)
{
	char path[100], c;
	int fd;

	path_of(1, path);
	assert_true((fd = open(path, O_RDWR)) >= 0);
	assert_int_equal(pread(fd, &c, 1, at), 1);
	c ^= 0x20;
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	close(fd);
}

static void
cut(off_t by)
{
	char path[100];

	path_of(1, path);
	assert_int_equal(truncate(path, size_of(1) - by), 0);
}

static void
gives_back_what_was_committed(void **state)
{
	struct signer_stand before, after;
	struct journal *j;
	struct seen s;

	(void)state;
	write_three();
	assert_int_equal(open_it(&s, &j), 0);
	assert_string_equal(s.text, "1:one 2:two 2:and 3:three ");
	journal_stand(j, &before);
	assert_int_equal(before.seq, 3);
	assert_string_equal(before.instance, "ca-1");
	journal_close(j);
	assert_int_equal(open_it(&s, &j), 0);
	journal_stand(j, &after);
	assert_memory_equal(before.head, after.head, sizeof(before.head));
	journal_close(j);
}

static void
finds_a_record_by_its_place(void **state)
{
	struct journal *j;
	struct seen s;
	struct buf b = BUF_INIT;
	uint64_t first, second;

	(void)state;
	assert_int_equal(open_it(&s, &j), 0);
	first = add(j, 7, "first");
	second = add(j, 8, "second");
	assert_int_equal(journal_commit(j, 1), 0);
	assert_int_equal(journal_load(j, second, 8, &b), 0);
	assert_string_equal(buf_str(&b), "second");
	assert_int_equal(journal_load(j, first, 7, &b), 0);
	assert_string_equal(buf_str(&b), "first");
	assert_int_equal(journal_load(j, first, 8, &b), ERR_CRYPTO);
	err_take();
	buf_clear(&b);
	journal_close(j);
}

static void
forgets_what_was_never_committed(void **state)
{
	struct journal *j;
	struct seen s;

	(void)state;
	assert_int_equal(open_it(&s, &j), 0);
	add(j, 1, "lost");
	journal_close(j);
	assert_int_equal(open_it(&s, &j), 0);
	add(j, 1, "dropped");
	journal_drop(j);
	assert_int_equal(journal_commit(j, 1), 0);
	journal_close(j);
	assert_int_equal(open_it(&s, &j), 0);
	assert_int_equal(s.count, 0);
	journal_close(j);
}

static void
goes_on_in_a_new_file(void **state)
{
	struct journal *j;
	struct seen s;
	struct buf b = BUF_INIT;
	uint64_t place = 0;
	int i;

	(void)state;
	assert_int_equal(open_it(&s, &j), 0);
	journal_set_segment(j, 100);
	for (i = 0; i < 5; i++) {
		place = add(j, 1, "more");
		assert_int_equal(journal_commit(j, 1), 0);
	}
	assert_true(size_of(2) > 0);
	journal_close(j);
	assert_int_equal(open_it(&s, &j), 0);
	assert_int_equal(s.count, 5);
	assert_int_equal(journal_load(j, place, 1, &b), 0);
	buf_clear(&b);
	journal_close(j);
}

/* A process killed between write and sync leaves a frame that was read, answered upon, and is not on the disk. */
static void
makes_sure_of_what_it_read(void **state)
{
	struct journal *j;
	struct seen s;

	(void)state;
	write_three();
	files_synced = folders_synced = 0;
	assert_int_equal(open_it(&s, &j), 0);
	assert_int_equal(s.count, 4);
	assert_int_equal(files_synced, 1);
	assert_int_equal(folders_synced, 1);
	journal_close(j);
}

/* Brought back in part, a journal would forget revocations. */
static void
refuses_to_go_on_without_one_of_its_files(void **state)
{
	char path[100], beside[110];
	struct journal *j;
	struct seen s;
	int i;

	(void)state;
	assert_int_equal(open_it(&s, &j), 0);
	journal_set_segment(j, 100);
	for (i = 0; i < 5; i++) {
		add(j, 1, "more");
		assert_int_equal(journal_commit(j, 1), 0);
	}
	journal_close(j);
	assert_true(size_of(3) > 0);
	for (i = 1; size_of(i + 1) > 0; i++) {
		path_of(i, path);
		snprintf(beside, sizeof(beside), "%s.kept", path);
		assert_int_equal(rename(path, beside), 0);
		assert_int_equal(open_it(&s, &j), ERR_CRYPTO);
		assert_non_null(strstr(err_take(), "restore the others from a copy"));
		assert_int_equal(size_of(i), -1);
		assert_int_equal(rename(beside, path), 0);
	}
	assert_int_equal(open_it(&s, &j), 0);
	assert_int_equal(s.count, 5);
	journal_close(j);
}

static void
cuts_off_a_torn_end_wherever_it_was_torn(void **state)
{
	struct journal *j;
	struct seen s;
	off_t whole, by;

	(void)state;
	write_three();
	whole = size_of(1);
	for (by = 1; by < 32 + 5 + 5 + 32; by++) {	/* within the last frame */
		cut(by);
		assert_int_equal(open_it(&s, &j), 0);
		assert_string_equal(s.text, "1:one 2:two 2:and ");
		add(j, 3, "three");
		assert_int_equal(journal_commit(j, 3000), 0);
		journal_close(j);
		assert_int_equal(size_of(1), whole);
	}
	assert_int_equal(open_it(&s, &j), 0);
	assert_string_equal(s.text, "1:one 2:two 2:and 3:three ");
	journal_close(j);
}

static void
refuses_a_changed_octet_that_others_follow(void **state)
{
	struct journal *j;
	struct seen s;
	off_t at;

	(void)state;
	write_three();
	for (at = 16; at < 16 + 32 + 5 + 3 + 32; at += 3) {
		flip(at);
		assert_int_equal(open_it(&s, &j), ERR_CRYPTO);
		assert_non_null(strstr(err_take(), "does not hold after frame 0"));
		flip(at);
	}
	assert_int_equal(open_it(&s, &j), 0);
	journal_close(j);
}

static void
refuses_a_file_of_something_else_and_of_another_instance(void **state)
{
	struct journal *j;
	struct seen s = { .count = 0 };

	(void)state;
	write_three();
	assert_int_equal(journal_open(dir, "ca-2", note, &s, &j), ERR_CRYPTO);
	err_take();
	flip(3);
	assert_int_equal(open_it(&s, &j), ERR_CRYPTO);
	err_take();
}

static void
writes_nothing_after_a_failed_write(void **state)
{
	struct journal *j;
	struct seen s;
	char path[100];
	int full, fd;

	(void)state;
	assert_int_equal(open_it(&s, &j), 0);
	path_of(1, path);
	/* the journal's own descriptor is made one that cannot be written */
	full = open("/dev/full", O_WRONLY);
	for (fd = 3; fd < 64; fd++) {
		char link[40], to[100];
		ssize_t n;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		if ((n = readlink(link, to, sizeof(to) - 1)) > 0) {
			to[n] = '\0';
			if (strcmp(to, path) == 0)
				dup2(full, fd);
		}
	}
	close(full);
	add(j, 1, "lost");
	assert_int_equal(journal_commit(j, 1), ERR_PEER);
	err_take();
	assert_true(journal_is_broken(j));
	assert_int_equal(journal_commit(j, 1), ERR_PEER);
	assert_non_null(strstr(err_take(), "nothing is recorded any more"));
	journal_close(j);
}

static int
fresh(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/chjnl.XXXXXX");
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int
away(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(gives_back_what_was_committed, fresh, away),
		cmocka_unit_test_setup_teardown(finds_a_record_by_its_place, fresh, away),
		cmocka_unit_test_setup_teardown(forgets_what_was_never_committed, fresh, away),
		cmocka_unit_test_setup_teardown(goes_on_in_a_new_file, fresh, away),
		cmocka_unit_test_setup_teardown(makes_sure_of_what_it_read, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_to_go_on_without_one_of_its_files, fresh, away),
		cmocka_unit_test_setup_teardown(cuts_off_a_torn_end_wherever_it_was_torn, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_a_changed_octet_that_others_follow, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_a_file_of_something_else_and_of_another_instance, fresh, away),
		cmocka_unit_test_setup_teardown(writes_nothing_after_a_failed_write, fresh, away),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
