/* tests/sample/seal/node was made by the crypto module of Node.js after the description in seal.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <openssl/pem.h>

#include "pki/key.h"
#include "pki/ossl.h"
#include "pki/seal.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"

static struct key_soft *soft;
static EVP_PKEY *private_key;
static struct seal_key key;

/* What keeper's token does. */
static void
token(const struct seal_head *h, unsigned char z[SEAL_Z])
{
	unsigned char spki[91];
	const unsigned char *at = spki;
	EVP_PKEY *peer;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(private_key, NULL);
	size_t n = SEAL_Z;

	memcpy(spki, key_soft_signer(soft)->spki, 26);
	memcpy(spki + 26, h->point, SEAL_POINT);
	peer = d2i_PUBKEY(NULL, &at, sizeof(spki));
	assert_non_null(peer);
	assert_int_equal(EVP_PKEY_derive_init(c), 1);
	assert_int_equal(EVP_PKEY_derive_set_peer(c, peer), 1);
	assert_int_equal(EVP_PKEY_derive(c, z, &n), 1);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(peer);
}

static int
open_as(const struct buf *sealed, uint64_t owner, uint64_t object, struct buf *out)
{
	unsigned char z[SEAL_Z], data_key[SEAL_DATA_KEY];
	struct seal_head h;
	int r;

	if ((r = seal_parse(sealed->data, sealed->len, &h)) != 0)
		return r;
	token(&h, z);
	if ((r = seal_unwrap(&key, &h, z, owner, object, data_key)) != 0)
		return r;
	return seal_open(data_key, owner, object, sealed->data, sealed->len, out);
}

static void
opens_what_it_closed(void **state)
{
	static const size_t sizes[] = { 0, 1, 18, 65536, 5 << 20 };
	struct buf plain = BUF_INIT, sealed = BUF_INIT, out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		while (plain.len < sizes[i])
			buf_addc(&plain, (char)plain.len);
		buf_reset(&sealed);
		buf_reset(&out);
		buf_adds(&out, "before");
		assert_int_equal(seal_close(&key, 7, 8, plain.data, plain.len, &sealed), 0);
		assert_int_equal(sealed.len, plain.len + SEAL_EXTRA);
		assert_int_equal(open_as(&sealed, 7, 8, &out), 0);
		assert_int_equal(out.len, 6 + plain.len);
		assert_memory_equal(out.data + 6, buf_str(&plain), plain.len);
	}
	buf_clear(&plain);
	buf_clear(&sealed);
	buf_clear(&out);
}

static void
is_no_one_elses(void **state)
{
	struct buf sealed = BUF_INIT, again = BUF_INIT, out = BUF_INIT;

	(void)state;
	assert_int_equal(seal_close(&key, 7, 8, "text", 4, &sealed), 0);
	assert_int_equal(open_as(&sealed, 8, 7, &out), ERR_CRYPTO);
	assert_string_equal(err_take(), "sealed object: it is another's, or was changed");
	assert_int_equal(open_as(&sealed, 7, 9, &out), ERR_CRYPTO);
	err_take();
	assert_int_equal(out.len, 0);
	assert_int_equal(seal_close(&key, 7, 8, "text", 4, &again), 0);
	assert_memory_not_equal(sealed.data + 9, again.data + 9, SEAL_POINT);
	assert_memory_not_equal(sealed.data + SEAL_HEAD, again.data + SEAL_HEAD, 4);
	/* the content of one under the head of the other */
	memcpy(again.data + SEAL_HEAD, sealed.data + SEAL_HEAD, again.len - SEAL_HEAD);
	assert_int_equal(open_as(&again, 7, 8, &out), ERR_CRYPTO);
	err_take();
	buf_clear(&sealed);
	buf_clear(&again);
	buf_clear(&out);
}

static void
refuses_every_changed_and_cut_byte(void **state)
{
	struct buf sealed = BUF_INIT, out = BUF_INIT;

	(void)state;
	assert_int_equal(seal_close(&key, 7, 8, "text", 4, &sealed), 0);
	for (size_t i = 0; i < sealed.len; i++) {
		sealed.data[i] ^= 1;
		int r = open_as(&sealed, 7, 8, &out);

		/* version and point are refused before the token sees them, a changed key id by its name */
		assert_int_equal(r, i == 0 || (i >= 9 && i < 9 + SEAL_POINT) ? ERR_INPUT : ERR_CRYPTO);
		assert_string_not_equal(err_take(), "");
		assert_int_equal(out.len, 0);
		sealed.data[i] ^= 1;
	}
	for (size_t n = sealed.len; n-- > 0;) {
		struct buf part = { .data = sealed.data, .len = n };

		assert_int_equal(open_as(&part, 7, 8, &out), n < SEAL_EXTRA ? ERR_INPUT : ERR_CRYPTO);
		err_take();
	}
	buf_clear(&sealed);
	buf_clear(&out);
}

