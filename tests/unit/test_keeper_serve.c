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
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "keeper/serve.h"
#include "keeper/unseal.h"
#include "keeper/wire.h"
#include "pki/key.h"
#include "pki/ossl.h"
#include "util/err.h"
#include "util/msg.h"

static struct key_soft *soft;
static EVP_PKEY *private_key;
static struct keeper k;
static int derived, derive_code;

/* What the token does, with a key in this process. */
static int
derive(void *token, const unsigned char point[SEAL_POINT], unsigned char z[SEAL_Z])
{
	unsigned char spki[91];
	const unsigned char *at = spki;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(private_key, NULL);
	EVP_PKEY *peer;
	size_t n = SEAL_Z;

	assert_ptr_equal(token, &k);
	derived++;
	memcpy(spki, key_soft_signer(soft)->spki, 26);
	memcpy(spki + 26, point, SEAL_POINT);
	assert_non_null(peer = d2i_PUBKEY(NULL, &at, sizeof(spki)));
	assert_int_equal(EVP_PKEY_derive_init(c), 1);
	assert_int_equal(EVP_PKEY_derive_set_peer(c, peer), 1);
	assert_int_equal(EVP_PKEY_derive(c, z, &n), 1);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(peer);
	return derive_code != 0 ? err_set(derive_code, "key token: derive: device removed") : 0;
}

static int
begin(void **state)
{
	struct buf pem = BUF_INIT;
	BIO *in;

	(void)state;
	signal(SIGPIPE, SIG_IGN);	/* as in every program of ours */
	if (ossl_init() != 0 || key_soft_make(KEY_P256, &soft) != 0)
		return -1;
	key_soft_pem(soft, &pem);
	in = ossl_reader(pem.data, pem.len);
	private_key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
	BIO_free(in);
	buf_wipe(&pem);
	k = (struct keeper){ .desk = getuid(), .derive = derive, .token = &k };
	return seal_key_parse(key_soft_signer(soft)->spki, key_soft_signer(soft)->spki_len, &k.key);
}

static int
end(void **state)
{
	(void)state;
	key_soft_free(soft);
	EVP_PKEY_free(private_key);
	return 0;
}

static int
fresh(void **state)
{
	(void)state;
	derived = derive_code = 0;
	err_take();
	return 0;
}

/* Asks for the data key of a sealed object; what was answered. */
static struct { uint32_t code; char note[KEEPER_NOTE]; unsigned char key[64]; size_t n; } got;

static int
ask(uint64_t owner, uint64_t object, const void *head, size_t n)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	struct msg_reader m;
	const unsigned char *key;
	int r;

	msg_put_u64(&in, owner);
	msg_put_u64(&in, object);
	msg_put_blob(&in, head, n);
	if ((r = serve_message(&k, KEEPER_UNWRAP, in.data, in.len, &out)) == 0) {
		msg_read(&m, out.data, out.len);
		got.code = msg_get_u32(&m);
		msg_get_str(&m, got.note, sizeof(got.note));
		key = msg_get_blob(&m, &got.n);
		assert_true(got.n <= sizeof(got.key));
		memcpy(got.key, key, got.n);
		assert_int_equal(msg_end(&m), 0);
	}
	buf_clear(&in);
	buf_clear(&out);
	return r;
}

static void
unwraps_the_key_of_a_sealed_object(void **state)
{
	struct buf sealed = BUF_INIT, plain = BUF_INIT;

	(void)state;
	assert_int_equal(seal_close(&k.key, 7, 8, "11010519491231002X", 18, &sealed), 0);
	assert_int_equal(ask(7, 8, sealed.data, SEAL_HEAD), 0);
	assert_int_equal(got.code, 0);
	assert_string_equal(got.note, "");
	assert_int_equal(got.n, SEAL_DATA_KEY);
	assert_int_equal(seal_open(got.key, 7, 8, sealed.data, sealed.len, &plain), 0);
	assert_string_equal(buf_str(&plain), "11010519491231002X");
	assert_int_equal(derived, 1);
	buf_clear(&sealed);
	buf_clear(&plain);
}

static void
refused(int code)
{
	assert_int_equal(got.code, -code);
	assert_string_not_equal(got.note, "");
	assert_int_equal(got.n, 0);
	assert_string_equal(err_take(), "");
}

static void
gives_no_key_for_what_is_anothers(void **state)
{
	struct buf sealed = BUF_INIT;

	(void)state;
	assert_int_equal(seal_close(&k.key, 7, 8, "text", 4, &sealed), 0);
	assert_int_equal(ask(8, 7, sealed.data, SEAL_HEAD), 0);
	refused(ERR_CRYPTO);
	assert_int_equal(ask(7, 9, sealed.data, SEAL_HEAD), 0);
	refused(ERR_CRYPTO);
	sealed.data[SEAL_HEAD - 1] ^= 1;
	assert_int_equal(ask(7, 8, sealed.data, SEAL_HEAD), 0);
	refused(ERR_CRYPTO);
	buf_clear(&sealed);
}

