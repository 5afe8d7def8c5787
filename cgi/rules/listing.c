#include "rules/listing.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/together.h"
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
#include "util/mem.h"
#include "util/rnd.h"

/* Changes wait for one list together (design 8: I4 leaves 60 s). A short list costs nothing, and its people wait for it. */
#define COALESCE	((int64_t)30 * 1000)
#define COALESCE_SHORT	((int64_t)5 * 1000)
#define SHORT_LIST	1000			/* entries */
#define LATER		((int64_t)60 * 1000)	/* an answer that signd cannot make must not keep the others waiting */

static const struct actor issuer_program = { .kind = ACTOR_PROGRAM, .person = "issuer" };

/* --- OCSP -------------------------------------------------------------------------------------------- */
struct answering {
	struct ocspanswer	 row;
	struct signer_ocsp	 item;
	int64_t			 now;
	bool			 failed;
};

static int
store_answer(struct db *db, void *thing)
{
	const struct answering *x = thing;
	struct cert_row cert;
	int r;

	if (x->item.code != 0)
		return db_ocsp_later(db, &x->row, x->now + LATER);
	if ((r = db_ocsp_store(db, &x->row)) != 0 || x->row.state == CERT_VALID)
		return r;
	memset(&cert, 0, sizeof(cert));
	r = db_cert_find(db, x->row.issuer, x->row.serial.data, x->row.serial.len, &cert);
	if (r == ERR_NOTFOUND)		/* signd knows it although its row is lost: the answer is true all the same */
		return 0;
	if (r == 0 && x->row.state == CERT_HELD)
		r = db_hold_ocsp(db, cert.id, x->now);
	else if (r == 0)
		r = db_revocation_ocsp(db, cert.id, x->now);
	cert_row_clear(&cert);
	return r;
}

/* Wanted anew meanwhile: next round. */
static void
not_stored(void *thing, int code)
{
	struct answering *x = thing;

	x->failed = true;
	if (code == ERR_CONFLICT)
		err_take();
	else
		log_err(code, "storing an OCSP answer");
}

static void
fill_answer(struct answering *x)
{
	static const enum cert_state state[] = { [SIGNER_GOOD] = CERT_VALID, [SIGNER_HELD] = CERT_HELD,
	    [SIGNER_REVOKED] = CERT_REVOKED };
	const struct signer_ocsp *item = &x->item;
	struct ocspanswer *row = &x->row;

	if (item->code != 0) {
		x->failed = true;
		log_error("OCSP answer of %s was not made: %s", row->issuer, item->note);
		return;
	}
	row->state = state[item->state];
	row->this_update = item->this_update;
	row->next_update = item->next_update;
	row->due_at = item->this_update + (item->next_update - item->this_update) / 2;
	buf_add(&row->der_sha1, item->der_sha1.data, item->der_sha1.len);
	buf_add(&row->der_sha256, item->der_sha256.data, item->der_sha256.len);
}

static int
keep_answers(struct rules *r, struct answering *x, size_t n, size_t *done)
{
	static const struct together t = { store_answer, NULL, not_stored };
	void **list = xcalloc(n + 1, sizeof(*list));
	const char *away = NULL;
	size_t count = 0, i;
	int rc;

	for (i = 0; i < n; i++)
		if (x[i].item.code == ERR_PEER)		/* the token: as soon as it is back */
			away = x[i].item.note;
		else {
			fill_answer(&x[i]);
			list[count++] = &x[i];
		}
	rc = together(r->db, &t, list, count);
	for (i = 0; i < count; i++)
		*done += !((const struct answering *)list[i])->failed;
	free(list);
	return rc == 0 && away != NULL ? err_set(ERR_AGAIN, "%s", away) : rc;
}

static int
answer(struct rules *r, struct signer *s, struct answering *x, size_t n, size_t *done)
{
	struct signer_ocsp *items = xcalloc(n + 1, sizeof(*items));
	size_t i;
	int rc;

	for (i = 0; i < n; i++) {
		items[i].issuer = x[i].row.issuer;
		if (x[i].row.serial.len == SIGNER_SERIAL)
			memcpy(items[i].serial, x[i].row.serial.data, SIGNER_SERIAL);
	}
	rc = signer_ocsp(s, items, n);
	for (i = 0; i < n; i++)
		x[i].item = items[i];
	free(items);
	return rc != 0 ? rc : keep_answers(r, x, n, done);
}

int
listing_ocsp(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct ocspanswer *rows = xcalloc(SIGNER_BATCH, sizeof(*rows));
	struct answering *x = xcalloc(SIGNER_BATCH, sizeof(*x));
	size_t n = 0, i;
	int rc;

	*done = 0;
	rc = db_ocsp_list_due(r->db, now, now + SIGNER_OCSP_LIFE / 2 + HOLD_AHEAD, rows, max < SIGNER_BATCH ? max : SIGNER_BATCH, &n);
	for (i = 0; i < n; i++)
		x[i] = (struct answering){ .row = rows[i], .now = now };
	if (rc == 0 && n > 0)
		rc = answer(r, s, x, n, done);
	for (i = 0; i < n; i++) {
		buf_clear(&x[i].item.der_sha1);
		buf_clear(&x[i].item.der_sha256);
		ocspanswer_clear(&x[i].row);
	}
	free(x);
	free(rows);
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
	if (rc != 0 || (rc = db_revocation_crl_due(r->db, issuer, last.this_update, now, &since)) != 0)
		return rc;
	wait = last.entries < SHORT_LIST ? COALESCE_SHORT : COALESCE;
	/* one from a clock that has been put back is not believed before its time */
	*due = last.this_update > now + HOLD_AHEAD || (since != 0 && last.this_update + wait <= now) ||
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
