/*
 * ra_loss: the queue of holds and asked revocations (a tab of /ra/), and what is shown of one.
 */
#ifndef PAGES_RA_LOSS_H
#define PAGES_RA_LOSS_H

struct hdf;
struct hold;
struct page;
struct revocation;

int	 ra_loss_show(struct page *p);

/* The fields of a row, with its times, for templates. */
void	 ra_loss_hold(struct hdf *item, const struct hold *h);
void	 ra_loss_revocation(struct hdf *item, const struct revocation *v);

#endif
