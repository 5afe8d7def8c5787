/*
 * office_text: what the office's pages about texts and papers have in common.
 */
#ifndef PAGES_OFFICE_TEXT_H
#define PAGES_OFFICE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "store/document.h"

struct page;

/* The revision of the path's :id. The caller clears, in any case. */
int	 office_text_get(struct page *p, struct revision *out);
/* Text.*: the revision's facts; breadcrumbs to it; the menu entry. */
void	 office_text_fill(struct page *p, const struct revision *v);
/* Check.N.Kind .Say .Warning, Check.Bad when something prevents publication. */
int	 office_text_checks(struct page *p, const struct revision *v, bool *bad);
/* Doc.*: title and HTML of the text as it is typed; nothing when it cannot be rendered. */
void	 office_text_render(struct page *p, const struct revision *v);
/* Diff.Row.N: the changes from one text to another, with what stands around them. */
int	 office_text_diff(struct page *p, const char *before, const char *after);

struct signing;
/* NODE.*: a paper and who has signed it. */
void	 office_paper_fill(struct page *p, const char *node, const struct signing *s);

#endif
