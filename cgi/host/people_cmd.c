/* Commands about the first people: links for the first security administrators, links of the demo operators. */
#include <stdio.h>

#include "host/cmd.h"
#include "host/lock.h"
#include "host/people.h"
#include "pki/ossl.h"
#include "signd/signer.h"
#include "util/err.h"

int
cmd_enrol(const struct ask *a, int argc, char **argv)
{
	struct signer *signer = NULL;
	struct buf text = BUF_INIT;
	char path[SITE_PATH];
	struct site s;
	pid_t parent;
	int r;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "enrol takes no arguments; VAR names the instance");
	if ((r = ask_site(a, &s)) != 0 || (r = lock_holder(a->var, &parent)) != 0)
		return r;
	if ((r = signer_open(site_path(&s, "run/signd/s", path), &signer)) == 0 &&
	    (r = people_tickets(&s, signer, &text)) == 0)
		fputs(buf_str(&text), stdout);
	signer_close(signer);
	buf_wipe(&text);
	return r;
}

int
cmd_demo_people(const struct ask *a, int argc, char **argv)
{
	struct buf text = BUF_INIT;
	struct site s;
	int r;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "demo-people takes no arguments; VAR names the instance");
	if ((r = ask_site(a, &s)) != 0 || (r = ossl_init()) != 0)
		return r;
	if (!s.demo)
		return err_set(ERR_NOTFOUND, "%s has no demo people: it was set up with DEMO=no", s.var);
	if ((r = people_demo_links(&s, &text)) == 0)
		fputs(buf_str(&text), stdout);
	buf_wipe(&text);
	return r;
}
