#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "util/err.h"
#include "util/io.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/view.h"

/* ClearSilver loses 32 bytes of its own when a template does not parse. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:cs_parse_string\n";
}

static char folder[] = "/tmp/view.XXXXXX";
static struct region *region;
static struct hdf *data;
static struct view *view;
static struct buf out;

static void
write_file(const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(io_replace(path, text, strlen(text), 0644, (uid_t)-1), 0);
}

static int
make_folder(void **state)
{
	static const char *const folders[] = { "page", "text", "text/zh-CN", "text/en", "text/vi" };
	char path[200];
	size_t i;

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
		assert_int_equal(io_mkdirs(path, 0755), 0);
	}
	write_file("text/zh-CN/a.hdf", "Loss {\n\tTitle = 挂失\n}\n");
	write_file("text/zh-CN/b.hdf", "Loss {\n\tSend = 确认 <挂失>\n}\nNote {\n\tlen {\n"
	    "\t\tIs = the code must have * characters, this one has *\n\t\tSay = 应为 {1} 位，您填写了 {2} 位\n\t}\n}\n");
	write_file("text/en/a.hdf", "Loss {\n\tTitle = Suspend\n}\n");
	write_file("text/vi/a.hdf", "Loss {\n\tTitle = Tạm dừng\n}\n");
	write_file("manifest", "hall.css=/static/hall-0123abcd.css\njs/key-file.js=/static/key-file-9.js\n");
	return 0;
}

static int
drop_folder(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static int
make(void **state)
{
	char manifest[200];

	(void)state;
	snprintf(manifest, sizeof(manifest), "%s/manifest", folder);
	region = region_new();
	data = hdf_new(region, 480, " UTC+8");
	buf_init(&out, 0);
	return view_open(folder, manifest, &view);
}

static int
drop(void **state)
{
	(void)state;
	view_close(view);
	view = NULL;
	hdf_free(data);
	region_free(region);
	buf_clear(&out);
	err_take();
	return 0;
}

static void
shows(const char *template, enum lang lang, const char *want)
{
	write_file("page/t.cs", template);
	buf_reset(&out);
	drop(NULL);	/* a template is read once by a view */
	view = NULL;
	make(NULL);
	hdf_set(data, "V", "<b a=\"1\" c='2'>&\xe5\xbc\xa0");
	hdf_set(data, "Code", "<?cs var:T.Loss.Title ?>");
	hdf_set(data, "Link", "javascript:alert(1)");
	assert_int_equal(view_render(view, "page/t.cs", lang, data, &out), 0);
	assert_string_equal(buf_str(&out), want);
}

static void
escapes_every_value(void **state)
{
	(void)state;
	shows("<?cs var:V ?>", LANG_EN, "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;张");
	shows("<?cs var:T.Loss.Send ?>", LANG_ZH, "确认 &lt;挂失&gt;");
	shows("<?cs set:X = V + V ?><?cs if:X ?>y<?cs /if ?>", LANG_EN, "y");
	shows("<?cs var:Code ?>", LANG_EN, "&lt;?cs var:T.Loss.Title ?&gt;");
	shows("<?cs def:m(x) ?><?cs var:x ?><?cs /def ?><?cs call:m(V) ?>", LANG_EN,
	    "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;张");
	shows("<a href=\"/q?x=<?cs var:url_escape(V) ?>\">", LANG_EN,
	    "<a href=\"/q?x=%3Cb+a%3D%221%22+c%3D%272%27%3E%26%E5%BC%A0\">");
	shows("<?cs var:url_validate(Link) ?>", LANG_EN, "#");
	shows("<a href=\"<?cs var:url_validate(V) ?>\">", LANG_EN,
	    "<a href=\"&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;张\">");
}

