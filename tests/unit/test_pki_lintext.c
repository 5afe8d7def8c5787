#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "pki/lintext.h"
#include "pki/ossl.h"
#include "pki/parts.h"
#include "pki_world.h"

#define EXTS_MAX 16

static struct buf spki, tbs;
static struct tbs_input in;
static struct lintext x;
static struct { char oid[OID_TEXT]; bool critical; struct der value; } ext[EXTS_MAX];
static size_t exts;

static void
read_extensions(void)
{
	struct der all = { (unsigned char *)tbs.data, tbs.len }, fields, field, list;
	int tag;

	assert_int_equal(der_next(&all, DER_SEQ, &fields), 0);
	do {
		assert_int_equal(der_any(&fields, &tag, &field), 0);
	} while (tag != DER_CONTEXT_SEQ(3));
	assert_int_equal(der_next(&field, DER_SEQ, &list), 0);
	for (exts = 0; list.n > 0; exts++) {
		assert_true(exts < EXTS_MAX);
		assert_int_equal(parts_ext_next(&list, ext[exts].oid, &ext[exts].critical, &ext[exts].value), 0);
	}
}

/* What pki/tbs writes for a case, and what is wanted of it. */
static void
build(const struct world_case *c)
{
	struct key_facts key, issuer;
	struct parts_signer by;

	world_input(c, &spki, &in);
	buf_reset(&tbs);
	assert_int_equal(tbs_build(&in, &tbs), 0);
	assert_int_equal(key_parse(spki.data, spki.len, &key), 0);
	issuer = key;
	if (in.issuer_cert != NULL) {
		assert_int_equal(parts_signer(in.issuer_cert, in.issuer_cert_len, &by), 0);
		issuer = by.key;
		parts_signer_clear(&by);
	}
	x = (struct lintext){ .in = &in, .rsa = key_is_rsa(key.kind) };
	memcpy(x.ski, key.ski, KEY_SKI);
	memcpy(x.aki, issuer.ski, KEY_SKI);
	read_extensions();
}

static size_t
kind_of(const char *oid)
{
	struct lintext_want want;

	for (size_t i = 0; i < LINTEXT_MAX; i++) {
		lintext_want(&x, i, &want);
		if (strcmp(want.oid, oid) == 0)
			return i;
	}
	fail_msg("no kind for %s", oid);
	return 0;
}

static void
wants_what_the_profile_says(void **state)
{
	struct lintext_want want;

	(void)state;
	for (size_t c = 0; c < WORLD_CASES; c++) {
		bool there[LINTEXT_MAX] = { false };

		build(&world_cases[c]);
		for (size_t e = 0; e < exts; e++) {
			size_t i = kind_of(ext[e].oid);

			lintext_want(&x, i, &want);
			assert_false(there[i]);
			there[i] = true;
			assert_int_equal(want.critical, ext[e].critical);
			if (!lintext_check(&x, i, ext[e].value.p, ext[e].value.n))
				fail_msg("%s: %s is refused", world_cases[c].profile, ext[e].oid);
		}
		for (size_t i = 0; i < LINTEXT_MAX; i++) {
			lintext_want(&x, i, &want);
			assert_int_equal(want.yes, there[i]);
		}
	}
}

static void
refused(size_t e, size_t i, const void *p, size_t n, const char *how)
{
	if (lintext_check(&x, i, p, n))
		fail_msg("%s: %s", ext[e].oid, how);
}

/* One value and one way of writing it: any other octets, however near, say something else. */
static void
refuses_any_other_octet(void **state)
{
	unsigned char copy[1024];

	(void)state;
	for (size_t c = 0; c < WORLD_CASES; c++) {
		build(&world_cases[c]);
		for (size_t e = 0; e < exts; e++) {
			size_t n = ext[e].value.n, i = kind_of(ext[e].oid);

			assert_true(n + 1 < sizeof(copy));
			memcpy(copy, ext[e].value.p, n);
			copy[n] = 0;
			refused(e, i, copy, n + 1, "an octet behind it was taken");
			refused(e, i, copy, n - 1, "it was taken without its last octet");
			refused(e, i, copy, 0, "nothing was taken");
			for (size_t at = 0; at < n; at++)
				for (int bit = 0; bit < 8; bit++) {
					copy[at] ^= (unsigned char)(1 << bit);
					refused(e, i, copy, n, "another bit was taken");
					copy[at] ^= (unsigned char)(1 << bit);
				}
		}
	}
}

static void
takes_no_extension_for_another(void **state)
{
	(void)state;
	for (size_t c = 0; c < WORLD_CASES; c++) {
		build(&world_cases[c]);
		for (size_t e = 0; e < exts; e++)
			for (size_t other = 0; other < exts; other++)
				if (other != e)
					refused(e, kind_of(ext[other].oid), ext[e].value.p, ext[e].value.n, "taken for another");
	}
}

/* The same values, written in ways DER does not know (X.690, 8 and 11). */
static void
refuses_what_is_not_der(void **state)
{
	static const struct { const char *profile, *oid; size_t n; const char *p; } odd[] = {
		{ "issuing", OID_BASIC, 8, "\x30\x06\x01\x01\x01\x02\x01\x00" },		/* TRUE is 0xff */
		{ "issuing", OID_BASIC, 9, "\x30\x81\x06\x01\x01\xff\x02\x01\x00" },		/* a longer length */
		{ "issuing", OID_BASIC, 9, "\x30\x07\x01\x01\xff\x02\x02\x00\x00" },		/* a longer number */
		{ "issuing", OID_BASIC, 10, "\x30\x80\x01\x01\xff\x02\x01\x00\x00\x00" },	/* without a length */
		{ "issuing", OID_KEY_USAGE, 4, "\x03\x02\x00\x06" },				/* zeros behind the last bit */
		{ "issuing", OID_KEY_USAGE, 4, "\x03\x02\x01\x07" },				/* a bit that does not count */
		{ "issuing", OID_KEY_USAGE, 5, "\x03\x03\x01\x06\x00" },
		{ "ocsp", OID_OCSP_NOCHECK, 3, "\x05\x81\x00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		build(world_case(odd[i].profile));
		if (lintext_check(&x, kind_of(odd[i].oid), odd[i].p, odd[i].n))
			fail_msg("form %zu was taken", i);
	}
	build(world_case("issuing"));
	assert_true(lintext_check(&x, kind_of(OID_BASIC), "\x30\x06\x01\x01\xff\x02\x01\x00", 8));
	assert_true(lintext_check(&x, kind_of(OID_KEY_USAGE), "\x03\x02\x01\x06", 4));
}

static int
end(void **state)
{
	buf_clear(&spki);
	buf_clear(&tbs);
	return world_end(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wants_what_the_profile_says),
		cmocka_unit_test(refuses_any_other_octet),
		cmocka_unit_test(takes_no_extension_for_another),
		cmocka_unit_test(refuses_what_is_not_der),
	};

	return cmocka_run_group_tests_name("pki/lintext", tests, world_begin, end);
}
