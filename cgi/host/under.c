#include "host/under.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/child.h"
#include "util/err.h"
#include "util/io.h"
#include "util/msg.h"
#include "util/privs.h"

#define ANSWER_MAX ((size_t)1 << 20)

static void
unblock(pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	privs_end_with(parent, SIGKILL);
}

static int
wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static void
serve(pid_t parent, int fd, uid_t uid, int (*fn)(void *, struct buf *), void *arg)
{
	struct buf body = BUF_INIT, out = BUF_INIT;
	int r = privs_become(uid);

	unblock(parent);
	if (r == 0)
		r = fn(arg, &out);
	msg_put_u8(&body, (uint8_t)-r);
	msg_put_str(&body, r == 0 ? "" : err_take());
	msg_put_blob(&body, out.data, out.len);
	r = msg_send(fd, 1, 1, &body);
	buf_wipe(&body);
	buf_wipe(&out);
	_exit(r == 0 ? 0 : 1);
}

static int
take_answer(int fd, struct buf *out)
{
	struct buf body = BUF_INIT;
	struct msg_reader m;
	const unsigned char *p;
	char note[512];
	uint32_t number;
	uint16_t type;
	size_t n;
	int r, code;

	if ((r = msg_receive(fd, ANSWER_MAX, &type, &number, &body)) == 0) {
		msg_read(&m, body.data, body.len);
		code = -(int)msg_get_u8(&m);
		msg_get_str(&m, note, sizeof(note));
		p = msg_get_blob(&m, &n);
		if ((r = msg_end(&m)) == 0 && (r = code) != 0)
			err_set((enum err)code, "%s", note);
		if (r == 0 && out != NULL)
			buf_add(out, p, n);
	}
	buf_wipe(&body);
	return r;
}

int
under_call(uid_t uid, int (*fn)(void *, struct buf *), void *arg, struct buf *out)
{
	int pair[2], r, status;
	pid_t parent = getpid(), pid;

	if (pipe2(pair, O_CLOEXEC) != 0)
		return err_set(ERR_PEER, "could not make a pipe: %s", strerror(errno));
	fflush(NULL);
	if ((pid = fork()) == 0)
		serve(parent, pair[1], uid, fn, arg);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return err_set(ERR_PEER, "could not start a process: %s", strerror(errno));
	}
	r = take_answer(pair[0], out);
	close(pair[0]);
	status = wait_for(pid);
	if (r == ERR_PEER && status != 0)
		return err_reword(ERR_PEER, "a step under uid %u %s", (unsigned)uid, child_fate(status));
	return r;
}

static void
exec_under(pid_t parent, uid_t uid, const char *const *argv, int in, const char *log)
{
	int out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (in < 0)
		in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 || privs_become(uid) != 0)
		_exit(126);
	unblock(parent);
	umask(077);
	if (chdir("/") == 0)
		execvp(argv[0], (char *const *)(uintptr_t)argv);
	dprintf(2, "could not run %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

int
under_run(uid_t uid, const char *const *argv, const struct buf *input, const char *log)
{
	int pair[2] = { -1, -1 }, r = 0, status;
	pid_t parent = getpid(), pid;

	if (input != NULL && pipe2(pair, O_CLOEXEC) != 0)
		return err_set(ERR_PEER, "could not make a pipe: %s", strerror(errno));
	fflush(NULL);
	if ((pid = fork()) == 0)
		exec_under(parent, uid, argv, pair[0], log);
	if (input != NULL) {
		void (*old)(int) = signal(SIGPIPE, SIG_IGN);

		close(pair[0]);
		r = pid > 0 ? io_write(pair[1], input->data, input->len) : 0;
		close(pair[1]);
		signal(SIGPIPE, old);
	}
	if (pid < 0)
		return err_set(ERR_PEER, "could not start a process: %s", strerror(errno));
	status = wait_for(pid);
	if (status == 0)
		return r;
	return err_reword(ERR_PEER, "%s %s; its words are in %s", argv[0], child_fate(status), log);
}
