/*
 * gateway: where messages leave the house: a mail relay (SMTP) and an SMS service (HTTP), each when configured; else files
 * in VAR/outbox.
 *
 * VAR/conf/courier.conf (root's, readable by courier's uid alone; absent: everything to the outbox) has
 *	mail.url	smtp://HOST:PORT (STARTTLS is demanded unless mail.starttls = no) or smtps://HOST:PORT; "": outbox
 *	mail.from	address of the sender; default no-reply@HOST
 *	mail.user, mail.password, mail.starttls
 *	sms.url		https address that takes the fields id, to and text of a form by POST; "": outbox
 *	sms.token	sent as Authorization: Bearer
 *	ca		file of certificates to trust instead of the system's
 */
#ifndef RULES_GATEWAY_H
#define RULES_GATEWAY_H

#include <stdint.h>

#include "store/notice.h"
#include "util/site.h"

struct gateway;

struct message {
	uint64_t		 id;		/* the same at every try: file name, Message-ID, id at the SMS service */
	enum delivery_channel	 channel;
	const char		*address, *subject, *text;	/* subject: of mail alone */
	int64_t			 at;
};

/* ERR_INPUT names the line of the file that is wrong. site must live as long. */
int	 gateway_open(const struct site *site, struct gateway **out);
void	 gateway_close(struct gateway *g);		/* NULL is accepted */

/* 0: taken. ERR_PEER: not now (away, busy). ERR_DENIED: never (the relay refuses this message). */
int	 gateway_send(struct gateway *g, const struct message *m);

/* The mail as it is sent and stored: RFC 5322, text in quoted-printable. */
void	 gateway_mail(const struct gateway *g, const struct message *m, struct buf *out);

#endif
