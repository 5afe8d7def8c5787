/*
 * The rows of a new instance over a real database: what can be applied for, whose texts are drafts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "host/rows.h"
#include "store/audit.h"
#include "store/db.h"
#include "store/document.h"
#include "store/product.h"
#include "store/ra.h"
#include "util/err.h"
#include "util/io.h"
#include "util/tm.h"

static struct db *db;
static struct site site = { .src = SRCDIR, .host = "localhost" };

static int
open_db(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	if (db_connect(&conf, &db) != 0 || db_audit_open(db, "localhost", "certhall", 0) != 0 ||
	    rows_put(db, &site, tm_now()) != 0) {
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

static void
opens_one_registration_authority(void **state)
{
	struct ra list[4];
	size_t n;

	(void)state;
	assert_int_equal(db_ra_list(db, list, 4, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].code, "default");
	assert_string_equal(list[0].state, "open");
}

static void
offers_both_products_each_with_its_issuer(void **state)
{
	struct product p;

	(void)state;
	assert_int_equal(db_product_get(db, "personal", &p), 0);
	assert_int_equal(p.kind, PRODUCT_PERSONAL);
	assert_string_equal(p.issuer, "ca-p256");
	assert_string_equal(p.sensitive_fields, "id_no");
	assert_string_equal(p.documents, "notice,risk,agreement,cps,privacy,sensitive");
	assert_int_equal(db_product_get(db, "enterprise", &p), 0);
	assert_int_equal(p.kind, PRODUCT_ENTERPRISE);
	assert_string_equal(p.issuer, "ca-rsa");
}

static void
holds_every_model_text_as_a_draft(void **state)
{
	static const char *const languages[] = { "zh-CN", "en", "vi" };

	(void)state;
	for (int kind = 0; kind < DOCUMENT_KIND_MAX; kind++)
		for (size_t i = 0; i < 3; i++) {
			struct revision v;
			struct buf file = BUF_INIT;
			char path[300];

			memset(&v, 0, sizeof(v));
			assert_int_equal(db_revision_find(db, (enum document_kind)kind, languages[i], 1, &v), 0);
			assert_int_equal(v.state, REVISION_DRAFT);
			assert_true(v.title[0] != '\0');
			snprintf(path, sizeof(path), "%s/db/seed/texts/%s.%s.md", SRCDIR, document_kind_text[kind], languages[i]);
			assert_int_equal(io_load(path, 1 << 20, &file), 0);
			assert_string_equal(buf_str(&v.markdown), buf_str(&file));
			buf_clear(&file);
			revision_clear(&v);
		}
}

static void
puts_no_text_in_force(void **state)
{
	struct revision_line line;

	(void)state;
	for (int kind = 0; kind < DOCUMENT_KIND_MAX; kind++)
		assert_int_equal(db_revision_in_force_line(db, (enum document_kind)kind, "zh-CN", tm_now() + TM_DAY, &line),
		    ERR_NOTFOUND);
}

static void
refuses_a_second_time_and_changes_nothing(void **state)
{
	struct audit_fault fault;
	uint64_t before, after;

	(void)state;
	assert_int_equal(db_audit_verify(db, "localhost/certhall/0", &before, &fault), 0);
	assert_true(before > 18);
	assert_int_equal(rows_put(db, &site, tm_now()), ERR_CONFLICT);
	err_take();
	assert_int_equal(db_audit_verify(db, "localhost/certhall/0", &after, &fault), 0);
	assert_int_equal(before, after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_one_registration_authority),
		cmocka_unit_test(offers_both_products_each_with_its_issuer),
		cmocka_unit_test(holds_every_model_text_as_a_draft),
		cmocka_unit_test(puts_no_text_in_force),
		cmocka_unit_test(refuses_a_second_time_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, open_db, close_db);
}
