/*
 * Keys of demo operators: their files, their assertions, the links that carry them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "host/link.h"
#include "host/softkey.h"
#include "pki/assertion.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"

static struct site site = { .host = "localhost", .demo = true, .sign_origin = "https://localhost:8444" };

static int
make_folder(void **state)
{
	char path[SITE_PATH];

	(void)state;
	snprintf(site.var, sizeof(site.var), "/tmp/chsoft.XXXXXX");
	if (mkdtemp(site.var) == NULL)
		return -1;
	return io_mkdirs(site_path(&site, "demo", path), 0700);
}

static int
remove_folder(void **state)
{
	char command[120];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", site.var);
	return system(command);
}

static void
a_key_is_made_once_for_its_owner_alone(void **state)
{
	struct softkey first, again;
	char path[SITE_PATH];
	struct stat st;

	(void)state;
	assert_int_equal(softkey_load(&site, "clerk", &first), ERR_NOTFOUND);
	err_take();
	assert_int_equal(softkey_open(&site, "clerk", &first), 0);
	assert_int_equal(stat(site_path(&site, "demo/clerk.pem", path), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(softkey_open(&site, "clerk", &again), 0);
	assert_memory_equal(first.id, again.id, sizeof(first.id));
	softkey_close(&first);
	softkey_close(&again);
}

/* WebAuthn's form without user verification: taken where soft keys are, refused where they are not. */
static void
its_assertion_holds_only_where_soft_keys_do(void **state)
{
	struct assertion_rule rule = { .origin = site.sign_origin, .rp_id = "localhost", .soft = true };
	struct buf text = BUF_INIT, auth = BUF_INIT, client = BUF_INIT, sig = BUF_INIT;
	const struct key_signer *by;
	struct softkey key;

	(void)state;
	buf_adds(&text, "certhall-login-1\n");
	assert_int_equal(softkey_open(&site, "reviewer", &key), 0);
	by = softkey_signer(&key);
	assert_int_equal(softkey_assert(&site, &key, &text, &auth, &client, &sig), 0);
	assert_int_equal(assertion_check(&rule, text.data, text.len, auth.data, auth.len, client.data, client.len, sig.data, sig.len,
	    by->spki, by->spki_len), 0);
	rule.soft = false;
	assert_int_equal(assertion_check(&rule, text.data, text.len, auth.data, auth.len, client.data, client.len, sig.data, sig.len,
	    by->spki, by->spki_len), ERR_DENIED);
	err_take();
	rule.soft = true;
	text.data[text.len - 2] ^= 1;
	assert_int_equal(assertion_check(&rule, text.data, text.len, auth.data, auth.len, client.data, client.len, sig.data, sig.len,
	    by->spki, by->spki_len), ERR_DENIED);
	err_take();
	softkey_close(&key);
	buf_clear(&text);
	buf_clear(&auth);
	buf_clear(&client);
	buf_clear(&sig);
}

/* What stands in the fragment of a link. */
static void
fragment_of(const struct buf *link, struct buf *json)
{
	const char *at = strchr(buf_str(link), '#');

	assert_non_null(at);
	assert_true(strncmp(buf_str(link), "https://localhost:8444/#", 24) == 0);
	buf_reset(json);
	assert_int_equal(enc_unbase64url(at + 1, strlen(at + 1), json), 0);
}

static void
a_link_loads_this_very_key(void **state)
{
	struct buf pkcs8 = BUF_INIT, link = BUF_INIT, json = BUF_INIT, back = BUF_INIT;
	struct key_soft *loaded;
	const char *at;
	struct softkey key;

	(void)state;
	assert_int_equal(softkey_open(&site, "clerk", &key), 0);
	assert_int_equal(softkey_pkcs8(&key, &pkcs8), 0);
	link_load(&site, "演示录入员", &pkcs8, &link);
	fragment_of(&link, &json);
	assert_non_null(strstr(buf_str(&json), "{\"do\":\"load\",\"name\":\"演示录入员\",\"key\":\""));
	at = strstr(buf_str(&json), "\"key\":\"") + 7;
	assert_int_equal(enc_unbase64url(at, strcspn(at, "\""), &back), 0);
	assert_int_equal(key_soft_load(back.data, back.len, &loaded), 0);
	assert_int_equal(key_soft_signer(loaded)->spki_len, softkey_signer(&key)->spki_len);
	assert_memory_equal(key_soft_signer(loaded)->spki, softkey_signer(&key)->spki, key_soft_signer(loaded)->spki_len);
	key_soft_free(loaded);
	softkey_close(&key);
	buf_clear(&pkcs8);
	buf_clear(&link);
	buf_clear(&json);
	buf_clear(&back);
}

static void
a_ticket_link_offers_soft_keys_to_a_demonstration_only(void **state)
{
	unsigned char ticket[32] = { 7 };
	struct buf link = BUF_INIT, json = BUF_INIT;
	struct site plain = site;

	(void)state;
	link_ticket(&site, ticket, &link);
	fragment_of(&link, &json);
	assert_string_equal(buf_str(&json), "{\"do\":\"register\",\"back\":\"/admin/first\",\"soft\":\"yes\","
	    "\"ticket\":\"BwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}");
	plain.demo = false;
	buf_reset(&link);
	link_ticket(&plain, ticket, &link);
	fragment_of(&link, &json);
	assert_null(strstr(buf_str(&json), "soft"));
	buf_clear(&link);
	buf_clear(&json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_made_once_for_its_owner_alone),
		cmocka_unit_test(its_assertion_holds_only_where_soft_keys_do),
		cmocka_unit_test(a_link_loads_this_very_key),
		cmocka_unit_test(a_ticket_link_offers_soft_keys_to_a_demonstration_only),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
