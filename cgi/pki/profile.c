#include "pki/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/oid.h"
#include "pki/san.h"
#include "util/conf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/str.h"

#define FILE_MAX	((size_t)1 << 16)
#define DAYS_MAX	36525
#define ARC_DIGITS	38

const char *const profile_field_text[PROFILE_FIELD_MAX] = { "C", "ST", "L", "O", "OU", "serialNumber", "CN", "email", "dns" };

/* --- the table of keys --- */

enum type { YES_NO, NUMBER, WORDS, SET, ONE };

static const char *const ca_words[] = { "no", "yes", "last", NULL };
static const char *const need_words[] = { "none", "optional", "required", NULL };
static const char *const id_words[] = { "none", "person", "organisation", NULL };
static const char *const ku_words[] = { "signature", "commitment", "key", "data", "agreement", "cert-sign", "crl-sign", NULL };
static const char *const eku_words[] = { "client", "email", "server", "time", "ocsp", NULL };
static const char *const document_words[] = { "notice", "risk", "agreement", "cps", "privacy", "sensitive", NULL };
static const char *const act_words[] = { "enter", "review", "personalise", NULL };

struct field {
	const char		*key, *fallback;	/* NULL: must be given */
	enum type		 type;
	size_t			 off;
	const char *const	*words;			/* WORDS: NULL takes any */
};

#define FIELD(key, fallback, type, member, words) { key, fallback, type, offsetof(struct profile, member), words }
#define NEED(key, i) FIELD(key, "none", ONE, need[i], need_words)

