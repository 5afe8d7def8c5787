#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "signd/proto.h"
#include "signd/question.h"
#include "util/err.h"

static struct region *mem;

static const struct signer_envelope envelope = {
	.paper = { "paper", 5 }, .proofs = 2,
	.proof = {
		{ .auth_data = { "auth", 4 }, .client_data = { "client", 6 }, .signature = { "sig", 3 }, .cert = { "cert", 4 } },
		{ .signature = { "second", 6 } },
	},
};

static void
check_envelope(const struct signer_envelope *e)
{
	assert_int_equal(e->proofs, 2);
	assert_int_equal(e->paper.n, 5);
	assert_memory_equal(e->paper.p, "paper", 5);
	assert_memory_equal(e->proof[0].client_data.p, "client", 6);
	assert_memory_equal(e->proof[1].signature.p, "second", 6);
	assert_int_equal(e->proof[1].cert.n, 0);
}

static void
put_prepare(struct buf *m, unsigned papers)
{
	static const unsigned char serial[SIGNER_SERIAL] = { 0x41 };

	msg_put_u64(m, 77);
	msg_put_str(m, "case");
	msg_put_str(m, "spki");
	msg_put_u8(m, (uint8_t)papers);
	while (papers-- > 0)
		proto_put_envelope(m, &envelope);
	msg_put_str(m, "consent");
	msg_put_blob(m, serial, sizeof(serial));
	msg_put_u64(m, 1000);
}

static int
read_it(enum proto type, const struct buf *m, struct question *q)
{
	return question_read((uint16_t)type, m->data, m->len, mem, q);
}

static void
reads_a_batch_as_it_was_sent(void **state)
{
	struct buf m = BUF_INIT;
	struct question q;

	(void)state;
	msg_put_u32(&m, 2);
	put_prepare(&m, 2);
	put_prepare(&m, 0);
	assert_int_equal(read_it(PROTO_PREPARE, &m, &q), 0);
	assert_int_equal(q.count, 2);
	assert_int_equal(q.prepare[0].request, 77);
	assert_int_equal(q.prepare[0].papers, 2);
	check_envelope(&q.prepare[0].paper[1]);
	assert_int_equal(q.prepare[1].papers, 0);
	assert_int_equal(q.prepare[1].not_before, 1000);
	question_clear(&q);
	buf_clear(&m);
}

static void
refuses_every_message_cut_short_or_too_long(void **state)
{
	struct buf m = BUF_INIT;
	struct question q;
	size_t n;

	(void)state;
	msg_put_u32(&m, 1);
	put_prepare(&m, 2);
	for (n = 0; n < m.len; n++) {
		assert_int_equal(question_read(PROTO_PREPARE, m.data, n, mem, &q), ERR_INPUT);
		err_take();
		question_clear(&q);
	}
	buf_addc(&m, 'x');
	assert_int_equal(read_it(PROTO_PREPARE, &m, &q), ERR_INPUT);
	assert_string_equal(err_take(), "message has 1 bytes too many");
	question_clear(&q);
	buf_clear(&m);
}

static void
refuses_what_is_too_much(void **state)
{
	struct buf m = BUF_INIT;
	struct question q;

	(void)state;
	msg_put_u32(&m, SIGNER_BATCH + 1);
	assert_int_equal(read_it(PROTO_SIGN, &m, &q), ERR_INPUT);
	err_take();
	buf_reset(&m);
	msg_put_u32(&m, 1);
	put_prepare(&m, SIGNER_PAPERS + 1);
	assert_int_equal(read_it(PROTO_PREPARE, &m, &q), ERR_INPUT);
	err_take();
	buf_reset(&m);
	msg_put_str(&m, "a name of an issuer that is far too long");
	assert_int_equal(read_it(PROTO_CRL, &m, &q), ERR_INPUT);
	err_take();
	buf_reset(&m);
	msg_put_str(&m, "paper");
	msg_put_u8(&m, SIGNER_PROOFS + 1);
	assert_int_equal(read_it(PROTO_PAPER, &m, &q), ERR_INPUT);
	err_take();
	buf_clear(&m);
}

