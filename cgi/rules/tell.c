#include "rules/tell.h"

#include <stdio.h>

#include "store/account.h"
#include "store/notice.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define PARAMS_MAX 8000

static int
deliver(struct db *db, uint64_t notice, enum delivery_channel channel, const char *address, int64_t expires_at, int64_t now)
{
	struct delivery d = { .claim.id = rnd_id(now), .notice = notice, .channel = channel, .next_at = now,
	    .expires_at = expires_at, .created = now };

	if (address == NULL || *address == '\0')
		return 0;
	if (str_copy(d.address, sizeof(d.address), address) != 0)
		return err_reword(ERR_LIMIT, "address of a message is too long");
	return db_delivery_insert(db, &d);
}

int
tell(struct db *db, const struct tell *t, int64_t now)
{
	struct notice n = { .id = rnd_id(now), .account = t->account, .application = t->application, .secret = t->secret,
	    .created = now };
	int r;

	if (str_copy(n.event, sizeof(n.event), t->event) != 0 || str_copy(n.language, sizeof(n.language), t->language) != 0)
		return err_reword(ERR_BUG, "notice %s: name or language is too long", t->event);
	buf_init(&n.params, PARAMS_MAX);
	if (t->params != NULL)
		buf_adds(&n.params, t->params);
	if ((r = buf_end(&n.params, "params of a notice")) == 0 && (r = db_notice_insert(db, &n)) == 0 &&
	    (r = deliver(db, n.id, DELIVERY_SMS, t->mobile, t->expires_at, now)) == 0)
		r = deliver(db, n.id, DELIVERY_MAIL, t->email, t->expires_at, now);
	buf_wipe(&n.params);
	return r;
}

int
tell_owner(struct db *db, const struct account *owner, uint64_t application, const char *event, const char *params, int64_t now)
{
	return tell(db, &(struct tell){ .event = event, .account = owner->id, .application = application,
	    .language = owner->language, .mobile = owner->mobile, .email = owner->email, .params = params }, now);
}

int
tell_account(struct db *db, uint64_t account, uint64_t application, const char *event, const char *params, int64_t now)
{
	struct account a;
	int r;

	if ((r = db_account_get(db, account, &a)) != 0)
		return r;
	return tell_owner(db, &a, application, event, params, now);
}

void
tell_param(struct buf *params, const char *name, const char *value)
{
	buf_printf(params, "%s=", name);
	for (; *value != '\0'; value++) {
		if (*value == '\\')
			buf_adds(params, "\\\\");
		else if (*value == '\n')
			buf_adds(params, "\\n");
		else
			buf_addc(params, *value);
	}
	buf_addc(params, '\n');
}
