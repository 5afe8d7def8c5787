#include "web/view.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/str.h"
#include "web/build.h"
#include "web/tree.h"

#define TEMPLATE_MAX	((size_t)1 << 20)
#define PATH_MAX_OURS	400
#define STARS		6	/* in one pattern of a note */

struct parsed {
	struct parsed	*next;
	char		*name;
	CSPARSE		*tree;
};

struct view {
	char		*folder;
	HDF		*config;		/* what cs_init reads: the escape mode is fixed when a template is parsed */
	HDF		*texts[LANG_MAX];	/* T and Asset, one tree for each language */
	struct parsed	*first;
	char		build[BUILD_SIZE];
};

/* --- texts and files, read once ---------------------------------------------------------------- */

static int
is_text_file(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".hdf");
}

static int
read_texts(struct view *v, enum lang lang)
{
	char folder[PATH_MAX_OURS], path[PATH_MAX_OURS + 256];
	struct dirent **names = NULL;
	int i, n, r = 0;
	HDF *top;

	if ((r = tree_err(hdf_init(&v->texts[lang]), "texts")) != 0 ||
	    (r = tree_err(hdf_get_node(v->texts[lang], "T", &top), "texts")) != 0)
		return r;
	snprintf(folder, sizeof(folder), "%s/text/%s", v->folder, lang_text[lang]);
	if ((n = scandir(folder, &names, is_text_file, alphasort)) < 0)
		return err_set(ERR_INPUT, "the texts in %s cannot be read", folder);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		if (r == 0 && tree_err(hdf_read_file(top, path), path) != 0)
			r = ERR_INPUT;
		free(names[i]);
	}
	free(names);
	return r;
}

/* "hall.css" is Asset.hall_css. */
static int
set_asset(struct view *v, char *name, const char *address)
{
	char path[200], *at;
	int lang, r;

	for (at = name; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at))
			*at = '_';
	snprintf(path, sizeof(path), "Asset.%s", name);
	for (lang = 0; lang < LANG_MAX; lang++)
		if ((r = tree_err(hdf_set_value(v->texts[lang], path, address), path)) != 0)
			return r;
	return 0;
}

/* Lines "NAME=ADDRESS": the name in the source, the address with the digest of its content. */
static int
read_manifest(struct view *v, const char *manifest)
{
	struct buf text = BUF_INIT;
	char *line, *next, *gap;
	int r;

	if (manifest[0] == '\0')
		return 0;
	if ((r = io_load(manifest, 65536, &text)) == ERR_NOTFOUND) {
		err_take();
		return 0;
	}
	for (line = text.data; r == 0 && line != NULL && *line != '\0'; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		if ((gap = strpbrk(line, " \t=")) == NULL)
			continue;
		*gap = '\0';
		r = set_asset(v, line, gap + 1 + strspn(gap + 1, " \t="));
	}
	buf_clear(&text);
	return r;
}

int
view_open(const char *templates, const char *manifest, struct view **out)
{
	struct view *v = xcalloc(1, sizeof(*v));
	int lang, r;

	*out = NULL;
	v->folder = xstrdup(templates);
	r = tree_err(hdf_init(&v->config), "templates");
	if (r == 0)
		r = tree_err(hdf_set_value(v->config, "Config.VarEscapeMode", "html"), "templates");
	for (lang = 0; lang < LANG_MAX && r == 0; lang++)
		r = read_texts(v, (enum lang)lang);
	if (r == 0)
		r = read_manifest(v, manifest);
	if (r == 0)
		r = build_digest(templates, manifest, v->build);
	if (r != 0) {
		view_close(v);
		return r;
	}
	*out = v;
	return 0;
}

const char *
view_build(const struct view *v)
{
	return v->build;
}

