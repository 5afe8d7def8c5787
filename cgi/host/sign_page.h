/*
 * sign_page: copies the files of the signing origin from the build into VAR/sign, where only root writes, and puts this
 * instance's origins into them (@DESK_ORIGIN@, @RP_ID@).
 */
#ifndef HOST_SIGN_PAGE_H
#define HOST_SIGN_PAGE_H

#include "host/ask.h"

/* 0 or ERR_PEER. */
int	 sign_page_write(const struct ask *a, const struct site *s);

#endif
