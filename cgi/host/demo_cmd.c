#include <stdio.h>

#include "host/cmd.h"
#include "host/demo.h"
#include "host/life.h"
#include "host/lock.h"
#include "pki/chain.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/tm.h"

#define CERT_MAX	65536
#define PASSWORD	"certhall-demo"

static int64_t begun;

static int
said(int r, const char *what, const char *more)
{
	if (r == 0)
		printf("%6.1f s  %s %s\n", (double)(tm_steady() - begun) / 1000, what, more);
	fflush(stdout);
	return r == 0 ? 0 : err_in(r, what);
}

static int
keep(const struct site *s, const char *name, const struct buf *content)
{
	char path[SITE_PATH], file[60];

	snprintf(file, sizeof(file), "demo/%s", name);
	return io_replace(site_path(s, file, path), content->data, content->len, 0600, (uid_t)-1);
}

/* A certificate of ours as DER. */
static int
load_ca(const struct site *s, const char *name, struct buf *der)
{
	char path[SITE_PATH], file[60];

	snprintf(file, sizeof(file), "conf/ca/%s.cer", name);
	return io_load(site_path(s, file, path), CERT_MAX, der);
}

/* --- one life up to the accepted certificate -------------------------------------------------------------------- */

static int
grow(struct life *l)
{
	int r;

	if ((r = said(life_apply(l), "applied, agreed, submitted:", l->no)) != 0 ||
	    (r = said(life_decide(l, "clerk", "demo-clerk"), "entered and signed by", "demo-clerk")) != 0 ||
	    (r = said(life_decide(l, "reviewer", "demo-reviewer"), "reviewed and signed by", "demo-reviewer")) != 0 ||
	    (r = life_wait_issued(l)) != 0 || (r = said(0, "issued:", l->serial)) != 0 ||
	    (r = said(life_download(l), "downloaded by one-time code", "")) != 0)
		return r;
	return said(life_accept(l), "content confirmed by the holder", "");
}

static int
stop(struct life *l, const struct site *s)
{
	struct buf page = BUF_INIT;
	int r;

	if ((r = said(life_suspend(l), "reported lost without login:", l->serial)) == 0 &&
	    (r = said(life_wait_listed(l), "held; its list is out", "")) == 0 &&
	    (r = life_fetch(l, l->receipt, &page)) == 0 && (r = keep(s, "receipt-suspend.html", &page)) == 0 &&
	    (r = said(life_revoke(l), "revoked for good:", l->serial)) == 0 &&
	    (r = said(life_wait_listed(l), "revoked; its list is out", "")) == 0 &&
	    (r = life_fetch(l, l->receipt, &page)) == 0)
		r = keep(s, "receipt-revoke.html", &page);
	buf_clear(&page);
	return r;
}

/* --- what stays in VAR/demo ---------------------------------------------------------------------------------------- */

static int
keep_chain(const struct site *s)
{
	struct buf der = BUF_INIT, pem = BUF_INIT;
	int r;

	if ((r = load_ca(s, "ca-p256", &der)) == 0) {
		enc_pem("CERTIFICATE", der.data, der.len, &pem);
		buf_reset(&der);
		if ((r = load_ca(s, "root", &der)) == 0) {
			enc_pem("CERTIFICATE", der.data, der.len, &pem);
			r = keep(s, "ca.pem", &pem);
		}
	}
	buf_clear(&der);
	buf_clear(&pem);
	return r;
}

static int
keep_crls(struct life *l, const struct site *s)
{
	static const char *const lists[] = { "ca-p256", "root" };
	char to[160];
	struct buf der = BUF_INIT, pem = BUF_INIT;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < sizeof(lists) / sizeof(lists[0]); i++) {
		snprintf(to, sizeof(to), "http://%s:%d/pki/crl/%s.crl", s->host, s->http_port, lists[i]);
		if ((r = life_fetch(l, to, &der)) == 0)
			enc_pem("X509 CRL", der.data, der.len, &pem);
	}
	if (r == 0)
		r = keep(s, "crl.pem", &pem);
	buf_clear(&der);
	buf_clear(&pem);
	return r;
}

static int
keep_p12(const struct life *l, const struct site *s, const struct buf *key)
{
	struct buf ca = BUF_INIT, root = BUF_INIT, leaf = BUF_INIT, p12 = BUF_INIT;
	struct chain_cert above[2], own;
	int r;

	if ((r = load_ca(s, "ca-p256", &ca)) == 0 && (r = load_ca(s, "root", &root)) == 0 &&
	    (r = enc_unpem("CERTIFICATE", buf_str(&l->cert), l->cert.len, &leaf)) == 0) {
		own = (struct chain_cert){ leaf.data, leaf.len };
		above[0] = (struct chain_cert){ ca.data, ca.len };
		above[1] = (struct chain_cert){ root.data, root.len };
		if ((r = chain_pkcs12(key->data, key->len, PASSWORD, l->name, &own, above, 2, &p12)) == 0)
			r = keep(s, "leaf.p12", &p12);
	}
	buf_clear(&ca);
	buf_clear(&root);
	buf_clear(&leaf);
	buf_wipe(&p12);
	return r;
}

static int
keep_leaf(struct life *l, const struct site *s)
{
	struct buf key = BUF_INIT, page = BUF_INIT;
	char to[60];
	int r;

	snprintf(to, sizeof(to), "/receipt/%s", l->no);
	key_soft_pem(l->key, &key);
	if ((r = keep(s, "leaf.pem", &l->cert)) == 0 && (r = keep(s, "leaf.key", &key)) == 0 &&
	    (r = keep_p12(l, s, &key)) == 0 && (r = life_fetch(l, to, &page)) == 0)
		r = keep(s, "receipt.html", &page);
	buf_wipe(&key);
	buf_clear(&page);
	return r;
}

static int
live(const struct site *s, struct life *stays, struct life *goes)
{
	int r;

	printf("a certificate that stays valid\n");
	if ((r = life_begin(s, KEY_P256, stays)) != 0 || (r = grow(stays)) != 0 || (r = keep_leaf(stays, s)) != 0)
		return r;
	printf("a certificate that is lost\n");
	if ((r = life_begin(s, KEY_RSA2048, goes)) != 0 || (r = grow(goes)) != 0 ||
	    (r = keep(s, "revoked.pem", &goes->cert)) != 0 || (r = stop(goes, s)) != 0 ||
	    (r = keep_crls(goes, s)) != 0)
		return r;
	return keep_chain(s);
}

int
cmd_demo(const struct ask *a, int argc, char **argv)
{
	struct life stays = { .site = NULL }, goes = { .site = NULL };
	struct site s;
	pid_t parent;
	int r;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "demo takes no arguments; VAR names the instance");
	if ((r = lock_holder(a->var, &parent)) != 0 || (r = site_load(a->var, &s)) != 0)
		return r;
	if (!s.demo)
		return err_set(ERR_DENIED, "this instance has no demo people (DEMO=no): nobody would sign");
	begun = tm_steady();
	if ((r = live(&s, &stays, &goes)) == 0)
		printf("%6.1f s  kept in %s/demo (password of leaf.p12: %s)\n", (double)(tm_steady() - begun) / 1000, s.var,
		    PASSWORD);
	life_end(&stays);
	life_end(&goes);
	return r;
}
