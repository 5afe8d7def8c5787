/*
 * settings: what the office may change without a new release: each with its default and its bounds.
 */
#ifndef RULES_SETTINGS_H
#define RULES_SETTINGS_H

#include <stdint.h>

struct db;

enum settings {
	SETTINGS_SILENCE,	/* days after issue until silence counts as acceptance */
	SETTINGS_DRAFT,		/* days until an unsent draft expires */
	SETTINGS_RETURNED,	/* days until a returned application that nobody mended expires */
	SETTINGS_HOLD,		/* days until an untouched hold becomes a revocation */
	SETTINGS_WARNING,	/* days before that in which the holder is warned */
	SETTINGS_MAX
};

/* The setting, or its default. ERR_INPUT when what is stored is out of bounds: nothing is guessed (I9). */
int	 settings_days(struct db *db, enum settings which, int64_t *out);

#endif
