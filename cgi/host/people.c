#include "host/people.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host/base.h"
#include "host/demo.h"
#include "host/link.h"
#include "host/softkey.h"
#include "pki/ossl.h"
#include "signd/signer.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/io.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/rnd.h"

#define MARK "conf/first-start"

int
people_tickets(const struct site *s, struct signer *signer, struct buf *text)
{
	unsigned char ticket[2][32], digest[2][DIGEST_SIZE];
	int r, i;

	for (i = 0; i < 2; i++) {
		rnd_bytes(ticket[i], sizeof(ticket[i]));
		digest_sha256(ticket[i], sizeof(ticket[i]), digest[i]);
	}
	if ((r = signer_ticket(signer, digest[0], digest[1])) == 0) {
		buf_adds(text, "\nFirst security administrators: each opens one of these links in his own browser within 24 hours.\n"
		    "Each works once; whoever has a link can become one of them.\n");
		for (i = 0; i < 2; i++) {
			buf_adds(text, "  ");
			link_ticket(s, ticket[i], text);
			buf_addc(text, '\n');
		}
	}
	explicit_bzero(ticket, sizeof(ticket));
	return r;
}

/* As MariaDB's root, with the index key all programs share. */
static int
open_rules(const struct site *s, struct rules *r)
{
	char path[SITE_PATH];
	struct buf key = BUF_INIT;
	int rc;

	*r = (struct rules){ .site = s, .user = SITE_USER_MAX };
	if ((rc = io_load(site_path(s, "secret/hall.index", path), RULES_KEY, &key)) == 0 && key.len != RULES_KEY)
		rc = err_set(ERR_INPUT, "%s has %zu octets, not %d", path, key.len, RULES_KEY);
	if (rc == 0)
		memcpy(r->index_key, key.data, RULES_KEY);
	buf_wipe(&key);
	return rc != 0 ? rc : base_open(s, &r->db);
}

static int
demo(const struct site *s, struct signer *signer)
{
	struct rules r;
	int rc;

	log_info("enrolling the demo people and publishing the model texts");
	if ((rc = open_rules(s, &r)) == 0 && (rc = demo_enrol(&r, signer)) == 0)
		rc = demo_publish(&r, signer);
	db_close(r.db);
	explicit_bzero(r.index_key, sizeof(r.index_key));
	return err_in(rc, "demo people");
}

int
people_first(const struct site *s, struct buf *text)
{
	struct signer *signer = NULL;
	char path[SITE_PATH];
	int r;

	if (access(site_path(s, MARK, path), F_OK) != 0)
		return 0;
	if ((r = ossl_init()) == 0 && (r = signer_open(site_path(s, "run/signd/s", path), &signer)) == 0 && s->demo)
		r = demo(s, signer);
	if (r == 0)
		r = people_tickets(s, signer, text);
	signer_close(signer);
	if (r == 0 && s->demo)
		buf_adds(text, "\nDemonstration: soft keys are accepted and marked. \"certhall demo-people\" prints a link for each of the "
		    "six\ndemo operators that loads his key into a browser.\n");
	if (r == 0 && unlink(site_path(s, MARK, path)) != 0)
		r = err_set(ERR_PEER, "could not remove %s: %s", path, strerror(errno));
	return r;
}

int
people_demo_links(const struct site *s, struct buf *text)
{
	int r;

	for (size_t i = 0; i < DEMO_PEOPLE; i++) {
		struct softkey key;
		struct buf pkcs8 = BUF_INIT;

		if ((r = softkey_load(s, demo_people[i].file, &key)) != 0)
			return r;
		if ((r = softkey_pkcs8(&key, &pkcs8)) == 0) {
			buf_printf(text, "%s (%s, %s)\n  ", demo_people[i].name, demo_people[i].person_no, demo_people[i].roles);
			link_load(s, demo_people[i].name, &pkcs8, text);
			buf_addc(text, '\n');
		}
		softkey_close(&key);
		buf_wipe(&pkcs8);
		if (r != 0)
			return r;
	}
	return 0;
}
