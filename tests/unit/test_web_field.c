/* Typed fields: every fault beside its field, all at once, in the person's language; what was typed stays. */
#include "web_program.h"

static void
says_faults_beside_the_fields(void **state)
{
	char body[700];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "wname=%%E6%%95%%B0%%E5%%AD%%97%%E8%%AF%%81%%E4%%B9%%A6%%E5%%95%%8A&wtext=a%%07b&wcount=12&"
	    "wday=2026-02-30&wreason=other&wstep=%%2F&%s", token);
	ask("POST", "/form?lang=en", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Status: 422 Unprocessable Content\r\n");
	has("|数字证书啊|a\x07" "b|other/\n");	/* and the tick taken away is not filled in again */
	has("wtext: this field contains invisible characters; type it again\n");
	has("wcount: this field must not be greater than 9\n");
	has("wday: this field must be a real date, such as 2026-11-24\n");
	has("wreason: Choose this field\n");
	has("wagree: Tick this field\n");
	has("wstep: The form is incomplete; go back and open it again\n");
	has_not("wname: ");
	snprintf(body, sizeof(body), "wname=123456&wagree=no&wtext=1%%0A2&wday=&wcount=x&%s", token);
	ask("POST", "/form?lang=en", body, ORIGIN, URLENCODED, cookie, NULL);
	has("wname: this field may have at most 5 characters; you entered 6\n");
	has("wcount: this field must be a whole number\n");
	has("wagree: Tick this field\n");
	has_not("wtext: ");
	has_not("wday: ");
	assert_int_equal(ran, 0);
}

static void
keeps_an_emptied_field_empty(void **state)
{
	char body[300];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "wname=&wagree=yes&%s", token);
	ask("POST", "/form", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Status: 422 ");
	has("wname: 请填写此项\n");
	has_not("draft");
}

static void
translates_the_note_of_a_rule(void **state)
{
	char body[300];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "wname=taken&wagree=yes&%s", token);
	ask("POST", "/form?lang=vi", body, ORIGIN, URLENCODED, cookie, NULL);
	has("wname: Tệp lớn hơn 5 MB; vui lòng nén rồi tải lên lại\n");
}

static void
says_something_of_a_fault_without_a_note(void **state)
{
	char body[300];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "wname=raced&wagree=yes&%s", token);
	ask("POST", "/form?lang=en", body, ORIGIN, URLENCODED, cookie, NULL);
	has("wname: Something changed a moment ago; reload the page and try again\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(says_faults_beside_the_fields, make, drop),
		cmocka_unit_test_setup_teardown(keeps_an_emptied_field_empty, make, drop),
		cmocka_unit_test_setup_teardown(translates_the_note_of_a_rule, make, drop),
		cmocka_unit_test_setup_teardown(says_something_of_a_fault_without_a_note, make, drop),
	};

	return cmocka_run_group_tests_name("web/field", tests, make_folder, drop_folder);
}
