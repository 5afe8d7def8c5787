/* Transactions that meet a deadlock, a lock, a dead server, a COMMIT whose answer is lost: each happens once or says why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/db.h"
#include "util/err.h"

struct count { uint64_t n; };
static const struct col count_cols[] = { COL(struct count, n, COL_U64, 0) };

static const struct query make = QUERY_WRITE("CREATE TABLE thing (id BIGINT UNSIGNED PRIMARY KEY, n INT NOT NULL) ENGINE=InnoDB");
static const struct query empty = QUERY_WRITE("DELETE FROM thing");
static const struct query two = QUERY_WRITE("INSERT INTO thing (id,n) VALUES (1,0),(2,0)");
static const struct query raise_n = QUERY_WRITE("UPDATE thing SET n=n+1 WHERE id=?");
static const struct query add = QUERY_WRITE("INSERT INTO thing (id,n) VALUES (?,7)");
static const struct query value = QUERY("SELECT n FROM thing WHERE id=?", count_cols);
static const struct query there = QUERY("SELECT id FROM thing WHERE id=?", count_cols);
static const struct query patience = QUERY_WRITE("SET SESSION innodb_lock_wait_timeout=1");
static const struct query myself = QUERY("SELECT CONNECTION_ID()", count_cols);
static const struct query end_it = QUERY_WRITE("KILL CONNECTION ?");

/* Between the processes of this test. */
static struct shared {
	int		runs[2];	/* of a body */
	int		locked[2];	/* has its first row */
	enum { CUT_NONE, CUT_COMMIT, CUT_ANSWER } cut;	/* the next COMMIT: does not arrive; its answer does not */
} *shared;

static struct db *db, *other;
static char proxy_path[64];
static pid_t proxy;

/* --- a way to the server that can be cut ------------------------------------------------------------------- */
static void
carry(int client, const char *socket_path)
{
	static const char commit[] = "\x07\0\0\0\x03" "COMMIT";
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	static char data[60000];
	bool drop_answer = false;
	ssize_t n;

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", socket_path);
	if (connect(server, (struct sockaddr *)&to, sizeof(to)) != 0)
		return;
	for (;;) {
		struct pollfd at[2] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };

		if (poll(at, 2, -1) < 0)
			return;
		if (at[0].revents != 0) {
			if ((n = read(client, data, sizeof(data))) <= 0)
				return;
			if (n == (ssize_t)sizeof(commit) - 1 && memcmp(data, commit, sizeof(commit) - 1) == 0 && shared->cut != CUT_NONE) {
				bool arrives = shared->cut == CUT_ANSWER;

				shared->cut = CUT_NONE;
				if (!arrives)
					return;
				drop_answer = true;
			}
			if (write(server, data, (size_t)n) != n)
				return;
		}
		if (at[1].revents != 0) {
			if ((n = read(server, data, sizeof(data))) <= 0 || drop_answer || write(client, data, (size_t)n) != n)
				return;
		}
	}
}

static void
serve(int listener, const char *socket_path)
{
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	for (;;) {
		int client = accept(listener, NULL, NULL);

		if (client >= 0 && fork() == 0) {
			carry(client, socket_path);
			_exit(0);
		}
		close(client);
	}
}

static struct db *
connected(const char *path)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct db *made;

	snprintf(conf.socket, sizeof(conf.socket), "%s", path);
	assert_int_equal(db_connect(&conf, &made), 0);
	return made;
}

