#include "rules/proofing.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rules/markdown.h"
#include "rules/rules.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

const char *const proofing_text[] = { "form", "sections", "clauses", "dates", "languages", NULL };
static const char *const languages[] = { "zh-CN", "en", "vi", NULL };

/* Dates that somebody meant to write. */
static const char *const open_dates[] = { "XX", "××", "□□", "○○", "YYYY", "[date]", "[日期]", "[ngày]", "年 月", "年　月",
	"月 日", "月　日", "ngày ... tháng", "ngày … tháng", NULL };

/*
 * What must have a heading of its own; words of which one stands in it.  Of an agreement: who is checked, keys, loss, duties,
 * liability, personal data, changes, disputes (电子认证服务管理办法 21); of the rules: 电子认证业务规则规范; of a privacy policy:
 * PIPL 17, 30.
 */
struct sections {
	enum document_kind	 kind;
	const char		*language;
	const char		*words[9];
};
static const struct sections sections[] = {
	{ DOCUMENT_AGREEMENT, "zh-CN", { "身份|申请", "密钥", "吊销|挂失", "义务", "责任|赔偿", "个人信息", "修改|变更", "争议",
	    NULL } },
	{ DOCUMENT_AGREEMENT, "en", { "Application|Identity", "Key", "revocation|Revocation", "duties|Duties|Obligations", "Liability",
	    "Personal", "Changes", "Law|Disputes", NULL } },
	{ DOCUMENT_AGREEMENT, "vi", { "Hồ sơ|danh tính", "Khóa", "thu hồi|Thu hồi", "Nghĩa vụ|nghĩa vụ", "Bồi thường|Trách nhiệm",
	    "Dữ liệu cá nhân", "Sửa đổi|Thay đổi", "Luật|Tranh chấp", NULL } },
	{ DOCUMENT_CPS, "zh-CN", { "范围", "身份", "密钥", "状态", "记录|审计", "责任", "变更|修订", NULL } },
	{ DOCUMENT_CPS, "en", { "Scope", "Identity", "Key", "Status", "Records|Audit", "Limits|Liability", "Changes", NULL } },
	{ DOCUMENT_CPS, "vi", { "Phạm vi", "danh tính", "Khóa", "Trạng thái", "Lưu trữ|Kiểm toán", "Hạn mức|Trách nhiệm",
	    "Thay đổi|Sửa đổi", NULL } },
	{ DOCUMENT_PRIVACY, "zh-CN", { "处理", "敏感", "保存", "他人|第三方|提供", "权利", "变更|修改", NULL } },
	{ DOCUMENT_PRIVACY, "en", { "What|Purpose", "Sensitive", "Keeping|Retention", "Others|others", "rights|Rights",
	    "Changes", NULL } },
	{ DOCUMENT_PRIVACY, "vi", { "mục đích|Mục đích", "nhạy cảm", "Lưu giữ|Lưu trữ", "Bên khác|Bên thứ ba", "Quyền|quyền",
	    "Thay đổi", NULL } },
};

struct list {
	struct proofing_fault	*fault;
	size_t			 max, n;
};

