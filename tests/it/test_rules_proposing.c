/*
 * A draft becomes a publish paper over a real database: the bytes, the paper, the clauses; what is refused changes nothing.
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
#include "pki/paper.h"
#include "rules/proposing.h"
#include "rules/rules.h"
#include "store/audit.h"
#include "store/paper.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/tm.h"

static struct site site = { .src = SRCDIR, .host = "localhost" };
static struct rules rules = { .site = &site };
static const struct actor editor = { .kind = ACTOR_OPERATOR, .id = 7, .person = "op-3" };
static int64_t now;

static int
open_all(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	now = tm_now();
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	if (db_connect(&conf, &rules.db) != 0 || db_audit_open(rules.db, "localhost", "certhall", 0) != 0 ||
	    rows_put(rules.db, &site, now) != 0) {
		fprintf(stderr, "%s\n", err_take());
		return -1;
	}
	return 0;
}

static int
close_all(void **state)
{
	(void)state;
	db_close(rules.db);
	return 0;
}

static void
load(enum document_kind kind, struct revision *v)
{
	memset(v, 0, sizeof(*v));
	assert_int_equal(db_revision_find(rules.db, kind, "zh-CN", 1, v), 0);
}

static struct proposing
of(const struct revision *v, const char *once)
{
	return (struct proposing){ .revision = v->id, .version = v->version, .class = REVISION_RIGHTS,
	    .effective_at = now + TM_DAY + 123, .once = once };
}

static void
has_line(const struct paper_row *paper, const char *key, const char *value)
{
	char got[300];

	assert_int_equal(paper_value(paper->text.data, paper->text.len, key, got, sizeof(got)), 0);
	assert_string_equal(got, value);
}

static void
the_paper_names_the_very_bytes_that_will_be_shown(void **state)
{
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT], at[TM_ISO_SIZE];
	struct clause clauses[8];
	struct paper_row paper;
	struct revision v;
	struct proposing p;
	uint64_t id;
	size_t n;

	(void)state;
	memset(&paper, 0, sizeof(paper));
	load(DOCUMENT_AGREEMENT, &v);
	p = of(&v, "once-1");
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &id), 0);
	revision_clear(&v);
	load(DOCUMENT_AGREEMENT, &v);
	assert_int_equal(v.state, REVISION_SIGNING);
	assert_int_equal(v.paper, id);
	assert_true(strncmp(buf_str(&v.html), "<h2>电子认证服务订户协议", strlen("<h2>电子认证服务订户协议")) == 0);
	assert_int_equal(db_paper_get(rules.db, id, &paper), 0);
	assert_int_equal(paper_check(paper.text.data, paper.text.len, "publish"), 0);
	assert_int_equal(paper.state, PAPER_OPEN);
	assert_int_equal(paper.needs, 2);
	has_line(&paper, "document", "agreement");
	has_line(&paper, "language", "zh-CN");
	has_line(&paper, "revision", "1");
	has_line(&paper, "class", "rights");
	has_line(&paper, "effective-at", tm_iso(now + TM_DAY + 123, at));
	digest_sha256(v.html.data, v.html.len, sum);
	has_line(&paper, "digest", digest_text(sum, digest));
	assert_memory_equal(v.sha256, sum, sizeof(sum));
	digest_sm3(v.html.data, v.html.len, sum);
	assert_memory_equal(v.sm3, sum, sizeof(sum));
	assert_int_equal(db_clause_list(rules.db, v.id, clauses, 8, &n), 0);
	assert_int_equal(n, 4);
	assert_non_null(strstr(buf_str(&v.html), clauses[3].anchor));
	paper_row_clear(&paper);
	revision_clear(&v);
}

static void
a_double_click_is_one_paper(void **state)
{
	struct revision v;
	struct proposing p;
	uint64_t first, second;

	(void)state;
	load(DOCUMENT_RISK, &v);
	p = of(&v, "once-2");
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &first), 0);
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &second), 0);
	assert_true(first == second);
	revision_clear(&v);
	load(DOCUMENT_CPS, &v);
	p = of(&v, "once-2");		/* another draft under the same token */
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &second), ERR_DENIED);
	err_take();
	revision_clear(&v);
}

static void
refuses_what_has_changed_or_is_no_draft(void **state)
{
	struct revision v;
	struct proposing p;
	uint64_t id;

	(void)state;
	load(DOCUMENT_PRIVACY, &v);
	p = of(&v, "once-3");
	p.version++;
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &id), ERR_CONFLICT);
	err_take();
	p.version--;
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &id), 0);
	p.once = "once-4";
	p.version++;
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &id), ERR_CONFLICT);
	err_take();
	revision_clear(&v);
}

static void
a_text_nobody_could_read_stays_a_draft(void **state)
{
	struct paper_row paper;
	struct revision v;
	struct proposing p;
	uint64_t id;

	(void)state;
	memset(&paper, 0, sizeof(paper));
	load(DOCUMENT_NOTICE, &v);
	buf_reset(&v.markdown);
	buf_adds(&v.markdown, "# 须知\n\n**注意：**不可撤回\n");
	assert_int_equal(db_revision_edit(rules.db, &v), 0);
	revision_clear(&v);
	load(DOCUMENT_NOTICE, &v);
	p = of(&v, "once-5");
	assert_int_equal(proposing_publish(&rules, &editor, &p, now, &id), ERR_INPUT);
	assert_non_null(strstr(err_take(), "注意"));
	revision_clear(&v);
	load(DOCUMENT_NOTICE, &v);
	assert_int_equal(v.state, REVISION_DRAFT);
	assert_int_equal(v.html.len, 0);
	assert_int_equal(db_paper_find_request(rules.db, "once-5", &paper), ERR_NOTFOUND);
	revision_clear(&v);
}

/* As signd has it: signed a day after it should have been in force, it is in force from its record on, not from the day before. */
static void
is_in_force_no_sooner_than_it_is_recorded(void **state)
{
	int64_t late = now - now % TM_SECOND + 2 * TM_DAY, soon = late - TM_DAY - TM_HOUR;
	struct revision v;

	(void)state;
	load(DOCUMENT_AGREEMENT, &v);
	assert_int_equal(v.state, REVISION_SIGNING);
	assert_int_equal(db_revision_publish(rules.db, v.id, v.paper, late + 7), 0);
	revision_clear(&v);
	load(DOCUMENT_AGREEMENT, &v);
	assert_int_equal(v.published_at, late + 7);
	assert_int_equal(v.effective_at, late);
	revision_clear(&v);
	load(DOCUMENT_RISK, &v);
	assert_int_equal(db_revision_publish(rules.db, v.id, v.paper, soon), 0);
	revision_clear(&v);
	load(DOCUMENT_RISK, &v);
	assert_int_equal(v.effective_at, (now + TM_DAY + 123) / TM_SECOND * TM_SECOND);	/* a later day stays */
	revision_clear(&v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_paper_names_the_very_bytes_that_will_be_shown),
		cmocka_unit_test(a_double_click_is_one_paper),
		cmocka_unit_test(is_in_force_no_sooner_than_it_is_recorded),
		cmocka_unit_test(refuses_what_has_changed_or_is_no_draft),
		cmocka_unit_test(a_text_nobody_could_read_stays_a_draft),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
