#include "signd/ceremony.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pki/ossl.h"
#include "signd/ca.h"
#include "signd/state.h"
#include "signd/token.h"
#include "util/err.h"
#include "util/io.h"
#include "util/msg.h"
#include "util/privs.h"
#include "util/tm.h"

#define REPORT_MAX ((size_t)1 << 20)

/* Fields of the report a child writes: name, key id, bytes. The last one has the name "" and a note. */
typedef int (*ceremony_fn)(const struct site *s, const struct buf *arg, struct buf *report);

static void
tell(struct buf *report, const char *name, const char *id, const struct buf *bytes)
{
	msg_put_str(report, name);
	msg_put_str(report, id);
	msg_put_blob(report, bytes->data, bytes->len);
}

static int
make_key(struct ca *ca, enum ca_own own)
{
	const struct ca_kind *k = &ca_kind[own];
	const struct hsm_key *key;
	int r;

	r = k->type == HSM_RSA ? hsm_make_rsa(ca->hsm, k->name, k->bits, &key) :
	    hsm_make_ec(ca->hsm, k->name, k->type, HSM_SIGN, &key);
	return r != 0 ? r : ca_take_key(ca, own);
}

static int
make_all(struct ca *ca, struct buf *report)
{
	struct buf der = BUF_INIT;
	int i, r = 0;

	for (i = 0; r == 0 && i < CA_OWN_MAX; i++)
		r = make_key(ca, (enum ca_own)i);
	for (i = 0; r == 0 && i < CA_OWN_MAX; i++)
		if ((r = state_certify_own(ca, (enum ca_own)i, &der)) == 0)
			tell(report, ca_kind[i].name, ca->own[i].key->id, &der);
	buf_clear(&der);
	return r;
}

static int
signd_half(const struct site *s, const struct buf *arg, struct buf *report)
{
	struct ca ca = { .site = *s };
	struct hsm_config conf;
	char path[SITE_PATH];
	int r;

	(void)arg;
	hsm_config_of(s, "signd", &conf);
	if ((r = profile_load(site_path(s, "conf/profiles.conf", path), &ca.profiles)) == 0 &&
	    (r = token_init(&conf)) == 0 && (r = hsm_open(&conf, &ca.hsm)) == 0 &&
	    (r = ledger_open(site_path(s, "signd/journal", path), s->instance, &ca.ledger)) == 0) {
		ledger_begin(ca.ledger, tm_now());
		r = make_all(&ca, report);
	}
	ca_close(&ca);
	return r;
}

static int
tls_half(const struct site *s, const struct buf *spki, struct buf *report)
{
	struct buf der = BUF_INIT;
	struct ca ca;
	int r;

	if ((r = ca_open(s, &ca)) != 0)
		return r;
	if ((r = state_certify_tls(&ca, spki->data, spki->len, &der)) == 0)
		tell(report, "tls", "", &der);
	buf_clear(&der);
	ca_close(&ca);
	return r;
}

static int
keeper_half(const struct site *s, const struct buf *arg, struct buf *report)
{
	struct hsm_config conf;
	const struct hsm_key *key;
	struct hsm *hsm = NULL;
	int r;

	(void)arg;
	hsm_config_of(s, "keeper", &conf);
	if ((r = token_init(&conf)) == 0 && (r = hsm_open(&conf, &hsm)) == 0 &&
	    (r = hsm_make_ec(hsm, CEREMONY_RECORDS, HSM_P256, HSM_DERIVE, &key)) == 0)
		tell(report, CEREMONY_RECORDS, key->id, &key->spki);
	hsm_close(hsm);
	return r;
}

static void __attribute__((noreturn))
child(const struct site *s, enum site_user user, pid_t parent, ceremony_fn fn, const struct buf *arg, int fd)
{
	struct buf report = BUF_INIT, none = BUF_INIT;
	int r = privs_become(site_uid(s, user));

	privs_end_with(parent, SIGKILL);	/* it holds the lock of VAR with its parent */
	umask(077);
	if (r == 0 && (r = ossl_init()) == 0)
		r = fn(s, arg, &report);
	tell(&report, "", r != 0 ? err_take() : "", &none);
	if (io_write(fd, report.data, report.len) != 0)
		_exit(1);
	_exit(-r);
}

