#include "host/life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "host/hand.h"
#include "host/outbox.h"
#include "pki/csr.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define STEPS_MAX	40	/* pages between login and receipt */
#define MATERIALS_MAX	8
#define WAIT_TRIES	300	/* of 200 ms */

/* A one-page PDF that says what it is; xref and offsets as PDF readers want them. */
static const char evidence[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 260]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 61>>stream\nBT /F 24 Tf 40 130 Td (Made up, for demonstration only) Tj ET\nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "xref\n0 6\n"
    "0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n0000000210 00000 n \n"
    "0000000317 00000 n \n"
    "trailer<</Size 6/Root 1 0 R>>\nstartxref\n378\n%%EOF\n";

/* A number of the right form (GB 11643) that nobody was given: its place code is of no place. */
static void
make_number(char to[19])
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0, i;

	snprintf(to, 19, "190000%04u%02u%02u%03u", 1960 + (unsigned)rnd_below(40), 1 + (unsigned)rnd_below(12),
	    1 + (unsigned)rnd_below(28), (unsigned)rnd_below(1000));
	for (i = 0; i < 17; i++)
		sum += (to[i] - '0') * weight[i];
	to[17] = "10X98765432"[sum % 11];
	to[18] = '\0';
}

int
life_begin(const struct site *s, enum key_kind kind, struct life *out)
{
	int r;

	*out = (struct life){ .site = s, .kind = kind };
	str_copy(out->name, sizeof(out->name), "演示用户");
	snprintf(out->mobile, sizeof(out->mobile), "199%08u", (unsigned)rnd_below(100000000));
	make_number(out->number);
	if ((r = browse_open(s, &out->hall)) != 0 || (r = key_soft_make(kind, &out->key)) != 0)
		life_end(out);
	return r;
}

void
life_end(struct life *l)
{
	browse_close(l->hall);
	key_soft_free(l->key);
	buf_clear(&l->cert);
	l->hall = NULL;
	l->key = NULL;
}

static void
pause_a_moment(void)
{
	const struct timespec t = { .tv_nsec = 200000000 };

	nanosleep(&t, NULL);
}

/* --- the applicant ------------------------------------------------------------------------------------------- */

/* A form with act=send asks for a code; the same form then takes it. */
static int
code_step(struct browse *b, const struct life *l, const char *action, const char *act, const char *const *fields)
{
	char code[OUTBOX_CODE];
	int64_t begun = tm_now();
	size_t i;
	int r, step;

	for (step = 0; step < 2; step++) {
		if ((r = browse_form(b, action)) != 0)
			return r;
		for (i = 0; fields[i] != NULL; i += 2)
			browse_set(b, fields[i], fields[i + 1]);
		browse_set(b, "act", step == 0 ? "send" : act);
		if (step == 1)
			browse_set(b, "code", code);
		if ((r = browse_send(b, NULL)) != 0)
			return r;
		if (step == 0 && (r = outbox_code(l->site, l->mobile, begun, code)) != 0)
			return r;
	}
	return 0;
}

static int
login(struct life *l)
{
	const char *const fields[] = { "mobile", l->mobile, NULL };
	int r;

	if ((r = browse_get(l->hall, "/login")) != 0 || (r = code_step(l->hall, l, "/login", "login", fields)) != 0)
		return r;
	return str_eq(browse_path(l->hall), "/my") ? 0 : err_set(ERR_PEER, "the code did not log in");
}

static int
fill_subject(struct life *l)
{
	browse_set(l->hall, "common_name", l->name);
	browse_set(l->hall, "mobile", l->mobile);
	browse_set(l->hall, "purpose", "演示：登录与签名");
	return 0;
}

static int
fill_identity(struct life *l)
{
	browse_set(l->hall, "id_kind", "resident");
	browse_set(l->hall, "id_no", l->number);
	return 0;
}

static int
fill_key(struct life *l)
{
	struct buf der = BUF_INIT, pem = BUF_INIT;
	int r;

	if ((r = csr_make(NULL, key_soft_signer(l->key), &der)) == 0) {
		enc_pem("CERTIFICATE REQUEST", der.data, der.len, &pem);
		browse_set(l->hall, "origin", "pkcs10");
		browse_set(l->hall, "csr", buf_str(&pem));
	}
	buf_clear(&der);
	buf_clear(&pem);
	return r;
}

static int
fill_agreement(struct life *l)
{
	browse_set(l->hall, "agree", "yes");
	return 0;
}

static int
fill_sensitive(struct life *l)
{
	browse_set(l->hall, "sensitive", "accept");
	return 0;
}

static int
fill_check(struct life *l)
{
	browse_set(l->hall, "declare", "yes");
	return 0;
}

