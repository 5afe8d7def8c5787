/*
 * office_person: the form in which a person becomes an operator, and his facts: office_users and office_register.
 */
#ifndef PAGES_OFFICE_PERSON_H
#define PAGES_OFFICE_PERSON_H

struct granting;
struct operator;
struct page;

/* Person.Ra.N: the registration authorities to choose from. */
int	 office_person_form(struct page *p);
/* The fields, checked as far as their form goes; points into the request. ERR_INPUT: faults stand beside them. */
int	 office_person_read(struct page *p, struct granting *out);
/* The form's field for a field of rules/granting. */
const char *office_person_field(const char *name);
/* User.*: an operator's facts. */
void	 office_person_fill(struct page *p, const struct operator *o);
/* "clerk,reviewer" in words. */
const char *office_roles(struct page *p, const char *roles);

#endif
