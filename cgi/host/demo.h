/*
 * demo: six marked demo operators with soft keys in VAR/demo, who sign the publication of the model texts, so that a whole life
 * can be tried at once (design 4).  Nothing is skipped for them: their papers go the way of everybody's and signd checks them.
 */
#ifndef HOST_DEMO_H
#define HOST_DEMO_H

#include <stddef.h>

#include "rules/rules.h"

struct signer;

#define DEMO_PEOPLE 6

/* file: VAR/demo/FILE.pem. */
struct demo_person { const char *file, *person_no, *name, *roles; };
extern const struct demo_person demo_people[DEMO_PEOPLE];

/*
 * Enrols those that are not enrolled and publishes the model texts that are still drafts.  Database and signd are up; issuer may
 * be.  Begun again after a crash it goes on where it was.  0, or ERR_* with signd's or the database's reason.
 */
int	 demo_enrol(struct rules *r, struct signer *s);
int	 demo_publish(struct rules *r, struct signer *s);

#endif
