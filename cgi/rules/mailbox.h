/*
 * mailbox: the e-mail address of an application is its owner's: he types the code that was sent there.
 *
 * An address that nobody proved never stands in a certificate: whoever holds it could sign mail in another's name.
 */
#ifndef RULES_MAILBOX_H
#define RULES_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"

struct rules;

/* There is none, or it was proven. */
bool	 mailbox_proven(const struct app *app);
/* Sends the code. ERR_LIMIT as code_send. */
int	 mailbox_send(struct rules *r, const struct actor *a, const struct app *app, const char *language, int64_t now);
/* Takes it and stores the proof; app->version is the new one. ERR_INPUT, ERR_LIMIT as code_take; ERR_CONFLICT as apply_save. */
int	 mailbox_take(struct rules *r, const struct actor *a, struct app *app, const char *typed, int64_t now);

#endif
