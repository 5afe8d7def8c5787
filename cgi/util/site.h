/*
 * site: where this instance lives: its folder VAR, ports, users and switches, recorded once at set-up in
 * VAR/conf/certhall.conf and read by every program at start.  Holds no secret.
 */
#ifndef UTIL_SITE_H
#define UTIL_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SITE_PATH 160		/* VAR (at most 80) and any name of ours below it */

enum site_user {		/* offset from uid_base; facts/signing-page 4: no passwd entries are made */
	SITE_DB = 1, SITE_APACHE, SITE_HALL, SITE_DESK, SITE_OFFICE, SITE_STATUS, SITE_ISSUER, SITE_SIGND, SITE_KEEPER,
	SITE_COURIER, SITE_DRAW, SITE_USER_MAX
};

struct site {
	char	var[81];		/* absolute */
	char	src[161];		/* absolute: templates, db, static live here */
	char	host[64];		/* rpId and name in the TLS certificate */
	int	port, sign_port, http_port;
	int	uid_base;		/* 0: started by an ordinary user, all programs share his uid */
	bool	demo;			/* soft operator keys are accepted and shown as such (I9) */
	char	instance[33];		/* of signd; stands in every case text */
	char	hsm_module[161];	/* PKCS#11 library */
	int	zone_minutes;		/* east of UTC, for times people read */
	char	sign_origin[96], origin[96];	/* made from host and ports */
};

/* Reads VAR/conf/certhall.conf. Returns 0, ERR_NOTFOUND (not set up) or ERR_INPUT. */
int	 site_load(const char *var, struct site *out);
/* Writes it; root-owned, 0644. */
int	 site_save(const struct site *s);

/* VAR/name into to (SITE_PATH bytes). Returns to. */
char	*site_path(const struct site *s, const char *name, char *to);

/* The uid a program runs under: uid_base + user, or ours when uid_base is 0. */
uid_t	 site_uid(const struct site *s, enum site_user user);
const char *site_user_name(enum site_user user);

#endif
