/*
 * hsmpool: threads that only call C_Sign, each with a session of its own (SoftHSM does not serialise it: facts/crypto.md
 * 1.3).  Inside of hsm.
 */
#ifndef SIGND_HSMPOOL_H
#define SIGND_HSMPOOL_H

#include <pthread.h>
#include <stdbool.h>

#include "signd/hsm.h"
#include "signd/p11.h"

#define HSM_SESSIONS	8
#define HSM_KEYS	32

struct hsm_own;

struct hsm {
	struct hsm_config	 conf;
	int			 lock;
	CK_FUNCTION_LIST	*f;
	CK_SLOT_ID		 slot;
	CK_SESSION_HANDLE	 session[HSM_SESSIONS];
	struct hsm_own		*key[HSM_KEYS];
	size_t			 keys;
	/* the pool: jobs next..count are open, busy threads are at work */
	pthread_t		 thread[HSM_SESSIONS];
	int			 threads;
	pthread_mutex_t		 mutex;
	pthread_cond_t		 work, idle;
	struct hsm_job		*job;
	size_t			 next, count;
	int			 busy;
	bool			 ending, ready;
};

int	 hsmpool_start(struct hsm *h);
void	 hsmpool_stop(struct hsm *h);
void	 hsmpool_run(struct hsm *h, struct hsm_job *job, size_t count);

/* Closes what is left of the sessions, logs in and finds every key again. */
int	 hsm_reopen(struct hsm *h);

#endif
