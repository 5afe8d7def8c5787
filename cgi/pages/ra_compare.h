/*
 * ra_compare: what the applicant filled in, what we know of the persons, what will stand in the certificate: side by side, with
 * the characters that differ marked.
 */
#ifndef PAGES_RA_COMPARE_H
#define PAGES_RA_COMPARE_H

struct desk_case;
struct page;

/*
 * Cmp.N: .Key (text Ra.Cmp.KEY), .A .B .C lists of .Text and .Mark, .Bad, .Alone (nothing to compare with).  CmpBad says how many
 * differ, if any do.
 */
void	 ra_compare(struct page *p, const struct desk_case *c);

#endif