static int
read_all(int fd, struct buf *report)
{
	char *to;
	ssize_t n;

	for (;;) {
		if ((to = buf_space(report, 4096)) == NULL)
			return buf_end(report, "report of the ceremony");
		if ((n = read(fd, to, 4096)) < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 ? 0 : err_set(ERR_PEER, "ceremony: %s", strerror(errno));
		buf_grew(report, (size_t)n);
	}
}

static int
fate_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return ERR_BUG;
	return WIFEXITED(status) && WEXITSTATUS(status) <= -ERR_BUG ? -WEXITSTATUS(status) : ERR_BUG;
}

/* Runs one half in a child and collects its report. */
static int
run_half(const struct site *s, enum site_user user, ceremony_fn fn, const struct buf *arg, struct buf *report)
{
	int fd[2], r;
	pid_t parent = getpid(), pid;

	if (pipe(fd) != 0)
		return err_set(ERR_PEER, "ceremony: %s", strerror(errno));
	fflush(NULL);
	if ((pid = fork()) == 0) {
		close(fd[0]);
		child(s, user, parent, fn, arg, fd[1]);
	}
	close(fd[1]);
	buf_init(report, REPORT_MAX);
	r = pid > 0 ? read_all(fd[0], report) : err_set(ERR_PEER, "ceremony: %s", strerror(errno));
	close(fd[0]);
	if (pid > 0) {
		int fate = fate_of(pid);

		r = r != 0 ? r : fate;
	}
	return r;
}

/* The lines of a report as keys; the note of the last to err. */
static int
read_report(const struct buf *report, int r, struct ceremony_key *keys, size_t max, size_t *n)
{
	struct msg_reader m;
	char name[33], id[256];
	const unsigned char *p;
	size_t len;

	*n = 0;
	msg_read(&m, report->data, report->len);
	while (m.at < m.end && !m.fault) {
		msg_get_str(&m, name, sizeof(name));
		msg_get_str(&m, id, sizeof(id));
		p = msg_get_blob(&m, &len);
		if (m.fault)
			break;
		if (name[0] == '\0')
			return r == 0 ? 0 : err_set((enum err)r, "%s", id);
		if (*n == max)
			return err_set(ERR_BUG, "ceremony: more than %zu keys", max);
		snprintf(keys[*n].name, sizeof(keys[*n].name), "%s", name);
		snprintf(keys[*n].id, sizeof(keys[*n].id), "%.64s", id);
		keys[*n].der = (struct buf)BUF_INIT;
		buf_add(&keys[(*n)++].der, p, len);
	}
	return err_set(ERR_PEER, "ceremony: the child ended without its report");
}

static int
run(const struct site *s, enum site_user user, ceremony_fn fn, const struct buf *arg, struct ceremony_key *keys, size_t max,
    size_t *n)
{
	struct buf report = BUF_INIT;
	int r;

	r = run_half(s, user, fn, arg, &report);
	r = read_report(&report, r, keys, max, n);
	buf_clear(&report);
	return r;
}

int
ceremony_run(const struct site *s, struct ceremony_key *keys, size_t *n)
{
	char file[64], path[SITE_PATH];
	size_t i;
	int r;

	r = run(s, SITE_SIGND, signd_half, NULL, keys, CEREMONY_KEYS, n);
	for (i = 0; r == 0 && i < *n; i++) {
		snprintf(file, sizeof(file), "conf/ca/%s.cer", keys[i].name);
		r = io_replace(site_path(s, file, path), keys[i].der.data, keys[i].der.len, 0644, (uid_t)-1);
	}
	return r;
}

int
ceremony_keeper(const struct site *s, struct ceremony_key *key)
{
	size_t n;

	return run(s, SITE_KEEPER, keeper_half, NULL, key, 1, &n);
}

int
ceremony_tls(const struct site *s, const void *spki, size_t n, struct buf *der)
{
	struct ceremony_key key = { .der = BUF_INIT };
	struct buf arg = BUF_INIT;
	size_t count;
	int r;

	buf_add(&arg, spki, n);
	if ((r = run(s, SITE_SIGND, tls_half, &arg, &key, 1, &count)) == 0)
		buf_add(der, key.der.data, key.der.len);
	buf_clear(&key.der);
	buf_clear(&arg);
	return r;
}
