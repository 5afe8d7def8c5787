/*
 * build: which version of program, templates and words a page came from, told by their bytes: a record of what was shown names it
 * (domain.md 6.1).
 */
#ifndef WEB_BUILD_H
#define WEB_BUILD_H

#define BUILD_SIZE 65

/*
 * SHA-256 in hexadecimal over this program, each file below templates by name, and manifest ("" or absent: none).  0, or ERR_INPUT
 * with the file at fault.
 */
int	 build_digest(const char *templates, const char *manifest, char out[BUILD_SIZE]);

#endif