/* The page has one form for each material, all with the same action. */
static int
upload(struct life *l)
{
	static const char *const kinds[] = { "id_front", "id_back", NULL };
	char want[60], action[60];
	size_t i;
	int r = 0;

	snprintf(action, sizeof(action), "/apply/%s/materials", l->app);
	for (i = 0; r == 0 && kinds[i] != NULL; i++) {
		snprintf(want, sizeof(want), "id=\"f-%s\"", kinds[i]);
		if (!browse_has(l->hall, want))
			continue;
		if ((r = browse_form(l->hall, action)) != 0)
			return r;
		browse_set(l->hall, "kind", kinds[i]);
		browse_file(l->hall, kinds[i], "evidence.pdf", "application/pdf", evidence, sizeof(evidence) - 1);
		r = browse_send(l->hall, NULL);
	}
	snprintf(action, sizeof(action), "/apply/%s/check", l->app);
	return r != 0 ? r : browse_get(l->hall, action);
}

static const struct place {
	const char	*name;
	int		(*fill)(struct life *l);
} places[] = {
	{ "agreement", fill_agreement }, { "sensitive", fill_sensitive }, { "subject", fill_subject },
	{ "identity", fill_identity }, { "key", fill_key }, { "check", fill_check },
};

/* Does what the page asks for, whatever the hall shows next: the order is the hall's. */
static int
answer_page(struct life *l)
{
	char action[60];
	size_t i;
	int r;

	snprintf(action, sizeof(action), "/apply/%s/materials", l->app);
	if (str_eq(browse_path(l->hall), action))
		return upload(l);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(action, sizeof(action), "/apply/%s/%s", l->app, places[i].name);
		if (!str_eq(browse_path(l->hall), action))
			continue;
		if ((r = browse_form(l->hall, action)) != 0 || (r = places[i].fill(l)) != 0)
			return r;
		return browse_send(l->hall, NULL);
	}
	return err_set(ERR_PEER, "the application stands at %s", browse_path(l->hall));
}

int
life_apply(struct life *l)
{
	const char *path;
	int r, step;

	if ((r = login(l)) != 0 || (r = browse_get(l->hall, "/apply/new/personal")) != 0 ||
	    (r = browse_form(l->hall, "/apply/new/personal")) != 0 || (r = browse_send(l->hall, NULL)) != 0)
		return r;
	path = browse_path(l->hall);
	if (!str_starts(path, "/apply/"))
		return err_set(ERR_PEER, "no application was begun: %s", path);
	snprintf(l->app, sizeof(l->app), "%.*s", (int)strcspn(path + 7, "/"), path + 7);
	for (step = 0; step < STEPS_MAX && !str_ends(browse_path(l->hall), "/done"); step++)
		if ((r = answer_page(l)) != 0)
			return r;
	return browse_between(l->hall, "href=\"/receipt/", "\"", l->no, sizeof(l->no));
}

/* --- the desk -------------------------------------------------------------------------------------------------- */

/* Opens each piece of evidence, as a person must before he decides. */
static int
view_evidence(struct browse *b, const struct life *l)
{
	char page[80], before[80], each[MATERIALS_MAX][80], src[120];
	const char *at;
	size_t n = 0, i;
	int r;

	snprintf(page, sizeof(page), "/ra/%s", l->no);
	snprintf(before, sizeof(before), "href=\"/ra/%s?m=", l->no);
	if ((r = browse_get(b, page)) != 0)
		return r;
	for (at = buf_str(browse_body(b)); n < MATERIALS_MAX && (at = strstr(at, before)) != NULL; ) {
		at += strlen(before);
		snprintf(each[n], sizeof(each[n]), "/ra/%s?m=%.*s", l->no, (int)strcspn(at, "#&\""), at);	/* as it is, not enlarged */
		for (i = 0; !str_eq(each[i], each[n]); i++)
			continue;
		n += i == n;
	}
	snprintf(before, sizeof(before), "src=\"/ra/%s/", l->no);
	for (i = 0; i < n; i++) {
		if ((r = browse_get(b, each[i])) != 0 || (r = browse_between(b, before, "\"", page, sizeof(page))) != 0)
			return r;
		snprintf(src, sizeof(src), "/ra/%s/%s", l->no, page);
		if ((r = browse_get(b, src)) != 0)
			return r;
	}
	return 0;
}

static int
act(struct browse *b, const struct life *l, const char *word)
{
	char page[80], action[80], button[40];
	int r;

	snprintf(page, sizeof(page), "/ra/%s", l->no);
	snprintf(action, sizeof(action), "/ra/%s/act", l->no);
	snprintf(button, sizeof(button), "value=\"%s\"", word);
	if ((r = browse_get(b, page)) != 0 || !browse_has(b, button))
		return r;
	if ((r = browse_form(b, action)) != 0)
		return r;
	browse_set(b, "act", word);
	return browse_send(b, NULL);
}

