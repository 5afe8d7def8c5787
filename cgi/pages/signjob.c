#include "pages/signjob.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "util/enc.h"
#include "util/site.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

static void
set(json_t *o, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		json_object_set_new(o, name, json_string(value));
}

static void
set_allow(json_t *o, const struct buf *credential)
{
	struct buf b = BUF_INIT;
	json_t *list;

	if (credential == NULL || credential->len == 0)
		return;
	enc_base64url(credential->data, credential->len, &b);
	list = json_array();
	json_array_append_new(list, json_string(buf_str(&b)));
	json_object_set_new(o, "allow", list);
	buf_clear(&b);
}

void
signjob_link(struct page *p, const char *name, const struct signjob *job)
{
	json_t *o = json_object();
	struct buf href = BUF_INIT;
	char *text;

	set(o, "do", "sign");
	set(o, "lang", lang_text[p->lang]);
	set(o, "back", job->back);
	set(o, "csrf", hdf_get(p->data, "Page.Csrf"));
	set(o, "once", hdf_get(p->data, "Page.Once"));
	set(o, "ticket", job->ticket);
	set(o, "soft", job->soft ? "yes" : "no");
	set_allow(o, job->allow);
	set(o, "paper", job->paper);
	set(o, "case", job->case_text);
	if ((text = json_dumps(o, JSON_COMPACT)) == NULL)
		abort();	/* only without memory: all texts are UTF-8 */
	buf_printf(&href, "%s/#", page_site(p)->sign_origin);
	enc_base64url(text, strlen(text), &href);
	hdf_set(p->data, name, buf_str(&href));
	buf_clear(&href);
	free(text);
	json_decref(o);
}
