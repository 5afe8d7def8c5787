#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "util/err.h"
#include "util/msg.h"

static int pair[2];
static struct buf body;

static int
open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
}

static int
close_pair(void **state)
{
	(void)state;
	close(pair[0]);
	close(pair[1]);
	buf_clear(&body);
	err_take();
	return 0;
}

/* PROTOCOL.md: length of what follows, type, number, body, all big-endian. */
static void
puts_the_bytes_of_the_protocol(void **state)
{
	static const unsigned char frame[] = { 0, 0, 0, 27, 1, 2, 3, 4, 5, 6, 0xff, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 3, 4,
		0, 0, 0, 2, 'h', 'i', 0, 0 };
	unsigned char got[64];

	(void)state;
	msg_put_u8(&body, 0xff);
	msg_put_u32(&body, 0x102);
	msg_put_u64(&body, 0x304);
	msg_put_str(&body, "hi");
	msg_put_u8(&body, 0);
	msg_put_u8(&body, 0);
	assert_int_equal(msg_send(pair[0], 0x102, 0x3040506, &body), 0);
	assert_int_equal(recv(pair[1], got, sizeof(got), 0), sizeof(frame));
	assert_memory_equal(got, frame, sizeof(frame));
}

static void
reads_what_was_put(void **state)
{
	struct msg_reader r;
	struct buf back = BUF_INIT;
	char text[4];
	uint16_t type;
	uint32_t number;
	size_t n;

	(void)state;
	msg_put_u8(&body, 7);
	msg_put_u32(&body, 0xfffffffe);
	msg_put_u64(&body, UINT64_MAX - 1);
	msg_put_blob(&body, "a\0b", 3);
	msg_put_str(&body, "abc");
	assert_int_equal(msg_send(pair[0], 9, 11, &body), 0);
	assert_int_equal(msg_receive(pair[1], 100, &type, &number, &back), 0);
	assert_int_equal(type, 9);
	assert_int_equal(number, 11);
	msg_read(&r, back.data, back.len);
	assert_int_equal(msg_get_u8(&r), 7);
	assert_int_equal(msg_get_u32(&r), 0xfffffffe);
	assert_true(msg_get_u64(&r) == UINT64_MAX - 1);
	assert_memory_equal(msg_get_blob(&r, &n), "a\0b", 3);
	assert_int_equal(n, 3);
	msg_get_str(&r, text, sizeof(text));
	assert_string_equal(text, "abc");
	assert_int_equal(msg_end(&r), 0);
	buf_clear(&back);
}

static void
remembers_the_first_fault(void **state)
{
	struct msg_reader r;
	char text[3];
	size_t n;

	(void)state;
	msg_read(&r, "\0\0\0\1", 3);		/* cut short */
	assert_int_equal(msg_get_u32(&r), 0);
	assert_int_equal(msg_get_u8(&r), 0);
	assert_int_equal(msg_end(&r), ERR_INPUT);
	err_take();
	msg_read(&r, "\0\0\0\5abc", 7);		/* longer than what is there */
	msg_get_blob(&r, &n);
	assert_int_equal(n, 0);
	assert_int_equal(msg_end(&r), ERR_INPUT);
	err_take();
	msg_read(&r, "\0\0\0\3abc", 7);		/* does not fit */
	msg_get_str(&r, text, sizeof(text));
	assert_string_equal(text, "");
	assert_int_equal(msg_end(&r), ERR_INPUT);
	err_take();
	msg_read(&r, "\0\0\0\2a\0", 6);		/* no text */
	msg_get_str(&r, text, sizeof(text));
	assert_int_equal(msg_end(&r), ERR_INPUT);
	err_take();
	msg_read(&r, "\1\2", 2);		/* not read to its end */
	msg_get_u8(&r);
	assert_int_equal(msg_end(&r), ERR_INPUT);
}

static void
refuses_frames_that_are_too_long_or_cut(void **state)
{
	uint16_t type;
	uint32_t number;

	(void)state;
	buf_adds(&body, "0123456789");
	assert_int_equal(msg_send(pair[0], 1, 1, &body), 0);
	assert_int_equal(msg_receive(pair[1], 9, &type, &number, &body), ERR_LIMIT);
	err_take();
	close_pair(NULL);
	open_pair(NULL);
	assert_int_equal(write(pair[0], "\0\0\0\5\0\1\0\0\0\1", 10), 10);	/* shorter than its own head */
	shutdown(pair[0], SHUT_WR);
	assert_int_not_equal(msg_receive(pair[1], 9, &type, &number, &body), 0);
	err_take();
	close_pair(NULL);
	open_pair(NULL);
	assert_int_equal(write(pair[0], "\0\0\0\20", 4), 4);
	shutdown(pair[0], SHUT_WR);
	assert_int_equal(msg_receive(pair[1], 100, &type, &number, &body), ERR_PEER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(puts_the_bytes_of_the_protocol, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(reads_what_was_put, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(remembers_the_first_fault, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(refuses_frames_that_are_too_long_or_cut, open_pair, close_pair),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