void
view_close(struct view *v)
{
	struct parsed *p;
	int lang;

	if (v == NULL)
		return;
	while ((p = v->first) != NULL) {
		v->first = p->next;
		cs_destroy(&p->tree);
		free(p->name);
		free(p);
	}
	for (lang = 0; lang < LANG_MAX; lang++)
		if (v->texts[lang] != NULL)
			hdf_destroy(&v->texts[lang]);
	if (v->config != NULL)
		hdf_destroy(&v->config);
	free(v->folder);
	free(v);
}

/* --- templates: parsed once, rendered with the tree of each request ---------------------------- */

/* Lines that write nothing themselves: what follows them is no text either. */
static bool
is_silent(const char *line, size_t n)
{
	static const char *const starts[] = { "<?cs #", "<?cs include!", "<?cs def:", "<?cs /def", "<?cs set:" };
	size_t i;

	if (n < 2 || memcmp(line + n - 2, "?>", 2) != 0)
		return false;
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts(line, starts[i]))
			return true;
	return false;
}

/*
 * Indentation, empty lines and ends of silent lines are for people who read templates; every byte sent is paid
 * for.
 */
static char *
without_layout(const struct buf *text)
{
	char *copy = malloc(text->len + 1), *to = copy;	/* ClearSilver frees it with its own free */
	const char *at = buf_str(text);
	size_t n;

	if (copy == NULL)
		abort();
	for (; *at != '\0'; at += n + (at[n] == '\n')) {
		at += strspn(at, "\t\n");
		n = strcspn(at, "\n");
		memcpy(to, at, n);
		to += n;
		if (at[n] == '\n' && !is_silent(at, n))
			*to++ = '\n';
	}
	*to = '\0';
	return copy;
}

/* Every template and include comes through here: a path below the folder, or the page fails. */
static NEOERR *
load_template(void *ctx, HDF *hdf, const char *name, char **contents)
{
	struct view *v = ctx;
	struct buf text = BUF_INIT;
	char path[PATH_MAX_OURS];
	int r;

	(void)hdf;
	if (name[0] == '/' || strstr(name, "..") != NULL || strlen(name) > 100)
		return nerr_raise(NERR_PARSE, "template %s is not below the folder of templates", name);
	snprintf(path, sizeof(path), "%s/%s", v->folder, name);
	if ((r = io_load(path, TEMPLATE_MAX, &text)) != 0) {
		err_take();
		buf_clear(&text);
		return nerr_raise(NERR_PARSE, "template %s cannot be read", name);
	}
	*contents = without_layout(&text);
	buf_clear(&text);
	return STATUS_OK;
}

static NEOERR *
url_escape(const char *in, char **out)
{
	return nerr_pass(neos_url_escape(in, out, NULL));
}

/* What the browser may follow: http, https, mailto or a path; anything else becomes "#". */
static NEOERR *
url_validate(const char *in, char **out)
{
	return nerr_pass(neos_url_validate(in, out));
}

static NEOERR *
start_parse(struct view *v, const char *name, CSPARSE **out)
{
	NEOERR *err;

	if ((err = cs_init(out, v->config)) != STATUS_OK)
		return nerr_pass(err);
	cs_register_fileload(*out, v, load_template);
	if ((err = cs_register_esc_strfunc(*out, (char *)(uintptr_t)"url_escape", url_escape)) != STATUS_OK ||
	    (err = cs_register_esc_strfunc(*out, (char *)(uintptr_t)"url_validate", url_validate)) != STATUS_OK)
		return nerr_pass(err);
	return nerr_pass(cs_parse_file(*out, name));
}

static int
find_parsed(struct view *v, const char *name, CSPARSE **out)
{
	struct parsed *p;
	CSPARSE *tree = NULL;
	int r;

	for (p = v->first; p != NULL; p = p->next)
		if (strcmp(p->name, name) == 0) {
			*out = p->tree;
			return 0;
		}
	if ((r = tree_err(start_parse(v, name, &tree), name)) != 0) {
		if (tree != NULL)
			cs_destroy(&tree);
		return r;
	}
	p = xcalloc(1, sizeof(*p));
	p->name = xstrdup(name);
	p->tree = *out = tree;
	p->next = v->first;
	v->first = p;
	return 0;
}

