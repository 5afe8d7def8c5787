#include "pki/dn.h"

#include <string.h>

#include "pki/der.h"
#include "pki/oid.h"
#include "util/err.h"
#include "util/str.h"

#define ATTRIBUTES 7

static const struct attribute {
	const char	*label, *oid;
	size_t		 at, size;	/* field of struct dn */
	size_t		 max;		/* characters (RFC 5280, appendix A.1) */
	int		 tag;
} attribute[ATTRIBUTES] = {
#define FIELD(name) offsetof(struct dn, name), sizeof(((struct dn *)0)->name)
	{ "C", OID_C, FIELD(c), 2, DER_PRINTABLE },
	{ "ST", OID_ST, FIELD(st), 128, DER_UTF8 },
	{ "L", OID_L, FIELD(l), 128, DER_UTF8 },
	{ "O", OID_O, FIELD(o), 64, DER_UTF8 },
	{ "OU", OID_OU, FIELD(ou), 64, DER_UTF8 },
	{ "serialNumber", OID_SERIAL_NUMBER, FIELD(serial_number), 64, DER_PRINTABLE },
	{ "CN", OID_CN, FIELD(cn), 64, DER_UTF8 },
#undef FIELD
};

static const char *
value_of(const struct dn *dn, const struct attribute *a)
{
	return (const char *)dn + a->at;
}

/* C: two capitals (ISO 3166); serialNumber: PrintableString (X.680, 41.4), of which C is a part. */
static bool
is_printable(const char *s)
{
	return s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")] == '\0';
}

static bool
is_country(const char *s)
{
	return strlen(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z';
}

static bool
has_blank_end(const char *s)
{
	char copy[DN_LONG];

	return str_copy(copy, sizeof(copy), s) != 0 || strlen(str_trim(copy)) != strlen(s);
}

static bool
has_invisible(const char *s)
{
	const char *end = s + strlen(s);

	while (s < end)
		if (str_is_invisible(str_utf8_next(&s, end)))
			return true;
	return false;
}

static int
check_value(const struct attribute *a, const char *s)
{
	if (!str_is_utf8(s, strlen(s)) || has_invisible(s))
		return err_set(ERR_INPUT, "name: %s has characters that cannot be seen", a->label);
	if (str_chars(s) > a->max)
		return err_set(ERR_INPUT, "name: %s has more than %zu characters", a->label, a->max);
	if (has_blank_end(s))
		return err_set(ERR_INPUT, "name: %s begins or ends with a blank", a->label);
	if (strcmp(a->oid, OID_C) == 0 && !is_country(s))
		return err_set(ERR_INPUT, "name: C is not a country of two capital letters");
	if (a->tag == DER_PRINTABLE && !is_printable(s))
		return err_set(ERR_INPUT, "name: %s has characters outside PrintableString", a->label);
	return 0;
}

int
dn_check(const struct dn *dn)
{
	size_t i;
	int r;

	if (dn->cn[0] == '\0')
		return err_set(ERR_INPUT, "name: CN is missing");
	for (i = 0; i < ATTRIBUTES; i++) {
		const char *s = value_of(dn, &attribute[i]);

		if (*s != '\0' && (r = check_value(&attribute[i], s)) != 0)
			return r;
	}
	return 0;
}

void
dn_write(const struct dn *dn, struct buf *out)
{
	size_t i, name = der_open(out, DER_SEQ);

	for (i = 0; i < ATTRIBUTES; i++) {
		const char *s = value_of(dn, &attribute[i]);
		size_t set, pair;

		if (*s == '\0')
			continue;
		set = der_open(out, DER_SET);
		pair = der_open(out, DER_SEQ);
		der_oid(out, attribute[i].oid);
		der_text(out, attribute[i].tag, s);
		der_close(out, pair);
		der_close(out, set);
	}
	der_close(out, name);
}

static const struct attribute *
attribute_of(const char *oid)
{
	size_t i;

	for (i = 0; i < ATTRIBUTES; i++)
		if (strcmp(attribute[i].oid, oid) == 0)
			return &attribute[i];
	return NULL;
}

/* One RelativeDistinguishedName. */
static int
parse_rdn(struct der *name, struct dn *dn)
{
	const struct attribute *a;
	struct der set, pair;
	char oid[64], *to;
	int r;

	if ((r = der_next(name, DER_SET, &set)) != 0 || (r = der_next(&set, DER_SEQ, &pair)) != 0 ||
	    (r = der_get_oid(&pair, oid, sizeof(oid))) != 0)
		return r;
	if (set.n > 0)
		return err_set(ERR_INPUT, "name: two values stand in one RDN");
	if ((a = attribute_of(oid)) == NULL)
		return err_set(ERR_INPUT, "name: an attribute we do not use: %s", oid);
	to = (char *)dn + a->at;
	if (*to != '\0')
		return err_set(ERR_INPUT, "name: %s stands twice", a->label);
	if ((r = der_get_text(&pair, to, a->size)) != 0 || (r = der_end(&pair, "an attribute")) != 0)
		return err_in(r, a->label);
	return *to == '\0' ? err_set(ERR_INPUT, "name: %s is empty", a->label) : check_value(a, to);
}

int
dn_parse(const void *der, size_t n, struct dn *out)
{
	struct der in = { der, n }, name;
	struct dn dn = { .cn = "" };
	int r;

	if ((r = der_next(&in, DER_SEQ, &name)) != 0 || (r = der_end(&in, "the name")) != 0)
		return r;
	while (name.n > 0)
		if ((r = parse_rdn(&name, &dn)) != 0)
			return r;
	*out = dn;
	return 0;
}

bool
dn_equal(const struct dn *a, const struct dn *b)
{
	size_t i;

	for (i = 0; i < ATTRIBUTES; i++)
		if (strcmp(value_of(a, &attribute[i]), value_of(b, &attribute[i])) != 0)
			return false;
	return true;
}

void
dn_text(const struct dn *dn, struct buf *out)
{
	const char *comma = "";
	size_t i;

	for (i = 0; i < ATTRIBUTES; i++) {
		const char *s = value_of(dn, &attribute[i]);

		if (*s == '\0')
			continue;
		buf_printf(out, "%s%s=%s", comma, attribute[i].label, s);
		comma = ", ";
	}
}
