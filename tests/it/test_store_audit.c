/* Accounts, transactions and the audit chain on a real server: what holds, what is found out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/account.h"
#include "store/audit.h"
#include "store/db.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/tm.h"

static struct db *db;
static int64_t now;

static int
open_db(void **state)
{
	struct db_conf conf = { .name = "certhall" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(conf.account, sizeof(conf.account), "%s", "root");
	now = tm_now();
	if (db_connect(&conf, &db) != 0) {
		fprintf(stderr, "%s\n", err_take());
		return -1;
	}
	return 0;
}

static int
close_db(void **state)
{
	(void)state;
	db_close(db);
	return 0;
}

static struct account
someone(const char *mobile)
{
	struct account a = { .id = rnd_id(now), .created = now };

	snprintf(a.mobile, sizeof(a.mobile), "%s", mobile);
	snprintf(a.language, sizeof(a.language), "zh-CN");
	return a;
}

static void
gives_back_what_was_stored(void **state)
{
	struct account a = someone("+8613800138000"), got;

	(void)state;
	memset(&got, 0xff, sizeof(got));
	assert_int_equal(db_account_insert(db, &a), 0);
	assert_int_equal(db_account_find(db, "+8613800138000", &got), 0);
	assert_int_equal(got.id, a.id);
	assert_string_equal(got.mobile, a.mobile);
	assert_string_equal(got.email, "");
	assert_int_equal(got.locked_until, 0);
	assert_int_equal(got.created, now);
}

static void
registers_a_mobile_once(void **state)
{
	struct account a = someone("+8613800138001"), b = someone("+8613800138001");

	(void)state;
	assert_int_equal(db_account_insert(db, &a), 0);
	assert_int_equal(db_account_insert(db, &b), ERR_CONFLICT);
	err_take();
}

static void
refuses_a_change_of_an_older_version(void **state)
{
	struct account a = someone("+8613800138002");

	(void)state;
	assert_int_equal(db_account_insert(db, &a), 0);
	a.failures = 1;
	assert_int_equal(db_account_update(db, &a), 0);
	assert_int_equal(db_account_update(db, &a), ERR_CONFLICT);
	err_take();
}

static void
finds_nobody_under_a_foreign_number(void **state)
{
	struct account got;

	(void)state;
	assert_int_equal(db_account_find(db, "+8613999999999", &got), ERR_NOTFOUND);
	assert_int_equal(db_account_get(db, 1, &got), ERR_NOTFOUND);
}

static int
append(struct db *d, void *act)
{
	struct audit_row row = { .created = now, .actor_kind = "program", .actor = "test", .object_kind = "test",
	    .object = "7", .request = "r1" };
	int r;

	snprintf(row.act, sizeof(row.act), "%s", (const char *)act);
	buf_init(&row.detail, 0);
	buf_printf(&row.detail, "name=%s", "value");
	r = db_audit_append(d, &row);
	audit_row_clear(&row);
	return r;
}

static int
append_then_fail(struct db *d, void *act)
{
	int r = append(d, act);

	return r != 0 ? r : err_set(ERR_INPUT, "changed its mind");
}

static void
writes_no_audit_row_outside_a_transaction(void **state)
{
	char act[] = "test.outside";

	(void)state;
	assert_int_equal(db_audit_open(db, "localhost", "certhall", 0), 0);
	assert_int_equal(append(db, act), ERR_BUG);
	err_take();
}

static void
keeps_the_chain_over_undone_transactions(void **state)
{
	char one[] = "test.one", two[] = "test.two", undone[] = "test.undone";
	struct audit_row rows[8];
	struct audit_fault f;
	uint64_t count;
	size_t n;

	(void)state;
	assert_int_equal(db_audit_open(db, "localhost", "certhall", 1), 0);
	assert_int_equal(db_run(db, append, one), 0);
	assert_int_equal(db_run(db, append_then_fail, undone), ERR_INPUT);
	err_take();
	assert_int_equal(db_run(db, append, two), 0);
	assert_int_equal(db_audit_verify(db, "localhost/certhall/1", &count, &f), 0);
	assert_int_equal(count, 2);
	assert_int_equal(db_audit_list(db, "test", "7", 0, rows, 8, &n), 0);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].act, "test.one");
	assert_string_equal(rows[1].act, "test.two");
	assert_string_equal(buf_str(&rows[1].detail), "name=value");
	assert_memory_equal(rows[1].previous, rows[0].hash, LEN_DIGEST);
	for (size_t i = 0; i < n; i++)
		audit_row_clear(&rows[i]);
}

/* Runs a statement behind the program's back, as somebody who owns the server would. */
static void
tamper(const char *sql)
{
	char command[1024];

	snprintf(command, sizeof(command),
	    "mariadb --no-defaults -S '%s' certhall -e \"SET SESSION sql_mode=''; %s\" 2>/dev/null",
	    getenv("CERTHALL_DB_SOCKET"), sql);
	FILE *p = popen(command, "r");
	assert_non_null(p);
	pclose(p);
}

