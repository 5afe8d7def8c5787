/*
 * log: one line per event on stderr (the parent keeps it in VAR/log): time, program, process, level, request, text.
 *
 * Never pass identity numbers, names, codes, tokens or PINs: lines are not sealed.
 */
#ifndef UTIL_LOG_H
#define UTIL_LOG_H

/* Names the program in every later line; the string is kept, not copied. */
void	 log_open(const char *program);
/* Names the request (or job) later lines belong to; NULL for none. Copied. */
void	 log_request(const char *id);

void	 log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	 log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));	/* somebody should look soon */
void	 log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));	/* something is not working */

/* Takes the error note (err_take) and logs it once at the level code deserves; what was tried goes in front. */
void	 log_err(int code, const char *tried);

#endif
