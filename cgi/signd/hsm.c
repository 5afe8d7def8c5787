#include "signd/hsm.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "signd/hsmkey.h"
#include "signd/hsmpool.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/str.h"

#define PIN_MAX	64

void
hsm_config_of(const struct site *s, const char *daemon, struct hsm_config *out)
{
	char name[64];

	*out = (struct hsm_config){ .sessions = 1 };
	snprintf(out->module, sizeof(out->module), "%s", s->hsm_module);
	snprintf(name, sizeof(name), "conf/softhsm-%s.conf", daemon);
	site_path(s, name, out->conf);
	snprintf(out->token, sizeof(out->token), "certhall-%s", daemon);
	snprintf(name, sizeof(name), "secret/%s.pin", daemon);
	site_path(s, name, out->pin);
	site_path(s, daemon, out->state);
}

/* Digest of a PIN the token refused; the file lies where only we can read. */
static void
mark_path(const struct hsm_config *c, char to[SITE_PATH + 16])
{
	snprintf(to, SITE_PATH + 16, "%s/pin-refused", c->state);
}

static int
was_refused(const struct hsm_config *c, const struct buf *pin)
{
	char path[SITE_PATH + 16], text[DIGEST_TEXT];
	unsigned char sum[DIGEST_SIZE];
	struct buf old = BUF_INIT;
	int r;

	mark_path(c, path);
	digest_sha256(pin->data, pin->len, sum);
	digest_text(sum, text);
	r = io_load(path, DIGEST_TEXT, &old);
	if (r == ERR_NOTFOUND) {
		err_take();
		r = 0;
	} else if (r == 0 && str_eq(buf_str(&old), text))
		r = err_set(ERR_DENIED, "key token: the PIN in %s was refused before and is not tried again", c->pin);
	buf_clear(&old);
	return r;
}

static int
refuse(const struct hsm_config *c, const struct buf *pin)
{
	char path[SITE_PATH + 16], text[DIGEST_TEXT];
	unsigned char sum[DIGEST_SIZE];
	int r;

	mark_path(c, path);
	digest_sha256(pin->data, pin->len, sum);
	digest_text(sum, text);
	if ((r = io_replace(path, text, strlen(text), 0600, (uid_t)-1)) != 0)
		return r;
	return err_set(ERR_DENIED, "key token: the PIN in %s is wrong", c->pin);
}

static int
login(struct hsm *h)
{
	struct buf pin = BUF_INIT;
	CK_RV rv;
	int r;

	if ((r = io_load(h->conf.pin, PIN_MAX, &pin)) == 0 && (r = was_refused(&h->conf, &pin)) == 0) {
		rv = h->f->C_Login(h->session[0], CKU_USER, (unsigned char *)pin.data, pin.len);
		if (p11_is_pin(rv))
			r = refuse(&h->conf, &pin);
		else if (rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN)
			r = p11_fault("log in", rv);
	}
	buf_wipe(&pin);
	return r;
}

static int
open_sessions(struct hsm *h)
{
	CK_SLOT_ID slot;
	CK_RV rv;
	int i, r;

	if ((r = p11_slot(h->f, h->conf.token, &slot)) != 0)
		return r;
	for (i = 0; i < h->conf.sessions; i++) {
		rv = h->f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &h->session[i]);
		if (rv != CKR_OK)
			return p11_fault("open session", rv);
	}
	h->slot = slot;
	return login(h);
}

int
hsm_open(const struct hsm_config *c, struct hsm **out)
{
	struct hsm *h = xcalloc(1, sizeof(*h));
	char path[SITE_PATH + 16];
	int r;

	h->conf = *c;
	if (h->conf.sessions < 1 || h->conf.sessions > HSM_SESSIONS)
		h->conf.sessions = 1;
	snprintf(path, sizeof(path), "%s/token.lock", c->state);
	if ((h->lock = io_lock(path)) < 0) {
		r = h->lock;
		free(h);
		return err_in(r, "key token is in use");
	}
	if ((r = p11_load(c->module, c->conf, &h->f)) == 0)
		r = open_sessions(h);
	if (r == 0)
		r = hsmpool_start(h);
	if (r != 0) {
		hsm_close(h);
		return r;
	}
	*out = h;
	return 0;
}

