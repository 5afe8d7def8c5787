#include "signd/answer.h"

#include <stdio.h>

#include "util/err.h"

int
answer_item(int *code, char note[SIGNER_NOTE], int r)
{
	*code = r;
	if (r == 0)
		note[0] = '\0';
	else
		snprintf(note, SIGNER_NOTE, "%s", err_take());
	return r;
}
