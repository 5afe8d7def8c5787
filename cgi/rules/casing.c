#include "rules/casing.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/key.h"
#include "pki/paper.h"
#include "rules/mailbox.h"
#include "rules/rules.h"
#include "store/cert.h"
#include "store/material.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define SUBJECT		"cert.1.subject."
#define ENTITY_NUMBER	LEN_USCC

static int
load_profile(const struct rules *r, const char *name, struct profile *out)
{
	struct profile_set *set = xcalloc(1, sizeof(*set));
	const struct profile *p;
	char path[SITE_PATH];
	int rc;

	if ((rc = profile_load(site_path(r->site, "conf/profiles.conf", path), set)) == ERR_NOTFOUND)
		rc = err_set(ERR_PEER, "there is no file of certificate profiles");
	if (rc == 0) {
		if ((p = profile_find(set, name)) == NULL || !p->subscriber)
			rc = err_set(ERR_INPUT, "there is no certificate profile %s for subscribers", name);
		else
			*out = *p;
	}
	free(set);
	return rc;
}

/*
 * What tells namesakes apart (RFC 5280, 4.1.2.6: one name, one entity): a unit's credit code; for a person a number of this CA's
 * own, the same in each of his certificates, cut from the blind index, which says nothing of his document to who has no key.
 */
static void
entity_number(const struct app *a, char to[ENTITY_NUMBER])
{
	size_t i;

	if (a->uscc[0] != '\0') {
		snprintf(to, ENTITY_NUMBER, "%s", a->uscc);
		return;
	}
	snprintf(to, ENTITY_NUMBER, "%s%.16s", a->person.index[0] != '\0' ? "P" : "", a->person.index);
	for (i = 0; to[i] != '\0'; i++)
		to[i] = (char)toupper((unsigned char)to[i]);
}

/* Only what the profile wants; what it does not want is left out, whatever was filled in. */
static int
fill_names(const struct app *a, struct casing *c)
{
	char number[ENTITY_NUMBER];
	const struct { enum profile_field field; const char *value; char *to; size_t size; } names[] = {
		{ PROFILE_C, a->country, c->subject.c, sizeof(c->subject.c) },
		{ PROFILE_ST, a->province, c->subject.st, sizeof(c->subject.st) },
		{ PROFILE_L, a->locality, c->subject.l, sizeof(c->subject.l) },
		{ PROFILE_O, a->org_name, c->subject.o, sizeof(c->subject.o) },
		{ PROFILE_OU, a->org_unit, c->subject.ou, sizeof(c->subject.ou) },
		{ PROFILE_SERIAL_NUMBER, number, c->subject.serial_number, sizeof(c->subject.serial_number) },
		{ PROFILE_CN, a->common_name, c->subject.cn, sizeof(c->subject.cn) },
		{ PROFILE_EMAIL, mailbox_proven(a) ? a->email : "", c->email, sizeof(c->email) },
	};

	entity_number(a, number);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (c->profile.need[names[i].field] != PROFILE_NONE &&
		    str_copy(names[i].to, names[i].size, names[i].value) != 0)
			return err_reword(ERR_INPUT, "%s is too long for the certificate", profile_field_text[names[i].field]);
	return 0;
}

static int
read_names(struct rules *r, const struct app *app, const struct product *product, struct casing *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if ((rc = load_profile(r, product->profile, &out->profile)) != 0 || (rc = fill_names(app, out)) != 0)
		return rc;
	out->person_number = out->profile.id_number == PROFILE_ID_PERSON;
	if (out->profile.id_number == PROFILE_ID_ORGANISATION)
		snprintf(out->id_number, sizeof(out->id_number), "%s", app->uscc);
	return 0;
}

int
casing_read(struct rules *r, const struct app *app, const struct product *product, struct casing *out)
{
	struct key_facts key;
	int rc;

	if ((rc = read_names(r, app, product, out)) != 0 ||
	    (rc = profile_check_issuer(&out->profile, product->issuer)) != 0 ||
	    (rc = profile_check_days(&out->profile, product->days)) != 0 ||
	    (rc = key_parse(app->spki.data, app->spki.len, &key)) != 0)
		return rc;
	return profile_check_key(&out->profile, key.kind);
}

static void
put_names(struct buf *out, const struct casing *c)
{
	const struct dn *d = &c->subject;

	paper_put_number(out, "cert.count", 1);
	paper_put(out, SUBJECT "C", d->c);
	paper_put(out, SUBJECT "ST", d->st);
	paper_put(out, SUBJECT "L", d->l);
	paper_put(out, SUBJECT "O", d->o);
	paper_put(out, SUBJECT "OU", d->ou);
	paper_put(out, SUBJECT "CN", d->cn);
	paper_put(out, SUBJECT "serialNumber", d->serial_number);
	paper_put(out, "cert.1.san.email", c->email);
}

