#include "signd/ceremony.h"

#include <errno.h>
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
typedef int (*ceremony_fn)(const struct site *s, struct buf *report);

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
signd_half(const struct site *s, struct buf *report)
{
	struct ca ca = { .site = *s };
	struct hsm_config conf;
	char path[SITE_PATH];
	int r;

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
keeper_half(const struct site *s, struct buf *report)
{
	struct hsm_config conf;
	const struct hsm_key *key;
	struct hsm *hsm = NULL;
	int r;

	hsm_config_of(s, "keeper", &conf);
	if ((r = token_init(&conf)) == 0 && (r = hsm_open(&conf, &hsm)) == 0 &&
	    (r = hsm_make_ec(hsm, CEREMONY_RECORDS, HSM_P256, HSM_DERIVE, &key)) == 0)
		tell(report, CEREMONY_RECORDS, key->id, &key->spki);
	hsm_close(hsm);
	return r;
}

static void __attribute__((noreturn))
child(const struct site *s, enum site_user user, ceremony_fn fn, int fd)
{
	struct buf report = BUF_INIT, none = BUF_INIT;
	int r;

	umask(077);
	if ((r = privs_become(site_uid(s, user))) == 0 && (r = ossl_init()) == 0)
		r = fn(s, &report);
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
run_half(const struct site *s, enum site_user user, ceremony_fn fn, struct buf *report)
{
	int fd[2], r;
	pid_t pid;

	if (pipe(fd) != 0)
		return err_set(ERR_PEER, "ceremony: %s", strerror(errno));
	fflush(NULL);
	if ((pid = fork()) == 0) {
		close(fd[0]);
		child(s, user, fn, fd[1]);
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

/* Gives each line of the report to keep; the note of the last to err. */
static int
go_through(const struct site *s, const struct buf *report, int r,
    int (*keep)(const struct site *s, const char *name, const void *p, size_t n, void *arg), void *arg)
{
	struct msg_reader m;
	char name[33], id[256];
	const unsigned char *p;
	size_t n;

	msg_read(&m, report->data, report->len);
	while (m.at < m.end && !m.fault) {
		msg_get_str(&m, name, sizeof(name));
		msg_get_str(&m, id, sizeof(id));
		p = msg_get_blob(&m, &n);
		if (m.fault)
			break;
		if (name[0] == '\0')
			return r == 0 ? 0 : err_set((enum err)r, "%s", id);
		if (r == 0 && (r = keep(s, name, p, n, arg)) != 0)
			return r;
		if (r == 0)
			printf("key %-13s id %s\n", name, id);
	}
	return err_set(ERR_PEER, "ceremony: the child ended without its report");
}

static int
keep_cert(const struct site *s, const char *name, const void *p, size_t n, void *arg)
{
	char file[64], path[SITE_PATH];

	(void)arg;
	snprintf(file, sizeof(file), "conf/ca/%s.cer", name);
	return io_replace(site_path(s, file, path), p, n, 0644, (uid_t)-1);
}

static int
keep_spki(const struct site *s, const char *name, const void *p, size_t n, void *arg)
{
	(void)s;
	(void)name;
	buf_reset(arg);
	buf_add(arg, p, n);
	return 0;
}

int
ceremony_run(const struct site *s)
{
	struct buf report = BUF_INIT;
	int r;

	r = run_half(s, SITE_SIGND, signd_half, &report);
	r = go_through(s, &report, r, keep_cert, NULL);
	buf_clear(&report);
	return r;
}

int
ceremony_keeper(const struct site *s, struct buf *spki)
{
	struct buf report = BUF_INIT;
	int r;

	r = run_half(s, SITE_KEEPER, keeper_half, &report);
	r = go_through(s, &report, r, keep_spki, spki);
	buf_clear(&report);
	return r;
}
