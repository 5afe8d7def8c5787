/* What is wrong with a text of the office, over a real database: each fault by its words; the model texts have none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/proofing.h"
#include "rules/rules.h"
#include "util/err.h"
#include "util/io.h"

#define FAULTS 12

static struct rules rules;
static struct proofing_fault faults[FAULTS];
static size_t n;

static int
open_rules(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	return db_connect(&conf, &rules.db);
}

static int
close_rules(void **state)
{
	(void)state;
	db_close(rules.db);
	return 0;
}

static void
proof(enum document_kind kind, const char *language, const char *text)
{
	struct revision v = { .kind = kind, .number = 1 };

	snprintf(v.language, sizeof(v.language), "%s", language);
	buf_adds(&v.markdown, text);
	assert_int_equal(proofing(&rules, &v, faults, FAULTS, &n), 0);
	revision_clear(&v);
}

static bool
found(enum proofing check, const char *what)
{
	for (size_t i = 0; i < n; i++)
		if (faults[i].check == check && strcmp(faults[i].what, what) == 0)
			return true;
	return false;
}

/* What a new instance begins with could be published as it is. */
static void
finds_no_fault_in_the_model_texts(void **state)
{
	static const char *const languages[] = { "zh-CN", "en", "vi" };

	(void)state;
	for (int k = 0; k < DOCUMENT_KIND_MAX; k++)
		for (int i = 0; i < 3; i++) {
			struct buf text = BUF_INIT;
			char path[300];

			snprintf(path, sizeof(path), "%s/db/seed/texts/%s.%s.md", SRCDIR, document_kind_text[k], languages[i]);
			assert_int_equal(io_load(path, 100000, &text), 0);
			proof((enum document_kind)k, languages[i], buf_str(&text));
			for (size_t f = 0; f < n; f++)
				if (!faults[f].warning)
					fail_msg("%s: %s %s", path, proofing_text[faults[f].check], faults[f].what);
			buf_clear(&text);
		}
}

static void
takes_real_dates_and_names_the_others(void **state)
{
	(void)state;
	proof(DOCUMENT_NOTICE, "zh-CN", "# 须知\n\n自2026年12月1日起，至2027-02-28止；版本 1/2，电话 400-000-0000。\n");
	assert_int_equal(n, 3);		/* the three languages have no revision */
	assert_true(faults[0].warning && faults[1].warning && faults[2].warning);
	proof(DOCUMENT_NOTICE, "zh-CN", "# 须知\n\n自2026年2月29日起。\n");
	assert_true(found(PROOFING_DATES, "2026年2月29日"));
	proof(DOCUMENT_NOTICE, "en", "# Notice\n\nFrom 2026-13-01 until YYYY.\n");
	assert_true(found(PROOFING_DATES, "2026-13-01"));
	assert_true(found(PROOFING_DATES, "YYYY"));
	proof(DOCUMENT_NOTICE, "vi", "# Thông báo\n\nTừ 31/04/2026.\n");
	assert_true(found(PROOFING_DATES, "31/04/2026"));
	proof(DOCUMENT_NOTICE, "zh-CN", "# 须知\n\n自　年　月　日起。\n");
	assert_true(found(PROOFING_DATES, "年　月"));
}

static void
wants_headings_not_mentions(void **state)
{
	(void)state;
	proof(DOCUMENT_PRIVACY, "zh-CN", "# 隐私政策\n\n## 处理的信息\n\n敏感、保存、第三方、权利、变更。\n");
	assert_false(found(PROOFING_SECTIONS, "处理"));
	assert_true(found(PROOFING_SECTIONS, "敏感"));
	assert_true(found(PROOFING_SECTIONS, "他人"));
	assert_true(found(PROOFING_SECTIONS, "权利"));
	proof(DOCUMENT_RISK, "zh-CN", "# 风险\n\n一段。\n");
	assert_int_equal(n, 3);
}

static void
names_what_markdown_refuses(void **state)
{
	(void)state;
	proof(DOCUMENT_RISK, "en", "No title.\n");
	assert_int_equal(faults[0].check, PROOFING_FORM);
	assert_false(faults[0].warning);
	assert_string_equal(faults[0].what, "the text has no title (a first line beginning with \"# \")");
	proof(DOCUMENT_AGREEMENT, "en", "# Agreement\n\nNothing to be read first.\n");
	assert_true(found(PROOFING_CLAUSES, ""));
	proof(DOCUMENT_AGREEMENT, "en", "# Agreement\n\n> Read this first.\n");
	assert_false(found(PROOFING_CLAUSES, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_no_fault_in_the_model_texts),
		cmocka_unit_test(takes_real_dates_and_names_the_others),
		cmocka_unit_test(wants_headings_not_mentions),
		cmocka_unit_test(names_what_markdown_refuses),
	};

	return cmocka_run_group_tests(tests, open_rules, close_rules);
}