static void
names_the_fault(void **state)
{
	unsigned char z[SEAL_Z] = { 0 }, data_key[SEAL_DATA_KEY];
	struct buf sealed = BUF_INIT;
	struct seal_key other = key;
	struct seal_head h;

	(void)state;
	assert_int_equal(seal_close(&key, 7, 8, "text", 4, &sealed), 0);
	assert_int_equal(seal_parse(sealed.data, SEAL_HEAD - 1, &h), ERR_INPUT);
	assert_string_equal(err_take(), "a sealed object has at least 122 octets");
	assert_int_equal(seal_parse(sealed.data, SEAL_HEAD, &h), 0);
	other.id[0] ^= 1;
	assert_int_equal(seal_unwrap(&other, &h, z, 7, 8, data_key), ERR_CRYPTO);
	assert_string_equal(err_take(), "sealed object: it is sealed to another key");
	sealed.data[0] = 2;
	assert_int_equal(seal_parse(sealed.data, sealed.len, &h), ERR_INPUT);
	assert_string_equal(err_take(), "sealed object: version 2 is not known");
	sealed.data[0] = 1;
	sealed.data[9] = 0x02;
	assert_int_equal(seal_parse(sealed.data, sealed.len, &h), ERR_INPUT);
	assert_string_equal(err_take(), "sealed object: its point is not on the curve");
	memset(other.point + 1, 0, SEAL_POINT - 1);
	assert_int_equal(seal_close(&other, 7, 8, "text", 4, &sealed), ERR_CRYPTO);
	assert_string_not_equal(err_take(), "");
	assert_int_equal(seal_key_parse(key_soft_signer(soft)->spki, 90, &other), ERR_INPUT);
	assert_string_equal(err_take(), "the records key is not on P-256");
	buf_clear(&sealed);
}

static void
line(const char *text, const char *name, struct buf *out)
{
	const char *at = strstr(text, name);

	buf_reset(out);
	assert_non_null(at);
	at += strlen(name);
	assert_int_equal(enc_unhex(at, strcspn(at, "\n"), out), 0);
}

static void
opens_what_another_wrote(void **state)
{
	struct buf file = BUF_INIT, spki = BUF_INIT, z = BUF_INIT, sealed = BUF_INIT, out = BUF_INIT;
	unsigned char data_key[SEAL_DATA_KEY];
	struct seal_key theirs;
	struct seal_head h;

	(void)state;
	assert_int_equal(io_load(SRCDIR "/tests/sample/seal/node", 1 << 16, &file), 0);
	line(file.data, "spki=", &spki);
	line(file.data, "\nz=", &z);
	line(file.data, "\nsealed=", &sealed);
	assert_int_equal(seal_key_parse(spki.data, spki.len, &theirs), 0);
	assert_int_equal(seal_parse(sealed.data, sealed.len, &h), 0);
	assert_int_equal(seal_unwrap(&theirs, &h, (unsigned char *)z.data, 20261124, 173, data_key), 0);
	assert_int_equal(seal_open(data_key, 20261124, 173, sealed.data, sealed.len, &out), 0);
	assert_string_equal(out.data, "张三 11010519491231002X");
	line(file.data, "\ndraft_key=", &z);
	line(file.data, "\ndraft=", &sealed);
	buf_reset(&out);
	assert_int_equal(seal_undraft((unsigned char *)z.data, "id_number|7", sealed.data, sealed.len, &out), 0);
	assert_string_equal(out.data, "510104199001011234");
	buf_clear(&file);
	buf_clear(&spki);
	buf_clear(&z);
	buf_clear(&sealed);
	buf_clear(&out);
}

static void
keeps_drafts_to_their_owner(void **state)
{
	unsigned char mine[32] = { 1 }, yours[32] = { 2 };
	struct buf draft = BUF_INIT, again = BUF_INIT, out = BUF_INIT;

	(void)state;
	seal_draft(mine, "id_number|7", "510104199001011234", 18, &draft);
	seal_draft(mine, "id_number|7", "510104199001011234", 18, &again);
	assert_memory_not_equal(draft.data, again.data, draft.len);
	assert_int_equal(seal_undraft(mine, "id_number|7", draft.data, draft.len, &out), 0);
	assert_string_equal(out.data, "510104199001011234");
	buf_reset(&out);
	assert_int_equal(seal_undraft(yours, "id_number|7", draft.data, draft.len, &out), ERR_CRYPTO);
	assert_string_equal(err_take(), "draft: it is another's, or was changed");
	assert_int_equal(seal_undraft(mine, "id_number|8", draft.data, draft.len, &out), ERR_CRYPTO);
	err_take();
	for (size_t i = 0; i < draft.len; i++) {
		draft.data[i] ^= 1;
		assert_int_equal(seal_undraft(mine, "id_number|7", draft.data, draft.len, &out), ERR_CRYPTO);
		err_take();
		draft.data[i] ^= 1;
		assert_int_equal(seal_undraft(mine, "id_number|7", draft.data, i, &out), ERR_CRYPTO);
		err_take();
	}
	assert_int_equal(out.len, 0);
	buf_clear(&draft);
	buf_clear(&again);
	seal_draft(mine, "", NULL, 0, &draft);
	assert_int_equal(seal_undraft(mine, "", draft.data, draft.len, &out), 0);
	assert_int_equal(out.len, 0);
	buf_clear(&draft);
	buf_clear(&out);
}

static int
make_key(void **state)
{
	struct buf pem = BUF_INIT;
	BIO *in;

	(void)state;
	if (ossl_init() != 0 || key_soft_make(KEY_P256, &soft) != 0)
		return -1;
	key_soft_pem(soft, &pem);
	in = ossl_reader(pem.data, pem.len);
	private_key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
	BIO_free(in);
	buf_wipe(&pem);
	return private_key == NULL ? -1 : seal_key_parse(key_soft_signer(soft)->spki, key_soft_signer(soft)->spki_len, &key);
}

static int
free_key(void **state)
{
	(void)state;
	EVP_PKEY_free(private_key);
	key_soft_free(soft);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_what_it_closed),
		cmocka_unit_test(is_no_one_elses),
		cmocka_unit_test(refuses_every_changed_and_cut_byte),
		cmocka_unit_test(names_the_fault),
		cmocka_unit_test(opens_what_another_wrote),
		cmocka_unit_test(keeps_drafts_to_their_owner),
	};

	return cmocka_run_group_tests_name("pki/seal", tests, make_key, free_key);
}
