#include "rules/markdown.h"

#include <cmark.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define HEADING_LEAST	6
#define UTF8_MAX	4
#define EXCERPT		64

/* What a person reads of a node, without its marks. */
static void
words(cmark_node *node, struct buf *out)
{
	cmark_iter *walk = cmark_iter_new(node);
	cmark_event_type e;

	while ((e = cmark_iter_next(walk)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(walk);

		switch (cmark_node_get_type(at)) {
		case CMARK_NODE_TEXT:
		case CMARK_NODE_CODE:
			buf_adds(out, cmark_node_get_literal(at));
			break;
		case CMARK_NODE_SOFTBREAK:
		case CMARK_NODE_LINEBREAK:
			buf_addc(out, ' ');
			break;
		case CMARK_NODE_PARAGRAPH:
			if (e == CMARK_EVENT_ENTER && out->len > 0)
				buf_addc(out, ' ');
			break;
		default:
			break;
		}
	}
	cmark_iter_free(walk);
}

static int
words_to(cmark_node *node, char *to, size_t size, const char *what)
{
	struct buf text = BUF_INIT;
	int r = 0;

	words(node, &text);
	if (str_copy(to, size, buf_str(&text)) != 0)
		r = err_reword(ERR_LIMIT, "%s is too long", what);
	buf_clear(&text);
	return r;
}

/* The first characters, as many as a note needs to name the place; whole ones. */
static const char *
excerpt(const char *s, char to[EXCERPT])
{
	const char *at = s + strspn(s, " \t\r\n"), *end = at + strcspn(at, "\r\n"), *next = at;
	size_t n;

	while (next < end && (n = (size_t)(next - at)) + UTF8_MAX < EXCERPT)
		if (str_utf8_next(&next, end) == UINT32_MAX)
			break;
	n = (size_t)(next - at);
	memcpy(to, at, n);
	to[n] = '\0';
	return to;
}

/* Two or three of a mark are emphasis gone wrong; four and more a blank to fill in, or a number hidden. */
static int
check_marks(cmark_node *all)
{
	struct buf text = BUF_INIT;
	char place[EXCERPT];
	const char *at;
	size_t n;
	int r = 0;

	words(all, &text);
	for (at = buf_str(&text); r == 0 && *(at += strcspn(at, "*_")) != '\0'; at += n) {
		n = strspn(at, *at == '*' ? "*" : "_");
		if (n == 2 || n == 3)
			r = err_set(ERR_INPUT, "the mark %.2s before \"%s\" would be shown as it is; put it before the punctuation", at,
			    excerpt(at + n, place));
	}
	buf_clear(&text);
	return r;
}

/* What would be shown otherwise than it is written, or not at all. */
static int
check_node(cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);
	char place[EXCERPT];

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_CODE_BLOCK:	/* blanks that were meant to indent a paragraph */
		return err_set(ERR_INPUT, "\"%s\" would be shown as program text; take the blanks before it away", excerpt(literal, place));
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		return err_set(ERR_INPUT, "\"%s\" would not be shown; write it without the angle brackets", excerpt(literal, place));
	case CMARK_NODE_IMAGE:
		return err_set(ERR_INPUT, "a text has no pictures: its bytes are all that is signed");
	case CMARK_NODE_BLOCK_QUOTE:	/* in a list it would not stand in the list of key clauses */
		if (cmark_node_get_type(cmark_node_parent(node)) != CMARK_NODE_DOCUMENT)
			return err_set(ERR_INPUT, "a key clause begins its line with \"> \", without blanks or other marks before it");
		return 0;
	default:
		return 0;
	}
}

static int
check_nodes(cmark_node *all)
{
	cmark_iter *walk = cmark_iter_new(all);
	cmark_event_type e;
	int r = 0;

	while (r == 0 && (e = cmark_iter_next(walk)) != CMARK_EVENT_DONE)
		if (e == CMARK_EVENT_ENTER)
			r = check_node(cmark_iter_get_node(walk));
	cmark_iter_free(walk);
	return r;
}

/* The node's HTML; of a key clause with its anchor. */
static void
put(cmark_node *node, const char *anchor, struct buf *html)
{
	static const char open[] = "<blockquote>";
	char *text = cmark_render_html(node, CMARK_OPT_DEFAULT);

	if (anchor != NULL && str_starts(text, open))
		buf_printf(html, "<blockquote id=\"%s\">%s", anchor, text + sizeof(open) - 1);
	else
		buf_adds(html, text);
	free(text);
}

static int
take_clause(struct markdown *m, cmark_node *node, cmark_node *heading)
{
	struct clause *c = &m->clause[m->clauses];
	int r;

	if (m->clauses == MARKDOWN_CLAUSES)
		return err_set(ERR_LIMIT, "a text has at most %d key clauses", MARKDOWN_CLAUSES);
	c->position = (int)++m->clauses;
	snprintf(c->anchor, sizeof(c->anchor), "clause-%d", c->position);
	if ((r = words_to(heading != NULL ? heading : node, c->heading, sizeof(c->heading), "heading")) != 0 ||
	    (r = words_to(node, c->text, sizeof(c->text), "key clause")) != 0)
		return r;
	put(node, c->anchor, &m->html);
	return 0;
}

static int
take_heading(struct markdown *m, cmark_node *node)
{
	int level = cmark_node_get_heading_level(node), r = 0;

	if (level == 1 && m->title[0] == '\0')
		r = words_to(node, m->title, sizeof(m->title), "title");
	if (level < HEADING_LEAST)
		cmark_node_set_heading_level(node, level + 1);
	put(node, NULL, &m->html);
	return r;
}

static int
take_all(struct markdown *m, cmark_node *all)
{
	cmark_node *node, *heading = NULL;
	int r;

	if ((r = check_nodes(all)) != 0 || (r = check_marks(all)) != 0)
		return r;
	for (node = cmark_node_first_child(all); node != NULL && r == 0; node = cmark_node_next(node))
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_HEADING:
			heading = node;
			r = take_heading(m, node);
			break;
		case CMARK_NODE_BLOCK_QUOTE:
			r = take_clause(m, node, heading);
			break;
		default:
			put(node, NULL, &m->html);
		}
	if (r == 0 && m->title[0] == '\0')
		r = err_set(ERR_INPUT, "the text has no title (a first line beginning with \"# \")");
	return r != 0 ? r : buf_end(&m->html, "text");
}

int
markdown_render(const char *text, size_t n, struct markdown *out)
{
	cmark_node *all;
	int r;

	memset(out, 0, sizeof(*out));
	if (!str_is_utf8(text, n))
		return err_set(ERR_INPUT, "the text is not UTF-8");
	if ((all = cmark_parse_document(text, n, CMARK_OPT_DEFAULT)) == NULL)
		return err_set(ERR_BUG, "Markdown: no document");
	r = take_all(out, all);
	cmark_node_free(all);
	if (r != 0)
		markdown_clear(out);
	return r;
}

void
markdown_clear(struct markdown *m)
{
	buf_clear(&m->html);
	m->clauses = 0;
}
