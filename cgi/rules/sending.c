#include "rules/sending.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/notice.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/log.h"
#include "util/str.h"
#include "util/tm.h"

#define BATCH	10
#define LEASE	(5 * TM_MINUTE)		/* a batch whose every message waits for its deadline takes less */

enum outcome { SENT, AGAIN, FAILED };

struct result {
	const struct delivery_work	*work;
	enum outcome			 outcome;
	char				 why[QUEUE_ERROR];
	int64_t				 now;
};

/* 10 s, 20 s, 40 s … at most 4 hours. */
static int64_t
back_off(int tries)
{
	int64_t wait = 10 * TM_SECOND << (tries > 11 ? 11 : tries);

	return wait > 4 * TM_HOUR ? 4 * TM_HOUR : wait;
}

/* A one-time code leaves the database once nobody is going to send it any more. */
static int
record(struct db *db, void *arg)
{
	const struct result *s = arg;
	const struct delivery *d = &s->work->delivery;
	int r;

	if (s->outcome == AGAIN)
		return db_delivery_again(db, &d->claim, s->now + back_off(d->tries), s->why);
	if ((r = s->outcome == SENT ? db_delivery_sent(db, &d->claim, s->now) : db_delivery_failed(db, &d->claim, s->why)) != 0)
		return r;
	return s->work->notice.secret ? db_notice_forget(db, d->notice) : 0;
}

static int
deliver(struct gateway *g, const struct words *w, const struct delivery_work *work)
{
	const struct notice *n = &work->notice;
	struct message m = { .id = work->delivery.claim.id, .channel = work->delivery.channel,
	    .address = work->delivery.address, .at = n->created };
	bool mail = m.channel == DELIVERY_MAIL;
	struct buf subject, text;
	int r = 0;

	buf_init(&subject, 0);
	buf_init(&text, 0);
	if (mail)
		r = wording(w, n->language, n->event, "Subject", &n->params, &subject);
	if (r == 0 && (r = wording(w, n->language, n->event, mail ? "Text" : "Short", &n->params, &text)) == 0) {
		m.subject = buf_str(&subject);
		m.text = buf_str(&text);
		r = gateway_send(g, &m);
	}
	buf_wipe(&subject);
	buf_wipe(&text);
	return r;
}

/* The note goes to the row as ASCII: a relay may say anything. */
static void
note(struct result *s)
{
	const char *why = err_take();

	snprintf(s->why, sizeof(s->why), "%s", why);
	for (char *p = s->why; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

static void
settle(struct gateway *g, const struct words *w, struct result *s)
{
	const struct delivery *d = &s->work->delivery;
	int r;

	if (d->expires_at != 0 && d->expires_at <= s->now) {
		s->outcome = FAILED;
		str_copy(s->why, sizeof(s->why), "its time was over before it could be sent");
		return;
	}
	if ((r = deliver(g, w, s->work)) == 0) {
		s->outcome = SENT;
		return;
	}
	note(s);
	s->outcome = r == ERR_PEER && d->tries + 1 < SENDING_TRIES ? AGAIN : FAILED;
	if (s->outcome == FAILED)
		log_error("message %" PRIu64 " (%s) cannot be sent: %s", d->claim.id, s->work->notice.event, s->why);
	else
		log_warn("message %" PRIu64 " is tried again: %s", d->claim.id, s->why);
}

int
sending_round(struct rules *r, struct gateway *g, const struct words *w, int64_t now, size_t *done)
{
	struct delivery_work work[BATCH];
	uint64_t freed;
	size_t n = 0;
	int rc;

	*done = 0;
	memset(work, 0, sizeof(work));
	if ((rc = db_delivery_reap(r->db, now, &freed)) == 0)
		rc = db_delivery_claim(r->db, now, now + LEASE, work, BATCH, &n);
	for (size_t i = 0; i < n; i++) {
		struct result s = { .work = &work[i], .now = now };

		if (rc == 0) {
			settle(g, w, &s);
			rc = db_run(r->db, record, &s);
		}
		if (rc == ERR_CONFLICT) {	/* the lease lapsed and another has it */
			err_take();
			rc = 0;
		} else if (rc == 0 && s.outcome != AGAIN)
			++*done;
		notice_clear(&work[i].notice);
	}
	return rc;
}