static void
speaks_each_language(void **state)
{
	(void)state;
	shows("<?cs var:T.Loss.Title ?>", LANG_ZH, "挂失");
	shows("<?cs var:T.Loss.Title ?>", LANG_EN, "Suspend");
	shows("<?cs var:T.Loss.Title ?>", LANG_VI, "Tạm dừng");
	assert_string_equal(view_text(view, LANG_VI, "Loss.Title"), "Tạm dừng");
	assert_string_equal(view_text(view, LANG_VI, "Loss.Absent"), "Loss.Absent");
}

static void
knows_built_files(void **state)
{
	(void)state;
	shows("<?cs var:Asset.hall_css ?> <?cs var:Asset.js_key_file_js ?>", LANG_VI,
	    "/static/hall-0123abcd.css /static/key-file-9.js");
}

static void
leaves_the_layout_of_a_template_out(void **state)
{
	(void)state;
	shows("<?cs # a macro ?>\n<?cs def:m(x) ?>\n\t<i><?cs var:x ?></i>\n<?cs /def ?>\n\n"
	    "<?cs call:m(\"1\") ?>\n<?cs call:m(\"2\") ?>\n", LANG_EN, "<i>1</i>\n\n<i>2</i>\n\n");
	shows("<textarea>\n<?cs var:T.Loss.Title ?>\n</textarea>", LANG_EN, "<textarea>\nSuspend\n</textarea>");
	shows("<p>\n\t\t<b>\t x</b>\n</p>\n", LANG_EN, "<p>\n<b>\t x</b>\n</p>\n");
}

static void
refuses_templates_that_are_broken(void **state)
{
	static const char *const odd[] = { "<?cs include!\"page/absent.cs\" ?>", "<?cs include:\"/etc/hostname\" ?>",
	    "<?cs include!\"../../etc/hostname\" ?>", "<?cs include:\"page/absent.cs\" ?>", "<?cs if:X ?>", "<?cs call:none() ?>",
	    "<?cs nonsense:X ?>" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		char name[20];

		snprintf(name, sizeof(name), "page/odd%zu.cs", i);
		write_file(name, odd[i]);
		buf_reset(&out);
		buf_adds(&out, "before");
		assert_int_equal(view_render(view, name, LANG_EN, data, &out), ERR_BUG);
		assert_string_equal(buf_str(&out), "before");
		assert_string_not_equal(err_take(), "");
	}
	assert_int_equal(view_render(view, "page/none.cs", LANG_EN, data, &out), ERR_BUG);
}

static void
says_notes_in_the_persons_language(void **state)
{
	(void)state;
	assert_string_equal(view_note(view, region, LANG_ZH, "the code must have 18 characters, this one has 17"),
	    "应为 18 位，您填写了 17 位");
	assert_string_equal(view_note(view, region, LANG_ZH, "the code must have 18 characters"), "The code must have 18 characters.");
	assert_string_equal(view_note(view, region, LANG_EN, ""), "");
	assert_null(view_say(view, region, LANG_ZH, "the code must have 18 characters"));
}

static void
refuses_a_folder_without_texts(void **state)
{
	struct view *other = NULL;

	(void)state;
	assert_int_equal(view_open("/nonexistent", "", &other), ERR_INPUT);
	assert_null(other);
	write_file("text/vi/broken.hdf", "Loss {\n\tTitle\n}\n");
	assert_int_equal(view_open(folder, "", &other), ERR_INPUT);
	write_file("text/vi/broken.hdf", "");
}

/* --- the tree --------------------------------------------------------------------------------------------- */

static const char *const words[] = { "open", "shut", NULL };
struct row { uint64_t id; int64_t at; char name[20]; enum { OPEN, SHUT } state; bool live; unsigned char digest[2]; char pin[5]; };
static const struct col cols[] = {
	COL(struct row, id, COL_U64, COL_PUBLIC), COL(struct row, at, COL_TIME, COL_PUBLIC),
	COL(struct row, name, COL_TEXT, COL_PUBLIC), COL_WORD(struct row, state, words, COL_PUBLIC),
	COL(struct row, live, COL_BOOL, COL_PUBLIC), COL(struct row, digest, COL_BYTES, COL_PUBLIC),
	COL(struct row, pin, COL_TEXT, COL_PUBLIC | COL_SECRET),
};

