/*
 * answer: small things every room that answers needs.
 */
#ifndef SIGND_ANSWER_H
#define SIGND_ANSWER_H

#include "signd/signer.h"

/* Keeps an item's code and takes its note. Returns r. */
int	 answer_item(int *code, char note[SIGNER_NOTE], int r);

#endif
