/*
 * oid: the object identifiers we name, as dotted text.
 *
 * Our own live under an arc that nobody has to grant: a UUID in the seven parts of 1.2.840.113556.1.8000.2554, which
 * Microsoft opened for this.  The arc for UUIDs as one number (2.25, ITU-T X.667) does not do: GnuTLS and older Go refuse
 * certificates with numbers of more than 64 bits.  It is fixed for ever: certificates carry it.
 */
#ifndef PKI_OID_H
#define PKI_OID_H

#define OID_TEXT		128	/* the size of any of these as text */

#define OID_ARC			"1.2.840.113556.1.8000.2554.12997.63914.22652.17896.34664.13522792.4489561"
#define OID_POLICY_PERSONAL	OID_ARC ".1"
#define OID_POLICY_ENTERPRISE	OID_ARC ".2"
#define OID_POLICY_OPERATOR	OID_ARC ".3"
#define OID_POLICY_SOFT		OID_ARC ".4"	/* the key lives in software: demo only (I9) */
#define OID_ROLES		OID_ARC ".5"	/* extension: roles and RA of an operator */
#define OID_POLICY_TSA		OID_ARC ".6"

/* names (RFC 5280, 4.1.2.4) */
#define OID_CN			"2.5.4.3"
#define OID_SERIAL_NUMBER	"2.5.4.5"
#define OID_C			"2.5.4.6"
#define OID_L			"2.5.4.7"
#define OID_ST			"2.5.4.8"
#define OID_O			"2.5.4.10"
#define OID_OU			"2.5.4.11"

/* keys and signatures (RFC 3279, RFC 5480, RFC 5758) */
#define OID_RSA			"1.2.840.113549.1.1.1"
#define OID_RSA_SHA256		"1.2.840.113549.1.1.11"
#define OID_RSA_SHA384		"1.2.840.113549.1.1.12"
#define OID_RSA_SHA512		"1.2.840.113549.1.1.13"
#define OID_EC			"1.2.840.10045.2.1"
#define OID_P256		"1.2.840.10045.3.1.7"
#define OID_P384		"1.3.132.0.34"
#define OID_ECDSA_SHA256	"1.2.840.10045.4.3.2"
#define OID_ECDSA_SHA384	"1.2.840.10045.4.3.3"
#define OID_ECDSA_SHA512	"1.2.840.10045.4.3.4"
#define OID_SHA1		"1.3.14.3.2.26"
#define OID_SHA256		"2.16.840.1.101.3.4.2.1"
#define OID_SHA384		"2.16.840.1.101.3.4.2.2"

/* extensions of certificates and lists (RFC 5280, 4.2 and 5.2) */
#define OID_SKI			"2.5.29.14"
#define OID_KEY_USAGE		"2.5.29.15"
#define OID_SAN			"2.5.29.17"
#define OID_BASIC		"2.5.29.19"
#define OID_CRL_NUMBER		"2.5.29.20"
#define OID_REASON		"2.5.29.21"
#define OID_INVALIDITY		"2.5.29.24"
#define OID_CDP			"2.5.29.31"
#define OID_POLICIES		"2.5.29.32"
#define OID_ANY_POLICY		"2.5.29.32.0"
#define OID_AKI			"2.5.29.35"
#define OID_EKU			"2.5.29.37"
#define OID_AIA			"1.3.6.1.5.5.7.1.1"
#define OID_AD_OCSP		"1.3.6.1.5.5.7.48.1"
#define OID_AD_ISSUERS		"1.3.6.1.5.5.7.48.2"
#define OID_CPS			"1.3.6.1.5.5.7.2.1"
#define OID_OCSP_NOCHECK	"1.3.6.1.5.5.7.48.1.5"

/* extended key usages */
#define OID_EKU_SERVER		"1.3.6.1.5.5.7.3.1"
#define OID_EKU_CLIENT		"1.3.6.1.5.5.7.3.2"
#define OID_EKU_EMAIL		"1.3.6.1.5.5.7.3.4"
#define OID_EKU_TIME		"1.3.6.1.5.5.7.3.8"
#define OID_EKU_OCSP		"1.3.6.1.5.5.7.3.9"

/* GM/T 0015: 个人身份标识码, 企业组织机构代码 */
#define OID_IDENTIFY_CODE	"1.2.156.10260.4.1.1"
#define OID_ORGANIZATION_CODE	"1.2.156.10260.4.1.4"

/* OCSP (RFC 6960), CMS (RFC 5652) and time stamps (RFC 3161, RFC 5816) */
#define OID_OCSP_BASIC		"1.3.6.1.5.5.7.48.1.1"
#define OID_OCSP_NONCE		"1.3.6.1.5.5.7.48.1.2"
#define OID_CMS_DATA		"1.2.840.113549.1.7.1"
#define OID_CMS_SIGNED		"1.2.840.113549.1.7.2"
#define OID_CMS_CONTENT_TYPE	"1.2.840.113549.1.9.3"
#define OID_CMS_DIGEST		"1.2.840.113549.1.9.4"
#define OID_CMS_TIME		"1.2.840.113549.1.9.5"
#define OID_TST_INFO		"1.2.840.113549.1.9.16.1.4"
#define OID_SIGNING_CERT_V2	"1.2.840.113549.1.9.16.2.47"

#endif
