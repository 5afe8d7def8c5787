#include "draw/serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "draw/make.h"
#include "draw/wire.h"
#include "util/err.h"
#include "util/log.h"
#include "util/msg.h"
#include "util/privs.h"
#include "util/str.h"

#define WAITING	16
#define AT_ONCE	4	/* questions; the others wait their turn */
#define STALL	5	/* seconds for a question to come, and for an answer to be taken */

static int
send_page(void *ctx, int width, int height, const struct buf *png)
{
	struct buf body = BUF_INIT;
	int r;

	msg_put_u32(&body, (uint32_t)width);
	msg_put_u32(&body, (uint32_t)height);
	msg_put_blob(&body, png->data, png->len);
	r = msg_send(*(int *)ctx, DRAW_PAGE, 1, &body);
	buf_wipe(&body);
	return r;
}

int
serve_message(int fd, uint16_t type, const void *body, size_t n)
{
	char media[DRAW_TYPE];
	const unsigned char *file;
	struct buf end = BUF_INIT;
	struct msg_reader m;
	size_t size;
	int r;

	msg_read(&m, body, n);
	msg_get_str(&m, media, sizeof(media));
	file = msg_get_blob(&m, &size);
	if (type != DRAW_MAKE || msg_end(&m) != 0)
		return err_set(ERR_INPUT, "there is no such message");
	if ((r = make_pages(media, file, size, MAKE_MS, send_page, &fd)) != 0)
		log_info("%s of %zu octets: not drawn", media, size);
	msg_put_u32(&end, (uint32_t)-r);
	msg_put_str(&end, r != 0 ? err_take() : "");
	r = msg_send(fd, DRAW_END, 1, &end);
	buf_clear(&end);
	return r;
}

static int
answer(int fd)
{
	struct timeval stall = { .tv_sec = STALL };
	struct buf in;
	uint32_t number;
	uint16_t type;
	int r;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &stall, sizeof(stall)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof(stall)) != 0)
		return err_set(ERR_PEER, "could not set the waiting time: %s", strerror(errno));
	buf_init(&in, DRAW_FILE + 1024);
	if ((r = msg_receive(fd, DRAW_FILE + 1024, &type, &number, &in)) == 0)
		r = serve_message(fd, type, in.data, in.len);
	buf_wipe(&in);
	return r;
}

static void
start_answer(int fd, int *running)
{
	pid_t pid = fork();
	int r;

	if (pid != 0) {
		*running += pid > 0;
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(2 * MAKE_MS / 1000);	/* should every other clock fail */
	if ((r = answer(fd)) != 0)
		log_err(r, "question");
	_exit(0);
}

static void
take_peer(int listener, uid_t desk, int *running)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC), r;
	uid_t uid;

	if (fd < 0)
		return;
	if ((r = privs_peer(fd, &uid)) == 0 && uid != desk)
		r = err_set(ERR_DENIED, "uid %u may not ask", (unsigned)uid);
	if (r != 0)
		log_err(r, "question");
	else
		start_answer(fd, running);
	close(fd);
}

static int
listen_at(const char *path, int *out)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd, r;

	if ((r = str_copy(at.sun_path, sizeof(at.sun_path), path)) != 0)
		return r;
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0)
		return err_set(ERR_PEER, "could not make a socket: %s", strerror(errno));
	unlink(path);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || chmod(path, 0660) != 0 || listen(fd, WAITING) != 0) {
		r = err_set(ERR_PEER, "could not listen at %s: %s", path, strerror(errno));
		close(fd);
		return r;
	}
	*out = fd;
	return 0;
}

static int
signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Reaps answers that have ended. True when it was told to stop. */
static bool
take_signals(int fd, int *running)
{
	struct signalfd_siginfo s;
	bool stop = false;

	while (read(fd, &s, sizeof(s)) == sizeof(s))
		stop = stop || s.ssi_signo != SIGCHLD;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		(*running)--;
	return stop;
}

int
serve_run(const char *path, uid_t desk)
{
	struct pollfd p[2] = { { .events = POLLIN }, { .events = POLLIN } };
	int listener = -1, running = 0, r;

	p[0].fd = signals();
	if ((r = listen_at(path, &listener)) != 0)
		return r;
	log_info("ready at %s", path);
	for (;;) {
		p[1].fd = running < AT_ONCE ? listener : -1;
		if (poll(p, 2, -1) < 0 && errno != EINTR) {
			r = err_set(ERR_PEER, "poll: %s", strerror(errno));
			break;
		}
		if (p[0].revents != 0 && take_signals(p[0].fd, &running))
			break;
		if (p[1].fd >= 0 && p[1].revents != 0)
			take_peer(listener, desk, &running);
	}
	close(listener);
	unlink(path);
	return r;
}
