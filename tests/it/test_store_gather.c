/* Changes that go over together: the same rows as one by one, and none of them when one does not fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/db.h"
#include "util/err.h"
#include "util/tm.h"

#define ROWS 300

struct thing {
	uint64_t	id;
	char		name[40];
	struct buf	bytes;
	int64_t		at;
	int		n;
};
static const struct col cols[] = {
	COL(struct thing, id, COL_U64, 0),
	COL(struct thing, name, COL_TEXT, COL_OPTIONAL),
	COL(struct thing, bytes, COL_BLOB, COL_OPTIONAL),
	COL(struct thing, at, COL_TIME, COL_OPTIONAL),
	COL(struct thing, n, COL_INT, 0),
};
struct count { uint64_t n; };
static const struct col count_cols[] = { COL(struct count, n, COL_U64, 0) };

static const struct query make = QUERY_WRITE("CREATE TABLE thing (id BIGINT UNSIGNED PRIMARY KEY, name VARCHAR(40) NULL,"
    " bytes BLOB NULL, at DATETIME(3) NULL, n INT NOT NULL) ENGINE=InnoDB");
static const struct query empty = QUERY_WRITE("DELETE FROM thing");
static const struct query put = QUERY("INSERT INTO thing (id,name,bytes,at,n) VALUES (?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT id,name,bytes,at,n FROM thing WHERE id=?", cols);
static const struct query count = QUERY("SELECT COUNT(*) FROM thing", count_cols);
static const struct query connection = QUERY("SELECT CONNECTION_ID()", count_cols);
static const struct query raise_n = QUERY_WRITE("UPDATE thing SET n=n+1,name=? WHERE id=? AND n=?");

static struct db *db;
static struct thing things[ROWS];

static int
open_db(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	return db_connect(&conf, &db) != 0 || db_exec(db, &make, NULL, IN_NONE) != 0 ? -1 : 0;
}

static int
close_db(void **state)
{
	(void)state;
	db_close(db);
	return 0;
}

/* Every third has nothing that can be left out; sizes differ. */
static int
fill(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct thing *t = &things[i];

		buf_clear(&t->bytes);
		*t = (struct thing){ .id = UINT64_MAX - i, .n = (int)i - 5 };
		if (i % 3 == 0)
			continue;
		snprintf(t->name, sizeof(t->name), "第%zu个", i);
		for (size_t k = 0; k < i; k++)
			buf_addc(&t->bytes, (char)(k * i));
		t->at = INT64_C(1795752000123) + (int64_t)i;
	}
	return db_exec(db, &empty, NULL, IN_NONE);
}

static uint64_t
rows(void)
{
	struct count c;

	assert_int_equal(db_one(db, &count, &c, IN_NONE), 0);
	return c.n;
}

static int
put_all(struct db *d, void *n)
{
	int r = db_gather(d);

	for (size_t i = 0; r == 0 && i < *(size_t *)n; i++)
		r = db_put(d, &put, &things[i]);
	return r;
}

static void
stores_each_row_as_it_is(void **state)
{
	struct thing got = { .bytes = BUF_INIT };
	size_t n = ROWS;

	(void)state;
	assert_int_equal(db_run(db, put_all, &n), 0);
	assert_int_equal(rows(), ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		assert_int_equal(db_one(db, &get, &got, IN(in_u64(things[i].id))), 0);
		assert_string_equal(got.name, things[i].name);
		assert_int_equal(got.at, things[i].at);
		assert_int_equal(got.n, things[i].n);
		assert_int_equal(got.bytes.len, things[i].bytes.len);
		assert_memory_equal(buf_str(&got.bytes), buf_str(&things[i].bytes), got.bytes.len);
	}
	buf_clear(&got.bytes);
}

static void
stores_one_and_none(void **state)
{
	size_t n = 1;

	(void)state;
	assert_int_equal(db_run(db, put_all, &n), 0);
	n = 0;
	assert_int_equal(db_run(db, put_all, &n), 0);
	assert_int_equal(rows(), 1);
}

/* One row alone, then many, then one: the same prepared statement. */
static void
goes_back_to_single_rows(void **state)
{
	size_t n = 100;

	(void)state;
	assert_int_equal(db_put(db, &put, &things[ROWS - 1]), 0);
	assert_int_equal(db_run(db, put_all, &n), 0);
	assert_int_equal(db_put(db, &put, &things[ROWS - 2]), 0);
	assert_int_equal(rows(), 102);
}

static void
stores_none_when_one_is_there(void **state)
{
	size_t n = ROWS;

	(void)state;
	assert_int_equal(db_put(db, &put, &things[200]), 0);
	assert_int_equal(db_run(db, put_all, &n), ERR_CONFLICT);
	err_take();
	assert_int_equal(rows(), 1);
}

static void
refuses_what_is_not_in_a_transaction(void **state)
{
	(void)state;
	assert_int_equal(db_gather(db), ERR_BUG);
	err_take();
}

