/*
 * status: what machines ask about certificates: OCSP, lists, CA certificates.  No session, no cookie, plain HTTP too.
 */
#ifndef PAGES_STATUS_H
#define PAGES_STATUS_H

struct page;
struct stated;
struct web_app;

extern const struct web_app status_app;

/* Gives what is published, with the headers of RFC 5019, 6.2, or 304 to who has it already. Returns 0. */
int	 status_give(struct page *p, const char *type, const struct stated *what);

int	 ocsp_get(struct page *p);		/* /pki/ocsp/BASE64 */
int	 ocsp_post(struct page *p);		/* /pki/ocsp */
int	 crl_get(struct page *p);		/* /pki/crl/CA.crl */
int	 ca_get(struct page *p);		/* /pki/ca/CA.cer, CA.pem */
int	 ca_chain(struct page *p);		/* /pki/ca/chain.p7b */

#endif
