/*
 * keeper as a process of its own over a SoftHSM token of its own: unwraps for desk, refuses everything else, and stays up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper/unseal.h"
#include "keeper/wire.h"
#include "pki/ossl.h"
#include "pki/seal.h"
#include "signd/hsm.h"
#include "signd/token.h"
#include "util/err.h"
#include "util/io.h"
#include "util/msg.h"
#include "util/site.h"
#include "util/tm.h"

static char top[64], path[SITE_PATH];
static struct site site;
static struct seal_key key;
static pid_t daemon_pid;

/* --- the daemon --- */

static void
write_file(const char *name, const char *text)
{
	char at[SITE_PATH];

	assert_int_equal(io_replace(site_path(&site, name, at), text, strlen(text), 0600, (uid_t)-1), 0);
}

/* What set-up does (signd/ceremony), in a process of its own: one at a time may have the token. */
static void
make_token(void)
{
	const struct hsm_key *k;
	struct hsm_config conf;
	struct hsm *hsm = NULL;
	char at[SITE_PATH];
	int status;
	pid_t pid;

	if ((pid = fork()) == 0) {
		hsm_config_of(&site, "keeper", &conf);
		if (token_init(&conf) != 0 || hsm_open(&conf, &hsm) != 0 ||
		    hsm_make_ec(hsm, "records", HSM_P256, HSM_DERIVE, &k) != 0 ||
		    io_replace(site_path(&site, "conf/records.pub", at), k->spki.data, k->spki.len, 0600, (uid_t)-1) != 0)
			_exit(1);
		hsm_close(hsm);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static void
make_var(void)
{
	static const char *const folders[] = { "conf", "secret", "keeper/token", "run/keeper" };
	struct buf spki = BUF_INIT;
	char at[SITE_PATH], text[300];

	snprintf(top, sizeof(top), "/tmp/chkeep.XXXXXX");
	assert_non_null(mkdtemp(top));
	site = (struct site){ .host = "localhost", .port = 8443, .sign_port = 8444, .http_port = 8080, .demo = true,
	    .instance = "ca-test", .hsm_module = "/usr/lib/softhsm/libsofthsm2.so", .zone_minutes = 480 };
	snprintf(site.var, sizeof(site.var), "%s", top);
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(io_mkdirs(site_path(&site, folders[i], at), 0700), 0);
	assert_int_equal(site_save(&site), 0);
	assert_int_equal(site_load(top, &site), 0);
	snprintf(text, sizeof(text), "directories.tokendir = %s/keeper/token\nlog.level = ERROR\n", top);
	write_file("conf/softhsm-keeper.conf", text);
	write_file("secret/keeper.pin", "a-pin-of-tests");
	make_token();
	assert_int_equal(io_load(site_path(&site, "conf/records.pub", at), 200, &spki), 0);
	assert_int_equal(seal_key_parse(spki.data, spki.len, &key), 0);
	buf_clear(&spki);
	site_path(&site, "run/keeper/s", path);
}

/* The socket is there a moment before somebody listens. */
static bool
listens(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes;

	memcpy(to.sun_path, path, strlen(path) + 1);
	yes = connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0;
	close(fd);
	return yes;
}

static void
start_daemon(void)
{
	const char *build = getenv("BUILD");
	char program[300];

	snprintf(program, sizeof(program), "%s/%s/bin/keeper", SRCDIR, build != NULL ? build : "build");
	unlink(path);
	if ((daemon_pid = fork()) == 0) {
		execl(program, "keeper", "-v", top, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 500 && !listens(); i++)
		usleep(20000);
	assert_true(listens());
}

static int
end_daemon(int signal)
{
	int status;

	kill(daemon_pid, signal);
	waitpid(daemon_pid, &status, 0);
	return status;
}

static void
close_for(uint64_t owner, uint64_t object, const char *text, struct buf *out)
{
	assert_int_equal(seal_close(&key, owner, object, text, strlen(text), out), 0);
}

static void
opens(const struct buf *sealed, const char *text)
{
	struct buf out = BUF_INIT;

	assert_int_equal(unseal(path, 7, 8, sealed->data, sealed->len, &out), 0);
	assert_string_equal(out.data, text);
	buf_wipe(&out);
}

/* --- a peer that speaks for itself --- */

static int
reach(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = 10 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(to.sun_path, sizeof(to.sun_path), "%.100s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/* The code and note of the answer to a head; -1 when the connection ends without one. */
static int
answer_to(const void *head, size_t n, char note[KEEPER_NOTE])
{
	struct buf question = BUF_INIT, body = BUF_INIT;
	struct msg_reader m;
	uint32_t number, code = 0;
	uint16_t type;
	size_t len = 0;
	int fd = reach(), r;

	msg_put_u64(&question, 7);
	msg_put_u64(&question, 8);
	msg_put_blob(&question, head, n);
	assert_int_equal(msg_send(fd, KEEPER_UNWRAP, 3, &question), 0);
	if ((r = msg_receive(fd, KEEPER_MAX, &type, &number, &body)) == 0) {
		assert_int_equal(type, KEEPER_UNWRAP);
		assert_int_equal(number, 3);
		msg_read(&m, body.data, body.len);
		code = msg_get_u32(&m);
		msg_get_str(&m, note, KEEPER_NOTE);
		msg_get_blob(&m, &len);
		assert_int_equal(msg_end(&m), 0);
		assert_int_equal(len, code == 0 ? SEAL_DATA_KEY : 0);
	}
	err_take();
	close(fd);
	buf_clear(&question);
	buf_clear(&body);
	return r == 0 ? -(int)code : -100;
}

/* --- tests --- */

static void
opens_what_was_sealed_to_it(void **state)
{
	struct buf sealed = BUF_INIT, out = BUF_INIT;

	(void)state;
	close_for(7, 8, "11010519491231002X", &sealed);
	opens(&sealed, "11010519491231002X");
	opens(&sealed, "11010519491231002X");
	assert_int_equal(unseal(path, 8, 7, sealed.data, sealed.len, &out), ERR_CRYPTO);
	assert_string_equal(err_take(), "sealed object: it is another's, or was changed");
	sealed.data[sealed.len - 1] ^= 1;	/* the content never passes keeper */
	assert_int_equal(unseal(path, 7, 8, sealed.data, sealed.len, &out), ERR_CRYPTO);
	assert_string_equal(err_take(), "sealed object: it is another's, or was changed");
	sealed.data[1] ^= 1;
	assert_int_equal(unseal(path, 7, 8, sealed.data, sealed.len, &out), ERR_CRYPTO);
	assert_string_equal(err_take(), "sealed object: it is sealed to another key");
	assert_int_equal(unseal(path, 7, 8, sealed.data, SEAL_EXTRA - 1, &out), ERR_INPUT);
	assert_string_equal(err_take(), "this is not a sealed object");
	assert_int_equal(out.len, 0);
	buf_clear(&sealed);
	buf_clear(&out);
}

static void
shows_the_token_no_point_off_the_curve(void **state)
{
	struct buf sealed = BUF_INIT;
	char note[KEEPER_NOTE];

	(void)state;
	close_for(7, 8, "text", &sealed);
	assert_int_equal(answer_to(sealed.data, SEAL_HEAD, note), 0);
	sealed.data[1 + SEAL_KEY_ID + SEAL_POINT - 1] ^= 1;
	assert_int_equal(answer_to(sealed.data, SEAL_HEAD, note), ERR_INPUT);
	assert_string_equal(note, "sealed object: its point is not on the curve");
	sealed.data[1 + SEAL_KEY_ID + SEAL_POINT - 1] ^= 1;
	sealed.data[1 + SEAL_KEY_ID] = 0x02;
	assert_int_equal(answer_to(sealed.data, SEAL_HEAD, note), ERR_INPUT);
	memset(sealed.data + 1 + SEAL_KEY_ID, 0, SEAL_POINT);
	assert_int_equal(answer_to(sealed.data, SEAL_HEAD, note), ERR_INPUT);
	buf_clear(&sealed);
}

static void
ends_a_connection_that_says_something_else(void **state)
{
	struct buf sealed = BUF_INIT, body = BUF_INIT;
	char note[KEEPER_NOTE];
	uint32_t number;
	uint16_t type;
	int fd;

	(void)state;
	close_for(7, 8, "text", &sealed);
	assert_int_equal(answer_to(sealed.data, SEAL_HEAD - 1, note), -100);
	assert_int_equal(answer_to(sealed.data, SEAL_HEAD + 1, note), -100);
	assert_int_equal(answer_to("", 0, note), -100);
	fd = reach();
	assert_int_equal(msg_send(fd, KEEPER_UNWRAP + 1, 1, &sealed), 0);
	assert_int_equal(msg_receive(fd, KEEPER_MAX, &type, &number, &body), ERR_PEER);
	err_take();
	close(fd);
	fd = reach();
	assert_int_equal(io_write(fd, "\xff\xff\xff\xff\0\1\0\0\0\1", 10), 0);
	assert_int_equal(msg_receive(fd, KEEPER_MAX, &type, &number, &body), ERR_PEER);
	err_take();
	close(fd);
	opens(&sealed, "text");
	buf_clear(&sealed);
	buf_clear(&body);
}

static void
does_not_wait_for_a_peer_that_sleeps(void **state)
{
	struct buf sealed = BUF_INIT;
	int64_t from;
	int fd;

	(void)state;
	close_for(7, 8, "text", &sealed);
	fd = reach();
	from = tm_steady();
	opens(&sealed, "text");
	assert_true(tm_steady() - from < 4 * TM_SECOND);
	close(fd);
	buf_clear(&sealed);
}

static void
listens_to_desk_alone(void **state)
{
	struct buf sealed = BUF_INIT, out = BUF_INIT;
	char at[SITE_PATH];
	int status;
	pid_t pid;

	(void)state;
	if (getuid() != 0)
		skip();
	close_for(7, 8, "text", &sealed);
	/* even where the file system would let him in */
	assert_int_equal(chmod(top, 0711) | chmod(site_path(&site, "run", at), 0711), 0);
	assert_int_equal(chmod(site_path(&site, "run/keeper", at), 0711) | chmod(path, 0666), 0);
	if ((pid = fork()) == 0) {
		signal(SIGPIPE, SIG_IGN);	/* as every program of ours does */
		if (setresuid(65534, 65534, 65534) != 0)
			_exit(99);
		_exit(-unseal(path, 7, 8, sealed.data, sealed.len, &out));
	}
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), -ERR_PEER);
	opens(&sealed, "text");
	buf_clear(&sealed);
}

static void
keeps_its_key_over_a_restart(void **state)
{
	struct buf sealed = BUF_INIT, out = BUF_INIT;

	(void)state;
	close_for(7, 8, "text", &sealed);
	end_daemon(SIGKILL);
	assert_int_equal(unseal(path, 7, 8, sealed.data, sealed.len, &out), ERR_PEER);
	assert_memory_equal(err_take(), "keeper does not answer", 22);
	start_daemon();
	opens(&sealed, "text");
	assert_int_equal(end_daemon(SIGTERM), 0);
	assert_int_not_equal(access(path, F_OK), 0);
	start_daemon();
	buf_clear(&sealed);
}

static int
begin(void **state)
{
	(void)state;
	if (ossl_init() != 0)
		return -1;
	make_var();
	start_daemon();
	return 0;
}

static int
end(void **state)
{
	char command[100];

	(void)state;
	end_daemon(SIGTERM);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_what_was_sealed_to_it),
		cmocka_unit_test(shows_the_token_no_point_off_the_curve),
		cmocka_unit_test(ends_a_connection_that_says_something_else),
		cmocka_unit_test(does_not_wait_for_a_peer_that_sleeps),
		cmocka_unit_test(listens_to_desk_alone),
		cmocka_unit_test(keeps_its_key_over_a_restart),
	};

	return cmocka_run_group_tests_name("keeper", tests, begin, end);
}