/* A transaction after one that gathered, and one that was undone, does not. */
static int
put_first_at_once(struct db *d, void *arg)
{
	struct count c;

	(void)arg;
	assert_int_equal(db_put(d, &put, &things[0]), 0);
	assert_int_equal(db_put(d, &put, &things[0]), ERR_CONFLICT);
	assert_int_equal(db_one(d, &count, &c, IN_NONE), 0);
	assert_int_equal(c.n, 1);
	return 0;
}

static int
change_his_mind(struct db *d, void *n)
{
	return put_all(d, n) != 0 ? ERR_BUG : err_set(ERR_INPUT, "changed his mind");
}

static void
gathers_in_its_own_transaction_alone(void **state)
{
	size_t n = ROWS;

	(void)state;
	assert_int_equal(db_run(db, change_his_mind, &n), ERR_INPUT);
	err_take();
	assert_int_equal(rows(), 0);
	assert_int_equal(db_run(db, put_first_at_once, NULL), 0);
}

/* What a read must see has gone over; the count is the caller's when he asks for it. */
static int
read_between(struct db *d, void *arg)
{
	size_t n = 10;
	struct count c;
	uint64_t changed;
	int r = put_all(d, &n);

	(void)arg;
	if (r != 0 || (r = db_one(d, &count, &c, IN_NONE)) != 0)
		return r;
	assert_int_equal(c.n, 10);
	if ((r = db_put(d, &put, &things[10])) != 0 || (r = db_exec(d, &empty, &changed, IN_NONE)) != 0)
		return r;
	assert_int_equal(changed, 11);
	return db_put(d, &put, &things[5]);
}

static void
shows_a_read_what_was_changed_before(void **state)
{
	(void)state;
	assert_int_equal(db_run(db, read_between, NULL), 0);
	assert_int_equal(rows(), 1);
}

/* The row i is raised from n; `odd` names one whose n is another. */
static int
raise_all(struct db *d, void *odd)
{
	int r = db_gather(d);

	for (size_t i = 0; r == 0 && i < ROWS; i++)
		r = db_hit(d, &raise_n, IN(i % 2 == 0 ? in_null() : in_str("raised"), in_u64(things[i].id),
		    in_i64(things[i].n + (i == *(size_t *)odd))));
	return r;
}

static void
hits_every_row_or_none(void **state)
{
	struct thing got = { .bytes = BUF_INIT };
	size_t n = ROWS, odd = 299;

	(void)state;
	assert_int_equal(db_run(db, put_all, &n), 0);
	assert_int_equal(db_run(db, raise_all, &odd), ERR_CONFLICT);
	err_take();
	assert_int_equal(db_one(db, &get, &got, IN(in_u64(things[7].id))), 0);
	assert_int_equal(got.n, things[7].n);
	odd = ROWS;
	assert_int_equal(db_run(db, raise_all, &odd), 0);
	assert_int_equal(db_one(db, &get, &got, IN(in_u64(things[7].id))), 0);
	assert_int_equal(got.n, things[7].n + 1);
	assert_string_equal(got.name, "raised");
	assert_int_equal(db_one(db, &get, &got, IN(in_u64(things[8].id))), 0);
	assert_string_equal(got.name, "");
	buf_clear(&got.bytes);
}

/* The first time its own connection is killed under it. */
static int
put_killed(struct db *d, void *arg)
{
	size_t n = ROWS;
	char command[300];
	struct count me;

	if ((*(int *)arg)++ > 0)
		return put_all(d, &n);
	assert_int_equal(db_one(d, &connection, &me, IN_NONE), 0);
	snprintf(command, sizeof(command), "mariadb --no-defaults -S '%s' -e 'KILL %llu'", getenv("CERTHALL_DB_SOCKET"),
	    (unsigned long long)me.n);
	assert_int_equal(system(command), 0);
	assert_int_equal(put_all(d, &n), 0);	/* the end will say it */
	return 0;
}

static void
runs_again_on_a_new_connection(void **state)
{
	int tries = 0;

	(void)state;
	assert_int_equal(db_run(db, put_killed, &tries), 0);
	assert_int_equal(tries, 2);
	assert_int_equal(rows(), ROWS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(stores_each_row_as_it_is, fill),
		cmocka_unit_test_setup(stores_one_and_none, fill),
		cmocka_unit_test_setup(goes_back_to_single_rows, fill),
		cmocka_unit_test_setup(stores_none_when_one_is_there, fill),
		cmocka_unit_test_setup(refuses_what_is_not_in_a_transaction, fill),
		cmocka_unit_test_setup(gathers_in_its_own_transaction_alone, fill),
		cmocka_unit_test_setup(shows_a_read_what_was_changed_before, fill),
		cmocka_unit_test_setup(hits_every_row_or_none, fill),
		cmocka_unit_test_setup(runs_again_on_a_new_connection, fill),
	};
	int failed = cmocka_run_group_tests_name("store/gather", tests, open_db, close_db);

	for (size_t i = 0; i < ROWS; i++)
		buf_clear(&things[i].bytes);
	return failed;
}