/* The token never sees a point that is not on the curve: with such points its key could be found out. */
static void
asks_the_token_for_points_of_the_curve_alone(void **state)
{
	struct buf sealed = BUF_INIT;

	(void)state;
	assert_int_equal(seal_close(&k.key, 7, 8, "text", 4, &sealed), 0);
	sealed.data[1 + SEAL_KEY_ID + 40] ^= 1;
	assert_int_equal(ask(7, 8, sealed.data, SEAL_HEAD), 0);
	refused(ERR_INPUT);
	sealed.data[0] = 2;
	assert_int_equal(ask(7, 8, sealed.data, SEAL_HEAD), 0);
	refused(ERR_INPUT);
	assert_int_equal(derived, 0);
	buf_clear(&sealed);
}

static void
says_when_its_token_is_away(void **state)
{
	struct buf sealed = BUF_INIT;

	(void)state;
	assert_int_equal(seal_close(&k.key, 7, 8, "text", 4, &sealed), 0);
	derive_code = ERR_PEER;
	assert_int_equal(ask(7, 8, sealed.data, SEAL_HEAD), 0);
	refused(ERR_PEER);
	assert_string_equal(got.note, "key token: derive: device removed");
	assert_int_equal(serve_try(&k), ERR_PEER);
	err_take();
	derive_code = 0;
	assert_int_equal(serve_try(&k), 0);
	k.key.point[64] ^= 1;	/* another key than the token's */
	assert_int_not_equal(serve_try(&k), 0);
	k.key.point[64] ^= 1;
	err_take();
	buf_clear(&sealed);
}

static void
answers_no_message_of_another_shape(void **state)
{
	unsigned char head[SEAL_HEAD + 1] = { 1 };
	struct buf in = BUF_INIT, out = BUF_INIT;

	(void)state;
	assert_int_equal(ask(1, 2, head, SEAL_HEAD - 1), ERR_INPUT);
	assert_string_equal(err_take(), "the head of a sealed object has 122 octets, not 121");
	assert_int_equal(ask(1, 2, head, SEAL_HEAD + 1), ERR_INPUT);
	err_take();
	msg_put_u64(&in, 1);
	msg_put_u64(&in, 2);
	msg_put_blob(&in, head, SEAL_HEAD);
	for (size_t n = 0; n < in.len; n++) {
		assert_int_equal(serve_message(&k, KEEPER_UNWRAP, in.data, n, &out), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
	buf_addc(&in, 0);
	assert_int_equal(serve_message(&k, KEEPER_UNWRAP, in.data, in.len, &out), ERR_INPUT);
	err_take();
	assert_int_equal(serve_message(&k, 2, in.data, in.len - 1, &out), ERR_INPUT);
	assert_string_equal(err_take(), "there is no message of type 2");
	assert_int_equal(out.len, 0);
	assert_int_equal(derived, 0);
	buf_clear(&in);
}

/* --- the socket --- */

static char path[64];

static pid_t
start(uid_t desk)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct keeper own = k;
	struct stat st;
	int fd = -1;
	pid_t pid;

	snprintf(path, sizeof(path), "/tmp/chkeeper.%d", (int)getpid());
	unlink(path);
	if ((pid = fork()) == 0) {
		own.desk = desk;
		fclose(stderr);
		_exit(serve_run(&own, path) == 0 ? 0 : 1);
	}
	memcpy(at.sun_path, path, strlen(path) + 1);
	for (int i = 0; i < 5000; i++) {	/* who connects and says nothing is let go */
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		if (connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
			break;
		close(fd);
		usleep(2000);
	}
	close(fd);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	return pid;
}

static void
stop(pid_t pid)
{
	struct stat st;
	int status;

	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_not_equal(stat(path, &st), 0);
}

static void
serves_desk(void **state)
{
	struct buf sealed = BUF_INIT, plain = BUF_INIT;
	pid_t pid = start(getuid());

	(void)state;
	assert_int_equal(seal_close(&k.key, 7, 8, "text", 4, &sealed), 0);
	for (int i = 0; i < 3; i++) {
		buf_reset(&plain);
		assert_int_equal(unseal(path, 7, 8, sealed.data, sealed.len, &plain), 0);
		assert_string_equal(buf_str(&plain), "text");
		assert_int_equal(unseal(path, 7, 9, sealed.data, sealed.len, &plain), ERR_CRYPTO);
		assert_string_equal(err_take(), "sealed object: it is another's, or was changed");
	}
	stop(pid);
	buf_clear(&sealed);
	buf_clear(&plain);
}

static void
listens_to_nobody_else(void **state)
{
	struct buf sealed = BUF_INIT, plain = BUF_INIT;
	pid_t pid = start(getuid() + 1);

	(void)state;
	assert_int_equal(seal_close(&k.key, 7, 8, "text", 4, &sealed), 0);
	assert_int_equal(unseal(path, 7, 8, sealed.data, sealed.len, &plain), ERR_PEER);
	assert_string_not_equal(err_take(), "");
	assert_int_equal(plain.len, 0);
	stop(pid);
	buf_clear(&sealed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(unwraps_the_key_of_a_sealed_object, fresh),
		cmocka_unit_test_setup(gives_no_key_for_what_is_anothers, fresh),
		cmocka_unit_test_setup(asks_the_token_for_points_of_the_curve_alone, fresh),
		cmocka_unit_test_setup(says_when_its_token_is_away, fresh),
		cmocka_unit_test_setup(answers_no_message_of_another_shape, fresh),
		cmocka_unit_test_setup(serves_desk, fresh),
		cmocka_unit_test_setup(listens_to_nobody_else, fresh),
	};

	return cmocka_run_group_tests_name("keeper/serve", tests, begin, end);
}
