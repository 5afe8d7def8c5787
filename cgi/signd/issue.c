#include "signd/issue.h"

#include <stdlib.h>
#include <string.h>

#include "signd/answer.h"
#include "signd/approve.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/rnd.h"
#include "util/str.h"

/* Waiting for their SIGN; when it is full the oldest is forgotten and has to be prepared again. */
#define WAITING 1024

struct waiting {
	bool			live;
	uint64_t		request;
	unsigned char		token[SIGNER_DIGEST];
	struct ledger_plan	plan;
	char			ra[LEDGER_NAME];
	struct buf		tbs;
	int64_t			until;
	bool			renew;
	enum ca_own		old_issuer;
	unsigned char		old_serial[SIGNER_SERIAL];
};

struct prepared { struct waiting item[WAITING]; size_t next; };

void
issue_forget(struct ca *ca)
{
	size_t i;

	for (i = 0; ca->prepared != NULL && i < WAITING; i++)
		buf_clear(&ca->prepared->item[i].tbs);
	free(ca->prepared);
	ca->prepared = NULL;
}

static struct waiting *
find(struct ca *ca, uint64_t request)
{
	size_t i;

	for (i = 0; ca->prepared != NULL && i < WAITING; i++)
		if (ca->prepared->item[i].live && ca->prepared->item[i].request == request)
			return &ca->prepared->item[i];
	return NULL;
}

static int
may_issue(const struct ca *ca)
{
	return ledger_is_stopped(ca->ledger) ? err_set(ERR_DENIED, "issuing is stopped by order") : 0;
}

/* --- prepare --- */

static void
remember(struct ca *ca, const struct signer_prepare *p, const struct approval *a, const unsigned char id[LEDGER_ID])
{
	struct waiting *w = find(ca, p->request);

	if (ca->prepared == NULL)
		ca->prepared = xcalloc(1, sizeof(*ca->prepared));
	if (w == NULL) {
		w = &ca->prepared->item[ca->prepared->next];
		ca->prepared->next = (ca->prepared->next + 1) % WAITING;
	}
	buf_clear(&w->tbs);
	*w = (struct waiting){ .live = true, .request = p->request, .until = a->until, .renew = a->renew,
	    .old_issuer = a->old_issuer };
	memcpy(w->old_serial, a->old_serial, sizeof(w->old_serial));
	buf_add(&w->tbs, p->tbs.data, p->tbs.len);
	memcpy(w->token, p->token, sizeof(w->token));
	str_copy(w->ra, sizeof(w->ra), a->ra);
	w->plan = (struct ledger_plan){ .issuer = ca_kind[a->issuer].name, .ra = w->ra, .purpose = "case",
	    .not_before = a->in.not_before, .not_after = a->in.not_after, .papers = a->papers };
	memcpy(w->plan.id, id, LEDGER_ID);
	memcpy(w->plan.serial, p->serial, SIGNER_SERIAL);
	memcpy(w->plan.spki, a->spki, SIGNER_DIGEST);
	memcpy(w->plan.of, a->of, SIGNER_DIGEST);
	memcpy(w->plan.used, a->used, sizeof(a->used));
}

/* What was planned before must come out again byte for byte (design 2). */
static int
same_as_planned(struct ca *ca, const struct ledger_cert *c, const struct buf *tbs)
{
	struct buf planned = BUF_INIT;
	int r;

	if ((r = ledger_load(ca->ledger, c, &planned, NULL)) == 0 &&
	    (planned.len != tbs->len || memcmp(planned.data, tbs->data, tbs->len) != 0))
		r = err_set(ERR_CRYPTO, "the bytes differ from those planned for this request: the case must halt");
	buf_clear(&planned);
	return r;
}

static int
prepare_one(struct ca *ca, struct signer_prepare *p)
{
	unsigned char id[LEDGER_ID];
	const struct ledger_cert *c;
	struct approval a;
	int r;

	ledger_id_of_request(p->request, id);
	if (ledger_is_never(ca->ledger, id))
		return err_set(ERR_CONFLICT, "the request was settled as never");
	c = ledger_cert(ca->ledger, id);
	if ((r = may_issue(ca)) != 0 || (r = approve_case(ca, p, c != NULL, &a)) != 0)
		return r;
	if (c == NULL && ledger_cert_by_serial(ca->ledger, ca_kind[a.issuer].name, p->serial) != NULL)
		return err_set(ERR_CONFLICT, "the serial is taken");
	if ((r = ca_tbs(ca, a.issuer, &a.in, &p->tbs)) != 0 || (c != NULL && (r = same_as_planned(ca, c, &p->tbs)) != 0)) {
		buf_clear(&p->tbs);
		return r;
	}
	rnd_bytes(p->token, sizeof(p->token));
	remember(ca, p, &a, id);
	return 0;
}

int
issue_prepare(struct ca *ca, struct question *q)
{
	size_t i;

	for (i = 0; i < q->count; i++)
		answer_item(&q->prepare[i].code, q->prepare[i].note, prepare_one(ca, &q->prepare[i]));
	return 0;
}

/* --- sign --- */

