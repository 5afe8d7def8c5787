#include "rules/markdown.h"

#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define HEADING_LEAST 6

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

static int
check_marks(cmark_node *all)
{
	struct buf text = BUF_INIT;
	const char *at;
	int r = 0;

	words(all, &text);
	if ((at = strstr(buf_str(&text), "**")) != NULL || (at = strstr(buf_str(&text), "__")) != NULL)
		r = err_set(ERR_INPUT, "the mark %.2s before \"%.60s\" would be shown as it is; put it before the punctuation", at,
		    at + 2);
	buf_clear(&text);
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

	if ((r = check_marks(all)) != 0)
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
