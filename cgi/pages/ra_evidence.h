/*
 * ra_evidence: what an applicant sent, on the desk's page of the case: one page of it, or two beside each other; larger, turned.
 * All of it by plain links: m, n, r say which material, which page, turned by how many degrees; b, bn, br the same of the one
 * beside it; z how large. What is not one of these values is as if it were not there.
 */
#ifndef PAGES_RA_EVIDENCE_H
#define PAGES_RA_EVIDENCE_H

struct desk_case;
struct page;

/* Side.N and Ev.*; each picture of it is a look of its own, recorded when it is fetched (rules/pictures). */
void	 ra_evidence(struct page *p, const struct desk_case *c);

#endif
