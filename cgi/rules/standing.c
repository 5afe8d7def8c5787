#include "rules/standing.h"

#include <stdbool.h>
#include <string.h>

#include "rules/rules.h"
#include "store/limit.h"
#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"

#define ASKS		30
#define ASK_EVERY	((int64_t)2000)

int
standing_serial(const char *typed, unsigned char serial[LEN_SERIAL])
{
	char hex[2 * LEN_SERIAL];
	struct buf bytes = BUF_INIT;
	size_t n = 0;
	int r = ERR_INPUT;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == ':')
			continue;
		if (n == sizeof(hex))
			return err_set(ERR_INPUT, "a serial number has 40 digits 0-9 and a-f");
		hex[n++] = *typed;
	}
	if (n == sizeof(hex) && (r = enc_unhex(hex, n, &bytes)) == 0)
		memcpy(serial, bytes.data, LEN_SERIAL);
	buf_clear(&bytes);
	if (r != 0)
		return err_reword(ERR_INPUT, "a serial number has 40 digits 0-9 and a-f");
	return 0;
}

const char *
standing_of(enum cert_state state, int64_t not_before, int64_t not_after, int64_t now)
{
	if (state == CERT_REVOKED)
		return "revoked";
	if (not_after <= now)
		return "expired";
	if (state == CERT_HELD)
		return "held";
	return not_before > now ? "early" : "valid";
}

char *
standing_mask(const char *name, bool unit, char *to)
{
	const char *s = name, *end = name + strlen(name), *from;
	size_t n = str_chars(name), at = 0;
	struct buf b;
	bool first = true, stars = false;

	buf_init(&b, LEN_NAME - 1);
	for (; (from = s) < end; at++) {
		uint32_t c = str_utf8_next(&s, end);
		bool shown = unit ? n > 4 && (at < 2 || at + 2 >= n) : first;

		if (c == UINT32_MAX)
			break;
		if (c == ' ' && !unit) {
			buf_addc(&b, ' ');
			first = true;
			stars = false;
			continue;
		}
		if (shown)
			buf_add(&b, from, (size_t)(s - from));
		else if (!stars)
			buf_adds(&b, "**");
		stars = stars || !shown;
		first = false;
	}
	memcpy(to, buf_str(&b), b.len + 1);
	buf_clear(&b);
	return to;
}

int
standing_query(struct rules *r, const char *ip, const unsigned char serial[LEN_SERIAL], int64_t now,
    struct cert_line out[STANDING_MAX], size_t *n)
{
	int rc;

	*n = 0;
	if ((rc = db_limit_take(r->db, "query-ip", ip, ASKS, ASK_EVERY, now, NULL)) != 0)
		return rc == ERR_LIMIT ? err_set(ERR_LIMIT, "too many serial numbers were looked up, wait a minute") : rc;
	return db_cert_list_serial(r->db, serial, LEN_SERIAL, out, STANDING_MAX, n);
}
