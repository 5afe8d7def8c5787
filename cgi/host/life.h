/*
 * life: one certificate's whole life, driven over HTTP as applicant and operators do it: what "certhall demo" shows.
 *
 * Each act is a page that people see too; nothing is put into the database.  The applicant is made up anew each time: a name, a
 * mobile number and an identity number that nobody has.  A step that does not get what it waits for says which page it stood at.
 */
#ifndef HOST_LIFE_H
#define HOST_LIFE_H

#include <stdint.h>

#include "host/browse.h"
#include "host/softkey.h"
#include "pki/key.h"
#include "util/buf.h"
#include "util/site.h"

struct life {
	const struct site	*site;
	struct browse		*hall;		/* the applicant's browser */
	char			 name[40], mobile[12], number[19];
	enum key_kind		 kind;
	struct key_soft		*key;
	char			 app[24];	/* id in addresses of the hall */
	char			 no[25];	/* public number */
	char			 serial[41];	/* hex; from issue on */
	struct buf		 cert;		/* PEM as downloaded */
	char			 receipt[80];	/* address of the newest receipt of loss or revocation */
};

int	 life_begin(const struct site *s, enum key_kind kind, struct life *out);
void	 life_end(struct life *l);

/* From the login by one-time code to the submitted application of product personal; no is then set. */
int	 life_apply(struct life *l);

/* One operator at the desk: enters or reviews this application, whichever is its turn. file: of VAR/demo. */
int	 life_decide(struct life *l, const char *file, const char *person);

/* Waits for the certificate; serial is then set. Downloads it by one-time code; confirms its content. */
int	 life_wait_issued(struct life *l);
int	 life_download(struct life *l);
int	 life_accept(struct life *l);

/* Reports it lost without a login: by serial, mobile and one-time code, in a browser of its own. */
int	 life_suspend(struct life *l);
/* Revokes it for good, likewise. */
int	 life_revoke(struct life *l);
/* Waits until its receipt names the first list that shows it. */
int	 life_wait_listed(struct life *l);

/* What another page or service answers, for files: the newest receipt, lists. */
int	 life_fetch(struct life *l, const char *to, struct buf *out);

#endif
