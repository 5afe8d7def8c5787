/*
 * cmd: the operator's commands, one file each; cgi/prog/certhall.c is their table.
 *
 * Each is given what was asked for by the environment and its own arguments, prints to standard output, and returns 0 or a
 * refusal whose sentence the caller prints.
 */
#ifndef HOST_CMD_H
#define HOST_CMD_H

#include "host/ask.h"

int	 cmd_run(const struct ask *a, int argc, char **argv);
int	 cmd_start(const struct ask *a, int argc, char **argv);
int	 cmd_stop(const struct ask *a, int argc, char **argv);
int	 cmd_status(const struct ask *a, int argc, char **argv);
int	 cmd_check(const struct ask *a, int argc, char **argv);
int	 cmd_demo(const struct ask *a, int argc, char **argv);
int	 cmd_setup(const struct ask *a, int argc, char **argv);
int	 cmd_tls(const struct ask *a, int argc, char **argv);
int	 cmd_enrol(const struct ask *a, int argc, char **argv);
int	 cmd_demo_people(const struct ask *a, int argc, char **argv);
int	 cmd_audit(const struct ask *a, int argc, char **argv);

#endif