static void add(struct list *l, enum proofing check, bool warning, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static void
add(struct list *l, enum proofing check, bool warning, const char *fmt, ...)
{
	struct proofing_fault *f = &l->fault[l->n];
	va_list ap;

	if (l->n == l->max)
		return;
	f->check = check;
	f->warning = warning;
	va_start(ap, fmt);
	vsnprintf(f->what, sizeof(f->what), fmt, ap);
	va_end(ap);
	l->n++;
}

static int
check_form(const struct revision *v, struct list *l)
{
	struct markdown m;
	int r = markdown_render(buf_str(&v->markdown), v->markdown.len, &m);

	if (r != 0 && r != ERR_INPUT && r != ERR_LIMIT)
		return r;
	if (r != 0) {
		add(l, PROOFING_FORM, false, "%s", err_take());
		return 0;
	}
	if (v->kind == DOCUMENT_AGREEMENT && m.clauses == 0)	/* 法释〔2023〕13号, 10 */
		add(l, PROOFING_CLAUSES, false, "%s", "");
	markdown_clear(&m);
	return 0;
}

/* --- headings ------------------------------------------------------------------------------------------------------- */

static bool
contains(const char *p, size_t n, const char *word, size_t word_n)
{
	return word_n > 0 && n >= word_n && memmem(p, n, word, word_n) != NULL;
}

/* Does a heading of the text hold that word? */
static bool
has_heading(const char *text, const char *word, size_t word_n)
{
	for (const char *line = text; *line != '\0'; ) {
		size_t n = strcspn(line, "\n"), marks = strspn(line, "#");

		if (marks > 0 && line[marks] == ' ' && contains(line, n, word, word_n))
			return true;
		line += n + (line[n] == '\n');
	}
	return false;
}

static bool
has_section(const char *text, const char *words)
{
	while (*words != '\0') {
		size_t n = strcspn(words, "|");

		if (has_heading(text, words, n))
			return true;
		words += n + (words[n] == '|');
	}
	return false;
}

static void
check_sections(const struct revision *v, struct list *l)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		const struct sections *s = &sections[i];

		if (s->kind != v->kind || !str_eq(s->language, v->language))
			continue;
		for (size_t k = 0; s->words[k] != NULL; k++)
			if (!has_section(buf_str(&v->markdown), s->words[k]))
				add(l, PROOFING_SECTIONS, false, "%.*s", (int)strcspn(s->words[k], "|"), s->words[k]);
	}
}

/* --- dates ---------------------------------------------------------------------------------------------------------- */

/* A number of at most four digits. */
static const char *
number(const char *at, int *out)
{
	int n = 0;

	for (*out = 0; n < 4 && isdigit((unsigned char)at[n]); n++)
		*out = *out * 10 + (at[n] - '0');
	return n > 0 ? at + n : NULL;
}

static const char *
after(const char *at, const char *mark)
{
	return at != NULL && str_starts(at, mark) ? at + strlen(mark) : NULL;
}

/* 2026-02-30, 2026年2月30日, 30/02/2026: the end of what looks like a date here, or NULL; *real: it exists. */
static const char *
read_date(const char *at, bool *real)
{
	static const struct { const char *a, *b, *c; bool backwards; } forms[] = { { "年", "月", "日", false },
	    { "-", "-", "", false }, { "/", "/", "", true } };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		int x, y, z;
		const char *p = number(at, &x);

		if ((p = after(p, forms[i].a)) == NULL || (p = number(p, &y)) == NULL || (p = after(p, forms[i].b)) == NULL ||
		    (p = number(p, &z)) == NULL || (p = after(p, forms[i].c)) == NULL)
			continue;
		if ((forms[i].backwards ? z : x) < 1000)
			continue;	/* 1/2 of something */
		*real = forms[i].backwards ? tm_is_date(z, y, x) : tm_is_date(x, y, z);
		return p;
	}
	return NULL;
}

static void
check_dates(const struct revision *v, struct list *l)
{
	const char *text = buf_str(&v->markdown), *end;

	for (const char *const *o = open_dates; *o != NULL; o++)
		if (strstr(text, *o) != NULL)
			add(l, PROOFING_DATES, false, "%s", *o);
	for (const char *at = text; *at != '\0'; at++) {
		bool real;

		if (!isdigit((unsigned char)*at) || (at > text && isdigit((unsigned char)at[-1])) ||
		    (end = read_date(at, &real)) == NULL)
			continue;
		if (!real)
			add(l, PROOFING_DATES, false, "%.*s", (int)(end - at), at);
		at = end - 1;
	}
}

/* --- all ------------------------------------------------------------------------------------------------------------ */

static int
check_languages(struct rules *r, const struct revision *v, struct list *l)
{
	for (const char *const *word = languages; *word != NULL; word++) {
		int last, rc;

		if ((rc = db_revision_last(r->db, v->kind, *word, &last)) != 0)
			return rc;
		if (last < v->number)
			add(l, PROOFING_LANGUAGES, true, "%s", *word);
	}
	return 0;
}

int
proofing(struct rules *r, const struct revision *v, struct proofing_fault *out, size_t max, size_t *n)
{
	struct list l = { out, max, 0 };
	int rc;

	if ((rc = check_form(v, &l)) == 0) {
		check_sections(v, &l);
		check_dates(v, &l);
		rc = check_languages(r, v, &l);
	}
	*n = l.n;
	return rc;
}
