#include "rules/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/cert.h"
#include "store/crl.h"
#include "store/hold.h"
#include "store/ocspanswer.h"
#include "store/revocation.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/log.h"
#include "util/rnd.h"

#define ROUND		64
/* Changes wait for one list together (design 8: I4 leaves 60 s). A short list costs nothing, and its people wait for it. */
#define COALESCE	((int64_t)30 * 1000)
#define COALESCE_SHORT	((int64_t)5 * 1000)
#define SHORT_LIST	1000			/* entries */

static const struct actor issuer_program = { .kind = ACTOR_PROGRAM, .person = "issuer" };

/* --- OCSP -------------------------------------------------------------------------------------------- */
struct answering {
	struct ocspanswer	*row;
	int64_t			 now;
};

static int
store_answer(struct db *db, void *arg)
{
	const struct answering *x = arg;
	struct cert_row cert;
	int r;

	memset(&cert, 0, sizeof(cert));
	if ((r = db_ocsp_store(db, x->row)) != 0)
		return r;
	r = db_cert_find(db, x->row->issuer, x->row->serial.data, x->row->serial.len, &cert);
	if (r == ERR_NOTFOUND)		/* signd knows it although its row is lost: the answer is true all the same */
		return 0;
	if (r == 0 && x->row->state == CERT_HELD)
		r = db_hold_ocsp(db, cert.id, x->now);
	else if (r == 0 && x->row->state == CERT_REVOKED)
		r = db_revocation_ocsp(db, cert.id, x->now);
	cert_row_clear(&cert);
	return r;
}

static int
keep_answer(struct rules *r, struct ocspanswer *row, struct signer_ocsp *item, int64_t now, size_t *done)
{
	static const enum cert_state state[] = { [SIGNER_GOOD] = CERT_VALID, [SIGNER_HELD] = CERT_HELD,
	    [SIGNER_REVOKED] = CERT_REVOKED };
	struct answering x = { row, now };
	int rc;

	if (item->code != 0) {
		log_error("OCSP answer of %s was not made: %s", row->issuer, item->note);
		return 0;
	}
	row->state = state[item->state];
	row->this_update = item->this_update;
	row->next_update = item->next_update;
	row->due_at = item->this_update + (item->next_update - item->this_update) / 2;
	buf_add(&row->der_sha1, item->der_sha1.data, item->der_sha1.len);
	buf_add(&row->der_sha256, item->der_sha256.data, item->der_sha256.len);
	if ((rc = db_run(r->db, store_answer, &x)) == 0)
		(*done)++;
	if (rc == ERR_CONFLICT) {		/* wanted anew meanwhile: next round */
		err_take();
		rc = 0;
	}
	return rc;
}

int
listing_ocsp(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct ocspanswer rows[ROUND];
	struct signer_ocsp items[ROUND];
	size_t n = 0;
	int rc;

	*done = 0;
	memset(rows, 0, sizeof(rows));
	memset(items, 0, sizeof(items));
	rc = db_ocsp_list_due(r->db, now, rows, max < ROUND ? max : ROUND, &n);
	for (size_t i = 0; i < n; i++) {
		items[i].issuer = rows[i].issuer;
		if (rows[i].serial.len == SIGNER_SERIAL)
			memcpy(items[i].serial, rows[i].serial.data, SIGNER_SERIAL);
	}
	if (rc == 0 && n > 0)
		rc = signer_ocsp(s, items, n);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			rc = keep_answer(r, &rows[i], &items[i], now, done);
		buf_clear(&items[i].der_sha1);
		buf_clear(&items[i].der_sha256);
		ocspanswer_clear(&rows[i]);
	}
	return rc;
}

/* --- lists ------------------------------------------------------------------------------------------- */
static int
crl_due(struct rules *r, const char *issuer, int64_t now, int *due)
{
	struct crl_line last;
	int64_t since, wait;
	int rc;

	*due = 0;
	if ((rc = db_crl_last_line(r->db, issuer, &last)) == ERR_NOTFOUND) {
		*due = 1;
		return 0;
	}
	if (rc != 0 || (rc = db_revocation_crl_due(r->db, issuer, &since)) != 0)
		return rc;
	wait = last.entries < SHORT_LIST ? COALESCE_SHORT : COALESCE;
	*due = (since != 0 && last.this_update + wait <= now) ||
	    now >= last.this_update + (last.next_update - last.this_update) / 2;
	return 0;
}

struct publishing {
	const char		*issuer;
	const struct crl_row	*row;
	int64_t			 now;
};

static int
store_crl(struct db *db, void *arg)
{
	const struct publishing *x = arg;
	char digest[2 * LEN_DIGEST + 1];
	int r;

	enc_hex_to(x->row->sha256, sizeof(x->row->sha256), digest);
	if ((r = db_crl_insert(db, x->row)) != 0 ||
	    (r = db_hold_crl(db, x->issuer, x->row->this_update, x->row->number)) != 0 ||
	    (r = db_revocation_crl(db, x->issuer, x->row->this_update, x->row->number)) != 0)
		return r;
	return trail(db, &issuer_program, x->now, "crl.publish", "ca", x->issuer, "number=%" PRIu64 " entries=%d sha256=%s",
	    x->row->number, x->row->entries, digest);
}

int
listing_crl(struct rules *r, struct signer *s, const char *issuer, int64_t now, int *made)
{
	struct signer_crl list;
	struct crl_row row = { .id = rnd_id(now), .created = now };
	struct publishing x = { issuer, &row, now };
	int rc, due;

	*made = 0;
	if ((rc = crl_due(r, issuer, now, &due)) != 0 || !due)
		return rc;
	memset(&list, 0, sizeof(list));
	if ((rc = signer_crl(s, issuer, &list)) != 0)
		return err_in(rc, issuer);
	snprintf(row.issuer, sizeof(row.issuer), "%s", issuer);
	snprintf(row.instance, sizeof(row.instance), "%s", signer_stand(s)->instance);
	memcpy(row.head, signer_stand(s)->head, sizeof(row.head));
	row.seq = signer_stand(s)->seq;
	row.number = list.number;
	row.this_update = list.this_update;
	row.next_update = list.next_update;
	row.entries = (int)list.entries;
	row.der = list.der;		/* freed with the row */
	digest_sha256(row.der.data, row.der.len, row.sha256);
	if ((rc = db_run(r->db, store_crl, &x)) == 0)
		*made = 1;
	crl_row_clear(&row);
	return rc;
}
