#!/bin/sh
# What an operator relies on: check says what is wrong, a restored copy is whole and its own, a start that was refused or cut off
# leaves nothing that hinders the next one.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --fresh sh "$0"
. tests/lib/say.sh
[ "$(id -u)" -eq 0 ] || { echo "needs root"; exit 1; }
top=${VAR%/*}

sql() { mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BN -e "$1"; }
# line PATTERN: check has a line like that
line() { "$CERTHALL" check >"$top/check" 2>&1; grep -qE "$1" "$top/check" || { cat "$top/check"; return 1; }; }
# frozen NAME: the program and its workers stop, until thawed NAME
group() { p=$(child "$1"); [ -n "$p" ] || return 1; ps -o pid= --ppid "$p"; echo "$p"; }
frozen() { kill -STOP $(group "$1"); }
thawed() { kill -CONT $(group "$1"); }

# --- a start that is refused
mkdir "$top/others" && echo mine >"$top/others/letter"
for word in start run setup; do
	refuses "$word: a folder with other things in it" "holds other things" env VAR="$top/others" "$CERTHALL" $word
done
expect "nothing is added to them" test "$(ls -A "$top/others")" = letter
refuses "status of nothing" "make start VAR=$top/none" env VAR="$top/none" "$CERTHALL" status
refuses "tls of nothing" "holds no instance" env VAR="$top/none" "$CERTHALL" tls

mkdir "$top/small" && mount -t tmpfs -o size=1m,mode=711,ro tmpfs "$top/small" || exit 1
for word in start run setup; do
	refuses "$word: a disk that cannot be written says so" "Read-only file system" env VAR="$top/small/v" "$CERTHALL" $word
done
umount "$top/small"

# --- a set-up that was cut off under other ports binds nobody
timeout -s KILL 1 env PORT=$((PORT + 30)) "$CERTHALL" setup --demo >/dev/null 2>&1
expect "a set-up is cut off" test -e "$VAR/conf/unfinished"
expect "a start with other ports" sh -c '"$CERTHALL" start >"$0"' "$top/said"
expect "says how this instance is stopped, and no other" grep -qxF "  stop            make stop VAR=$VAR" "$top/said"
expect "check finds nothing wrong" "$CERTHALL" check
refuses "DEMO=no over a demonstration" "stays one" env CERTHALL_DEMO=no "$CERTHALL" run
refuses "other users over its files" "CERTHALL_UID_BASE=60100" env CERTHALL_UID_BASE=70000 "$CERTHALL" run

# --- check: a socket that takes connections is no answer
for p in hall desk office status keeper draw signd; do
	frozen $p
	expect "check sees that $p hangs" line "^BAD  $p +process [0-9]+ does not answer within 5 s"
	thawed $p
	soon "and that it goes on" line "^ok   $p +process [0-9]+ answers"
done
mv "$VAR/secret/hall.index" "$top/away"
kill -9 "$(child hall)"
soon "check sees a hall that lost its secret" line "^BAD  hall +process [0-9]+ answers with status 503"
expect "whose pages are not said to be missing" gets 503 "$BASE/"
mv "$top/away" "$VAR/secret/hall.index"
soon "with it, all is well" "$CERTHALL" check
frozen mariadbd
expect "check sees that the database hangs" line "^BAD  database .*mariadbd.log"
expect "and still asks signd" grep -q "^ok   signing " "$top/check"
expect "and the certificates of the web server" grep -q "^ok   tls " "$top/check"
thawed mariadbd
soon "then all is well" "$CERTHALL" check
expect "messages are a queue" line "^ok   queue +0 messages wait"
life() { build/it/live_life "$1" >"$top/life"; }
frozen courier
refuses "no code comes to an applicant" "no code came" build/it/live_life accepted
sql "UPDATE delivery SET created = '2026-01-01' WHERE state = 'queued'"
expect "check sees that they wait" line "^BAD  queue +[1-9][0-9]* messages wait.*see courier.log"
thawed courier
soon "and that they are sent" line "^ok   queue +0 messages wait"

# --- logs
for f in log/certhall.log log/hall.log apache/error.log apache/access.log; do truncate -s 21M "$VAR/$f"; done
"$CERTHALL" stop >/dev/null
expect "it starts with large logs" "$CERTHALL" start
for f in log/certhall.log log/hall.log apache/error.log apache/access.log; do
	expect "$f is set aside" sh -c 'test -e "$0.1" && test "$(stat -c %s "$0")" -lt 1000000' "$VAR/$f"
done

# --- a copy at another place, beside what it was copied from
"$CERTHALL" stop >/dev/null
cp -a "$VAR" "$top/copy"
find "$VAR/signd" "$VAR/keeper" -type f -exec sha256sum {} + >"$top/before"
first=$VAR VAR=$top/copy
expect "a copy starts at another place" "$CERTHALL" start
expect "all is well with it" "$CERTHALL" check
expect "a life goes through in it" life accepted
expect "its trail holds" "$CERTHALL" audit verify
expect "it stops" "$CERTHALL" stop
rm -rf "$VAR"
VAR=$first
expect "what it was copied from did not notice" sha256sum --quiet -c "$top/before"
expect "and starts, too" "$CERTHALL" start
"$CERTHALL" stop >/dev/null

# --- a name that nobody knows yet
VAR=$top/named CERTHALL_HOST=ca.invalid
export CERTHALL_HOST
expect "an instance for a name without address" "$CERTHALL" start
expect "lives one whole life" "$CERTHALL" demo
expect "and stops" "$CERTHALL" stop
finish
