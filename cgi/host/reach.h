/*
 * reach: what must be true of the machine before anything is started: free ports, and folders the programs' uids can enter.
 */
#ifndef HOST_REACH_H
#define HOST_REACH_H

#include "host/ask.h"

/* 0, or ERR_INPUT naming the busy port and the variable that moves it. Closes what it opened. */
int	 reach_ports(const struct ask *a);

/*
 * As root: tries, under the uid of the hall, to enter VAR and to read our programs, templates and pages.  0, or ERR_INPUT
 * naming the first folder in the way and the remedy.
 */
int	 reach_folders(const struct ask *a);

/* 1 when this machine can listen on ::1, else 0. */
int	 reach_has_ipv6(void);

#endif
