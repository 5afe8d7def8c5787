/* Statistics at the RA console over a real database: days, times to a decision, promises broken, reasons; of one RA alone. */
#include "desk_world.h"

#include "rules/measuring.h"
#include "rules/rules.h"
#include "store/event.h"

#define NOON	INT64_C(1794196800000)	/* Monday 2026-11-09 04:00 UTC: noon in the zone of the instance */

static uint64_t next_seq = 100;

static void
add_event(uint64_t app, const char *word, const char *reason, int64_t at)
{
	struct event e = { .id = rnd_id(tm_now()), .application = app, .seq = ++next_seq, .created = at };

	snprintf(e.event, sizeof(e.event), "%s", word);
	snprintf(e.actor_kind, sizeof(e.actor_kind), "operator");
	snprintf(e.actor, sizeof(e.actor), "op-1");
	snprintf(e.reason, sizeof(e.reason), "%s", reason);
	assert_int_equal(db_event_insert(root, &e), 0);
}

/* Submitted then, decided after so many hours. */
static uint64_t
case_of(const char *applicant, int64_t at, const char *word, int hours, const char *reason)
{
	static const struct query when = QUERY_WRITE("UPDATE application SET submitted_at=?,due_at=? WHERE id=?");
	char number[LEN_NO];
	uint64_t id = submit(&(struct wish){ .applicant = applicant }, number);

	assert_int_equal(db_exec(root, &when, NULL, IN(in_time(at), in_time(at + 3 * TM_DAY), in_u64(id))), 0);
	add_event(id, "submit", "", at);
	add_event(id, word, reason, at + hours * TM_HOUR);
	return id;
}

static void
in_second_ra(uint64_t id)
{
	static const struct query move = QUERY_WRITE("UPDATE application SET ra='second' WHERE id=?");

	assert_int_equal(db_exec(root, &move, NULL, IN(in_u64(id))), 0);
}

static void
submitted_again(uint64_t id, int64_t at)
{
	static const struct query when = QUERY_WRITE("UPDATE application SET submitted_at=?,due_at=? WHERE id=?");

	assert_int_equal(db_exec(root, &when, NULL, IN(in_time(at), in_time(at + 3 * TM_DAY), in_u64(id))), 0);
	add_event(id, "submit", "", at);
}

static int
open_stats(void **state)
{
	uint64_t twice;

	if (open_desk(state) != 0)
		return -1;
	case_of("one", NOON, "review", 2, "");
	case_of("two", NOON, "review", 4, "");
	case_of("three", NOON, "reject", 100, "1. 身份证件不清晰、不完整或已过期\n2. 申请信息不真实");
	case_of("four", NOON - TM_DAY, "return", 10, "1. The identity document is unclear, incomplete or expired\nPlease try again.");
	in_second_ra(case_of("five", NOON, "review", 1, ""));
	case_of("six", NOON - 10 * TM_DAY, "review", 1, "");
	submitted_again(case_of("seven", NOON - 7 * TM_DAY, "return", 150, "9 lives are not enough"), NOON + 9 * TM_DAY);
	case_of("eight", NOON + 12 * TM_HOUR + TM_MINUTE, "review", 1, "");	/* a minute past midnight */
	submitted_again(twice = case_of("nine", NOON, "return", 5, "A page is missing."), NOON + 3 * TM_DAY);
	add_event(twice, "review", "", NOON + 3 * TM_DAY + 3 * TM_HOUR);
	return 0;
}

static void
bar(const char *text, const char *width, const char *n)
{
	char line[300];

	snprintf(line, sizeof(line), "<span class=\"what\">%s</span><svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\""
	    " aria-hidden=\"true\" focusable=\"false\"><rect width=\"%s\" height=\"8\"/></svg> <b class=\"num\">%s</b>", text,
	    width, n);
	has(line);
}

static void
fact(const char *label, const char *value)
{
	char line[200];

	snprintf(line, sizeof(line), "<dt>%s</dt><dd>%s</dd>", label, value);
	has(line);
}

