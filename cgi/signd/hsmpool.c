#include "signd/hsmpool.h"

#include "signd/hsmkey.h"
#include "util/err.h"

struct seat { struct hsm *h; int session; };

static struct seat seats[HSM_SESSIONS];	/* one token per process */

/* With the mutex held: works until no job is open. */
static void
work_off(struct hsm *h, int session)
{
	while (h->next < h->count) {
		struct hsm_job *j = &h->job[h->next++];

		pthread_mutex_unlock(&h->mutex);
		hsmkey_sign(h->f, h->session[session], j);
		pthread_mutex_lock(&h->mutex);
	}
}

static void *
serve(void *arg)
{
	struct seat *seat = arg;
	struct hsm *h = seat->h;

	pthread_mutex_lock(&h->mutex);
	while (!h->ending) {
		if (h->next < h->count) {
			h->busy++;
			work_off(h, seat->session);
			if (--h->busy == 0)
				pthread_cond_signal(&h->idle);
		} else
			pthread_cond_wait(&h->work, &h->mutex);
	}
	pthread_mutex_unlock(&h->mutex);
	return NULL;
}

int
hsmpool_start(struct hsm *h)
{
	int i;

	pthread_mutex_init(&h->mutex, NULL);
	pthread_cond_init(&h->work, NULL);
	pthread_cond_init(&h->idle, NULL);
	h->ready = true;
	for (i = 1; i < h->conf.sessions; i++) {
		seats[i] = (struct seat){ h, i };
		if (pthread_create(&h->thread[i], NULL, serve, &seats[i]) != 0)
			return err_set(ERR_PEER, "could not start a signing thread");
		h->threads = i;
	}
	return 0;
}

void
hsmpool_stop(struct hsm *h)
{
	int i;

	if (!h->ready)
		return;
	pthread_mutex_lock(&h->mutex);
	h->ending = true;
	pthread_cond_broadcast(&h->work);
	pthread_mutex_unlock(&h->mutex);
	for (i = 1; i <= h->threads; i++)
		pthread_join(h->thread[i], NULL);
	pthread_cond_destroy(&h->work);
	pthread_cond_destroy(&h->idle);
	pthread_mutex_destroy(&h->mutex);
}

void
hsmpool_run(struct hsm *h, struct hsm_job *job, size_t count)
{
	pthread_mutex_lock(&h->mutex);
	h->job = job;
	h->next = 0;
	h->count = count;
	if (count > 1)
		pthread_cond_broadcast(&h->work);
	work_off(h, 0);
	while (h->busy > 0)
		pthread_cond_wait(&h->idle, &h->mutex);
	h->count = h->next = 0;
	pthread_mutex_unlock(&h->mutex);
}
