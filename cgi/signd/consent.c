#include "signd/consent.h"

#include <stdio.h>
#include <string.h>

#include "util/digest.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define ACTS_MAX	64
#define STAMP_EARLY	(2 * TM_MINUTE)		/* difference of clocks */
#define STAMP_LATE	(24 * TM_HOUR)		/* longest time signd may have been away (design 4 wants 60 s) */

/* The stamp proves that the bundle was there when it says; without it a revision long gone could be named. */
static int
check_stamp(const struct ca *ca, const unsigned char digest[SIGNER_DIGEST], int64_t submitted)
{
	int64_t at = ledger_stamped(ca->ledger, digest);

	if (at == 0)
		return err_set(ERR_DENIED, "the consent paper was never stamped");
	if (submitted > at + STAMP_EARLY || submitted < at - STAMP_LATE)
		return err_set(ERR_DENIED, "the consent paper was stamped at another time than it states");
	return 0;
}

/* One act: the revision it names must be the one in force then, byte for byte. */
static int
check_act(const struct ca *ca, const struct lines *l, unsigned i, int64_t submitted, char document[LEDGER_NAME],
    bool *agreed)
{
	const struct ledger_document *d;
	char key[40], language[LEDGER_NAME];
	unsigned char digest[SIGNER_DIGEST];

	snprintf(key, sizeof(key), "act.%u.decision", i);
	*agreed = lines_is(l, key, "accept") || lines_is(l, key, "acknowledge");
	snprintf(key, sizeof(key), "act.%u.document", i);
	lines_text(l, key, document, LEDGER_NAME);
	snprintf(key, sizeof(key), "act.%u.language", i);
	lines_text(l, key, language, sizeof(language));
	if ((d = ledger_in_force(ca->ledger, document, language, submitted)) == NULL)
		return err_set(ERR_DENIED, "consent: no %s in %s was in force at submission", document, language);
	snprintf(key, sizeof(key), "act.%u.revision", i);
	if (lines_number(l, key) != d->revision)
		return err_set(ERR_DENIED, "consent: revision %llu of %s was in force at submission, not the one named",
		    (unsigned long long)d->revision, document);
	snprintf(key, sizeof(key), "act.%u.digest", i);
	if (!lines_digest(l, key, digest) || memcmp(digest, d->digest, sizeof(digest)) != 0)
		return err_set(ERR_DENIED, "consent: the text of %s is not the published one", document);
	return 0;
}

static int
check_acts(const struct ca *ca, const struct lines *l, int64_t submitted, struct buf *agreed)
{
	uint64_t count = lines_number(l, "act.count"), i;
	char document[LEDGER_NAME];
	bool yes;
	int r;

	if (count > ACTS_MAX)
		return err_set(ERR_LIMIT, "consent: more than %d acts", ACTS_MAX);
	for (i = 1; i <= count; i++) {
		if ((r = check_act(ca, l, (unsigned)i, submitted, document, &yes)) != 0)
			return r;
		if (yes)
			buf_printf(agreed, "%s%s", agreed->len > 0 ? "," : "", document);
	}
	return 0;
}

static int
check_documents(const struct profile *profile, const char *agreed)
{
	const char *at = profile->documents;

	while (*at != '\0') {
		char word[LEDGER_NAME];
		size_t n = strcspn(at, ",");

		snprintf(word, sizeof(word), "%.*s", (int)n, at);
		if (!profile_lists(agreed, word))
			return err_set(ERR_DENIED, "consent: the applicant has not agreed to %s", word);
		at += n + (at[n] == ',');
	}
	return 0;
}

int
consent_check(const struct ca *ca, const struct lines *of_case, const struct profile *profile, struct signer_blob paper)
{
	unsigned char digest[SIGNER_DIGEST], want[SIGNER_DIGEST];
	struct buf agreed = BUF_INIT;
	char application[129];
	struct lines l;
	int64_t submitted;
	int r;

	digest_sha256(paper.p, paper.n, digest);
	if (!lines_digest(of_case, "consent", want) || memcmp(want, digest, sizeof(digest)) != 0)
		return err_set(ERR_DENIED, "the consent paper is not the one the case names");
	if ((r = lines_open(paper.p, paper.n, "consent", &l)) != 0 ||
	    (r = lines_text(of_case, "application", application, sizeof(application))) != 0)
		return r;
	submitted = lines_time(&l, "submitted-at");
	if (!lines_is(&l, "application", application))
		return err_set(ERR_DENIED, "the consent paper is of another application");
	if (submitted != lines_time(of_case, "submitted-at"))
		return err_set(ERR_DENIED, "the consent paper is of another submission");
	if ((r = check_stamp(ca, digest, submitted)) == 0 && (r = check_acts(ca, &l, submitted, &agreed)) == 0)
		r = check_documents(profile, buf_str(&agreed));
	buf_clear(&agreed);
	return r;
}
