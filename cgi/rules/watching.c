#include "rules/watching.h"

#include <stdlib.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/subject.h"
#include "rules/trail.h"
#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define SERIALS 8

static int
only_operators(const struct actor *a)
{
	return a->kind == ACTOR_OPERATOR ? 0 : err_set(ERR_DENIED, "only operators see the desk");
}

/* --- one certificate ------------------------------------------------------------------------------------ */
static int
read_state(struct rules *r, struct watching *w)
{
	int rc;

	if ((rc = db_hold_find_live(r->db, w->cert.id, &w->hold)) == ERR_NOTFOUND)
		rc = 0;
	if (rc == 0 && (rc = db_revocation_find(r->db, w->cert.id, &w->revocation)) == ERR_NOTFOUND)
		rc = 0;
	if (rc == 0 && (rc = db_order_find_limited(r->db, w->cert.id, &w->limited)) == ERR_NOTFOUND)
		rc = 0;
	if (rc == 0 && (rc = db_order_find_refused(r->db, w->cert.id, &w->refused)) == ERR_NOTFOUND)
		rc = 0;
	return rc;
}

int
watching_cert(struct rules *r, const struct actor *a, uint64_t certificate, struct watching *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if ((rc = only_operators(a)) != 0 || (rc = db_cert_get(r->db, certificate, &out->cert)) != 0)
		return rc;
	return str_eq(out->cert.ra, a->ra) ? read_state(r, out) : ERR_NOTFOUND;
}

/* Hex as people copy it: either case, with blanks or colons. */
static int
read_serial(const char *typed, struct buf *out)
{
	struct buf hex = BUF_INIT;
	int r;

	for (; *typed != '\0'; typed++)
		if (*typed != ' ' && *typed != ':')
			buf_addc(&hex, *typed);
	r = enc_unhex(buf_str(&hex), hex.len, out);
	buf_clear(&hex);
	if (r != 0 || out->len < 8 || out->len > LEN_SERIAL) {
		err_take();
		return ERR_NOTFOUND;
	}
	return 0;
}

static int
find_serial(struct rules *r, const struct actor *a, const char *hex, struct cert_line *out, size_t max, size_t *n)
{
	struct cert_line list[SERIALS];
	struct buf serial = BUF_INIT;
	size_t found = 0;
	int rc;

	*n = 0;
	memset(list, 0, sizeof(list));
	if ((rc = read_serial(hex, &serial)) == 0)
		rc = db_cert_list_serial(r->db, serial.data, serial.len, list, SERIALS, &found);
	for (size_t i = 0; i < found; i++) {
		if (*n < max && str_eq(list[i].ra, a->ra))
			out[(*n)++] = list[i];
		else
			cert_line_clear(&list[i]);
	}
	buf_clear(&serial);
	return rc;
}

int
watching_serial(struct rules *r, const struct actor *a, const char *hex, struct watching *out)
{
	struct cert_line line;
	size_t n;
	int rc;

	memset(out, 0, sizeof(*out));
	memset(&line, 0, sizeof(line));
	if ((rc = only_operators(a)) != 0 || (rc = find_serial(r, a, hex, &line, 1, &n)) != 0)
		return rc;
	if (n == 0)
		return ERR_NOTFOUND;
	rc = watching_cert(r, a, line.id, out);
	cert_line_clear(&line);
	return rc;
}

int
watching_by_hold(struct rules *r, const struct actor *a, uint64_t hold, struct watching *out)
{
	struct hold h;
	int rc;

	memset(out, 0, sizeof(*out));
	return (rc = db_hold_get(r->db, hold, &h)) != 0 ? rc : watching_cert(r, a, h.certificate, out);
}

int
watching_by_revocation(struct rules *r, const struct actor *a, uint64_t revocation, struct watching *out)
{
	struct revocation v;
	int rc;

	memset(out, 0, sizeof(*out));
	return (rc = db_revocation_get(r->db, revocation, &v)) != 0 ? rc : watching_cert(r, a, v.certificate, out);
}

