/*
 * mime: text of any language in a mail that old relays can carry: RFC 5322 lines, RFC 2047 words, RFC 2045
 * quoted-printable.
 */
#ifndef UTIL_MIME_H
#define UTIL_MIME_H

#include <stdint.h>

#include "util/buf.h"

/*
 * "Name: text" and CRLF: as it is when printable ASCII, else in encoded words, each of whole characters and at most 75
 * octets, folded.  Control characters become blanks: no value can add a header.
 */
void	 mime_header(struct buf *out, const char *name, const char *text);
/* "Date: Fri, 27 Nov 2026 10:00:00 +0000" and CRLF. */
void	 mime_date(struct buf *out, int64_t at);
/* UTF-8 text with \n line ends, in quoted-printable with CRLF; the last line is ended. */
void	 mime_text(struct buf *out, const char *text);

#endif
