#include "host/keep.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/err.h"
#include "util/log.h"
#include "util/str.h"
#include "util/tm.h"

#define READY_MS	60000	/* a database that repairs itself after a crash needs long */
#define STEADY_MS	10000	/* up this long: the next restart is at once */
#define DELAY_FIRST_MS	100
#define DELAY_MAX_MS	30000

static sigset_t awaited;

int
keep_open(void)
{
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGTERM);
	sigaddset(&awaited, SIGINT);
	sigaddset(&awaited, SIGHUP);
	sigaddset(&awaited, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &awaited, NULL) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		return err_set(ERR_PEER, "could not become the parent of all programs: %s", strerror(errno));
	return 0;
}

/* A signal within ms, or 0. */
static int
wait_signal(int ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };
	int sig = sigtimedwait(&awaited, NULL, &t);

	return sig > 0 ? sig : 0;
}

static struct child *
child_of(struct child *all, size_t count, pid_t pid)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (all[i].pid == pid)
			return &all[i];
	return NULL;
}

static void
plan_restart(struct child *c, int status)
{
	int64_t now = tm_steady();

	if (now - c->since >= STEADY_MS)
		c->delay_ms = 0;
	c->again = now + c->delay_ms;
	log_warn("%s[%d] %s; it is started again in %d ms", c->name, (int)c->pid, child_fate(status), c->delay_ms);
	c->delay_ms = c->delay_ms == 0 ? DELAY_FIRST_MS : c->delay_ms * 2;
	if (c->delay_ms > DELAY_MAX_MS)
		c->delay_ms = DELAY_MAX_MS;
}

/* Buries every child that has ended, and the orphans that became ours. */
static void
reap(struct child *all, size_t count, bool stopping)
{
	for (;;) {
		siginfo_t info = { .si_pid = 0 };
		struct child *c;
		int status;

		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
			return;
		if ((c = child_of(all, count, info.si_pid)) == NULL) {
			waitpid(info.si_pid, NULL, WNOHANG);
			continue;
		}
		status = child_bury(c->pid);
		if (!stopping)
			plan_restart(c, status);
		else if (status != 0 && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM))
			log_warn("%s[%d] %s while stopping", c->name, (int)c->pid, child_fate(status));
		c->pid = 0;
	}
}

static void
stop_one(struct child *all, size_t count, struct child *c)
{
	int64_t until = tm_steady() + c->grace_ms;

	kill(c->pid, SIGTERM);
	for (;;) {
		reap(all, count, true);
		if (c->pid == 0)
			return;
		if (tm_steady() >= until)
			break;
		wait_signal(20);
	}
	log_warn("%s[%d] did not end in %d ms and is killed", c->name, (int)c->pid, c->grace_ms);
	kill(-c->pid, SIGKILL);
	child_bury(c->pid);
	c->pid = 0;
}

void
keep_stop(struct child *all, size_t count)
{
	size_t i;

	for (i = count; i > 0; i--)
		if (all[i - 1].pid != 0)
			stop_one(all, count, &all[i - 1]);
}

static bool
asks_to_stop(int sig)
{
	return sig == SIGTERM || sig == SIGINT || sig == SIGHUP;
}

static int
start_one(struct child *all, size_t count, struct child *c, const struct site *s, int lock)
{
	int64_t until = tm_steady() + READY_MS;
	int r;

	if ((r = child_start(c, s, lock)) != 0)
		return r;
	for (;;) {
		bool answers = child_answers(c);

		/* an answer counts only if it can be this child's own: it is alive after it */
		reap(all, count, true);
		if (c->pid == 0)
			return err_set(ERR_PEER, "%s ended at its start; the reason is in %s/log/%s.log", c->name, s->var, c->name);
		if (answers)
			return 0;
		if (tm_steady() > until)
			return err_set(ERR_PEER, "%s is not ready after %d s; see %s/log/%s.log", c->name, READY_MS / 1000, s->var,
			    c->name);
		if (asks_to_stop(wait_signal(10)))
			return err_set(ERR_AGAIN, "stopped while starting %s", c->name);
	}
}

int
keep_start(struct child *all, size_t count, const struct site *s, int lock)
{
	size_t i;
	int r = 0;

	for (i = 0; i < count && r == 0; i++)
		r = start_one(all, count, &all[i], s, lock);
	if (r != 0)
		keep_stop(all, count);
	return r;
}

static int
restart_due(struct child *all, size_t count, const struct site *s, int lock)
{
	int64_t now = tm_steady();
	int wait = 1000;
	size_t i;

	for (i = 0; i < count; i++) {
		struct child *c = &all[i];

		if (c->pid != 0)
			continue;
		if (c->again <= now) {
			if (child_start(c, s, lock) != 0) {
				log_err(ERR_PEER, "restart");
				c->again = now + DELAY_MAX_MS;
			}
		} else if (c->again - now < wait)
			wait = (int)(c->again - now);
	}
	return wait;
}

void
keep_run(struct child *all, size_t count, const struct site *s, int lock)
{
	size_t i;

	for (;;) {
		int sig = wait_signal(restart_due(all, count, s, lock));

		if (asks_to_stop(sig))
			break;
		if (sig == SIGUSR1)
			for (i = 0; i < count; i++)
				if (str_eq(all[i].name, "apache") && all[i].pid != 0)
					kill(all[i].pid, SIGUSR1);	/* Apache's word for "read everything again" */
		reap(all, count, false);
	}
	log_info("stopping");
	keep_stop(all, count);
}
