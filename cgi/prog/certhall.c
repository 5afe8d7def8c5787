/*
 * certhall: the operator's command.  One row per command; each is a small file in cgi/host.
 */
#include <stdio.h>
#include <string.h>

#include "host/cmd.h"
#include "util/err.h"
#include "util/log.h"

static const struct command {
	const char	*name, *words;
	int		(*run)(const struct ask *a, int argc, char **argv);
} commands[] = {
	{ "run",	"set up VAR if it is new, start everything, stay in front until Ctrl-C", cmd_run },
	{ "start",	"the same in the background", cmd_start },
	{ "stop",	"stop the instance of VAR", cmd_stop },
	{ "status",	"which programs of the instance of VAR are running", cmd_status },
	{ "check",	"whether all is well with it, one line each; exit status 0 when nothing is BAD", cmd_check },
	{ "setup",	"set up VAR and start nothing; --demo: with the marked demo people", cmd_setup },
	{ "enrol",	"new one-time links for the first two security administrators", cmd_enrol },
	{ "demo-people", "a link for each demo operator that loads his key into a browser", cmd_demo_people },
	{ "demo",	"one certificate's whole life over HTTP, against the running instance; leaves VAR/demo", cmd_demo },
	{ "tls",	"a new certificate for the web server", cmd_tls },
	{ "audit",	"verify: walk every chain of the trail; exit status 0 when all hold", cmd_audit },
};

static void
usage(FILE *to)
{
	size_t i;

	fprintf(to, "certhall COMMAND, for the instance in VAR (see README.md for the variables)\n");
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(to, "  %-14s %s\n", commands[i].name, commands[i].words);
}

int
main(int argc, char **argv)
{
	struct ask a;
	size_t i;
	int r;

	log_open("certhall");
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		usage(stdout);
		return 0;
	}
	for (i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, argv[1]) != 0)
			continue;
		if ((r = ask_read(&a)) == 0)
			r = commands[i].run(&a, argc - 2, argv + 2);
		if (r != 0)
			fprintf(stderr, "certhall: %s\n", err_take());
		return r == 0 ? 0 : 1;
	}
	usage(stderr);
	return 2;
}
