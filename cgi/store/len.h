/*
 * len: the lengths of schema.sql that C needs.  Sizes are bytes with the NUL; text that people write is counted in
 * characters by the schema, so its fields hold four bytes for each.
 */
#ifndef STORE_LEN_H
#define STORE_LEN_H

#define LEN_PEOPLE(characters) ((characters) * 4 + 1)

#define LEN_CODE	33	/* VARCHAR(32): our own short names */
#define LEN_NO		25	/* VARCHAR(24): number of an application */
#define LEN_LANGUAGE	9	/* VARCHAR(8): zh-CN, en, vi */
#define LEN_NAME	LEN_PEOPLE(64)	/* RFC 5280, upper bounds: CN, O, OU at most 64 characters */
#define LEN_PLACE	LEN_PEOPLE(128)	/* RFC 5280: L, ST at most 128 characters */
#define LEN_LINE	LEN_PEOPLE(200)	/* purpose, file name, label, title */
#define LEN_TEXT	LEN_PEOPLE(1000)	/* reasons, remarks, subject of a certificate */
#define LEN_AGENT	LEN_PEOPLE(300)	/* user agent, cut by the web floor */
#define LEN_MOBILE	21	/* VARCHAR(20) */
#define LEN_EMAIL	255	/* VARCHAR(254) */
#define LEN_ADDRESS	255	/* VARCHAR(254): where a message goes */
#define LEN_MASKED	LEN_PEOPLE(64)	/* 5101**********1234 */
#define LEN_USCC	19	/* 统一社会信用代码 */
#define LEN_INDEX	65	/* blind index: 64 hex digits */
#define LEN_PERSON	33	/* VARCHAR(32): person number of an operator */
#define LEN_ROLES	81	/* VARCHAR(80): roles of an operator, sorted, with commas */
#define LEN_IP		46	/* an IPv6 address with an IPv4 tail */
#define LEN_BUILD	65	/* digest in hexadecimal */
#define LEN_HIGHLIGHTS	321	/* anchors of the key clauses of a text */
#define LEN_TOKEN	33	/* rnd_token */
#define LEN_ACTOR	65	/* VARCHAR(64): who acted, as audit rows name him */
#define LEN_CHAIN	97	/* VARCHAR(96): host/program/slot */

#define LEN_DIGEST	32	/* BINARY(32), raw */
#define LEN_SERIAL	20	/* VARBINARY(20), raw; ours have always 20 octets */

#endif
