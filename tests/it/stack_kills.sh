#!/bin/sh
# kill -9 of every program, and of the parent itself.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh

is_new() { now=$(child "$1"); [ -n "$now" ] && [ "$now" != "$2" ]; }

for p in mariadbd signd keeper issuer courier hall desk office status apache2; do
	old=$(child $p)
	kill -9 "$old"
	soon "$p is started again after kill -9" is_new $p "$old"
done
for u in "$BASE/health" "$BASE/ra/health" "$BASE/admin/health" "$STATUS/pki/health"; do
	soon "$u answers again" gets 200 "$u"
done
soon "check finds nothing wrong" "$CERTHALL" check

# a FastCGI worker alone: its supervisor makes a new one
worker=$(ps -o pid= --ppid "$(child hall)" | head -n 1 | tr -d ' ')
kill -9 "$worker"
soon "the hall answers after a worker was killed" gets 200 "$BASE/health"

parent=$(cat "$VAR/lock")
kill -9 "$parent"
soon "kill -9 of the parent leaves no process" gone
expect "and it starts again at once" "$CERTHALL" start
expect "health afterwards" gets 200 "$BASE/health"
kill -TERM "$(cat "$VAR/lock")"
soon "TERM to the parent ends everything" gone
finish
