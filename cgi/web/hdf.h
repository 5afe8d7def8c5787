/*
 * hdf: the data tree of a template, typed.  ClearSilver's own tree and errors stop here and in web/view.
 *
 * Names are dotted paths of our own making ("Cert.Serial", "List.3.Name"), never of a client's.  Running out of
 * memory ends the process, so nothing here returns an error.  Handles made by hdf_at and hdf_item live as long as
 * the region.
 */
#ifndef WEB_HDF_H
#define WEB_HDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/col.h"
#include "util/region.h"

struct hdf;

/*
 * How times of this tree are written: minutes east of UTC, and what stands behind the minute ("" or " UTC+8").
 */
struct hdf *hdf_new(struct region *r, int zone_minutes, const char *zone_text);
void	 hdf_free(struct hdf *h);		/* the root; NULL is accepted */

void	 hdf_set(struct hdf *h, const char *name, const char *value);	/* NULL reads as "" */
void	 hdf_setn(struct hdf *h, const char *name, int64_t value);
void	 hdf_setid(struct hdf *h, const char *name, uint64_t id);
void	 hdf_flag(struct hdf *h, const char *name, bool value);		/* 1, or not there at all */
void	 hdf_setf(struct hdf *h, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/*
 * name = "2026-11-24 18:00" in the zone, name.Date = "2026-11-24", name.Iso = UTC for <time datetime>; 0:
 * nothing.
 */
void	 hdf_time(struct hdf *h, const char *name, int64_t at);
/* At most so many characters, then "…": for lists; templates count bytes and would cut a character in half. */
void	 hdf_short(struct hdf *h, const char *name, const char *text, size_t characters);
/* Lower-case hex; in groups of four: "ab12 cd34". */
void	 hdf_hex(struct hdf *h, const char *name, const void *p, size_t n);
void	 hdf_hex4(struct hdf *h, const char *name, const void *p, size_t n);

/* The node name, made if absent; set functions on it are relative. */
struct hdf *hdf_at(struct hdf *h, const char *name);
/* The i-th element of a list: node "name.i", for <?cs each:x = name ?>. */
struct hdf *hdf_item(struct hdf *h, const char *name, size_t i);
/* The COL_PUBLIC fields of a row, by their names; numbers, words, times and flags as above, bytes as hex. */
void	 hdf_row(struct hdf *h, const char *name, const struct col *cols, size_t ncols, const void *row);

const char *hdf_get(const struct hdf *h, const char *name);	/* "" when absent */

#endif
