/*
 * wording: the words of a message to a person: a text of the language files with its {names} filled.
 *
 * Text Mail.EVENT has Subject, Text (mail) and Short (SMS).  In a text
 *	{name}			is the value of that name in the notice's params, "" when there is none
 *	{name|Group.*.Word}	the text of that key, * standing for the value
 *	{name|time}		a moment, written in the site's zone
 *	{origin}, {site}	the hall's address; the site's name (text Site.Name)
 * Anything else in braces is a fault of the text, found by its test.
 */
#ifndef RULES_WORDING_H
#define RULES_WORDING_H

#include "util/buf.h"
#include "util/site.h"

/* The language files, as the program at hand reads them: the text of a key in a language, NULL when there is none. */
struct words {
	const char	*(*text)(void *arg, const char *language, const char *key);
	void		*arg;
	const struct site *site;
};

/* Fills Mail.EVENT.PART from params ("name=value" lines). ERR_NOTFOUND: no such text. ERR_INPUT: a fault in it. */
int	 wording(const struct words *w, const char *language, const char *event, const char *part, const struct buf *params,
	    struct buf *out);

#endif
