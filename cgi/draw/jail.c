#include "draw/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <seccomp.h>

#include "draw/draw.h"
#include "draw/png.h"
#include "util/err.h"
#include "util/io.h"

#define TOOL "/usr/bin/pdftoppm"

static int
limit(void)
{
	static const struct { int what; rlim_t most; } limits[] = {
		{ RLIMIT_AS, JAIL_MEMORY }, { RLIMIT_CPU, JAIL_SECONDS }, { RLIMIT_FSIZE, 0 }, { RLIMIT_NOFILE, 32 },
		{ RLIMIT_CORE, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct rlimit l = { limits[i].most, limits[i].most };

		if (setrlimit((__rlimit_resource_t)limits[i].what, &l) != 0)
			return -1;
	}
	return 0;
}

static const int forbidden[] = {
	/* the network, and every other process */
	SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept),
	SCMP_SYS(accept4), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(setsid), SCMP_SYS(setpgid), SCMP_SYS(prlimit64), SCMP_SYS(setpriority), SCMP_SYS(shmget),
	SCMP_SYS(msgget), SCMP_SYS(semget),
	/* processes of its own */
	SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone), SCMP_SYS(clone3),
	/* files: reading what all may read is left, for fonts and libraries */
	SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
	SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
	SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(truncate),
	SCMP_SYS(creat), SCMP_SYS(openat2), SCMP_SYS(open_by_handle_at), SCMP_SYS(inotify_init), SCMP_SYS(inotify_init1),
	/* the kernel's larger doors */
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare),
	SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key),
	SCMP_SYS(request_key), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register), SCMP_SYS(personality), SCMP_SYS(modify_ldt), SCMP_SYS(memfd_create),
	SCMP_SYS(splice), SCMP_SYS(vmsplice),
};

int
jail_close(void)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
	int r = c == NULL ? -1 : 0;
	size_t i;

	for (i = 0; r == 0 && i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		r = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), forbidden[i], 0);
	/* new files; and signals to anybody but itself, which abort(3) needs */
	if (r == 0)
		r = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(openat), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT));
	if (r == 0)
		r = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT));
	if (r == 0)
		r = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid(), 0));
	if (r == 0)
		r = seccomp_load(c);
	seccomp_release(c);
	return r == 0 ? 0 : -1;
}

static void __attribute__((noreturn))
child(enum jail_tool tool, int file, int to)
{
	static char *const empty[] = { "LC_ALL=C.UTF-8", "HOME=/nonexistent", NULL };
	static char last[12], side[12];
	char *const argv[] = { "pdftoppm", "-q", "-l", last, "-scale-to", side, "-", NULL };
	int nothing = open("/dev/null", O_RDWR);

	snprintf(last, sizeof(last), "%d", DRAW_PAGES + 1);	/* one more than may be: so it shows */
	snprintf(side, sizeof(side), "%d", DRAW_SIDE);
	if (nothing < 0 || dup2(file, 0) < 0 || dup2(to, 1) < 0 || dup2(nothing, 2) < 0 || close_range(3, ~0U, 0) != 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || chdir("/") != 0 ||
	    limit() != 0 || jail_close() != 0)
		_exit(125);
	if (tool == JAIL_PNG)
		_exit(png_to_ppm(0, 1) == 0 ? 0 : 1);
	execve(TOOL, argv, empty);
	_exit(126);
}

static int
put_file(const void *p, size_t n, int *out)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	if (fd < 0 || io_write(fd, p, n) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
		if (fd >= 0)
			close(fd);
		return err_reword(ERR_PEER, "the file could not be put into memory");
	}
	*out = fd;
	return 0;
}

int
jail_start(enum jail_tool tool, const void *file, size_t n, pid_t *pid, int *out)
{
	int in = -1, ends[2], r;

	if ((r = put_file(file, n, &in)) != 0)
		return r;
	if (pipe2(ends, O_CLOEXEC) != 0) {
		close(in);
		return err_set(ERR_PEER, "no pipe could be made: %s", strerror(errno));
	}
	if ((*pid = fork()) == 0)
		child(tool, in, ends[1]);
	close(in);
	close(ends[1]);
	if (*pid < 0) {
		close(ends[0]);
		return err_set(ERR_PEER, "no process could be started: %s", strerror(errno));
	}
	*out = ends[0];
	return 0;
}

int
jail_end(pid_t pid, int out, int ms)
{
	struct pollfd p = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int status = 0;

	close(out);
	if (p.fd >= 0) {
		poll(&p, 1, ms);
		close(p.fd);
	}
	kill(pid, SIGKILL);	/* one that has ended keeps its status */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : err_set(ERR_INPUT, "the pages of the file cannot be drawn");
}
