#include "web/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/err.h"
#include "util/log.h"
#include "util/tm.h"

#define WORKERS_MAX	64
#define BACKLOG		511			/* the queue of waiting requests; the kernel caps it at somaxconn */
#define DRAIN_MS	3000			/* the parent of all gives us four seconds */
#define YOUNG_MS	1000			/* who dies before that is started again after a pause */
#define PAUSE_MAX_MS	5000
#define SLOW_MS		150			/* a body that lets us wait longer is a slow one */
#define SLOW_SIGNAL	SIGRTMIN		/* from a worker to its supervisor; queued, with the worker's id */

struct slot {
	pid_t	pid;		/* 0: none */
	int64_t	since, again;	/* tm_steady: started; not to be started before */
	int64_t	pause;
	bool	stale;		/* to be replaced (HUP) */
	int64_t	slow;		/* since when it waits for a body; it ends with its request. 0: it does not */
};

static timer_t slow_timer;
static volatile sig_atomic_t slow;

/* --- worker ------------------------------------------------------------------------------------ */

static void
on_slow(int number)
{
	(void)number;
	if (!slow)
		sigqueue(getppid(), SLOW_SIGNAL, (union sigval){ .sival_int = 0 });
	slow = 1;
}

/* ALRM keeps its default: the end. TERM is waited for by a descriptor, between requests alone. */
static int
worker_signals(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, late = { .sa_handler = on_slow, .sa_flags = SA_RESTART };
	sigset_t end;

	sigaction(SLOW_SIGNAL, &late, NULL);
	sigaction(SIGINT, &ignore, NULL);	/* from a terminal it reaches the whole group: the supervisor decides */
	sigaction(SIGHUP, &ignore, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigprocmask(SIG_SETMASK, &end, NULL);
	return signalfd(-1, &end, SFD_CLOEXEC);
}

/* Tells connections and TERM apart; each connection wakes one worker, not all (EPOLLEXCLUSIVE). */
static int
open_wait(int fd)
{
	struct epoll_event connection = { .events = EPOLLIN | EPOLLEXCLUSIVE }, end = { .events = EPOLLIN, .data.u32 = 1 };
	int term = worker_signals(), wait = epoll_create1(EPOLL_CLOEXEC);

	if (term < 0 || wait < 0 || epoll_ctl(wait, EPOLL_CTL_ADD, fd, &connection) != 0 ||
	    epoll_ctl(wait, EPOLL_CTL_ADD, term, &end) != 0)
		return err_set(ERR_PEER, "a worker cannot wait for requests: %s", strerror(errno));
	return wait;
}

/*
 * The next request.  libfcgi drops a connection when a signal comes before its first byte, so none may: TERM counts here only.
 * False: this worker is to end.
 */
static bool
next_request(int wait, FCGX_Request *request)
{
	for (;;) {
		struct epoll_event event[2];
		int i, n = epoll_wait(wait, event, 2, -1);

		if (n < 0 && errno != EINTR)
			return false;
		for (i = 0; i < n; i++)
			if (event[i].data.u32 == 1)
				return false;
		if (n <= 0)
			continue;
		if ((i = FCGX_Accept_r(request)) >= 0)
			return true;
		if (i != -EAGAIN)	/* another was faster */
			return false;
	}
}

static void
set_timer(long ms)
{
	struct itimerspec t = { .it_value.tv_nsec = ms * 1000000 };

	timer_settime(slow_timer, 0, &t, NULL);
}

long
fcgi_body(void *ctx, char *to, size_t n)
{
	const struct fcgi *f = ctx;
	int got;

	if (!slow)
		set_timer(SLOW_MS);
	got = FCGX_GetStr(to, n > 65536 ? 65536 : (int)n, f->stream);
	set_timer(0);
	if (slow && got > 0)
		alarm(f->seconds);
	return got;
}

static int
serve_one(const struct fcgi_pool *pool, FCGX_Request *request, struct buf *out)
{
	struct fcgi f = { .env = request->envp, .stream = request->in, .seconds = pool->seconds };
	int r;

	buf_reset(out);
	alarm(pool->seconds);
	r = pool->serve(pool->ctx, &f, out);
	FCGX_PutStr(buf_str(out), (int)out->len, request->out);
	FCGX_Finish_r(request);
	alarm(0);
	if (out->size > 1 << 20)
		buf_clear(out);
	return r;
}

static int
worker(const struct fcgi_pool *pool, int fd, unsigned slot)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SLOW_SIGNAL };
	FCGX_Request request;
	struct buf out = BUF_INIT;
	unsigned done;
	int r, wait = open_wait(fd);

	if (wait < 0) {
		log_err(wait, "worker");
		return 3;
	}
	if (timer_create(CLOCK_MONOTONIC, &event, &slow_timer) != 0)
		return 3;
	if ((r = pool->open(pool->ctx, slot)) != 0) {
		log_err(r, "worker");
		return 3;
	}
	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, fd, 0) != 0)
		return 3;
	for (done = 0; !slow && (pool->requests == 0 || done < pool->requests) && next_request(wait, &request); done++)
		if (serve_one(pool, &request, &out) != 0) {
			log_error("worker ends: the program asked for a new one");
			break;
		}
	FCGX_Free(&request, 1);
	pool->close(pool->ctx);
	buf_clear(&out);
	return 0;
}

