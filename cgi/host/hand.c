#include "host/hand.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"

#define LINK_MAX 400000		/* as static/sign/paper.js */

static int
read_link(struct browse *b, const struct site *s, json_t **out)
{
	static char text[LINK_MAX];
	char before[120];
	struct buf json = BUF_INIT;
	int r;

	snprintf(before, sizeof(before), "href=\"%s/#", s->sign_origin);
	if ((r = browse_between(b, before, "\"", text, sizeof(text))) == 0 &&
	    (r = enc_unbase64url(text, strlen(text), &json)) == 0 &&
	    (*out = json_loadb(json.data, json.len, 0, NULL)) == NULL)
		r = err_set(ERR_INPUT, "the signing link of %s holds no JSON", browse_path(b));
	buf_clear(&json);
	return r;
}

static const char *
word(const json_t *job, const char *name)
{
	const char *s = json_string_value(json_object_get(job, name));

	return s != NULL ? s : "";
}

static void
set_base64(struct browse *b, const char *name, const void *p, size_t n)
{
	struct buf text = BUF_INIT;

	enc_base64url(p, n, &text);
	browse_set(b, name, buf_str(&text));
	buf_clear(&text);
}

static int
fill(struct browse *b, const struct site *s, const struct softkey *k, const json_t *job)
{
	static const char *const back[] = { "csrf", "once", "ticket" };
	struct buf paper = BUF_INIT, auth = BUF_INIT, client = BUF_INIT, sig = BUF_INIT;
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT];
	int r;

	buf_adds(&paper, word(job, "paper"));
	if ((r = softkey_assert(s, k, &paper, &auth, &client, &sig)) == 0) {
		browse_blank(b, word(job, "back"));
		for (size_t i = 0; i < sizeof(back) / sizeof(back[0]); i++)
			if (json_object_get(job, back[i]) != NULL)
				browse_set(b, back[i], word(job, back[i]));
		digest_sha256(paper.data, paper.len, sum);
		browse_set(b, "paper", digest_text(sum, digest));
		set_base64(b, "credential", k->id, sizeof(k->id));
		set_base64(b, "auth_data", auth.data, auth.len);
		set_base64(b, "client_data", client.data, client.len);
		set_base64(b, "signature", sig.data, sig.len);
		browse_set(b, "soft", "yes");
	}
	buf_clear(&paper);
	buf_clear(&auth);
	buf_clear(&client);
	buf_clear(&sig);
	return r;
}

int
hand_sign(struct browse *b, const struct site *s, const struct softkey *k)
{
	json_t *job = NULL;
	int r;

	if ((r = read_link(b, s, &job)) == 0 && (r = fill(b, s, k, job)) == 0)
		r = browse_send(b, s->sign_origin);
	json_decref(job);
	return r;
}

int
hand_login(struct browse *b, const struct site *s, const char *console, const char *person, const struct softkey *k)
{
	char login[40];
	int r;

	snprintf(login, sizeof(login), "%s/login", console);
	if ((r = browse_get(b, login)) != 0 || (r = browse_form(b, login)) != 0)
		return r;
	browse_set(b, "person", person);
	if ((r = browse_send(b, NULL)) != 0)
		return r;
	return hand_sign(b, s, k);
}
