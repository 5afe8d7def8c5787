#include "pages/remain.h"

#include <stdio.h>
#include <stdlib.h>

#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define SOON (4 * TM_HOUR)

void
remain_put(struct page *p, struct hdf *item, int64_t due)
{
	int64_t left = due - p->now, size = llabs(left);
	char big[24], small[24];
	const char *key;

	if (due == 0)
		return;
	hdf_time(item, "Due", due);
	hdf_flag(item, "Late", left <= 0);
	hdf_flag(item, "Soon", left > 0 && left < SOON);
	if (size >= TM_DAY) {
		snprintf(big, sizeof(big), "%lld", (long long)(size / TM_DAY));
		snprintf(small, sizeof(small), "%lld", (long long)(size % TM_DAY / TM_HOUR));
		key = left > 0 ? "Remain.Days" : "Remain.LateDays";
	} else {
		snprintf(big, sizeof(big), "%lld", (long long)(size / TM_HOUR));
		snprintf(small, sizeof(small), "%lld", (long long)(size % TM_HOUR / TM_MINUTE));
		key = left > 0 ? "Remain.Hours" : "Remain.LateHours";
	}
	hdf_set(item, "Left", page_tf(p, key, big, small, NULL));
}