static void
shows_the_public_fields_of_a_row(void **state)
{
	struct row row = { .id = UINT64_MAX, .at = 0, .name = "n", .state = SHUT, .live = false, .digest = { 0xab, 1 }, .pin = "1234" };

	(void)state;
	assert_int_equal(tm_parse("2026-11-24T10:00:00Z", &row.at), 0);
	hdf_row(hdf_item(data, "List", 3), "Row", cols, sizeof(cols) / sizeof(cols[0]), &row);
	assert_string_equal(hdf_get(data, "List.3.Row.id"), "18446744073709551615");
	assert_string_equal(hdf_get(data, "List.3.Row.at"), "2026-11-24 18:00 UTC+8");
	assert_string_equal(hdf_get(data, "List.3.Row.at.Date"), "2026-11-24");
	assert_string_equal(hdf_get(data, "List.3.Row.at.Iso"), "2026-11-24T10:00:00Z");
	assert_string_equal(hdf_get(data, "List.3.Row.name"), "n");
	assert_string_equal(hdf_get(data, "List.3.Row.state"), "shut");
	assert_string_equal(hdf_get(data, "List.3.Row.live"), "");
	assert_string_equal(hdf_get(data, "List.3.Row.digest"), "ab01");
	assert_string_equal(hdf_get(data, "List.3.Row.pin"), "");
}

static void
cuts_text_between_characters(void **state)
{
	(void)state;
	hdf_short(data, "S", "数字证书", 4);
	assert_string_equal(hdf_get(data, "S"), "数字证书");
	hdf_short(data, "S", "数字证书书", 4);
	assert_string_equal(hdf_get(data, "S"), "数字证…");
	hdf_short(data, "S", "", 4);
	assert_string_equal(hdf_get(data, "S"), "");
	hdf_hex4(data, "S", "\x01\x02\x03\x04\x05", 5);
	assert_string_equal(hdf_get(data, "S"), "0102 0304 05");
}

/* What an applicant was shown can be told from what he would be shown today. */
static void
names_another_build_when_a_template_changes(void **state)
{
	char manifest[200], before[65];

	(void)state;
	snprintf(manifest, sizeof(manifest), "%s/manifest", folder);
	write_file("page/tick.cs", "<p>a</p>");
	view_close(view);
	assert_int_equal(view_open(folder, manifest, &view), 0);
	snprintf(before, sizeof(before), "%s", view_build(view));
	assert_int_equal(strspn(before, "0123456789abcdef"), 64);
	view_close(view);
	assert_int_equal(view_open(folder, manifest, &view), 0);
	assert_string_equal(view_build(view), before);
	write_file("page/tick.cs", "<p>b</p>");
	view_close(view);
	assert_int_equal(view_open(folder, manifest, &view), 0);
	assert_string_not_equal(view_build(view), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(escapes_every_value, make, drop),
		cmocka_unit_test_setup_teardown(speaks_each_language, make, drop),
		cmocka_unit_test_setup_teardown(knows_built_files, make, drop),
		cmocka_unit_test_setup_teardown(leaves_the_layout_of_a_template_out, make, drop),
		cmocka_unit_test_setup_teardown(refuses_templates_that_are_broken, make, drop),
		cmocka_unit_test_setup_teardown(says_notes_in_the_persons_language, make, drop),
		cmocka_unit_test_setup_teardown(refuses_a_folder_without_texts, make, drop),
		cmocka_unit_test_setup_teardown(shows_the_public_fields_of_a_row, make, drop),
		cmocka_unit_test_setup_teardown(cuts_text_between_characters, make, drop),
		cmocka_unit_test_setup_teardown(names_another_build_when_a_template_changes, make, drop),
	};

	return cmocka_run_group_tests_name("web/view", tests, make_folder, drop_folder);
}
