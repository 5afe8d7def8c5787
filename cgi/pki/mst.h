/*
 * mst: mã số thuế, the tax number of an enterprise in Vietnam: ten digits, or ten and the three of a branch.
 */
#ifndef PKI_MST_H
#define PKI_MST_H

#define MST_SIZE 15

/* Writes 0100047516 or 0100047516-001. 0, or ERR_INPUT with the reason; to is "" then. */
int	 mst_parse(const char *typed, char to[MST_SIZE]);

#endif
