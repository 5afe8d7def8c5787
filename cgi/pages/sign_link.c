#include "pages/sign_link.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "rules/badge.h"
#include "util/enc.h"
#include "util/err.h"
#include "web/hdf.h"
#include "web/page.h"

static void
put(json_t *job, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		json_object_set_new(job, name, json_string(value));
}

/*
 * The credential that may answer: with several soft keys in one browser, this says which.  A person's own key decides whether the
 * page asks an authenticator; at a login only soft keys come this way.
 */
static int
put_allow(struct page *p, json_t *job, const struct sign_link *link)
{
	struct buf credential = BUF_INIT, text = BUF_INIT;
	bool soft = page_site(p)->demo, his = false;
	int r = 0;

	if (link->credential != NULL) {
		buf_add(&credential, link->credential->data, link->credential->len);
		his = link->soft;
	} else if (link->person != NULL && *link->person != '\0')
		r = badge_key(page_state(p), link->person, &credential, &his);
	if (r == 0 && credential.len > 0) {
		enc_base64url(credential.data, credential.len, &text);
		json_object_set_new(job, "allow", json_pack("[s]", buf_str(&text)));
		if (link->ticket == NULL)
			soft = soft && his;
	}
	put(job, "soft", soft ? "yes" : NULL);
	buf_clear(&credential);
	buf_clear(&text);
	return r;
}

static void
set_node(struct page *p, const char *node, const json_t *job)
{
	struct buf address = BUF_INIT;
	char *text = json_dumps(job, JSON_COMPACT | JSON_SORT_KEYS);

	if (text == NULL)
		abort();	/* every text in it is UTF-8 */
	buf_printf(&address, "%s/#", page_site(p)->sign_origin);
	enc_base64url(text, strlen(text), &address);
	hdf_set(p->data, node, buf_str(&address));
	buf_clear(&address);
	free(text);
}

int
sign_link(struct page *p, const char *node, const struct sign_link *link)
{
	json_t *job = json_object();
	int r;

	put(job, "do", link->does);
	put(job, "lang", lang_text[p->lang]);
	put(job, "back", link->back);
	put(job, "csrf", hdf_get(p->data, "Page.Csrf"));
	put(job, "once", hdf_get(p->data, "Page.Once"));
	put(job, "paper", link->paper != NULL ? buf_str(link->paper) : NULL);
	put(job, "case", link->case_text != NULL ? buf_str(link->case_text) : NULL);
	put(job, "ticket", link->ticket);
	put(job, "name", link->name);
	if ((r = put_allow(p, job, link)) == 0)
		set_node(p, node, job);
	json_decref(job);
	return r;
}

int
sign_answer(struct page *p, struct badge_answer *out)
{
	return badge_read(page_value(p, "credential"), page_value(p, "auth_data"), page_value(p, "client_data"),
	    page_value(p, "signature"), out);
}