/* Another request of the same batch, or of the time since prepare, may have been faster. */
static int
still_good(const struct ca *ca, const struct waiting *w)
{
	size_t i;
	int r;

	if (ledger_now(ca->ledger) >= w->until)
		return err_set(ERR_DENIED, "a decision has ended since the case was prepared");
	if (w->renew && (r = approve_old(ca, w->old_issuer, w->old_serial)) != 0)
		return r;	/* lost meanwhile: its key may be another's */
	if (ledger_key_used(ca->ledger, w->plan.spki))
		return err_set(ERR_CONFLICT, "the key is or was in use by another certificate");
	for (i = 0; i < w->plan.papers; i++)
		if (ledger_paper_used(ca->ledger, w->plan.used[i]))
			return err_set(ERR_CONFLICT, "a decision was used before");
	if (ledger_cert_by_serial(ca->ledger, w->plan.issuer, w->plan.serial) != NULL)
		return err_set(ERR_CONFLICT, "the serial is taken");
	return 0;
}

/* Journals the plan of an item (not yet synced). *w is NULL for one that is issued already. */
static int
plan_one(struct ca *ca, struct signer_sign *s, struct waiting **w)
{
	unsigned char id[LEDGER_ID];
	const struct ledger_cert *c;
	int r;

	*w = NULL;
	ledger_id_of_request(s->request, id);
	if (ledger_is_never(ca->ledger, id))
		return err_set(ERR_CONFLICT, "the request was settled as never");
	if ((c = ledger_cert(ca->ledger, id)) != NULL && c->issued) {
		s->at = c->issued_at;
		return ca_load(ca, c, &s->der);
	}
	if ((r = may_issue(ca)) != 0)
		return r;
	if ((*w = find(ca, s->request)) == NULL || !str_same_secret((*w)->token, s->token, SIGNER_DIGEST)) {
		*w = NULL;
		return err_set(ERR_AGAIN, "the request must be prepared first");
	}
	(*w)->live = false;	/* one shot: whatever comes of it, another try needs another prepare */
	if (c != NULL)		/* planned before a crash: prepare has compared the bytes */
		return 0;
	if ((r = still_good(ca, *w)) != 0)
		return r;
	(*w)->plan.tbs = (*w)->tbs.data;
	(*w)->plan.tbs_len = (*w)->tbs.len;
	ledger_add_plan(ca->ledger, &(*w)->plan);
	return 0;
}

static int
outcome(struct ca *ca, struct signer_sign *s, const struct waiting *w, const struct hsm_job *job)
{
	enum ca_own issuer = ca_own_of(w->plan.issuer);
	int r;

	if (job->code != 0)
		return err_set((enum err)job->code, "key token: the certificate could not be signed yet; settle the request");
	if ((r = cert_join(w->tbs.data, w->tbs.len, ca->own[issuer].kind, job->sig, job->sig_len, &s->der)) != 0)
		return r;
	ledger_add_issued(ca->ledger, w->plan.id, job->sig, job->sig_len);
	s->at = ledger_now(ca->ledger);
	return 0;
}

/* Signs those with a plan; job[i] belongs to the i-th of them. */
static int
sign_planned(struct ca *ca, struct question *q, struct waiting **w, struct hsm_job *job)
{
	size_t i, n = 0;

	for (i = 0; i < q->count; i++)
		if (q->sign[i].code == 0 && w[i] != NULL)
			job[n++] = (struct hsm_job){ .key = ca->own[ca_own_of(w[i]->plan.issuer)].key, .data = w[i]->tbs.data,
			    .n = w[i]->tbs.len };
	hsm_sign_many(ca->hsm, job, n);
	err_take();
	for (i = 0, n = 0; i < q->count; i++)
		if (q->sign[i].code == 0 && w[i] != NULL) {
			answer_item(&q->sign[i].code, q->sign[i].note, outcome(ca, &q->sign[i], w[i], &job[n]));
			n++;
		}
	return ledger_commit(ca->ledger);
}

int
issue_sign(struct ca *ca, struct question *q)
{
	struct waiting **w = xcalloc(q->count + 1, sizeof(struct waiting *));
	struct hsm_job *job = xcalloc(q->count + 1, sizeof(*job));
	size_t i;
	int r;

	for (i = 0; i < q->count; i++)
		answer_item(&q->sign[i].code, q->sign[i].note, plan_one(ca, &q->sign[i], &w[i]));
	if ((r = ledger_commit(ca->ledger)) == 0)	/* I1: before the token is asked */
		r = sign_planned(ca, q, w, job);
	free(w);
	free(job);
	return r;
}

int
issue_settle(struct ca *ca, struct question *q)
{
	unsigned char id[LEDGER_ID];
	const struct ledger_cert *c;
	struct waiting *w;
	int r;

	ledger_id_of_request(q->request, id);
	if ((c = ledger_cert(ca->ledger, id)) != NULL) {
		if (!c->issued && (r = may_issue(ca)) != 0)
			return r;
		q->issued = true;
		return ca_finish(ca, id, &q->der);
	}
	if ((w = find(ca, q->request)) != NULL)
		w->live = false;
	if (!ledger_is_never(ca->ledger, id))
		ledger_add_never(ca->ledger, id);
	return ledger_commit(ca->ledger);
}