void
hsm_close(struct hsm *h)
{
	size_t i;

	if (h == NULL)
		return;
	hsmpool_stop(h);
	for (i = 0; i < h->keys; i++) {
		hsmkey_free(h->key[i]);
		free(h->key[i]);
	}
	if (h->f != NULL)
		h->f->C_Finalize(NULL);
	close(h->lock);
	free(h);
}

int
hsm_find(struct hsm *h, const char *label, const struct hsm_key **out)
{
	struct hsm_own *k;
	size_t i;
	int r;

	for (i = 0; i < h->keys; i++)
		if (str_eq(h->key[i]->pub.label, label)) {
			*out = &h->key[i]->pub;
			return 0;
		}
	if (h->keys == HSM_KEYS)
		return err_set(ERR_LIMIT, "key token: more than %d keys", HSM_KEYS);
	k = xcalloc(1, sizeof(*k));
	if ((r = hsmkey_load(h, label, k)) != 0) {
		hsmkey_free(k);
		free(k);
		return r;
	}
	h->key[h->keys++] = k;
	*out = &k->pub;
	return 0;
}

/* A key that came back with another public half is somebody else's: no signature is asked of it. */
static int
refind(struct hsm *h, struct hsm_own *k)
{
	struct hsm_own again = { .pkey = NULL };
	int r;

	if ((r = hsmkey_load(h, k->pub.label, &again)) == 0) {
		if (again.pub.spki.len != k->pub.spki.len ||
		    memcmp(again.pub.spki.data, k->pub.spki.data, k->pub.spki.len) != 0)
			r = err_set(ERR_PEER, "key token: the key %s is another one now", k->pub.label);
		else
			k->pub.handle = again.pub.handle;
	}
	hsmkey_free(&again);
	return r;
}

static int
find_all(struct hsm *h)
{
	size_t i;
	int r;

	if ((r = open_sessions(h)) != 0)
		return r;
	for (i = 0; i < h->keys; i++)
		if ((r = refind(h, h->key[i])) != 0)
			return r;
	return 0;
}

/* A library that has seen its token go may know it again only when it begins anew. A PIN is tried once all the same. */
int
hsm_reopen(struct hsm *h)
{
	int r;

	h->f->C_CloseAllSessions(h->slot);
	if ((r = find_all(h)) == 0 || r == ERR_DENIED)
		return r;
	err_take();
	return (r = p11_again(h->f)) != 0 ? r : find_all(h);
}

static int
outcome(struct hsm_job *j)
{
	if (j->rv != CKR_OK)
		return p11_fault("sign", j->rv);
	return hsmkey_finish(j);
}

int
hsm_sign_many(struct hsm *h, struct hsm_job *job, size_t count)
{
	bool lost = false;
	size_t i;
	int r = 0;

	for (i = 0; i < count; i++)
		hsmkey_digest(&job[i]);
	hsmpool_run(h, job, count);
	for (i = 0; i < count; i++)
		lost |= p11_is_lost(job[i].rv);
	if (lost && hsm_reopen(h) == 0) {
		for (i = 0; i < count; i++)
			if (p11_is_lost(job[i].rv))
				hsmpool_run(h, &job[i], 1);
	}
	for (i = 0; i < count; i++)
		if ((job[i].code = outcome(&job[i])) != 0 && r == 0)
			r = job[i].code;
	return r;
}

int
hsm_sign(struct hsm *h, const struct hsm_key *k, const void *data, size_t n, struct buf *sig)
{
	struct hsm_job job = { .key = k, .data = data, .n = n };
	int r;

	if ((r = hsm_sign_many(h, &job, 1)) == 0) {
		buf_reset(sig);
		buf_add(sig, job.sig, job.sig_len);
	}
	return r;
}
