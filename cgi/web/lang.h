/*
 * lang: the three languages of the hall, and which of them a browser asks for.
 */
#ifndef WEB_LANG_H
#define WEB_LANG_H

enum lang { LANG_ZH, LANG_EN, LANG_VI, LANG_MAX };
extern const char *const lang_text[];	/* "zh-CN", "en", "vi", NULL */

/* The language meant by a word ("zh-CN", "zh", "en-GB", "vi"), LANG_MAX when none of ours. */
enum lang lang_of(const char *word);
/* The best of ours for an Accept-Language header (RFC 9110, 12.5.4); LANG_ZH when it names none. */
enum lang lang_accept(const char *header);

#endif
