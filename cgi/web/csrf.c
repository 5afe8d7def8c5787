#include "web/csrf.h"

#include <string.h>

#include "util/buf.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"

char *
csrf_token(const unsigned char key[CSRF_KEY], const char *program, const void *seed, size_t n, char *to)
{
	struct buf text = BUF_INIT, token = BUF_INIT;
	unsigned char mac[DIGEST_SIZE];

	buf_adds(&text, program);
	buf_addc(&text, '\0');
	buf_add(&text, seed, n);
	digest_hmac(key, CSRF_KEY, text.data, text.len, mac);
	enc_base64url(mac, sizeof(mac), &token);
	memcpy(to, buf_str(&token), CSRF_TOKEN);
	buf_wipe(&text);
	buf_clear(&token);
	return to;
}

bool
csrf_holds(const unsigned char key[CSRF_KEY], const char *program, const void *seed, size_t n, const char *token)
{
	char right[CSRF_TOKEN];

	csrf_token(key, program, seed, n, right);
	return strlen(token) == CSRF_TOKEN - 1 && str_same_secret(right, token, CSRF_TOKEN - 1);
}

int
csrf_origin(const struct req *q, const char *origin)
{
	const char *from = req_header(q, "Origin"), *site = req_header(q, "Sec-Fetch-Site");
	const char *referer = req_header(q, "Referer");
	size_t n = strlen(origin);

	if (from[0] != '\0')
		return strcmp(from, origin) == 0 ? 0 : err_set(ERR_DENIED, "the form was sent from another site");
	if (site[0] != '\0')
		return strcmp(site, "same-origin") == 0 ? 0 : err_set(ERR_DENIED, "the form was sent from another site");
	if (strncmp(referer, origin, n) == 0 && referer[n] == '/')
		return 0;
	return err_set(ERR_DENIED, "the form does not say which site it was sent from");
}
