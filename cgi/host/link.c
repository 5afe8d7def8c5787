#include "host/link.h"

#include "util/enc.h"

/* Names here are ours and hold nothing JSON would escape. */
static void
finish(const struct site *s, struct buf *json, struct buf *out)
{
	buf_printf(out, "%s/#", s->sign_origin);
	enc_base64url(json->data, json->len, out);
	buf_wipe(json);
}

void
link_ticket(const struct site *s, const unsigned char ticket[32], struct buf *out)
{
	struct buf json = BUF_INIT;

	buf_adds(&json, "{\"do\":\"register\",\"back\":\"" LINK_FIRST "\",");
	if (s->demo)
		buf_adds(&json, "\"soft\":\"yes\",");
	buf_adds(&json, "\"ticket\":\"");
	enc_base64url(ticket, 32, &json);
	buf_adds(&json, "\"}");
	finish(s, &json, out);
}

void
link_load(const struct site *s, const char *name, const struct buf *pkcs8, struct buf *out)
{
	struct buf json = BUF_INIT;

	buf_printf(&json, "{\"do\":\"load\",\"name\":\"%s\",\"key\":\"", name);
	enc_base64url(pkcs8->data, pkcs8->len, &json);
	buf_adds(&json, "\"}");
	finish(s, &json, out);
}
