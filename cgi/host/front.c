#include "host/front.h"

#include <string.h>

#include "host/reach.h"
#include "util/buf.h"
#include "util/io.h"
#include "util/str.h"

int
front_write(const struct ask *a, const struct site *s)
{
	char path[SITE_PATH];
	struct buf text = BUF_INIT;
	int r;

	buf_printf(&text, "# Written by certhall at each start; edit apache/*.conf instead.\n"
	    "Define VAR %s\nDefine SRC %s\nDefine STATIC %.*s/static\nDefine HOST %s\nDefine PORT %d\nDefine SIGN_PORT %d\n"
	    "Define HTTP_PORT %d\n", s->var, a->src, (int)(strrchr(a->bin, '/') - a->bin), a->bin, s->host, s->port,
	    s->sign_port, s->http_port);
	if (a->any || !str_eq(s->host, "localhost"))
		buf_adds(&text, "Define ANY\n");
	else if (reach_has_ipv6())
		buf_adds(&text, "Define IPV6\n");
	buf_printf(&text, "Include %s/apache/site.conf\n", a->src);
	r = io_replace(site_path(s, "conf/apache.conf", path), text.data, text.len, 0644, (uid_t)-1);
	buf_clear(&text);
	return r;
}