static void
counts_what_came_in_and_how_it_was_decided(void **state)
{
	(void)state;
	as(CLERK);
	get("/ra/stats?days=7&to=2026-11-14");
	has("Status: 200");
	has("<span class=\"num\">2026-11-08</span> – <span class=\"num\">2026-11-14</span>");
	bar("收件", "100", "7");
	bar("通过", "57", "4");
	bar("退回补正", "42", "3");
	bar("不予通过", "14", "1");
	fact("办结件数", "8");
	fact("办理用时中位数", "4 小时 0 分");
	fact("九成办件用时不超过", "6 天 6 小时");
	fact("超出承诺时限的件数", "2");		/* three and seven */
	bar("R01 身份证件不清晰、不完整或已过期", "100", "2");	/* told in two languages */
	bar("R10 申请信息不真实", "50", "1");
	has_not("lives");
}

static void
gives_every_day_as_csv(void **state)
{
	(void)state;
	as(CLERK);
	get("/ra/stats/csv?days=7&to=2026-11-14");
	has("Content-Type: text/csv");
	has("Content-Disposition: attachment");
	has("2026-11-08_2026-11-14.csv");
	has("\xef\xbb\xbf日期,收件,通过,退回补正,不予通过\r\n2026-11-08,1,0,2,0\r\n2026-11-09,4,2,1,0\r\n2026-11-10,1,1,0,0\r\n"
	    "2026-11-11,0,0,0,0\r\n2026-11-12,1,1,0,0\r\n2026-11-13,0,0,0,1\r\n2026-11-14,0,0,0,0\r\n");
}

static void
shows_each_ra_its_own(void **state)
{
	static const struct query clerk = QUERY_WRITE("UPDATE operator SET ra='second' WHERE person_no='op-2'");

	(void)state;
	assert_int_equal(db_exec(root, &clerk, NULL, IN_NONE), 0);
	as(CLERK_B);
	get("/ra/stats?days=7&to=2026-11-14");
	bar("收件", "100", "1");
	bar("通过", "100", "1");
	fact("办理用时中位数", "1 小时 0 分");
	has("本时段没有退回或不予通过的理由");
	me = &people[BUSINESS];
	get("/ra/stats");
	has("Status: 303");
}

/* A time in which nothing happened is a page with zeros, and what is no period is the last thirty days. */
static void
shows_zeros_and_leaves_aside_what_is_no_period(void **state)
{
	static const char *const periods[] = { "", "?days=8", "?days=x", "?days=-7", "?to=2026-02-31", "?to=2099-01-01", "?to=x",
	    "?to=2026-11-14%22", "?days=99999999999999999999&to=" };
	char today[17], line[80];

	(void)state;
	as(CLERK);
	get("/ra/stats?days=90&to=2020-01-31");
	has("Status: 200");
	bar("收件", "0", "0");
	bar("不予通过", "0", "0");
	fact("办结件数", "0");
	fact("办理用时中位数", "无");
	has("2019-11-03");
	has("2020-01-31");
	tm_local(tm_now(), 480, today);
	snprintf(line, sizeof(line), " – <span class=\"num\">%.10s</span>", today);
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		char uri[80];

		snprintf(uri, sizeof(uri), "/ra/stats%s", periods[i]);
		get(uri);
		has("Status: 200");
		has(line);
		has("?days=30&amp;to=");
	}
}

/* Nearest rank: of ten, the ninth; of eleven, the tenth. */
static void
ranks_times(void **state)
{
	static const int64_t times[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };

	(void)state;
	assert_int_equal(measuring_rank(times, 0, 50), 0);
	assert_int_equal(measuring_rank(times, 1, 90), 1);
	assert_int_equal(measuring_rank(times, 2, 50), 1);
	assert_int_equal(measuring_rank(times, 10, 90), 9);
	assert_int_equal(measuring_rank(times, 11, 90), 10);
	assert_int_equal(measuring_rank(times, 11, 100), 11);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_what_came_in_and_how_it_was_decided),
		cmocka_unit_test(gives_every_day_as_csv),
		cmocka_unit_test(shows_each_ra_its_own),
		cmocka_unit_test(shows_zeros_and_leaves_aside_what_is_no_period),
		cmocka_unit_test(ranks_times),
	};

	return cmocka_run_group_tests_name("pages/stats", tests, open_stats, close_desk);
}