/* --- supervisor -------------------------------------------------------------------------------- */

static int
bind_socket(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	mode_t mask;
	int fd, r;

	if (strlen(path) >= sizeof(to.sun_path))
		return err_set(ERR_PEER, "the socket's path %s is too long", path);
	snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0)
		return err_set(ERR_PEER, "no socket: %s", strerror(errno));
	unlink(path);
	mask = umask(0117);	/* the mode is right from the first moment; the group comes from the folder */
	r = bind(fd, (const struct sockaddr *)&to, sizeof(to));
	umask(mask);
	if (r != 0 || listen(fd, BACKLOG) != 0) {
		err_set(ERR_PEER, "could not listen on %s: %s", path, strerror(errno));
		close(fd);
		return ERR_PEER;
	}
	return fd;
}

static void
start_worker(const struct fcgi_pool *pool, int fd, struct slot *slots, unsigned i)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(0);
		_exit(worker(pool, fd, i));
	}
	if (pid < 0)
		log_error("could not start a worker: %s", strerror(errno));
	slots[i].pid = pid > 0 ? pid : 0;
	slots[i].since = tm_steady();
	slots[i].again = slots[i].since + (pid > 0 ? 0 : YOUNG_MS);
	slots[i].stale = false;
	slots[i].slow = 0;
}

static void
note_end(struct slot *s, int status)
{
	int64_t now = tm_steady();

	if (WIFSIGNALED(status))
		log_error("worker %d was ended by signal %d", (int)s->pid, WTERMSIG(status));
	/* one that lived for a while is replaced at once, also when a request killed it */
	if (now - s->since >= YOUNG_MS || s->stale || s->slow != 0)
		s->pause = 0;
	else
		s->pause = s->pause == 0 ? 100 : s->pause * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : s->pause * 2;
	s->again = now + s->pause;
	s->pid = 0;
	s->slow = 0;
}

static unsigned
reap(struct slot *slots)
{
	unsigned i, left = 0;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < WORKERS_MAX; i++)
			if (slots[i].pid == pid)
				note_end(&slots[i], status);
	for (i = 0; i < WORKERS_MAX; i++)
		left += slots[i].pid != 0;
	return left;
}

static void
tell(const struct slot *slots, int number)
{
	unsigned i;

	for (i = 0; i < WORKERS_MAX; i++)
		if (slots[i].pid != 0)
			kill(slots[i].pid, number);
}

