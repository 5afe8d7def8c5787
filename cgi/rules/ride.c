#include "rules/ride.h"

#include <stdio.h>
#include <string.h>

#include "pki/cert.h"
#include "rules/rules.h"
#include "util/err.h"
#include "util/io.h"
#include "util/str.h"

void
ride_fail(struct ride *ride, int code, const char *note)
{
	ride->code = code;
	snprintf(ride->note, sizeof(ride->note), "%s", note);
}

void
ride_clear(struct ride *ride)
{
	job_work_clear(&ride->work);
	intent_clear(&ride->intent);
	for (size_t i = 0; i < ride->decisions; i++)
		decision_clear(&ride->decision[i]);
	cert_row_clear(&ride->row);
	buf_clear(&ride->der);
}

/* --- what is known of them ------------------------------------------------------------------------------ */
struct finding { struct ride *rides; size_t n; };

static struct ride *
ride_of(const struct finding *f, uint64_t job)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->rides[i].work.claim.id == job)
			return &f->rides[i];
	return NULL;
}

static void
copy(struct buf *to, const struct buf *from)
{
	*to = (struct buf)BUF_INIT;
	buf_add(to, from->data, from->len);
}

/* The newest living intent of the job. */
static int
take_intent(void *arg, const struct intent *i)
{
	struct ride *ride = ride_of(arg, i->job);

	if (ride == NULL || ride->planned)
		return 0;
	ride->intent = *i;
	copy(&ride->intent.tbs, &i->tbs);
	ride->planned = true;
	return 0;
}

static int
take_decision(void *arg, const struct decision *d)
{
	const struct finding *f = arg;

	for (size_t i = 0; i < f->n && d->decision == DECISION_APPROVE; i++) {
		struct ride *ride = &f->rides[i];
		struct decision *to = &ride->decision[ride->decisions];

		if (memcmp(ride->work.case_sha256, d->case_sha256, LEN_DIGEST) != 0 || ride->decisions == SIGNER_PAPERS)
			continue;
		*to = *d;
		copy(&to->text, &d->text);
		copy(&to->auth_data, &d->auth_data);
		copy(&to->client_data, &d->client_data);
		copy(&to->signature, &d->signature);
		copy(&to->cert, &d->cert);
		ride->decisions++;
	}
	return 0;
}

int
rides_find(struct round *x, struct ride *rides, size_t n)
{
	struct finding f = { rides, n };
	uint64_t owner = rides[0].work.claim.owner;
	int rc;

	for (size_t i = 0; i < n; i++) {
		struct job_work *w = &rides[i].work;

		rides[i].round = x;
		rides[i].owner.id = w->account;
		memcpy(rides[i].owner.language, w->language, sizeof(w->language));
		memcpy(rides[i].owner.mobile, w->mobile, sizeof(w->mobile));
		memcpy(rides[i].owner.email, w->email, sizeof(w->email));
	}
	if ((rc = db_intent_claimed(x->rules->db, owner, take_intent, &f)) != 0)
		return rc;
	return db_decision_claimed(x->rules->db, owner, take_decision, &f);
}

/* --- what they share ------------------------------------------------------------------------------------- */
int
round_product(struct round *x, const char *code, const struct product **out)
{
	size_t i;
	int rc;

	for (i = 0; i < x->products && !str_eq(x->product[i].code, code); i++)
		;
	if (i == ROUND_KINDS)
		return err_set(ERR_AGAIN, "too many products in one round");
	if (i == x->products) {
		if ((rc = db_product_get(x->rules->db, code, &x->product[i])) != 0)
			return rc;
		x->products++;
	}
	*out = &x->product[i];
	return 0;
}

int
round_ca(struct round *x, const char *name, const struct buf **out)
{
	char file[LEN_CODE + 16], path[SITE_PATH];
	size_t i;
	int rc;

	for (i = 0; i < x->cas && !str_eq(x->ca[i].name, name); i++)
		;
	if (i == ROUND_KINDS)
		return err_set(ERR_AGAIN, "too many issuers in one round");
	if (i == x->cas) {
		snprintf(file, sizeof(file), "conf/ca/%s.cer", name);
		if ((rc = io_load(site_path(x->rules->site, file, path), CERT_MAX, &x->ca[i].der)) != 0)
			return rc;
		snprintf(x->ca[x->cas++].name, LEN_CODE, "%s", name);
	}
	*out = &x->ca[i].der;
	return 0;
}

void
round_clear(struct round *x)
{
	for (size_t i = 0; i < x->cas; i++)
		buf_clear(&x->ca[i].der);
}