static void
makes_chain(int slot)
{
	char act[] = "test.row";

	assert_int_equal(db_audit_open(db, "localhost", "certhall", slot), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(db_run(db, append, act), 0);
}

static void
finds(const char *chain, uint64_t seq, const char *what)
{
	struct audit_fault f;
	uint64_t count;

	assert_int_equal(db_audit_verify(db, chain, &count, &f), ERR_CRYPTO);
	assert_string_equal(f.what, what);
	assert_int_equal(f.seq, seq);
	err_take();
}

static void
finds_an_edited_row(void **state)
{
	(void)state;
	makes_chain(2);
	tamper("DROP TRIGGER IF EXISTS audit_update;"
	    " UPDATE audit SET detail='name=other' WHERE chain='localhost/certhall/2' AND seq=2");
	finds("localhost/certhall/2", 2, "row was edited");
}

static void
finds_a_missing_row(void **state)
{
	(void)state;
	makes_chain(3);
	tamper("DROP TRIGGER IF EXISTS audit_delete;"
	    " DELETE FROM audit WHERE chain='localhost/certhall/3' AND seq=2");
	finds("localhost/certhall/3", 2, "row is missing");
}

static void
finds_a_cut_tail(void **state)
{
	(void)state;
	makes_chain(4);
	tamper("DROP TRIGGER IF EXISTS audit_delete;"
	    " DELETE FROM audit WHERE chain='localhost/certhall/4' AND seq=3");
	finds("localhost/certhall/4", 3, "tail was cut off");
}

static void
finds_rows_that_changed_places(void **state)
{
	(void)state;
	makes_chain(5);
	tamper("UPDATE audit SET seq=9 WHERE chain='localhost/certhall/5' AND seq=2;"
	    " UPDATE audit SET seq=2 WHERE chain='localhost/certhall/5' AND seq=3;"
	    " UPDATE audit SET seq=3 WHERE chain='localhost/certhall/5' AND seq=9");
	finds("localhost/certhall/5", 2, "row does not follow the one before");
}

static void
finds_a_row_behind_the_head(void **state)
{
	(void)state;
	makes_chain(6);
	tamper("UPDATE audit_head SET seq=2, hash=(SELECT hash FROM audit WHERE chain='localhost/certhall/6' AND seq=2)"
	    " WHERE chain='localhost/certhall/6'");
	finds("localhost/certhall/6", 3, "row stands behind the head");
}

static void
finds_a_head_of_another_row(void **state)
{
	(void)state;
	makes_chain(7);
	tamper("UPDATE audit_head SET hash=UNHEX(REPEAT('ab',32)) WHERE chain='localhost/certhall/7'");
	finds("localhost/certhall/7", 3, "row is not the one its head announced");
}

static void
finds_a_chain_without_its_head(void **state)
{
	(void)state;
	makes_chain(8);
	tamper("DELETE FROM audit_head WHERE chain='localhost/certhall/8'");
	finds("localhost/certhall/8", 3, "chain has no head");
}

static void
finds_a_row_put_before_the_first(void **state)
{
	(void)state;
	makes_chain(9);
	tamper("DROP TRIGGER IF EXISTS audit_own; INSERT INTO audit SELECT chain,0,created,actor_kind,actor,act,object_kind,object,"
	    "detail,request,ip,previous,hash FROM audit WHERE chain='localhost/certhall/9' AND seq=1");
	finds("localhost/certhall/9", 1, "row is missing");
}

static int
append_many(struct db *d, void *act)
{
	int r = 0;

	for (int i = 0; r == 0 && i < 2500; i++)
		r = append(d, act);
	return r;
}

/* More rows than are fetched at once; the last but one is edited. */
static void
walks_a_long_chain(void **state)
{
	char act[] = "test.long";
	struct audit_fault f;
	uint64_t count;

	(void)state;
	assert_int_equal(db_audit_open(db, "localhost", "certhall", 10), 0);
	assert_int_equal(db_run(db, append_many, act), 0);
	assert_int_equal(db_audit_verify(db, "localhost/certhall/10", &count, &f), 0);
	assert_int_equal(count, 2500);
	tamper("UPDATE audit SET ip='10.0.0.1' WHERE chain='localhost/certhall/10' AND seq=2499");
	finds("localhost/certhall/10", 2499, "row was edited");
}

/* Walked again and again while another process adds rows: never a false alarm. */
static void
holds_while_it_grows(void **state)
{
	char act[] = "test.grow";
	struct db_conf conf = { .account = "root", .name = "certhall" };
	struct db *own;
	struct audit_fault f;
	uint64_t count;
	pid_t pid;
	int i, status = 0;

	(void)state;
	assert_int_equal(db_audit_open(db, "localhost", "certhall", 11), 0);
	assert_int_equal(db_run(db, append, act), 0);
	fflush(NULL);
	if ((pid = fork()) == 0) {
		snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
		if (db_connect(&conf, &own) != 0 || db_audit_open(own, "localhost", "certhall", 11) != 0)
			_exit(1);
		for (i = 0; i < 300; i++)
			if (db_run(own, append, act) != 0)
				_exit(1);
		_exit(0);
	}
	do {
		if (db_audit_verify(db, "localhost/certhall/11", &count, &f) != 0)
			fail_msg("row %llu: %s", (unsigned long long)f.seq, f.what);
	} while (waitpid(pid, &status, WNOHANG) == 0);
	assert_int_equal(status, 0);
	assert_int_equal(db_audit_verify(db, "localhost/certhall/11", &count, &f), 0);
	assert_int_equal(count, 301);
}

/* Each of two connections finds that the other was faster, and goes on behind it. */
static void
follows_another_writer(void **state)
{
	char act[] = "test.two";
	struct db_conf conf = { .account = "root", .name = "certhall" };
	struct db *own;
	struct audit_fault f;
	uint64_t count;

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	assert_int_equal(db_connect(&conf, &own), 0);
	assert_int_equal(db_audit_open(own, "localhost", "certhall", 12), 0);
	assert_int_equal(db_audit_open(db, "localhost", "certhall", 12), 0);
	for (int i = 0; i < 6; i++)
		assert_int_equal(db_run(i % 2 == 0 ? own : db, append, act), 0);
	assert_int_equal(db_audit_verify(db, "localhost/certhall/12", &count, &f), 0);
	assert_int_equal(count, 6);
	db_close(own);
}

static const struct query insert_raw = QUERY_WRITE("INSERT INTO audit (chain,seq,created,actor_kind,actor,act,object_kind,object,"
    "detail,request,ip,previous,hash) VALUES (?,?,?,'program','x','x','x','x','','','',?,?)");
static const struct query move_head = QUERY_WRITE("UPDATE audit_head SET seq=seq+1 WHERE chain=?");

/* As whoever owns the hall's account would: rows of another program, rows out of their turn, heads without a row. */
static void
holds_an_account_to_its_own_next_row(void **state)
{
	static const unsigned char zeros[LEN_DIGEST], some[LEN_DIGEST] = { 7 };
	struct db_conf conf = { .account = "hall", .name = "certhall" };
	struct db *hall;

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(conf.password, sizeof(conf.password), "%s/secret/hall.db", getenv("CERTHALL_DB_VAR"));
	assert_int_equal(db_connect(&conf, &hall), 0);
	assert_int_equal(db_audit_open(db, "localhost", "certhall", 13), 0);
	assert_int_equal(db_audit_open(hall, "localhost", "hall", 1), 0);
#define PUT(chain, seq, previous) db_insert(hall, &insert_raw, IN(in_str(chain), in_u64(seq), in_time(now), \
    in_blob(previous, LEN_DIGEST), in_blob(some, LEN_DIGEST)))
	assert_int_equal(PUT("localhost/certhall/13", 1, zeros), ERR_BUG);
	assert_int_equal(PUT("localhost/hall/1", 2, zeros), ERR_AGAIN);
	assert_int_equal(PUT("localhost/hall/1", 1, some), ERR_AGAIN);
	assert_int_equal(db_exec(hall, &move_head, NULL, IN(in_str("localhost/hall/1"))), ERR_BUG);
	assert_int_equal(PUT("localhost/hall/1", 1, zeros), 0);
	assert_int_equal(PUT("localhost/hall/1", 1, zeros), ERR_AGAIN);
	err_take();
	db_close(hall);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back_what_was_stored),
		cmocka_unit_test(registers_a_mobile_once),
		cmocka_unit_test(refuses_a_change_of_an_older_version),
		cmocka_unit_test(finds_nobody_under_a_foreign_number),
		cmocka_unit_test(writes_no_audit_row_outside_a_transaction),
		cmocka_unit_test(keeps_the_chain_over_undone_transactions),
		cmocka_unit_test(finds_an_edited_row),
		cmocka_unit_test(finds_a_missing_row),
		cmocka_unit_test(finds_a_cut_tail),
		cmocka_unit_test(finds_rows_that_changed_places),
		cmocka_unit_test(finds_a_row_behind_the_head),
		cmocka_unit_test(finds_a_head_of_another_row),
		cmocka_unit_test(finds_a_chain_without_its_head),
		cmocka_unit_test(walks_a_long_chain),
		cmocka_unit_test(holds_while_it_grows),
		cmocka_unit_test(follows_another_writer),
		cmocka_unit_test(holds_an_account_to_its_own_next_row),
		cmocka_unit_test(finds_a_row_put_before_the_first),
	};

	return cmocka_run_group_tests_name("store/audit", tests, open_db, close_db);
}