static void
drain(struct slot *slots)
{
	int64_t until = tm_steady() + DRAIN_MS;
	struct timespec pause = { .tv_nsec = 50000000 };

	tell(slots, SIGTERM);
	while (reap(slots) > 0 && tm_steady() < until)
		nanosleep(&pause, NULL);
	if (reap(slots) > 0) {
		log_warn("workers did not end in time and are ended by force");
		tell(slots, SIGKILL);
		while (waitpid(-1, NULL, 0) > 0)
			continue;
	}
}

/* Rolling: one stale worker is asked at a time, so that the others answer meanwhile. */
static void
roll(struct slot *slots)
{
	unsigned i;

	for (i = 0; i < WORKERS_MAX; i++)
		if (slots[i].pid != 0 && slots[i].stale) {
			kill(slots[i].pid, SIGTERM);
			return;
		}
}

/* All places are taken by slow bodies: who has been waited for longest goes, so that the others are answered. */
static void
end_slowest(struct slot *slots)
{
	unsigned i;
	struct slot *first = NULL;

	for (i = 0; i < WORKERS_MAX; i++)
		if (slots[i].pid != 0 && slots[i].slow != 0 && (first == NULL || slots[i].slow < first->slow))
			first = &slots[i];
	if (first != NULL)
		kill(first->pid, SIGKILL);
}

/*
 * Starts who is missing and may start; a slot that pauses keeps its place among the n, one with a slow worker does not.
 * True while somebody waits for his turn: then it must be looked again soon.
 */
static bool
fill_slots(const struct fcgi_pool *pool, int fd, struct slot *slots, unsigned n)
{
	int64_t now = tm_steady();
	unsigned i, have = 0;
	bool waiting = false;

	for (i = 0; i < WORKERS_MAX; i++) {
		have += slots[i].pid != 0 ? slots[i].slow == 0 : slots[i].again > now;
		waiting |= (slots[i].pid == 0 && slots[i].again > now) || slots[i].stale;
	}
	for (i = 0; i < WORKERS_MAX && have < n; i++)
		if (slots[i].pid == 0 && slots[i].again <= now) {
			start_worker(pool, fd, slots, i);
			have++;
		}
	if (have < n && i == WORKERS_MAX)
		end_slowest(slots);
	return waiting;
}

static void
note_slow(struct slot *slots, pid_t pid)
{
	unsigned i;

	for (i = 0; i < WORKERS_MAX; i++)
		if (slots[i].pid == pid)
			slots[i].slow = tm_steady();
}

static void
supervise(const struct fcgi_pool *pool, int fd, const sigset_t *set)
{
	struct slot slots[WORKERS_MAX] = { { .pid = 0 } };
	unsigned i, n = pool->workers < 1 ? 1 : pool->workers > WORKERS_MAX ? WORKERS_MAX : pool->workers;
	siginfo_t said;
	int number;

	for (;;) {
		static const struct timespec soon = { .tv_nsec = 50000000 }, later = { .tv_sec = 5 };
		bool waiting;

		reap(slots);
		waiting = fill_slots(pool, fd, slots, n);
		roll(slots);
		number = sigtimedwait(set, &said, waiting ? &soon : &later);
		if (number == SIGTERM || number == SIGINT)
			break;
		if (number == SIGHUP) {
			log_info("rolling restart of %u workers", n);
			for (i = 0; i < WORKERS_MAX; i++)
				slots[i].stale = slots[i].pid != 0;
		}
		if (number == SLOW_SIGNAL)
			note_slow(slots, said.si_pid);
	}
	close(fd);
	unlink(pool->socket);
	drain(slots);
}

int
fcgi_run(const struct fcgi_pool *pool)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SLOW_SIGNAL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if ((fd = bind_socket(pool->socket)) < 0)
		return ERR_PEER;
	log_info("%u workers on %s", pool->workers, pool->socket);
	supervise(pool, fd, &set);
	return 0;
}