static int
open_all(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const char *path = getenv("CERTHALL_DB_SOCKET");
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	snprintf(proxy_path, sizeof(proxy_path), "%s/cut", getenv("CERTHALL_DB_VAR"));
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", proxy_path);
	if (bind(listener, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(listener, 8) != 0)
		return -1;
	if ((proxy = fork()) == 0)
		serve(listener, path);
	close(listener);
	other = connected(path);
	db = connected(proxy_path);
	return db_exec(other, &make, NULL, IN_NONE);
}

static int
close_all(void **state)
{
	(void)state;
	db_close(db);
	db_close(other);
	kill(proxy, SIGTERM);
	waitpid(proxy, NULL, 0);
	return 0;
}

static int
begin(void **state)
{
	(void)state;
	memset(shared, 0, sizeof(*shared));
	return db_exec(other, &empty, NULL, IN_NONE) != 0 ? -1 : db_exec(other, &two, NULL, IN_NONE);
}

static uint64_t
value_of(uint64_t id)
{
	struct count row;

	assert_int_equal(db_one(other, &value, &row, IN(in_u64(id))), 0);
	return row.n;
}

/* --- locks -------------------------------------------------------------------------------------------------- */
/* Takes its own row, waits until the other has its own too, and then wants that one. */
static int
cross(struct db *d, void *arg)
{
	int who = *(int *)arg, tries, r;

	shared->runs[who]++;
	if ((r = db_exec(d, &raise_n, NULL, IN(in_u64((uint64_t)who + 1)))) != 0)
		return r;
	shared->locked[who] = 1;
	for (tries = 0; tries < 1000 && !shared->locked[1 - who]; tries++)
		usleep(5000);
	return db_exec(d, &raise_n, NULL, IN(in_u64((uint64_t)(1 - who) + 1)));
}

static void
two_that_wait_for_each_other_both_happen_once(void **state)
{
	int one = 0, zero = 1, status;
	pid_t pid;

	(void)state;
	if ((pid = fork()) == 0) {
		struct db *own = connected(getenv("CERTHALL_DB_SOCKET"));

		_exit(db_run(own, cross, &zero) == 0 ? 0 : 1);
	}
	assert_int_equal(db_run(db, cross, &one), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(shared->runs[0] + shared->runs[1], 3);
	assert_int_equal(value_of(1), 2);
	assert_int_equal(value_of(2), 2);
}

/* The row is another's until the second try. */
static int
wait_for_it(struct db *d, void *arg)
{
	(void)arg;
	if (++shared->runs[0] == 2)
		assert_int_equal(db_end(other, 0), 0);
	return db_exec(d, &raise_n, NULL, IN(in_u64(1)));
}

static void
a_lock_that_is_held_too_long_is_waited_for_again(void **state)
{
	(void)state;
	assert_int_equal(db_exec(db, &patience, NULL, IN_NONE), 0);
	assert_int_equal(db_begin(other), 0);
	assert_int_equal(db_exec(other, &raise_n, NULL, IN(in_u64(1))), 0);
	assert_int_equal(db_run(db, wait_for_it, NULL), 0);
	assert_int_equal(shared->runs[0], 2);
	assert_int_equal(value_of(1), 2);
}

/* --- the server --------------------------------------------------------------------------------------------- */
static int
lose_connection(struct db *d, void *arg)
{
	struct count me;
	int r;

	(void)arg;
	if ((r = db_exec(d, &raise_n, NULL, IN(in_u64(1)))) != 0 || (r = db_one(d, &myself, &me, IN_NONE)) != 0)
		return r;
	if (shared->runs[0]++ == 0)
		assert_int_equal(db_exec(other, &end_it, NULL, IN(in_u64(me.n))), 0);
	return db_exec(d, &raise_n, NULL, IN(in_u64(2)));
}

static void
a_lost_connection_undoes_it_and_it_runs_again(void **state)
{
	(void)state;
	assert_int_equal(db_run(db, lose_connection, NULL), 0);
	assert_int_equal(shared->runs[0], 2);
	assert_int_equal(value_of(1), 1);
	assert_int_equal(value_of(2), 1);
}

static void
restart_server(void)
{
	FILE *f = fopen(getenv("CERTHALL_DB_PID"), "r");
	int pid;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(system(getenv("CERTHALL_DB_START")), 0);
}

static int
lose_server(struct db *d, void *arg)
{
	int r;

	(void)arg;
	if ((r = db_exec(d, &raise_n, NULL, IN(in_u64(1)))) != 0)
		return r;
	if (shared->runs[0]++ == 0)
		restart_server();
	return db_exec(d, &raise_n, NULL, IN(in_u64(2)));
}

static void
a_server_that_dies_undoes_it_and_it_runs_again(void **state)
{
	(void)state;
	assert_int_equal(db_run(db, lose_server, NULL), 0);
	assert_int_equal(shared->runs[0], 2);
	assert_int_equal(db_ping(other), 0);
	assert_int_equal(value_of(1), 1);
	assert_int_equal(value_of(2), 1);
}

/* --- COMMIT ------------------------------------------------------------------------------------------------- */
static const uint64_t id = 9;	/* given from outside, so that it can be looked up */

static int
put(struct db *d, void *arg)
{
	(void)arg;
	shared->runs[0]++;
	return db_insert(d, &add, IN(in_u64(id)));
}

static int
was_put(struct db *d, void *arg)
{
	struct count row;

	(void)arg;
	shared->runs[1]++;
	return db_one(d, &there, &row, IN(in_u64(id)));
}

static void
a_commit_without_answer_is_said_to_be_unknown(void **state)
{
	(void)state;
	shared->cut = CUT_ANSWER;
	assert_int_equal(db_run(db, put, NULL), ERR_PEER);
	assert_non_null(strstr(err_take(), "the answer to COMMIT was lost, outcome unknown"));
	assert_int_equal(shared->runs[0], 1);
	assert_int_equal(value_of(id), 7);
}

static void
a_commit_without_answer_is_looked_up(void **state)
{
	(void)state;
	shared->cut = CUT_ANSWER;
	assert_int_equal(db_run_known(db, put, was_put, NULL), 0);
	assert_int_equal(shared->runs[0], 1);
	assert_int_equal(shared->runs[1], 1);
	assert_int_equal(value_of(id), 7);
}

static void
a_commit_that_never_arrived_is_made_again(void **state)
{
	(void)state;
	shared->cut = CUT_COMMIT;
	assert_int_equal(db_run_known(db, put, was_put, NULL), 0);
	assert_int_equal(shared->runs[0], 2);
	assert_int_equal(shared->runs[1], 1);
	assert_int_equal(value_of(id), 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(two_that_wait_for_each_other_both_happen_once, begin),
		cmocka_unit_test_setup(a_lock_that_is_held_too_long_is_waited_for_again, begin),
		cmocka_unit_test_setup(a_lost_connection_undoes_it_and_it_runs_again, begin),
		cmocka_unit_test_setup(a_commit_without_answer_is_said_to_be_unknown, begin),
		cmocka_unit_test_setup(a_commit_without_answer_is_looked_up, begin),
		cmocka_unit_test_setup(a_commit_that_never_arrived_is_made_again, begin),
		cmocka_unit_test_setup(a_server_that_dies_undoes_it_and_it_runs_again, begin),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
