/* Evidence at the desk, keeper and draw beside it: drawn once, shown under the operator's name, every look recorded. */
#include "desk_world.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cairo.h>

#include "rules/pictures.h"
#include "rules/rules.h"
#include "signd/hsm.h"
#include "signd/token.h"
#include "store/audit.h"

static struct seal_key records;
static pid_t keeper_pid, draw_pid;
static char no[LEN_NO], other_no[LEN_NO];
static uint64_t app, other;

/* --- keeper and draw --------------------------------------------------------------------------------------------- */
static void
make_token(void)
{
	const struct hsm_key *k;
	struct hsm_config conf;
	struct hsm *hsm = NULL;
	int status;
	pid_t pid;

	if ((pid = fork()) == 0) {
		hsm_config_of(&site, "keeper", &conf);
		if (token_init(&conf) != 0 || hsm_open(&conf, &hsm) != 0 ||
		    hsm_make_ec(hsm, "records", HSM_P256, HSM_DERIVE, &k) != 0)
			_exit(1);
		write_file("conf/records.pub", k->spki.data, k->spki.len);
		hsm_close(hsm);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static pid_t
start(const char *name)
{
	const char *build = getenv("BUILD");
	char program[300], socket[SITE_PATH], at[60];
	pid_t pid;

	snprintf(program, sizeof(program), "%s/%s/bin/%s", SRCDIR, build != NULL ? build : "build", name);
	snprintf(at, sizeof(at), "run/%s/s", name);
	unlink(site_path(&site, at, socket));
	if ((pid = fork()) == 0) {
		execl(program, name, "-v", site.var, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 500 && access(socket, F_OK) != 0; i++)
		usleep(20000);
	assert_int_equal(access(socket, F_OK), 0);
	return pid;
}

static void
end(pid_t pid)
{
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

static int
open_world(void **state)
{
	static const char *const folders[] = { "keeper/token", "run/keeper", "run/draw" };
	char at[SITE_PATH], text[300];
	struct buf spki = BUF_INIT;

	if (open_desk(state) != 0)
		return -1;
	snprintf(site.hsm_module, sizeof(site.hsm_module), "/usr/lib/softhsm/libsofthsm2.so");
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(io_mkdirs(site_path(&site, folders[i], at), 0700), 0);
	site.http_port = 8080;
	assert_int_equal(site_save(&site), 0);
	snprintf(text, sizeof(text), "directories.tokendir = %s/keeper/token\nlog.level = ERROR\n", site.var);
	write_file("conf/softhsm-keeper.conf", text, strlen(text));
	write_file("secret/keeper.pin", "a-pin-of-tests", 14);
	make_token();
	assert_int_equal(io_load(site_path(&site, "conf/records.pub", at), 200, &spki), 0);
	assert_int_equal(seal_key_parse(spki.data, spki.len, &records), 0);
	buf_clear(&spki);
	keeper_pid = start("keeper");
	draw_pid = start("draw");
	app = submit(&(struct wish){ .applicant = "applicant" }, no);
	other = submit(&(struct wish){ .applicant = "another" }, other_no);
	return 0;
}

static int
close_world(void **state)
{
	end(keeper_pid);
	end(draw_pid);
	return close_desk(state);
}

/* --- helpers ------------------------------------------------------------------------------------------------------ */

/* A file as the hall would keep it. */
static uint64_t
add(uint64_t of, const char *kind, const char *sample, const char *type)
{
	struct material m = { .id = rnd_id(tm_now()), .application = of, .name = "证件 1.pdf", .created = tm_now() };
	struct buf file = BUF_INIT, sealed = BUF_INIT;
	char path[300];

	snprintf(path, sizeof(path), "%s/tests/sample/%s", SRCDIR, sample);
	assert_int_equal(io_load(path, 6000000, &file), 0);
	m.size = (int)file.len;
	snprintf(m.kind, sizeof(m.kind), "%s", kind);
	snprintf(m.type, sizeof(m.type), "%s", type);
	rnd_token(m.request);
	digest_sha256(file.data, file.len, m.sha256);
	assert_int_equal(seal_close(&records, of, m.id, file.data, file.len, &sealed), 0);
	assert_int_equal(db_material_insert(root, &m, &sealed), 0);
	buf_clear(&file);
	buf_clear(&sealed);
	return m.id;
}

static void
drop(uint64_t material)
{
	assert_int_equal(db_material_replace(root, material, tm_now()), 0);
}

static void
look(uint64_t material)
{
	char uri[120];

	snprintf(uri, sizeof(uri), "/ra/%s?m=%llu", no, (unsigned long long)material);
	get(uri);
	has("Status: 200");
}

static void
get_page(const char *of, uint64_t material, const char *rest)
{
	char uri[160];

	snprintf(uri, sizeof(uri), "/ra/%s/material/%llu%s", of, (unsigned long long)material, rest);
	get(uri);
}

/* How many rows of that act there are in the trail. */
static int
trail_of(const char *act)
{
	struct audit_row rows[200];
	size_t n;
	int found = 0;

	assert_int_equal(db_audit_recent(root, "desk", 0, "", 0, rows, 200, &n), 0);
	for (size_t i = 0; i < n; i++) {
		found += strcmp(rows[i].act, act) == 0;
		audit_row_clear(&rows[i]);
	}
	return found;
}

/* --- tests ---------------------------------------------------------------------------------------------------------- */

static void
draws_a_file_once_and_shows_its_pages(void **state)
{
	struct material m;
	const char *body;
	uint64_t id = add(app, "id-front", "draw/two-pages.pdf", "application/pdf");
	bool seen;

	(void)state;
	as(CLERK);
	look(id);
	has("/page/1\" alt=");
	has("1 / 2");
	assert_int_equal(db_material_get(root, id, &m), 0);
	assert_int_equal(m.pages, 2);
	assert_int_equal(trail_of("draw.material"), 1);
	get_page(no, id, "/page/1");
	has("Status: 200");
	has("Content-Type: image/png");
	has("Cache-Control: no-store");
	body = strstr(out.data, "\r\n\r\n") + 4;
	assert_memory_equal(body, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(trail_of("look.material"), 1);
	assert_int_equal(db_material_seen(root, id, me->id, &seen), 0);
	assert_false(seen);
	get_page(no, id, "/page/2");
	has("Status: 200");
	assert_int_equal(trail_of("look.material"), 2);
	assert_int_equal(db_material_seen(root, id, me->id, &seen), 0);
	assert_true(seen);
	as(REVIEWER);
	look(id);
	assert_int_equal(trail_of("draw.material"), 1);		/* made once, for all */
	drop(id);
}

/* The same page for two people: what is beneath is alike, what is above is not. */
static void
marks_each_page_with_who_looks(void **state)
{
	uint64_t id = add(app, "id-front", "draw/two-pages.pdf", "application/pdf");
	struct buf first = BUF_INIT;

	(void)state;
	as(CLERK);
	look(id);
	get_page(no, id, "/page/1");
	has("Status: 200");
	buf_add(&first, strstr(out.data, "\r\n\r\n"), out.len - (size_t)(strstr(out.data, "\r\n\r\n") - out.data));
	as(REVIEWER);
	get_page(no, id, "/page/1");
	has("Status: 200");
	assert_true(first.len > 5000);
	assert_memory_not_equal(first.data + 60, strstr(out.data, "\r\n\r\n") + 60, 4000);
	buf_clear(&first);
	drop(id);
}

static void
has_a_sentence_for_what_cannot_be_drawn(void **state)
{
	static const struct { const char *sample, *type, *sentence; } rows[] = {
		{ "draw/photo.png", "application/pdf", "这个文件的页面无法显示" },
		{ "draw/bomb.png", "image/png", "这个文件的页面无法显示" },
		{ "draw/too-many-pages.pdf", "application/pdf", "这个文件超过 20 页" },
		{ "draw/photo.png", "image/svg+xml", "这种类型的文件无法显示" },
	};

	(void)state;
	as(CLERK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t id = add(app, "id-front", rows[i].sample, rows[i].type);

		look(id);
		has(rows[i].sentence);
		has_not("/page/1\" alt=");
		get_page(no, id, "/page/1");
		has("Status: 404");
		drop(id);
	}
}

static void
shows_no_file_but_the_one_that_was_sent(void **state)
{
	uint64_t id = add(app, "id-front", "draw/photo.png", "image/png");
	struct material m;

	(void)state;
	as(CLERK);
	assert_int_equal(db_material_get(root, id, &m), 0);
	drop(id);
	/* its seal, put beside another digest, and under another id */
	{
		struct buf sealed = BUF_INIT;

		assert_int_equal(db_material_content(root, id, &sealed), 0);
		m.id = rnd_id(tm_now());
		rnd_token(m.request);
		assert_int_equal(db_material_insert(root, &m, &sealed), 0);
		look(m.id);
		has("这个文件的密封无法打开");
		drop(m.id);
		buf_clear(&sealed);
		m.id = rnd_id(tm_now());
		m.sha256[0] ^= 1;
		rnd_token(m.request);
		assert_int_equal(seal_close(&records, app, m.id, "another", 7, &sealed), 0);
		assert_int_equal(db_material_insert(root, &m, &sealed), 0);
		look(m.id);
		has("保存的文件与提交时不一致");
		drop(m.id);
		buf_clear(&sealed);
	}
}

static void
knows_only_what_is_there(void **state)
{
	uint64_t id = add(app, "id-front", "draw/photo.png", "image/png");
	uint64_t theirs = add(other, "id-front", "draw/photo.png", "image/png");

	(void)state;
	as(CLERK);
	look(id);
	for (size_t i = 0; i < 5; i++) {
		static const char *const places[] = { "/page/2", "/page/0", "/page/x", "/page/99999999999", "/page/-1" };

		get_page(no, id, places[i]);
		has("Status: 404");
	}
	get_page(no, theirs, "/page/1");
	has("Status: 404");
	get_page(no, theirs, "/original");
	has("Status: 404");
	get_page("20261127-999999", id, "/page/1");
	has("Status: 404");
	me = &people[BUSINESS];
	get_page(no, id, "/page/1");
	has("Status: 303");
	drop(id);
	drop(theirs);
}

static void
hands_out_the_original_with_a_record(void **state)
{
	uint64_t id = add(app, "id-front", "draw/two-pages.pdf", "application/pdf");
	int before = trail_of("look.original");

	(void)state;
	as(REVIEWER);
	get_page(no, id, "/original");
	has("Status: 200");
	has("Content-Type: application/pdf");
	has("Content-Disposition: attachment");
	has("\r\n\r\n%PDF-1.4\n");
	assert_int_equal(trail_of("look.original"), before + 1);
	drop(id);
}

static int
width_of_picture(void)	/* IHDR of the PNG that was answered */
{
	const unsigned char *at = (const unsigned char *)strstr(out.data, "\r\n\r\n") + 4 + 16;

	return at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

/* Larger, smaller, turned: links that keep what the others chose; a turned page is a look like any other. */
static void
enlarges_and_turns_by_links(void **state)
{
	uint64_t id = add(app, "id-front", "draw/two-pages.pdf", "application/pdf");
	char text[160];
	int upright, looks = trail_of("look.material");

	(void)state;
	as(CLERK);
	look(id);
	has("class=\"cv z1\"");
	has_not("z=0");
	snprintf(text, sizeof(text), "/ra/%s?m=%llu&amp;z=2#ev\"", no, (unsigned long long)id);
	has(text);
	snprintf(text, sizeof(text), "/ra/%s?m=%llu&n=2&r=90&z=4", no, (unsigned long long)id);
	get(text);
	has("class=\"cv z4\"");
	has("300%");
	has_not("z=5");
	snprintf(text, sizeof(text), "/material/%llu/page/2?r=90\" alt=", (unsigned long long)id);
	has(text);
	snprintf(text, sizeof(text), "?m=%llu&amp;n=2&amp;r=180&amp;z=4#ev\"", (unsigned long long)id);
	has(text);
	snprintf(text, sizeof(text), "?m=%llu&amp;r=90&amp;z=4#ev\"", (unsigned long long)id);	/* page before */
	has(text);
	snprintf(text, sizeof(text), "?m=%llu&amp;n=2&amp;r=90&amp;z=3#ev\"", (unsigned long long)id);	/* smaller */
	has(text);
	get_page(no, id, "/page/1");
	upright = width_of_picture();
	get_page(no, id, "/page/1?r=90");
	has("Status: 200");
	assert_int_not_equal(width_of_picture(), upright);
	get_page(no, id, "/page/1?r=180");
	assert_int_equal(width_of_picture(), upright);
	assert_int_equal(trail_of("look.material"), looks + 3);
	get_page(no, id, "/page/1?r=45");		/* no such angle */
	assert_int_equal(width_of_picture(), upright);
	drop(id);
}

static void
shows_two_beside_each_other(void **state)
{
	uint64_t a = add(app, "id-front", "draw/two-pages.pdf", "application/pdf");
	uint64_t b = add(app, "id-back", "draw/photo.png", "image/png");
	uint64_t theirs = add(other, "id-front", "draw/photo.png", "image/png");
	unsigned long long ia = (unsigned long long)a, ib = (unsigned long long)b;
	char text[160];

	(void)state;
	as(CLERK);
	look(a);
	has_not("class=\"pair\"");
	snprintf(text, sizeof(text), "?m=%llu&amp;b=%llu#ev\"", ia, ib);
	has(text);
	snprintf(text, sizeof(text), "/ra/%s?m=%llu&n=2&b=%llu&br=270&z=2", no, ia, ib);
	get(text);
	has("class=\"pair\"");
	has("rv--two");
	snprintf(text, sizeof(text), "/material/%llu/page/2\" alt=", ia);
	has(text);
	snprintf(text, sizeof(text), "/material/%llu/page/1?r=270\" alt=", ib);
	has(text);
	snprintf(text, sizeof(text), "?m=%llu&amp;n=2&amp;b=%llu&amp;z=2#ev\"", ia, ib);	/* the second, upright again */
	has(text);
	snprintf(text, sizeof(text), "?m=%llu&amp;b=%llu&amp;br=270&amp;z=2#ev\"", ia, ib);	/* the first, page before */
	has(text);
	snprintf(text, sizeof(text), "?m=%llu&amp;n=2&amp;z=2#ev\"", ia);			/* no longer compared */
	has(text);
	snprintf(text, sizeof(text), "/ra/%s?m=%llu&b=%llu", no, ia, ia);			/* with itself: its two pages */
	get(text);
	has("class=\"pair\"");
	drop(b);
	look(a);
	snprintf(text, sizeof(text), "?m=%llu&amp;b=%llu&amp;bn=2#ev\"", ia, ia);
	has(text);
	drop(a);
	drop(theirs);
}

/* What somebody typed into the address is as if it were not there. */
/* Two files that take for ever: the case is shown with a sentence for each, before the request is ended (18 s). */
static void
shows_the_case_though_its_files_take_for_ever(void **state)
{
	uint64_t ia = add(app, "id-front", "draw/endless.pdf", "application/pdf");
	uint64_t ib = add(app, "id-back", "draw/endless.pdf", "application/pdf");
	int64_t from = tm_steady();
	char uri[200];

	(void)state;
	snprintf(uri, sizeof(uri), "/ra/%s?m=%llu&b=%llu", no, (unsigned long long)ia, (unsigned long long)ib);
	get(uri);
	has("Status: 200 ");
	assert_true(tm_steady() - from < 17 * TM_SECOND);
	has("这个文件显示耗时过长");
	has("这份材料尚未显示");
	drop(ia);
	drop(ib);
}

static void
leaves_aside_what_is_no_view(void **state)
{
	static const char *const views[] = { "z=0", "z=5", "z=x", "z=-1", "z=18446744073709551617", "r=45", "r=360", "r=-90", "n=0",
	    "n=3", "n=x", "bn=2", "br=90", "b=1", "b=x", "b=", "z=%22%3E%3Cscript%3E" };
	uint64_t id = add(app, "id-front", "draw/two-pages.pdf", "application/pdf");
	uint64_t theirs = add(other, "id-front", "draw/photo.png", "image/png");
	char text[160];

	(void)state;
	as(CLERK);
	for (size_t i = 0; i <= sizeof(views) / sizeof(views[0]); i++) {
		if (i < sizeof(views) / sizeof(views[0]))
			snprintf(text, sizeof(text), "/ra/%s?m=%llu&%s", no, (unsigned long long)id, views[i]);
		else
			snprintf(text, sizeof(text), "/ra/%s?m=%llu&b=%llu", no, (unsigned long long)id, (unsigned long long)theirs);
		get(text);
		has("Status: 200");
		has("class=\"cv z1\"");
		has_not("class=\"pair\"");
		has("/page/1\" alt=");
		snprintf(text, sizeof(text), "/ra/%s?m=%llu&amp;r=90#ev\"", no, (unsigned long long)id);
		has(text);
	}
	drop(id);
	drop(theirs);
}

static void
says_so_while_keeper_or_draw_is_away(void **state)
{
	uint64_t id = add(app, "id-front", "draw/photo.png", "image/png");

	(void)state;
	as(CLERK);
	end(draw_pid);
	look(id);
	has("暂时无法显示材料");
	draw_pid = start("draw");
	end(keeper_pid);
	look(id);
	has("密封内容暂时无法打开");
	keeper_pid = start("keeper");
	look(id);
	has("/page/1\" alt=");
	drop(id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_a_file_once_and_shows_its_pages),
		cmocka_unit_test(marks_each_page_with_who_looks),
		cmocka_unit_test(has_a_sentence_for_what_cannot_be_drawn),
		cmocka_unit_test(shows_no_file_but_the_one_that_was_sent),
		cmocka_unit_test(knows_only_what_is_there),
		cmocka_unit_test(hands_out_the_original_with_a_record),
		cmocka_unit_test(enlarges_and_turns_by_links),
		cmocka_unit_test(shows_two_beside_each_other),
		cmocka_unit_test(shows_the_case_though_its_files_take_for_ever),
		cmocka_unit_test(leaves_aside_what_is_no_view),
		cmocka_unit_test(says_so_while_keeper_or_draw_is_away),
	};

	signal(SIGPIPE, SIG_IGN);	/* as in every program of ours */
	return cmocka_run_group_tests_name("pages/evidence", tests, open_world, close_world);
}