static NEOERR *
append(void *ctx, char *s)
{
	buf_adds(ctx, s);
	return STATUS_OK;
}

int
view_render(struct view *v, const char *template, enum lang lang, struct hdf *data, struct buf *out)
{
	size_t before = out->len;
	CSPARSE *tree;
	int r;

	if ((r = find_parsed(v, template, &tree)) != 0)
		return r;
	tree->hdf = hdf_node(data);
	tree->global_hdf = v->texts[lang];
	r = tree_err(cs_render(tree, out, append), template);
	tree->hdf = NULL;
	if (r == 0)
		r = buf_end(out, template);
	if (r != 0 && out->data != NULL) {
		out->len = before;
		out->data[before] = '\0';
	}
	if (r == 0 && out->len > before) {	/* the definitions in front of <!doctype> leave empty lines */
		size_t lines = strspn(out->data + before, "\n");

		memmove(out->data + before, out->data + before + lines, out->len - before - lines + 1);
		out->len -= lines;
	}
	return r;
}

/* --- texts for C ------------------------------------------------------------------------------- */

const char *
view_text(struct view *v, enum lang lang, const char *key)
{
	char path[200];
	const char *text;

	snprintf(path, sizeof(path), "T.%s", key);
	text = hdf_get_value(v->texts[lang], path, NULL);
	return text != NULL ? text : key;
}

struct taken { const char *at; size_t len; };

/*
 * Does note fit the pattern?  On a mismatch the last star takes one byte more; earlier ones need not be tried
 * again, so the time is at most length times length, whatever a note quotes.
 */
static bool
fits(const char *pattern, const char *note, struct taken taken[STARS])
{
	const char *behind = NULL;	/* the pattern behind the last star */
	size_t stars = 0;

	while (*note != '\0' || *pattern != '\0') {
		if (*pattern == '*' && stars < STARS) {
			taken[stars++] = (struct taken){ .at = note };
			behind = ++pattern;
		} else if (*pattern == *note && *note != '\0') {
			pattern++;
			note++;
		} else if (behind != NULL && *note != '\0') {
			struct taken *last = &taken[stars - 1];

			note = last->at + ++last->len;
			pattern = behind;
		} else {
			return false;
		}
	}
	return true;
}

static const char *
fill_in(struct region *r, const char *sentence, const struct taken *taken)
{
	struct buf text = BUF_INIT;
	const char *out;

	for (; *sentence != '\0'; sentence++) {
		if (sentence[0] == '{' && sentence[1] >= '1' && sentence[1] <= '0' + STARS && sentence[2] == '}') {
			const struct taken *t = &taken[sentence[1] - '1'];

			buf_add(&text, t->len > 0 ? t->at : "", t->len);
			sentence += 2;
		} else {
			buf_addc(&text, *sentence);
		}
	}
	out = region_str(r, buf_str(&text));
	buf_clear(&text);
	return out;
}

const char *
view_say(struct view *v, struct region *r, enum lang lang, const char *note)
{
	struct taken taken[STARS] = { { NULL, 0 } };
	HDF *row;

	for (row = hdf_get_child(v->texts[lang], "T.Note"); row != NULL; row = hdf_obj_next(row))
		if (fits(hdf_get_value(row, "Is", "\n"), note, taken))
			return fill_in(r, hdf_get_value(row, "Say", note), taken);
	return NULL;
}

const char *
view_note(struct view *v, struct region *r, enum lang lang, const char *note)
{
	const char *said = view_say(v, r, lang, note);
	char *plain;

	if (said != NULL)
		return said;
	plain = region_printf(r, "%s%s", note, note[0] != '\0' && !str_ends(note, ".") ? "." : "");
	plain[0] = (char)toupper((unsigned char)plain[0]);
	return plain;
}
