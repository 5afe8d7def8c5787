/* OCSP answers that are wanted: a certificate whose status changed does not wait behind those that have just been issued. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/db.h"
#include "store/ocspanswer.h"
#include "util/err.h"
#include "util/tm.h"

static struct db *db;
static int64_t now;

static int
open_db(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	now = tm_now();
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	return db_connect(&conf, &db);
}

static int
close_db(void **state)
{
	(void)state;
	db_close(db);
	return 0;
}

static void
wants(unsigned char serial, enum cert_state as, int64_t at)
{
	unsigned char s[20] = { 0x40, serial };

	assert_int_equal(db_ocsp_want(db, "ca-p256", s, sizeof(s), as, at), 0);
}

/* Second octets of the serials that are due, in order. */
static size_t
due(unsigned char out[8], struct ocspanswer *first)
{
	struct ocspanswer rows[8];
	size_t n;

	assert_int_equal(db_ocsp_list_due(db, now, now + TM_DAY, rows, 8, &n), 0);
	for (size_t i = 0; i < n; i++) {
		out[i] = (unsigned char)rows[i].serial.data[1];
		if (i == 0)
			*first = rows[i];
		else
			ocspanswer_clear(&rows[i]);
	}
	return n;
}

static void
a_change_goes_before_the_first_answers(void **state)
{
	struct ocspanswer first;
	unsigned char got[8];

	(void)state;
	wants(1, CERT_VALID, now - 3000);
	wants(2, CERT_VALID, now - 2000);
	wants(3, CERT_VALID, now - 1000);
	wants(4, CERT_VALID, now + 1000);
	assert_int_equal(due(got, &first), 3);
	assert_memory_equal(got, ((unsigned char[]){ 1, 2, 3 }), 3);
	ocspanswer_clear(&first);
	wants(3, CERT_HELD, now);
	assert_int_equal(due(got, &first), 3);
	assert_memory_equal(got, ((unsigned char[]){ 3, 1, 2 }), 3);
	first.this_update = now;
	first.next_update = now + TM_DAY;
	first.due_at = now + TM_HOUR;
	first.state = CERT_HELD;
	buf_adds(&first.der_sha1, "one");
	buf_adds(&first.der_sha256, "two");
	assert_int_equal(db_ocsp_store(db, &first), 0);
	assert_int_equal(db_ocsp_store(db, &first), ERR_CONFLICT);	/* the version it was made from is gone */
	err_take();
	ocspanswer_clear(&first);
	assert_int_equal(due(got, &first), 2);
	assert_memory_equal(got, ((unsigned char[]){ 1, 2 }), 2);
	ocspanswer_clear(&first);
	wants(4, CERT_REVOKED, now);
	assert_int_equal(due(got, &first), 3);
	assert_int_equal(got[0], 4);
	ocspanswer_clear(&first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_goes_before_the_first_answers),
	};

	return cmocka_run_group_tests_name("store/ocspanswer", tests, open_db, close_db);
}
