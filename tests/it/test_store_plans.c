/*
 * Pages of a long list cost what they show: the rows the server reads for one are counted, over queues of thousands (not the
 * entries of an index that it passes over, which cost a hundredth).  A million rows are measured by tests/bench.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/app.h"
#include "store/db.h"
#include "store/hold.h"
#include "store/measure.h"
#include "store/revocation.h"
#include "util/err.h"
#include "util/tm.h"

#define PAGE	20
#define SPARE	10	/* reads beside those of the rows: constants, ends of ranges */
#define FROM	INT64_C(1793491200000)	/* 2026-11-01 */

static struct db *db;

static int
open_db(void **state)
{
	static const struct query product = QUERY_WRITE("INSERT INTO product (code,kind,issuer,profile,days,"
	    "sensitive_fields,documents,state,position,created,version) VALUES ('personal','personal',"
	    "'ca-p256','personal',365,'','','open',1,'2026-01-01',0)");
	static const struct query unlinked = QUERY_WRITE("SET SESSION foreign_key_checks=0");
	static const struct query apps = QUERY_WRITE("INSERT INTO application (id,no,account,ra,product,"
	    "kind,state,moved_at,attempt,"
	    "language,submitted_at,due_at,fee_state,request,created,version) SELECT seq,seq,1,'default',"
	    "'personal','new','submitted',"
	    "'2026-11-01',1+(seq%100=0),'zh-CN','2026-11-01','2026-11-01'+INTERVAL seq DIV 3 SECOND,'none',"
	    "seq,'2026-11-01',1"
	    " FROM seq_1_to_6000");
	static const struct query certs = QUERY_WRITE("INSERT INTO certificate (id,issuer,serial,"
	    "application,account,ra,product,"
	    "subject,common_name,id_index,spki_sha256,der,sha256,not_before,not_after,state,state_at,"
	    "reason,request,instance,seq,head,signed_at,"
	    "created,version) SELECT seq,'ca-p256',LPAD(seq,20,'0'),1,1,'default','personal','','','',"
	    "REPEAT('k',32),'',REPEAT('d',32),"
	    "'2026-01-01','2027-01-01','held','2026-01-01',0,seq,'ca',seq,REPEAT('h',32),'2026-01-01','2026-01-01',1"
	    " FROM seq_1_to_6000");
	static const struct query holds = QUERY_WRITE("INSERT INTO hold (id,certificate,live,state,channel,"
	    "proof,reporter,"
	    "accepted_at,effective_at,crl_number,crl_at,expires_at,released_at,request,created,"
	    "version) SELECT seq,seq,IF(seq%2=0,1,NULL),"
	    "IF(seq%2=0,'active','released'),'web','code','1','2026-11-01'+INTERVAL seq SECOND,"
	    "'2026-11-02',1,'2026-11-02','2027-01-01',"
	    "IF(seq%2=0,NULL,'2026-11-02'),seq,'2026-11-01',1 FROM seq_1_to_6000");
	static const struct query gone = QUERY_WRITE("INSERT INTO revocation (id,certificate,live,state,"
	    "channel,proof,reporter,"
	    "ground,reason,accepted_at,decided_at,effective_at,crl_number,crl_at,request,created,"
	    "version) SELECT seq,seq,1,'done','web','code',"
	    "'1','holder',1,'2026-11-01'+INTERVAL seq SECOND,'2026-11-02','2026-11-02',1,'2026-11-02',seq,"
	    "'2026-11-01',1"
	    " FROM seq_1_to_6000");
	static const struct query submits = QUERY_WRITE("INSERT INTO application_event (id,application,seq,from_state,event,"
	    "to_state,actor_kind,actor,created) SELECT seq,seq,1,'draft','submit','submitted','account','1',"
	    "'2026-11-01'+INTERVAL seq SECOND FROM seq_1_to_6000");
	static const struct query reviews = QUERY_WRITE("INSERT INTO application_event (id,application,seq,from_state,event,"
	    "to_state,actor_kind,actor,created) SELECT 6000+seq,seq,3,'entered','review','reviewed','operator','1',"
	    "'2026-11-02'+INTERVAL seq SECOND FROM seq_1_to_6000");
	const struct query *const all[] = { &product, &unlinked, &apps, &certs, &holds, &gone, &submits, &reviews };
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	if (db_connect(&conf, &db) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (db_exec(db, all[i], NULL, IN_NONE) != 0) {
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

struct reads { uint64_t n; };
static const struct col reads_cols[] = { COL(struct reads, n, COL_U64, 0) };
static const struct query reads = QUERY("SELECT CAST(SUM(VARIABLE_VALUE) AS UNSIGNED) FROM information_schema.SESSION_STATUS"
    " WHERE VARIABLE_NAME IN ('HANDLER_READ_FIRST','HANDLER_READ_KEY','HANDLER_READ_LAST',"
	    "'HANDLER_READ_NEXT','HANDLER_READ_PREV',"
    "'HANDLER_READ_RND','HANDLER_READ_RND_NEXT')", reads_cols);

static uint64_t
reads_so_far(void)
{
	struct reads r;

	assert_int_equal(db_one(db, &reads, &r, IN_NONE), 0);
	return r.n;
}

/* What asking for the reads itself reads. */
static uint64_t before, own;

static void
begin(void)
{
	before = reads_so_far();
	own = reads_so_far() - before;
	before = reads_so_far();
}

static void
read_at_most(uint64_t most)
{
	uint64_t n = reads_so_far() - before - own;

	if (n > most)
		fail_msg("the server read %llu rows, %llu were to be shown", (unsigned long long)n, (unsigned long long)most);
}

static void
a_page_far_down_the_queue(void **state)
{
	struct app_line list[PAGE];
	size_t n;

	(void)state;
	begin();
	assert_int_equal(db_app_list_queue(db, "default", APP_SUBMITTED, false, FROM + 1500 * TM_SECOND, 4501, list, PAGE, &n), 0);
	read_at_most(2 * PAGE + SPARE);
	assert_int_equal(n, PAGE);
	assert_int_equal(list[0].id, 4502);	/* 4500 to 4502 are due together */
	assert_int_equal(list[PAGE - 1].id, 4502 + PAGE - 1);
}

static void
pages_follow_one_another(void **state)
{
	struct app_line list[PAGE];
	int64_t due = 0;
	uint64_t id = 0, seen = 0;
	size_t n;

	(void)state;
	do {
		assert_int_equal(db_app_list_queue(db, "default", APP_SUBMITTED, true, due, id, list, PAGE, &n), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(list[i].id, 100 * ++seen);
		if (n > 0) {
			due = list[n - 1].due_at;
			id = list[n - 1].id;
		}
	} while (n == PAGE);
	assert_int_equal(seen, 60);
}

static void
a_page_of_holds_and_of_revocations(void **state)
{
	struct hold holds[PAGE];
	struct revocation gone[PAGE];
	size_t n;

	(void)state;
	begin();
	assert_int_equal(db_hold_list_live(db, "default", FROM + 3000 * TM_SECOND, 3000, holds, PAGE, &n), 0);
	read_at_most(2 * PAGE + SPARE);
	assert_int_equal(n, PAGE);
	assert_int_equal(holds[0].id, 3002);
	begin();
	assert_int_equal(db_revocation_list(db, REVOCATION_DONE, FROM + 3000 * TM_SECOND, 3000, gone, PAGE, &n), 0);
	read_at_most(2 * PAGE + SPARE);
	assert_int_equal(n, PAGE);
	assert_int_equal(gone[0].id, 3001);
	begin();
	assert_int_equal(db_revocation_list_ra(db, "default", REVOCATION_DONE, FROM + 3000 * TM_SECOND, 3000, gone, PAGE, &n), 0);
	read_at_most(2 * PAGE + SPARE);
	assert_int_equal(n, PAGE);
	assert_int_equal(gone[0].id, 3001);
}

static int
add_up(void *arg, const void *row)
{
	(void)row;
	++*(uint64_t *)arg;
	return 0;
}

static int
add_up_days(void *arg, const void *row)
{
	const struct measure_out *d = row;

	assert_int_equal(d->at - d->submitted_at, TM_DAY);
	return add_up(arg, row);
}

/* Whatever came in and was decided in all the years before. */
static void
measures_of_a_period(void **state)
{
	uint64_t n = 0;

	(void)state;
	begin();
	assert_int_equal(db_measure_in(db, "default", FROM + 3001 * TM_SECOND, FROM + 3021 * TM_SECOND, add_up, &n), 0);
	read_at_most(2 * PAGE + SPARE);
	assert_int_equal(n, PAGE);
	n = 0;
	begin();
	assert_int_equal(db_measure_out(db, "default", FROM + TM_DAY + 3001 * TM_SECOND, FROM + TM_DAY + 3021 * TM_SECOND,
	    add_up_days, &n), 0);
	read_at_most(5 * PAGE + SPARE);		/* the move, its application, that one's moves from the last back to the submission */
	assert_int_equal(n, PAGE);
}

/* Asked in each round, whatever was held, released and revoked in all the years before. */
static void
whether_a_list_is_due(void **state)
{
	static const struct query unlisted = QUERY_WRITE("UPDATE hold SET crl_number=NULL WHERE id=4000");
	int64_t since;

	(void)state;
	begin();
	assert_int_equal(db_revocation_crl_due(db, "ca-p256", FROM + 10 * TM_DAY, FROM + 20 * TM_DAY, &since), 0);
	read_at_most(SPARE);
	assert_int_equal(since, 0);
	/* releases after the last list */
	assert_int_equal(db_revocation_crl_due(db, "ca-p256", FROM, FROM + 20 * TM_DAY, &since), 0);
	assert_int_equal(since, FROM + TM_DAY);
	assert_int_equal(db_exec(db, &unlisted, NULL, IN_NONE), 0);
	begin();
	assert_int_equal(db_revocation_crl_due(db, "ca-p256", FROM + 10 * TM_DAY, FROM + 20 * TM_DAY, &since), 0);
	read_at_most(2 + SPARE);
	assert_int_equal(since, FROM + TM_DAY);
	assert_int_equal(db_revocation_crl_due(db, "ca-rsa", FROM + 10 * TM_DAY, FROM + 20 * TM_DAY, &since), 0);
	assert_int_equal(since, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_far_down_the_queue),
		cmocka_unit_test(pages_follow_one_another),
		cmocka_unit_test(a_page_of_holds_and_of_revocations),
		cmocka_unit_test(measures_of_a_period),
		cmocka_unit_test(whether_a_list_is_due),
	};

	return cmocka_run_group_tests_name("store/plans", tests, open_db, close_db);
}
