/* A keeper of our making at the other end, which may answer anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper/unseal.h"
#include "keeper/wire.h"
#include "pki/seal.h"
#include "util/err.h"
#include "util/msg.h"

static char path[64];
static int listener = -1;
static unsigned char sealed[SEAL_EXTRA + 4];
static struct buf plain;

static int
begin(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	(void)state;
	signal(SIGPIPE, SIG_IGN);	/* as in every program of ours */
	snprintf(path, sizeof(path), "/tmp/chunseal.%d", (int)getpid());
	unlink(path);
	memcpy(at.sun_path, path, strlen(path) + 1);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	for (size_t i = 0; i < sizeof(sealed); i++)
		sealed[i] = (unsigned char)i;
	return bind(listener, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(listener, 4) != 0;
}

static int
end(void **state)
{
	(void)state;
	close(listener);
	unlink(path);
	buf_clear(&plain);
	return 0;
}

/* The child takes the question, which must be what wire.h says, and sends these octets; then it hangs up. */
static int
ask(const void *octets, size_t n)
{
	int status, r;
	pid_t pid;

	if ((pid = fork()) == 0) {
		struct buf body = BUF_INIT, want = BUF_INIT;
		int fd = accept(listener, NULL, NULL);
		uint32_t number;
		uint16_t type;

		msg_put_u64(&want, 7);
		msg_put_u64(&want, 8);
		msg_put_blob(&want, sealed, SEAL_HEAD);
		if (msg_receive(fd, KEEPER_MAX, &type, &number, &body) != 0 || type != KEEPER_UNWRAP || number != 1 ||
		    body.len != want.len || memcmp(body.data, want.data, want.len) != 0)
			_exit(1);
		_exit(send(fd, octets, n, MSG_NOSIGNAL) == (ssize_t)n ? 0 : 2);
	}
	r = unseal(path, 7, 8, sealed, sizeof(sealed), &plain);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	return r;
}

/* A frame of an answer with these fields. */
static int
answer(uint16_t type, uint32_t number, uint32_t code, const char *note, size_t key_len, size_t behind)
{
	unsigned char key[KEEPER_MAX] = { 0 };
	struct buf frame = BUF_INIT, body = BUF_INIT;
	int r;

	msg_put_u32(&body, code);
	msg_put_str(&body, note);
	msg_put_blob(&body, key, key_len);
	buf_add(&body, key, behind);
	msg_put_u32(&frame, (uint32_t)(body.len + 6));
	buf_addc(&frame, (char)(type >> 8));
	buf_addc(&frame, (char)type);
	msg_put_u32(&frame, number);
	buf_add(&frame, body.data, body.len);
	r = ask(frame.data, frame.len);
	buf_clear(&frame);
	buf_clear(&body);
	return r;
}

static void
passes_on_what_keeper_says(void **state)
{
	(void)state;
	assert_int_equal(answer(KEEPER_UNWRAP, 1, 7, "key token: away", 0, 0), ERR_PEER);
	assert_string_equal(err_take(), "key token: away");
	assert_int_equal(answer(KEEPER_UNWRAP, 1, 8, "sealed to another key", 0, 0), ERR_CRYPTO);
	assert_string_equal(err_take(), "sealed to another key");
	assert_int_equal(answer(KEEPER_UNWRAP, 1, 9, "x", 0, 0), ERR_BUG);
	err_take();
	assert_int_equal(plain.len, 0);
}

/* A key that opens nothing here: the object is looked at before it is believed. */
static void
believes_no_key_that_does_not_open(void **state)
{
	(void)state;
	assert_int_not_equal(answer(KEEPER_UNWRAP, 1, 0, "", SEAL_DATA_KEY, 0), 0);
	assert_string_not_equal(err_take(), "");
	assert_int_equal(plain.len, 0);
}

static void
takes_no_answer_of_another_shape(void **state)
{
	static const struct { uint16_t type; uint32_t number, code; size_t key, behind; } odd[] = {
		{ 2, 1, 0, SEAL_DATA_KEY, 0 }, { KEEPER_UNWRAP, 2, 0, SEAL_DATA_KEY, 0 }, { KEEPER_UNWRAP, 1, 10, 0, 0 },
		{ KEEPER_UNWRAP, 1, 0xffffffff, 0, 0 }, { KEEPER_UNWRAP, 1, 0, SEAL_DATA_KEY - 1, 0 },
		{ KEEPER_UNWRAP, 1, 0, SEAL_DATA_KEY + 1, 0 }, { KEEPER_UNWRAP, 1, 0, 0, 0 }, { KEEPER_UNWRAP, 1, 8, SEAL_DATA_KEY, 0 },
		{ KEEPER_UNWRAP, 1, 0, SEAL_DATA_KEY, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(answer(odd[i].type, odd[i].number, odd[i].code, "", odd[i].key, odd[i].behind), ERR_PEER);
		assert_string_equal(err_take(), "keeper answers something else");
	}
}

static void
says_who_hung_up(void **state)
{
	(void)state;
	assert_int_equal(ask("", 0), ERR_PEER);
	assert_int_equal(strncmp(err_take(), "keeper: ", 8), 0);
	assert_int_equal(ask("\0\0\0\12\0\1", 6), ERR_PEER);
	assert_int_equal(strncmp(err_take(), "keeper: ", 8), 0);
	assert_int_equal(answer(KEEPER_UNWRAP, 1, 0, "", KEEPER_MAX, 0), ERR_PEER);	/* more than either may send */
	assert_int_equal(strncmp(err_take(), "keeper: ", 8), 0);
}

static void
asks_for_nothing_that_cannot_be_sealed(void **state)
{
	char nowhere[80];

	(void)state;
	assert_int_equal(unseal(path, 7, 8, sealed, SEAL_EXTRA - 1, &plain), ERR_INPUT);
	assert_string_equal(err_take(), "this is not a sealed object");
	snprintf(nowhere, sizeof(nowhere), "%s.not", path);
	assert_int_equal(unseal(nowhere, 7, 8, sealed, sizeof(sealed), &plain), ERR_PEER);
	assert_int_equal(strncmp(err_take(), "keeper does not answer at ", 26), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_on_what_keeper_says),
		cmocka_unit_test(believes_no_key_that_does_not_open),
		cmocka_unit_test(takes_no_answer_of_another_shape),
		cmocka_unit_test(says_who_hung_up),
		cmocka_unit_test(asks_for_nothing_that_cannot_be_sealed),
	};

	return cmocka_run_group_tests_name("keeper/unseal", tests, begin, end);
}
