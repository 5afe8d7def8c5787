#include "pages/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pages/sign_link.h"
#include "rules/actor.h"
#include "rules/badge.h"
#include "rules/deciding.h"
#include "rules/desk.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define POINTS	4	/* of the list that must be ticked before an approval: k1 to k4 */
#define DEFECTS	20

static const struct field fields[] = {
	{ "version",  FIELD_NUMBER, FIELD_MUST, UINT32_MAX, NULL },
	{ "decision", FIELD_CHOICE, FIELD_MUST, 0,	    decision_word_text },
	{ "explain",  FIELD_TEXT,   0,		300,	    NULL },
};
static const struct field signed_fields[] = {
	{ "paper",	 FIELD_LINE,  FIELD_MUST, 71,	NULL },
	{ "credential",	 FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "auth_data",	 FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "client_data", FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "signature",	 FIELD_TOKEN, FIELD_MUST, 200,	NULL },
};

static bool
all_ticked(struct page *p)
{
	bool all = true;

	for (int i = 1; i <= POINTS; i++) {
		const char *name = region_printf(p->region, "k%d", i);

		hdf_flag(p->data, region_printf(p->region, "Tick.%s", name), page_ticked(p, name));
		all = all && page_ticked(p, name);
	}
	return all;
}

/*
 * All defects at once (一次性告知), in the applicant's language, then what the operator adds.  What is no known code is left out:
 * the form offers only those.
 */
static void
write_reason(struct page *p, const struct app *app, struct buf *out)
{
	enum lang lang = lang_of(app->language);
	int count = 0;

	for (size_t i = 0; i < DEFECTS; i++) {
		const char *code = form_each(&p->form, "defect[]", i), *key, *text;

		if (code == NULL)
			break;
		key = region_printf(p->region, "Ra.Defect.%s", code);
		hdf_flag(p->data, region_printf(p->region, "Defect.%s", code), strlen(code) == 3);
		if (strlen(code) != 3 || (text = page_t_in(p, lang == LANG_MAX ? LANG_ZH : lang, key)) == key)
			continue;
		buf_printf(out, "%s%d. %s", count > 0 ? "\n" : "", count + 1, text);
		count++;
	}
	if (*page_value(p, "explain") != '\0')
		buf_printf(out, "%s%s", count > 0 ? "\n" : "", page_value(p, "explain"));
}

static int
find_word(const char *word)
{
	int i = 0;

	while (i < DECISION_WORD_MAX && !str_eq(decision_word_text[i], word))
		i++;
	return i;
}

static int
offer(struct page *p, const struct app *app, uint64_t *paper)
{
	struct deciding d = { .no = app->no, .once = page_once(p), .checked = all_ticked(p),
	    .word = (enum decision_word)find_word(page_value(p, "decision")) };
	struct buf reason = BUF_INIT;
	int r;

	write_reason(p, app, &reason);
	if ((r = str_number(page_value(p, "version"), UINT32_MAX, "version", &d.version)) == 0) {
		d.reason = buf_str(&reason);
		if (d.word != DECISION_APPROVE && reason.len == 0) {
			page_fault(p, "explain", "Ra.Decide.Reasonless");
			r = ERR_INPUT;
		} else {
			r = deciding_offer(page_state(p), p->actor, &d, p->now, paper);
		}
	}
	buf_clear(&reason);
	return r;
}

int
ra_decide_send(struct page *p)
{
	uint64_t paper = 0;
	struct app app;
	int r;

	if (page_fields(p, fields, N(fields)) != 0) {
		all_ticked(p);
		return ra_case_again(p);
	}
	if ((r = desk_find(page_state(p), p->actor, page_param(p, "no"), &app)) == 0)
		r = offer(p, &app, &paper);
	app_clear(&app);
	if (r == ERR_INPUT || r == ERR_CONFLICT || r == ERR_DENIED || r == ERR_CRYPTO) {
		if (p->faults == 0)
			page_fault_note(p, "decision");
		return ra_case_again(p);
	}
	return r != 0 ? r : page_redirect(p, "/ra/%s/sign/%" PRIu64, page_param(p, "no"), paper);
}

/* --- to the signing page, and back ----------------------------------------------------------------------- */
static int
put_link(struct page *p, const struct paper_row *paper, const struct buf *case_text)
{
	struct sign_link link = { .does = "sign", .back = region_printf(p->region, "/ra/%s/signed", page_param(p, "no")),
	    .paper = &paper->text, .case_text = case_text, .person = p->actor->person };

	hdf_set(p->data, "Sign.Paper", buf_str(&paper->text));
	hdf_time(p->data, "Sign.Until", paper->until_at);
	hdf_set(p->data, "App.No", page_param(p, "no"));
	hdf_setf(p->data, "App.Href", "/ra/%s", page_param(p, "no"));
	return sign_link(p, "Sign.Href", &link);
}

static int
show_sign(struct page *p)
{
	struct buf case_text = BUF_INIT;
	struct paper_row paper;
	uint64_t id;
	int r;

	if ((r = page_id(p, "paper", &id)) != 0)
		return r;
	if ((r = deciding_show(page_state(p), p->actor, id, &paper, &case_text)) == 0 && paper.state != PAPER_OPEN) {
		r = page_redirect(p, "/ra/%s", page_param(p, "no"));
	} else if (r == 0 && (r = put_link(p, &paper, &case_text)) == 0) {
		page_title(p, "Ra.Sign.Title");
		r = page_show(p, "page/ra_sign.cs");
	}
	paper_row_clear(&paper);
	buf_clear(&case_text);
	return r;
}

int
ra_sign_show(struct page *p)
{
	return show_sign(p);
}

static int
take(struct page *p)
{
	struct badge_answer answer;
	int r;

	if ((r = sign_answer(p, &answer)) == 0)
		r = deciding_take(page_state(p), p->actor, page_param(p, "no"), page_value(p, "paper"), &answer, p->now);
	badge_answer_clear(&answer);
	return r;
}

int
ra_signed_send(struct page *p)
{
	int r;

	if (page_fields(p, signed_fields, N(signed_fields)) != 0)
		return ra_case_again(p);
	r = take(p);
	if (r == ERR_INPUT || r == ERR_CONFLICT || r == ERR_DENIED) {
		page_fault_note(p, "decision");
		return ra_case_again(p);
	}
	if (r != 0)
		return r;
	page_flash(p, "RaSigned");
	return page_redirect(p, "/ra/%s", page_param(p, "no"));
}
