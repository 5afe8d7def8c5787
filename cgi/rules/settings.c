#include "rules/settings.h"

#include "store/setting.h"
#include "util/err.h"
#include "util/str.h"

static const struct {
	const char	*name;
	uint64_t	 fallback, min, max;
} days[SETTINGS_MAX] = {
	[SETTINGS_SILENCE]	= { "silence.days",	15, 1, 90 },
	[SETTINGS_DRAFT]	= { "draft.days",	30, 1, 365 },
	[SETTINGS_RETURNED]	= { "returned.days",	30, 1, 365 },
	[SETTINGS_HOLD]		= { "hold.days",	30, 2, 365 },
	[SETTINGS_WARNING]	= { "hold.warning.days", 7, 1, 60 },
};

int
settings_days(struct db *db, enum settings which, int64_t *out)
{
	struct setting s;
	uint64_t value;
	int r;

	*out = (int64_t)days[which].fallback;
	if ((r = db_setting_get(db, days[which].name, &s)) == ERR_NOTFOUND)
		return 0;
	if (r != 0 || (r = str_number(s.value, days[which].max, days[which].name, &value)) != 0)
		return r;
	if (value < days[which].min)
		return err_set(ERR_INPUT, "setting %s is less than %d", days[which].name, (int)days[which].min);
	*out = (int64_t)value;
	return 0;
}