void
watching_clear(struct watching *w)
{
	cert_row_clear(&w->cert);
}

/* --- lists ------------------------------------------------------------------------------------------------ */
static int
fill_line(struct rules *r, uint64_t certificate, struct cert_line *out)
{
	struct cert_row c;
	int rc;

	memset(&c, 0, sizeof(c));
	if ((rc = db_cert_get(r->db, certificate, &c)) == 0) {
		*out = (struct cert_line){ .id = c.id, .not_before = c.not_before, .not_after = c.not_after, .state = c.state,
		    .application = c.application };
		buf_add(&out->serial, c.serial.data, c.serial.len);
		memcpy(out->common_name, c.common_name, sizeof(out->common_name));
		memcpy(out->product, c.product, sizeof(out->product));
		memcpy(out->ra, c.ra, sizeof(out->ra));
	}
	cert_row_clear(&c);
	return rc;
}

int
watching_holds(struct rules *r, const struct actor *a, int64_t at, uint64_t id, struct watching_line *out, size_t max,
    size_t *n)
{
	struct hold *list;
	int rc;

	*n = 0;
	if ((rc = only_operators(a)) != 0)
		return rc;
	memset(out, 0, max * sizeof(*out));
	list = xcalloc(max, sizeof(*list));
	rc = db_hold_list_live(r->db, a->ra, at, id, list, max, n);
	for (size_t i = 0; rc == 0 && i < *n; i++) {
		out[i].hold = list[i];
		rc = fill_line(r, list[i].certificate, &out[i].cert);
	}
	free(list);
	return rc;
}

int
watching_asked(struct rules *r, const struct actor *a, int64_t at, uint64_t id, struct watching_line *out, size_t max,
    size_t *n)
{
	struct revocation *list;
	int rc;

	*n = 0;
	if ((rc = only_operators(a)) != 0)
		return rc;
	memset(out, 0, max * sizeof(*out));
	list = xcalloc(max, sizeof(*list));
	rc = db_revocation_list_ra(r->db, a->ra, REVOCATION_ASKED, at, id, list, max, n);
	for (size_t i = 0; rc == 0 && i < *n; i++) {
		out[i].revocation = list[i];
		rc = fill_line(r, list[i].certificate, &out[i].cert);
	}
	free(list);
	return rc;
}

void
watching_line_clear(struct watching_line *l)
{
	cert_line_clear(&l->cert);
}

/* --- search ------------------------------------------------------------------------------------------------- */
struct searching { const struct actor *actor; const char *how; int64_t now; };

/* What was typed may be a person's name: the row says only how was searched. */
static int
record(struct db *db, void *arg)
{
	const struct searching *s = arg;

	return trail(db, s->actor, s->now, "look.search", "certificate", "", "by=%s", s->how);
}

int
watching_search(struct rules *r, const struct actor *a, const char *typed, uint64_t below, int64_t now, struct cert_line *out,
    size_t max, size_t *n)
{
	struct searching s = { .actor = a, .now = now, .how = "name" };
	char uscc[LEN_USCC] = "";
	int rc;

	*n = 0;
	memset(out, 0, max * sizeof(*out));
	if ((rc = only_operators(a)) != 0)
		return rc;
	if ((rc = find_serial(r, a, typed, out, max, n)) == 0 && *n > 0) {
		s.how = "serial";
		return db_run(r->db, record, &s);
	}
	if (rc != 0 && rc != ERR_NOTFOUND)
		return rc;
	if (subject_unit(typed, uscc, sizeof(uscc)) == 0)
		s.how = "code";
	else
		uscc[0] = '\0';
	err_take();
	if ((rc = db_run(r->db, record, &s)) != 0)
		return rc;
	return db_cert_search(r->db, a->ra, typed, uscc, below, out, max, n);
}
