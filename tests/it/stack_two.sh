#!/bin/sh
# Two instances side by side.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
if [ -z "${FIRST:-}" ]; then	# once more, with an instance of its own
	FIRST=$BASE FIRST_VAR=$VAR
	export FIRST FIRST_VAR
	exec tests/lib/stack sh "$0"
fi
expect "the first answers" gets 200 "$FIRST/health"
expect "the second answers" gets 200 "$BASE/health"
expect "their signing modules have different names" sh -c \
    '[ "$(grep ^instance "$VAR/conf/certhall.conf")" != "$(grep ^instance "$FIRST_VAR/conf/certhall.conf")" ]'
expect "their keys are different" sh -c '! cmp -s "$VAR/conf/records.pub" "$FIRST_VAR/conf/records.pub"'
expect "the second stops" "$CERTHALL" stop
expect "and the first still answers" gets 200 "$FIRST/health"
finish
