#!/bin/sh
# A set-up that is killed at any moment is begun again, and ends in a whole instance.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --fresh sh "$0"
. tests/lib/say.sh

for after in 0.02 0.3 0.9 1.6 2.5; do
	"$CERTHALL" setup >/dev/null 2>&1 &
	pid=$!
	sleep $after
	if kill -9 $pid 2>/dev/null; then
		wait $pid 2>/dev/null
		soon "killed after $after s: its children are gone" gone
	else
		wait $pid
		echo "        set-up was done before $after s"
	fi
done
expect "then it is set up and started" "$CERTHALL" start
expect "health" gets 200 "$BASE/health"
expect "the mark of an unfinished set-up is gone" test ! -e "$VAR/conf/unfinished"
expect "check finds nothing wrong" "$CERTHALL" check
finish