static void
refuses_a_serial_or_token_of_another_length(void **state)
{
	struct buf m = BUF_INIT;
	struct question q;

	(void)state;
	msg_put_u32(&m, 1);
	msg_put_u64(&m, 1);
	msg_put_blob(&m, "short", 5);
	assert_int_equal(read_it(PROTO_SIGN, &m, &q), ERR_INPUT);
	err_take();
	buf_reset(&m);
	msg_put_blob(&m, "short", 5);
	msg_put_blob(&m, "short", 5);
	assert_int_equal(read_it(PROTO_TICKET, &m, &q), ERR_INPUT);
	err_take();
	buf_clear(&m);
}

static void
refuses_kinds_that_do_not_exist(void **state)
{
	struct question q;

	(void)state;
	assert_int_equal(question_read(0, "", 0, mem, &q), ERR_INPUT);
	err_take();
	assert_int_equal(question_read(PROTO_MAX, "", 0, mem, &q), ERR_INPUT);
	assert_string_equal(err_take(), "message of kind 14, which does not exist");
}

static void
an_order_has_an_envelope_or_not(void **state)
{
	struct buf m = BUF_INIT;
	struct question q;
	int has;

	(void)state;
	for (has = 0; has < 3; has++) {
		buf_reset(&m);
		msg_put_str(&m, "release");
		msg_put_str(&m, "ca-p256");
		msg_put_blob(&m, "serial", 6);
		msg_put_u32(&m, 6);
		msg_put_u64(&m, 0);
		msg_put_u8(&m, (uint8_t)has);
		if (has > 0)
			proto_put_envelope(&m, &envelope);
		assert_int_equal(read_it(PROTO_ORDER, &m, &q), has == 2 ? ERR_INPUT : 0);
		err_take();
		assert_int_equal(q.has_envelope, has == 1);
		if (has == 1)
			check_envelope(&q.envelope);
	}
	buf_clear(&m);
}

static void
the_head_of_an_answer_comes_back(void **state)
{
	struct signer_stand at = { .instance = "ca-1", .seq = 9, .head = { 1, 2 } }, back = { .seq = 0 };
	char note[SIGNER_NOTE];
	struct msg_reader r;
	struct buf m = BUF_INIT;

	(void)state;
	proto_put_head(&m, ERR_DENIED, "not allowed", &at);
	msg_read(&r, m.data, m.len);
	assert_int_equal(proto_get_head(&r, note, &back), ERR_DENIED);
	assert_int_equal(msg_end(&r), 0);
	assert_string_equal(note, "not allowed");
	assert_string_equal(back.instance, "ca-1");
	assert_int_equal(back.seq, 9);
	assert_memory_equal(back.head, at.head, sizeof(at.head));
	m.data[0] = 10;		/* a code nobody knows */
	msg_read(&r, m.data, m.len);
	assert_int_equal(proto_get_head(&r, note, &back), ERR_PEER);
	buf_clear(&m);
}

static void
what_is_sealed_is_text_anybody_can_make(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	signer_seal_text("ca-1", "", 0, 1795521600000, &b);
	assert_string_equal(buf_str(&b), "certhall-seal-1\ninstance=ca-1\n"
	    "heads=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nat=2026-11-24T12:00:00.000Z\n");
	buf_clear(&b);
}

static int
fresh(void **state)
{
	(void)state;
	mem = region_new();
	return 0;
}

static int
away(void **state)
{
	(void)state;
	region_free(mem);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_a_batch_as_it_was_sent, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_every_message_cut_short_or_too_long, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_what_is_too_much, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_a_serial_or_token_of_another_length, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_kinds_that_do_not_exist, fresh, away),
		cmocka_unit_test_setup_teardown(an_order_has_an_envelope_or_not, fresh, away),
		cmocka_unit_test_setup_teardown(the_head_of_an_answer_comes_back, fresh, away),
		cmocka_unit_test_setup_teardown(what_is_sealed_is_text_anybody_can_make, fresh, away),
	};

	return cmocka_run_group_tests_name("proto", tests, NULL, NULL);
}
