/*
 * orgcode: older numbers of organisations that still stand in registers: 组织机构代码 (GB 11714) and the 15 digits of a business
 * licence before 2015 (工商注册号, GS 15-2006).
 */
#ifndef PKI_ORGCODE_H
#define PKI_ORGCODE_H

#define ORGCODE_SIZE	10
#define ORGCODE_LICENCE	16

/* Eight characters and a check character, with or without the hyphen; stored without. 0, or ERR_INPUT; to is "" then. */
int	 orgcode_parse(const char *typed, char to[ORGCODE_SIZE]);
/* 15 digits, MOD 11,10 (ISO 7064). 0, or ERR_INPUT; to is "" then. */
int	 orgcode_licence_parse(const char *typed, char to[ORGCODE_LICENCE]);

#endif
