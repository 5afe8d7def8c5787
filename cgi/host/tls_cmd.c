#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "host/cmd.h"
#include "host/keep.h"
#include "host/lock.h"
#include "host/tls.h"
#include "pki/ossl.h"
#include "signd/signer.h"
#include "util/err.h"
#include "util/tm.h"

/* signd has the token: it is asked, and the web server told to read its new certificate. */
static int
renew_running(const struct site *s, pid_t parent)
{
	struct signer *signer = NULL;
	char path[SITE_PATH];
	int r;

	if ((r = signer_open(site_path(s, "run/signd/s", path), &signer)) == 0)
		r = tls_make(s, signer);
	signer_close(signer);
	if (r == 0 && kill(parent, SIGUSR1) != 0)
		r = err_set(ERR_PEER, "could not signal the parent (process %d): %s", (int)parent, strerror(errno));
	return r;
}

static int
renew_stopped(const struct ask *a, const struct site *s)
{
	int r;

	if ((r = keep_open()) != 0 || (r = lock_take(a->var)) < 0)
		return r;
	return tls_make(s, NULL);
}

int
cmd_tls(const struct ask *a, int argc, char **argv)
{
	char end[TM_ISO_SIZE];
	struct site s;
	int64_t until;
	pid_t parent;
	int r;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "tls takes no arguments; VAR names the instance");
	if ((r = ask_site(a, &s)) != 0 || (r = ossl_init()) != 0)
		return r;
	if ((r = lock_holder(a->var, &parent)) == 0)
		r = renew_running(&s, parent);
	else if (r == ERR_NOTFOUND) {
		err_take();
		r = renew_stopped(a, &s);
	}
	if (r != 0)
		return r;
	tls_is_due(&s, tm_now(), &until);
	printf("the web server of %s has a new certificate, good until %s\n", s.host, tm_iso(until, end));
	return 0;
}
