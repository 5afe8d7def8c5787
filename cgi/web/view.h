/*
 * view: templates and texts of one worker, read once, rendered to memory.
 *
 * Folder templates/: layout, part, page, mail, text/LANGUAGE/NAME.hdf.  A text file holds groups ("Loss { Title =
 * ... }"); all of a language are read into one tree below T, so a template says <?cs var:T.Loss.Title ?>.
 * ClearSilver's html escaping is always on.  Every include is a path below templates/; anything else fails loudly.
 * Asset.NAME is the address of a built file: build/static/manifest has lines "hall.css=/static/hall-0123abcd.css",
 * which is Asset.hall_css (. and - become _).
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include <stddef.h>

#include "util/buf.h"
#include "util/region.h"
#include "web/lang.h"

struct hdf;
struct view;

/*
 * Reads the texts of all languages and the manifest ("" or absent: no assets).  ERR_INPUT names the file at
 * fault.
 */
int	 view_open(const char *templates, const char *manifest, struct view **out);
void	 view_close(struct view *v);		/* NULL is accepted */

/* The version of program, templates, words and files that its pages are made of (web/build). */
const char *view_build(const struct view *v);

/* Renders template ("page/loss.cs") into out. ERR_BUG with ClearSilver's reason; out is then as before. */
int	 view_render(struct view *v, const char *template, enum lang lang, struct hdf *data, struct buf *out);

/*
 * The text T.key in that language; the key itself when there is none (a test compares the keys of all
 * languages).
 */
const char *view_text(struct view *v, enum lang lang, const char *key);
/*
 * The sentence for an error note in that language.  T.Note.N.Is is a note, "*" standing for any words; T.Note.N.Say
 * the sentence, {1}, {2} … standing for what the stars took.  A note without a pattern is given as it is, with a
 * capital and a full stop.  In the region.
 */
const char *view_note(struct view *v, struct region *r, enum lang lang, const char *note);

/* The same, but NULL for a note without a pattern. */
const char *view_say(struct view *v, struct region *r, enum lang lang, const char *note);

#endif
