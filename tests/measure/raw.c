/*
 * raw: how fast the key token itself signs: C_SignInit and C_Sign alone, on a SoftHSM token of its own, made for this.
 *
 *	raw FOLDER SECONDS
 *
 * Prints for P-256 and RSA-2048, with 1 and 2 threads (a session each): KEY THREADS RATE CPU-MS.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <p11-kit/pkcs11.h>

#include "signd/hsm.h"
#include "signd/p11.h"
#include "signd/token.h"
#include "util/err.h"
#include "util/io.h"

#define THREADS 2

/* SHA-256 in front of a digest, as RSA signs it (RFC 8017, 9.2, note 1). */
static const unsigned char info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
    0x05, 0x00, 0x04, 0x20 };

static CK_FUNCTION_LIST *f;
static CK_SLOT_ID slot;
static double ends;

struct thread { pthread_t id; const char *label; bool rsa; size_t n; };

static void
must(int r, const char *what)
{
	if (r == 0)
		return;
	fprintf(stderr, "%s: %s (%d)\n", what, err_take(), r);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
cpu(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void
make_token(const char *folder)
{
	struct hsm_config c = { .module = "/usr/lib/softhsm/libsofthsm2.so", .token = "raw", .sessions = 1 };
	const struct hsm_key *key;
	struct hsm *h;
	char text[2 * SITE_PATH];

	snprintf(c.state, sizeof(c.state), "%s", folder);
	snprintf(c.conf, sizeof(c.conf), "%.99s/softhsm.conf", folder);
	snprintf(c.pin, sizeof(c.pin), "%.99s/pin", folder);
	snprintf(text, sizeof(text), "directories.tokendir = %s\nlog.level = ERROR\n", folder);
	must(io_replace(c.conf, text, strlen(text), 0600, (uid_t)-1), "configuration");
	must(io_replace(c.pin, "pin-of-a-test", 13, 0600, (uid_t)-1), "PIN");
	must(token_init(&c), "token");
	must(hsm_open(&c, &h), "token");
	must(hsm_make_ec(h, "p256", HSM_P256, HSM_SIGN, &key), "key");
	must(hsm_make_rsa(h, "rsa2048", 2048, &key), "key");
	hsm_close(h);
	must(p11_load(c.module, c.conf, &f), "library");
	must(p11_slot(f, "raw", &slot), "slot");
}

static CK_OBJECT_HANDLE
find(CK_SESSION_HANDLE s, const char *label)
{
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	CK_ATTRIBUTE want[] = { { CKA_CLASS, &class, sizeof(class) },
	    { CKA_LABEL, (void *)(uintptr_t)label, strlen(label) } };
	CK_OBJECT_HANDLE key = 0;
	CK_ULONG n = 0;

	f->C_FindObjectsInit(s, want, 2);
	f->C_FindObjects(s, &key, 1, &n);
	f->C_FindObjectsFinal(s);
	must(n == 1 ? 0 : ERR_NOTFOUND, label);
	return key;
}

static void *
sign(void *arg)
{
	struct thread *t = arg;
	CK_MECHANISM how = { t->rsa ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0 };
	unsigned char in[sizeof(info) + 32] = { 0 }, sig[512];
	CK_SESSION_HANDLE s;
	CK_OBJECT_HANDLE key;
	CK_RV rv = f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &s);

	memcpy(in, info, sizeof(info));
	if (rv == CKR_OK && (rv = f->C_Login(s, CKU_USER, (unsigned char *)(uintptr_t)"pin-of-a-test", 13)) == CKR_USER_ALREADY_LOGGED_IN)
		rv = CKR_OK;
	key = find(s, t->label);
	while (rv == CKR_OK && now() < ends) {
		CK_ULONG len = sizeof(sig);

		memcpy(in + sizeof(info), &t->n, sizeof(t->n));
		if ((rv = f->C_SignInit(s, &how, key)) == CKR_OK)
			rv = t->rsa ? f->C_Sign(s, in, sizeof(in), sig, &len) : f->C_Sign(s, in + sizeof(info), 32, sig, &len);
		t->n++;
	}
	must(rv == CKR_OK ? 0 : p11_fault("sign", rv), t->label);
	return NULL;
}

static void
measure(const char *label, bool rsa, size_t count, double seconds)
{
	struct thread t[THREADS];
	double begun = now(), used = cpu(), took;
	size_t all = 0;

	ends = begun + seconds;
	for (size_t i = 0; i < count; i++) {
		t[i] = (struct thread){ .label = label, .rsa = rsa };
		pthread_create(&t[i].id, NULL, sign, &t[i]);
	}
	for (size_t i = 0; i < count; i++) {
		pthread_join(t[i].id, NULL);
		all += t[i].n;
	}
	took = now() - begun;
	printf("%s %zu %.0f %.3f\n", label, count, (double)all / took, (cpu() - used) * 1e3 / (double)all);
}

int
main(int argc, char **argv)
{
	double seconds;

	if (argc != 3 || (seconds = atof(argv[2])) <= 0)
		return 2;
	make_token(argv[1]);
	for (size_t n = 1; n <= THREADS; n++) {
		measure("p256", false, n, seconds);
		measure("rsa2048", true, n, seconds);
	}
	f->C_Finalize(NULL);
	return 0;
}