static int
put_materials(struct rules *r, const struct app *app, struct buf *out)
{
	struct material list[CASING_MATERIALS];
	char key[40];
	size_t n;
	int rc;

	if ((rc = db_material_list(r->db, app->id, list, CASING_MATERIALS, &n)) != 0)
		return rc;
	paper_put_number(out, "material.count", n);
	for (size_t i = 0; i < n; i++) {
		snprintf(key, sizeof(key), "material.%zu.kind", i + 1);
		paper_put(out, key, list[i].kind);
		snprintf(key, sizeof(key), "material.%zu.digest", i + 1);
		paper_put_digest(out, key, list[i].sha256);
	}
	return 0;
}

static int
put_related(struct rules *r, const struct app *app, struct buf *out)
{
	struct cert_row cert;
	int rc;

	if (app->related == 0)
		return 0;
	memset(&cert, 0, sizeof(cert));
	if ((rc = db_cert_get(r->db, app->related, &cert)) == 0)
		paper_put_hex(out, "related-serial", cert.serial.data, cert.serial.len);
	cert_row_clear(&cert);
	return rc;
}

static void
put_head(const struct rules *r, const struct app *app, const struct product *product, const struct casing *c, int64_t now,
    struct buf *out)
{
	paper_begin(out, "case");
	paper_put(out, "instance", r->site->instance);
	paper_put(out, "application", app->no);
	paper_put_number(out, "version", app->version);
	paper_put_number(out, "attempt", (uint64_t)app->attempt);
	paper_put(out, "kind", app_kind_text[app->kind]);
	paper_put(out, "product", app->product);
	paper_put(out, "ra", app->ra);
	paper_put(out, "issuer", product->issuer);
	paper_put(out, "profile", c->profile.name);
	paper_put_digest(out, "profile-digest", c->profile.digest);
	paper_put_time(out, "submitted-at", app->submitted_at);
	paper_put_time(out, "latest-not-before", now + CASING_LATEST);
}

/* A unit applies through its agent: without a person of its own, he is the one who must not decide. */
static const char *
applicant_index(const struct app *app)
{
	return app->person.index[0] != '\0' ? app->person.index : app->agent.index;
}

static int
put_rest(struct rules *r, const struct app *app, struct buf *out)
{
	int rc;

	paper_put_digest(out, "consent", app->consent_sha256);
	if ((rc = put_materials(r, app, out)) != 0)
		return rc;
	paper_put(out, "fee", app_fee_text[app->fee_state]);
	paper_put(out, "person.applicant", applicant_index(app));
	paper_put(out, "person.agent", app->agent.index);
	paper_put(out, "person.legal", app->legal.index);
	return paper_end(out, "case");
}

static int
write(struct rules *r, const struct app *app, const struct product *product, const struct casing *c, const char *number,
    int64_t now, struct buf *out)
{
	int rc;

	put_head(r, app, product, c, now, out);
	if ((rc = put_related(r, app, out)) != 0)
		return rc;
	put_names(out, c);
	paper_put(out, "cert.1.id-number", number);
	paper_put_digest(out, "cert.1.spki", app->spki_sha256);
	paper_put_number(out, "cert.1.days", (uint64_t)product->days);
	return put_rest(r, app, out);
}

int
casing_write(struct rules *r, const struct app *app, const struct product *product, const char *number, int64_t now,
    struct buf *out)
{
	struct casing c;
	int rc;

	if ((rc = casing_read(r, app, product, &c)) != 0)
		return rc;
	if (c.person_number && (number == NULL || *number == '\0'))
		return err_set(ERR_INPUT, "the certificate carries the number of the applicant's document: it must be opened first");
	if (!c.person_number)
		number = c.id_number;
	if ((rc = profile_check_names(&c.profile, &c.subject, c.email, NULL, 0, number)) != 0)
		return rc;
	return write(r, app, product, &c, number, now, out);
}

int
casing_write_as_is(struct rules *r, const struct app *app, const struct product *product, int64_t now, struct buf *out)
{
	struct casing c;
	int rc;

	if ((rc = read_names(r, app, product, &c)) != 0)
		return rc;
	return write(r, app, product, &c, c.id_number, now, out);
}

int
casing_current(struct rules *r, const struct product *product, const struct buf *text)
{
	char named[DIGEST_TEXT], today[DIGEST_TEXT];
	struct profile profile;
	int rc;

	if ((rc = load_profile(r, product->profile, &profile)) != 0 ||
	    (rc = paper_value(text->data, text->len, "profile-digest", named, sizeof(named))) != 0)
		return rc;
	return str_eq(named, digest_text(profile.digest, today)) ? 0 :
	    err_set(ERR_CONFLICT, "the certificate profile was changed: the application must be entered again");
}