/* The decision form, sent until the desk takes it: the time stamp of the consent comes within a minute. */
static int
offer(struct browse *b, const struct life *l)
{
	char page[80];
	int r, i;

	snprintf(page, sizeof(page), "/ra/%s", l->no);
	for (i = 0; i < WAIT_TRIES; i++) {
		if ((r = browse_get(b, page)) != 0 || (r = browse_form(b, page)) != 0)
			return r;
		browse_set(b, "decision", "approve");
		browse_set(b, "k1", "yes");
		browse_set(b, "k2", "yes");
		browse_set(b, "k3", "yes");
		browse_set(b, "k4", "yes");
		if ((r = browse_send(b, NULL)) == 0 || browse_status(b) != 422)
			return r;
		err_take();
		pause_a_moment();
	}
	return err_set(ERR_PEER, "the desk takes no decision on %s", l->no);
}

int
life_decide(struct life *l, const char *file, const char *person)
{
	struct browse *b = NULL;
	struct softkey key = { .key = NULL };
	int r;

	if ((r = softkey_load(l->site, file, &key)) == 0 && (r = browse_open(l->site, &b)) == 0 &&
	    (r = hand_login(b, l->site, "/ra", person, &key)) == 0 && (r = act(b, l, "claim")) == 0 &&
	    (r = view_evidence(b, l)) == 0 && (r = act(b, l, "accept")) == 0 && (r = offer(b, l)) == 0)
		r = hand_sign(b, l->site, &key);
	browse_close(b);
	softkey_close(&key);
	return err_in(r, person);
}

/* --- afterwards -------------------------------------------------------------------------------------------------- */

int
life_wait_issued(struct life *l)
{
	char page[60];
	int r, i;

	snprintf(page, sizeof(page), "/apply/%s", l->app);
	for (i = 0; i < WAIT_TRIES; i++) {
		if ((r = browse_get(l->hall, page)) != 0)
			return r;
		if (browse_between(l->hall, "href=\"/cert/", "\"", l->serial, sizeof(l->serial)) == 0)
			return 0;
		err_take();
		pause_a_moment();
	}
	return err_set(ERR_PEER, "application %s got no certificate", l->no);
}

int
life_download(struct life *l)
{
	static const char *const none[] = { NULL };
	char page[120];
	int r;

	snprintf(page, sizeof(page), "/cert/%s/download", l->serial);
	if ((r = browse_get(l->hall, page)) != 0 || (r = code_step(l->hall, l, page, "open", none)) != 0)
		return r;
	snprintf(page, sizeof(page), "/cert/%s/file/pem", l->serial);
	return life_fetch(l, page, &l->cert);
}

int
life_accept(struct life *l)
{
	char page[120];
	int r;

	snprintf(page, sizeof(page), "/cert/%s", l->serial);
	if ((r = browse_get(l->hall, page)) != 0)
		return r;
	snprintf(page, sizeof(page), "/cert/%s/accept", l->serial);
	return (r = browse_form(l->hall, page)) != 0 ? r : browse_send(l->hall, NULL);
}

int
life_suspend(struct life *l)
{
	const char *const fields[] = { "serial", l->serial, "mobile", l->mobile, NULL };
	struct browse *b = NULL;
	char tail[60];
	int r;

	if ((r = browse_open(l->site, &b)) == 0 && (r = browse_get(b, "/suspend")) == 0 &&
	    (r = code_step(b, l, "/suspend", "take", fields)) == 0 &&
	    (r = browse_between(b, "href=\"/suspend/receipt/", "\"", tail, sizeof(tail))) == 0)
		snprintf(l->receipt, sizeof(l->receipt), "/suspend/receipt/%s", tail);
	browse_close(b);
	return r;
}

static int
press(struct browse *b, const char *action, const char *word)
{
	int r;

	if ((r = browse_form(b, action)) != 0)
		return r;
	if (str_eq(word, "check"))
		browse_set(b, "why", "lost");
	browse_set(b, "act", word);
	return browse_send(b, NULL);
}

int
life_revoke(struct life *l)
{
	const char *const fields[] = { "serial", l->serial, "mobile", l->mobile, NULL };
	struct browse *b = NULL;
	char page[80];
	int r;

	if ((r = browse_open(l->site, &b)) == 0 && (r = browse_get(b, "/revoke")) == 0 &&
	    (r = code_step(b, l, "/revoke", "take", fields)) == 0) {
		str_copy(page, sizeof(page), browse_path(b));
		if ((r = press(b, page, "check")) == 0 && (r = press(b, page, "revoke")) == 0)
			r = str_copy(l->receipt, sizeof(l->receipt), browse_path(b));
	}
	browse_close(b);
	return r;
}

int
life_wait_listed(struct life *l)
{
	int r, i;

	for (i = 0; i < 2 * WAIT_TRIES; i++) {
		if ((r = browse_get(l->hall, l->receipt)) != 0)
			return r;
		if (!browse_has(l->hall, "class=\"nil\""))	/* nothing is still to come */
			return 0;
		pause_a_moment();
	}
	return err_set(ERR_PEER, "no list shows %s", l->serial);
}

int
life_fetch(struct life *l, const char *to, struct buf *out)
{
	int r;

	if ((r = browse_get(l->hall, to)) == 0) {
		buf_reset(out);
		buf_add(out, browse_body(l->hall)->data, browse_body(l->hall)->len);
	}
	return r;
}