/* Their order is that of profile_text: to change it is to change every digest. */
static const struct field fields[] = {
	FIELD("subscriber", "no", YES_NO, subscriber, NULL),
	FIELD("soft", "no", YES_NO, soft, NULL),
	FIELD("issuers", NULL, WORDS, issuers, NULL),
	FIELD("keys", NULL, SET, keys, key_kind_text),
	FIELD("days-min", NULL, NUMBER, days_min, NULL),
	FIELD("days-max", NULL, NUMBER, days_max, NULL),
	FIELD("ca", "no", ONE, ca, ca_words),
	FIELD("key-usage", NULL, SET, ku, ku_words),
	FIELD("key-usage-rsa", "", SET, ku_rsa, ku_words),
	FIELD("extended-usage", "", WORDS, eku, eku_words),
	FIELD("extended-usage-critical", "no", YES_NO, eku_critical, NULL),
	FIELD("ocsp-nocheck", "no", YES_NO, nocheck, NULL),
	FIELD("roles", "no", YES_NO, roles, NULL),
	FIELD("policy", "", WORDS, policy, NULL),
	FIELD("cps", "no", YES_NO, cps, NULL),
	FIELD("crl", "no", YES_NO, crl, NULL),
	FIELD("aia", "no", YES_NO, aia, NULL),
	FIELD("ocsp", "no", YES_NO, ocsp, NULL),
	NEED("C", PROFILE_C),
	NEED("ST", PROFILE_ST),
	NEED("L", PROFILE_L),
	NEED("O", PROFILE_O),
	NEED("OU", PROFILE_OU),
	NEED("serialNumber", PROFILE_SERIAL_NUMBER),
	NEED("CN", PROFILE_CN),
	NEED("email", PROFILE_EMAIL),
	NEED("dns", PROFILE_DNS),
	FIELD("id-number", "none", ONE, id_number, id_words),
	FIELD("documents", "", WORDS, documents, document_words),
	FIELD("evidence", "", WORDS, evidence, act_words),
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static size_t
count_words(const struct field *f)
{
	size_t n = 0;

	if (f->words == key_kind_text)
		return KEY_KIND_MAX;
	while (f->words[n] != NULL)
		n++;
	return n;
}

static int
find_word(const struct field *f, const char *word, unsigned *out)
{
	size_t i, n = count_words(f);

	for (i = 0; i < n; i++)
		if (str_eq(f->words[i], word)) {
			*out = (unsigned)i;
			return 0;
		}
	return err_set(ERR_INPUT, "%s cannot be \"%s\"", f->key, word);
}

/* --- reading values --- */

static int
add_word(const struct field *f, const char *word, char list[PROFILE_LIST], unsigned *set)
{
	unsigned i = 0;
	size_t n = strlen(list);
	int r;

	if (word[0] == '\0' || strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789.-") != strlen(word))
		return err_set(ERR_INPUT, "%s is a list of words with commas", f->key);
	if (profile_lists(list, word))
		return err_set(ERR_INPUT, "%s has \"%s\" twice", f->key, word);
	if (f->words != NULL && (r = find_word(f, word, &i)) != 0)
		return r;
	*set |= 1u << i;
	snprintf(list + n, PROFILE_LIST - n, "%s%s", n > 0 ? "," : "", word);	/* no longer than the text it came from */
	return 0;
}

static int
read_list(const struct field *f, const char *value, char list[PROFILE_LIST], unsigned *set)
{
	char copy[PROFILE_LIST], *at = copy, *word;
	int r = 0;

	list[0] = '\0';
	*set = 0;
	if (value[0] == '\0')
		return 0;
	if ((r = str_copy(copy, sizeof(copy), value)) != 0)
		return r;
	while (r == 0 && (word = strsep(&at, ",")) != NULL)
		r = add_word(f, str_trim(word), list, set);
	return r;
}

static int
read_value(const struct field *f, const char *value, struct profile *p)
{
	void *to = (char *)p + f->off;
	char list[PROFILE_LIST];
	unsigned set = 0;
	uint64_t n = 0;
	int r = 0;

	switch (f->type) {
	case YES_NO:
		if (!str_eq(value, "yes") && !str_eq(value, "no"))
			return err_set(ERR_INPUT, "%s must be yes or no", f->key);
		*(bool *)to = value[0] == 'y';
		break;
	case NUMBER:
		r = str_number(value, DAYS_MAX, f->key, &n);
		*(int *)to = (int)n;
		break;
	case WORDS:
		r = read_list(f, value, to, &set);
		break;
	case SET:
		if ((r = read_list(f, value, list, &set)) == 0)
			*(unsigned *)to = set;
		break;
	case ONE:
		if ((r = find_word(f, value, &set)) == 0)
			*(unsigned *)to = set;
		break;
	}
	return r;
}

/* --- what goes together --- */

/* Digits and points: 0..2, then below 40 for 0 and 1, no zeros in front (X.660); an arc has at most 128 bits (X.667). */
static bool
is_dotted(const char *s)
{
	const char *at = s;
	size_t arcs = 0, n;

	for (;; at += n + 1, arcs++) {
		n = strspn(at, "0123456789");
		if (n == 0 || n > ARC_DIGITS || (n > 1 && at[0] == '0') || (arcs == 0 && (n > 1 || at[0] > '2')))
			return false;
		if (arcs == 1 && s[0] < '2' && (n > 2 || strtoul(at, NULL, 10) >= 40))
			return false;
		if (at[n] != '.')
			return at[n] == '\0' && arcs >= 1;
	}
}

static int
check_ca(const struct profile *p)
{
	const unsigned signs = PROFILE_KU_CERT_SIGN | PROFILE_KU_CRL_SIGN;

	if (p->ca == PROFILE_END_ENTITY) {
		if (((p->ku | p->ku_rsa) & signs) != 0)
			return err_set(ERR_INPUT, "only a CA signs certificates and lists");
		if (profile_lists(p->issuers, "self"))
			return err_set(ERR_INPUT, "only a CA signs itself");
		return str_eq(p->policy, "any") ? err_set(ERR_INPUT, "only a CA has any policy") : 0;
	}
	if ((p->ku & PROFILE_KU_CERT_SIGN) == 0 || (p->ku & ~signs) != 0 || p->ku_rsa != 0)
		return err_set(ERR_INPUT, "a CA signs certificates and lists and nothing else");
	if (p->subscriber || p->roles || p->soft || p->eku[0] != '\0')
		return err_set(ERR_INPUT, "a CA is no subscriber, no operator and has no extended usage");
	return 0;
}

static int
check_usage(const struct profile *p)
{
	if (p->eku_critical && p->eku[0] == '\0')
		return err_set(ERR_INPUT, "there is no extended usage to be critical");
	if (profile_lists(p->eku, "time") && (!str_eq(p->eku, "time") || !p->eku_critical))
		return err_set(ERR_INPUT, "time stamping is the only extended usage, and critical");	/* RFC 3161, 2.3 */
	if (p->nocheck && !str_eq(p->eku, "ocsp"))
		return err_set(ERR_INPUT, "ocsp-nocheck is for signers of OCSP answers");
	if (p->policy[0] != '\0' && !str_eq(p->policy, "any") && !is_dotted(p->policy))
		return err_set(ERR_INPUT, "policy must be an object identifier");
	if ((p->cps || p->soft) && (p->policy[0] == '\0' || str_eq(p->policy, "any")))
		return err_set(ERR_INPUT, "cps and soft need a policy");
	return 0;
}

/* I3: no subscriber's certificate without the acts of two people; nothing here switches that off. */
static int
check_people(const struct profile *p)
{
	if (p->subscriber && (p->documents[0] == '\0' || !profile_lists(p->evidence, "enter") ||
	    !profile_lists(p->evidence, "review")))
		return err_set(ERR_INPUT, "subscribers need documents, and enter and review as evidence");
	if (!p->subscriber && (p->documents[0] != '\0' || p->evidence[0] != '\0'))
		return err_set(ERR_INPUT, "documents and evidence are for subscribers");
	if (p->roles && (p->subscriber || p->need[PROFILE_SERIAL_NUMBER] != PROFILE_REQUIRED ||
	    !str_eq(p->policy, OID_POLICY_OPERATOR)))
		return err_set(ERR_INPUT, "roles need the policy of operators and a serialNumber");
	if (p->need[PROFILE_CN] != PROFILE_REQUIRED)
		return err_set(ERR_INPUT, "CN is required in every certificate");
	return 0;
}

static int
check_whole(const struct profile *p)
{
	int r;

	if (p->days_min < 1 || p->days_min > p->days_max)
		return err_set(ERR_INPUT, "days-min is at least 1 and at most days-max");
	if ((r = check_ca(p)) != 0 || (r = check_usage(p)) != 0)
		return r;
	return check_people(p);
}

/* --- reading the file --- */

struct section { const char *file; int line; char name[PROFILE_NAME]; struct buf text; };

static int
finish(const struct section *s, struct profile *p)
{
	struct conf_key keys[FIELDS];
	char (*value)[PROFILE_LIST] = xcalloc(FIELDS, sizeof(*value));
	struct buf text = BUF_INIT;
	size_t i;
	int r;

	for (i = 0; i < FIELDS; i++)
		keys[i] = (struct conf_key){ fields[i].key, CONF_TEXT, i * sizeof(*value), sizeof(*value),
		    fields[i].fallback != NULL ? fields[i].fallback : "" };
	if ((r = conf_parse(s->file, buf_str(&s->text), keys, FIELDS, value)) != 0) {
		free(value);
		return ERR_INPUT;
	}
	*p = (struct profile){ .days_min = 0 };
	str_copy(p->name, sizeof(p->name), s->name);
	for (i = 0; r == 0 && i < FIELDS; i++) {
		if (value[i][0] == '\0' && fields[i].fallback == NULL)
			r = err_set(ERR_INPUT, "key \"%s\" is missing", fields[i].key);
		else
			r = read_value(&fields[i], value[i], p);
	}
	free(value);
	if (r != 0 || (r = check_whole(p)) != 0) {
		buf_printf(&text, "%s:%d: [%s]", s->file, s->line, s->name);
		err_in(r, buf_str(&text));
		buf_clear(&text);
		return ERR_INPUT;
	}
	profile_text(p, &text);
	digest_sha256(text.data, text.len, p->digest);
	buf_clear(&text);
	return 0;
}

static int
bad_line(const char *file, int line, const char *reason)
{
	return err_set(ERR_INPUT, "%s:%d: %s", file, line, reason);
}

/* line is the head of a section, "[name]": the one before ends here. */
static int
begin_section(char *line, int number, struct section *s, struct profile_set *out)
{
	size_t n = strlen(line);

	line[n - 1] = '\0';
	line++;
	if (n <= 2 || strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789-") != n - 2 || n - 2 >= PROFILE_NAME)
		return bad_line(s->file, number, "a profile has a name of small letters, digits and dashes");
	if (profile_find(out, line) != NULL)
		return bad_line(s->file, number, "there are two profiles of this name");
	if (out->count == PROFILE_MAX)
		return bad_line(s->file, number, "there are too many profiles");
	str_copy(s->name, sizeof(s->name), line);
	s->line = number;
	buf_reset(&s->text);
	for (int i = 0; i < number; i++)
		buf_addc(&s->text, '\n');	/* so that conf counts the lines of the file */
	return 0;
}

static int
end_section(struct section *s, struct profile_set *out)
{
	int r = 0;

	if (s->line > 0 && (r = finish(s, &out->item[out->count])) == 0)
		out->count++;
	return r;
}

static int
take_line(char *line, int number, struct section *s, struct profile_set *out)
{
	char *from = line;
	int r;

	str_trim(line);
	if (from[0] == '[' && str_ends(from, "]"))
		return (r = end_section(s, out)) != 0 ? r : begin_section(line, number, s, out);
	if (s->line == 0 && from[0] != '\0' && from[0] != '#')
		return bad_line(s->file, number, "this stands before the first profile");
	buf_printf(&s->text, "%s\n", line);
	return 0;
}

int
profile_parse(const char *name, const char *text, struct profile_set *out)
{
	char *copy = xstrdup(text), *at = copy, *line;
	struct profile_set *set = xcalloc(1, sizeof(*set));
	struct section s = { .file = name, .line = 0, .text = BUF_INIT };
	int r = 0, number = 0;

	while (r == 0 && (line = strsep(&at, "\n")) != NULL)
		r = take_line(line, ++number, &s, set);
	if (r == 0)
		r = end_section(&s, set);
	if (r == 0 && set->count == 0)
		r = bad_line(name, number, "there is no profile");
	if (r == 0)
		*out = *set;
	buf_clear(&s.text);
	free(set);
	free(copy);
	return r;
}

int
profile_load(const char *path, struct profile_set *out)
{
	struct buf text = BUF_INIT;
	int r;

	if ((r = io_load(path, FILE_MAX, &text)) == 0) {
		if (strlen(buf_str(&text)) != text.len)
			r = err_set(ERR_INPUT, "%s:1: this is not a text", path);
		else
			r = profile_parse(path, buf_str(&text), out);
	}
	buf_clear(&text);
	return r == ERR_NOTFOUND ? r : r != 0 ? ERR_INPUT : 0;
}

/* --- asking --- */

const struct profile *
profile_find(const struct profile_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (str_eq(set->item[i].name, name))
			return &set->item[i];
	return NULL;
}

const struct profile *
profile_by_digest(const struct profile_set *set, const unsigned char digest[DIGEST_SIZE])
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (memcmp(set->item[i].digest, digest, DIGEST_SIZE) == 0)
			return &set->item[i];
	return NULL;
}

static void
write_set(const struct field *f, unsigned set, struct buf *out)
{
	size_t i, n = count_words(f);
	const char *comma = "";

	for (i = 0; i < n; i++)
		if ((set & 1u << i) != 0) {
			buf_printf(out, "%s%s", comma, f->words[i]);
			comma = ",";
		}
}

void
profile_text(const struct profile *p, struct buf *out)
{
	size_t i;

	buf_printf(out, "certhall-profile-1\nname=%s\n", p->name);
	for (i = 0; i < FIELDS; i++) {
		const struct field *f = &fields[i];
		const void *at = (const char *)p + f->off;

		buf_printf(out, "%s=", fields[i].key);
		switch (f->type) {
		case YES_NO:
			buf_adds(out, *(const bool *)at ? "yes" : "no");
			break;
		case NUMBER:
			buf_printf(out, "%d", *(const int *)at);
			break;
		case WORDS:
			buf_adds(out, at);
			break;
		case SET:
			write_set(f, *(const unsigned *)at, out);
			break;
		case ONE:
			buf_adds(out, f->words[*(const unsigned *)at]);
			break;
		}
		buf_addc(out, '\n');
	}
}

bool
profile_lists(const char *list, const char *word)
{
	size_t n = strlen(word), len;
	const char *at;

	for (at = list; n > 0; at += len + 1) {
		len = strcspn(at, ",");
		if (len == n && memcmp(at, word, n) == 0)
			return true;
		if (at[len] == '\0')
			return false;
	}
	return false;
}

int
profile_check_issuer(const struct profile *p, const char *issuer)
{
	if (profile_lists(p->issuers, issuer))
		return 0;
	return err_set(ERR_INPUT, "a certificate of profile %s is not issued by %.32s", p->name, issuer);
}

int
profile_check_key(const struct profile *p, enum key_kind kind)
{
	if (((p->keys >> kind) & 1) != 0)
		return 0;
	return err_set(ERR_INPUT, "a certificate of profile %s is not for a key of kind %s", p->name, key_kind_text[kind]);
}

int
profile_check_days(const struct profile *p, int days)
{
	if (days >= p->days_min && days <= p->days_max)
		return 0;
	return err_set(ERR_INPUT, "a certificate of profile %s lasts %d to %d days, not %d", p->name, p->days_min, p->days_max,
	    days);
}

/* --- names --- */

static int
check_needs(const struct profile *p, const bool there[PROFILE_FIELD_MAX])
{
	int i;

	for (i = 0; i < PROFILE_FIELD_MAX; i++) {
		if (p->need[i] == PROFILE_REQUIRED && !there[i])
			return err_set(ERR_INPUT, "a certificate of profile %s needs %s", p->name, profile_field_text[i]);
		if (p->need[i] == PROFILE_NONE && there[i])
			return err_set(ERR_INPUT, "a certificate of profile %s has no %s", p->name, profile_field_text[i]);
	}
	return 0;
}

static int
check_dns(const char *const *dns, size_t count)
{
	size_t i, k;
	int r;

	for (i = 0; i < count; i++) {
		if ((r = san_check_dns(dns[i])) != 0)
			return r;
		for (k = 0; k < i; k++)
			if (str_eq(dns[i], dns[k]))
				return err_set(ERR_INPUT, "the name %s is given twice", dns[i]);
	}
	return 0;
}

int
profile_check_names(const struct profile *p, const struct dn *subject, const char *email, const char *const *dns,
    size_t dns_count, const char *id_number)
{
	const bool mail = email != NULL && email[0] != '\0', id = id_number != NULL && id_number[0] != '\0';
	const bool there[PROFILE_FIELD_MAX] = { [PROFILE_C] = subject->c[0] != '\0', [PROFILE_ST] = subject->st[0] != '\0',
	    [PROFILE_L] = subject->l[0] != '\0', [PROFILE_O] = subject->o[0] != '\0', [PROFILE_OU] = subject->ou[0] != '\0',
	    [PROFILE_SERIAL_NUMBER] = subject->serial_number[0] != '\0', [PROFILE_CN] = subject->cn[0] != '\0',
	    [PROFILE_EMAIL] = mail, [PROFILE_DNS] = dns_count > 0 };
	int r;

	if ((r = check_needs(p, there)) != 0 || (r = dn_check(subject)) != 0 ||
	    (mail && (r = san_check_email(email)) != 0) || (r = check_dns(dns, dns_count)) != 0)
		return r;
	if (id != (p->id_number != PROFILE_ID_NONE))
		return err_set(ERR_INPUT, "a certificate of profile %s %s identity number", p->name, id ? "has no" : "needs an");
	return id ? san_check_number(id_number) : 0;
}
