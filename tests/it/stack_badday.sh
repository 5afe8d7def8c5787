#!/bin/sh
# The bad day: a token that is gone, a wrong PIN, a database that dies or hangs, a full disk, a clock that jumps.  Each is
# refused with a sentence, nothing that was acknowledged is lost, and afterwards all goes on.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --fresh sh "$0"
. tests/lib/say.sh
[ "$(id -u)" -eq 0 ] || { echo "needs root"; exit 1; }

sql() { mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BN -e "$1"; }
is() { [ "$(sql "$1")" = "$2" ]; }
says() { sentence=$1; shift; "$@" 2>&1 | grep -qF -- "$sentence"; }
lines() { grep -cF -- "$1" "$VAR/log/$2.log"; }
# life WHAT: live_life up to there, behind no limits
life() { sql 'DELETE FROM limit_bucket'; build/it/live_life "$1" >"$VAR/life"; }
whole() { expect "$1" life accepted; }

# On a disk of its own, small enough to be filled
mkdir "$VAR" && mount -t tmpfs -o size=420m,mode=711 tmpfs "$VAR" || exit 1
trap 'unset LD_PRELOAD; "$CERTHALL" stop >/dev/null; umount "$VAR"' EXIT
expect "it starts" "$CERTHALL" start
whole "a life goes through"

# --- a PIN that is wrong: tried once, never again, whoever restarts
for p in signd keeper; do
	pin=$VAR/secret/$p.pin
	cp -p "$pin" "$VAR/pin"
	printf 'not-the-pin' >"$pin"
	old=$(child $p)
	kill -9 "$old"
	soon "$p says that the PIN is wrong" sh -c "grep -qF 'the PIN in $pin is wrong' $VAR/log/$p.log"
	soon "and is started again without trying it" sh -c "[ \$(grep -cF 'was refused before and is not tried again' $VAR/log/$p.log) -ge 2 ]"
	refuses "check names $p" "of the lines above are BAD" "$CERTHALL" check
	expect "the hall is open meanwhile" gets 200 "$BASE/"
	expect "stop ends it" "$CERTHALL" stop
	refuses "a start with that PIN" "$p ended at its start; the reason is in $VAR/log/$p.log" "$CERTHALL" start
	expect "the token has seen it once" test "$(lines "the PIN in $pin is wrong" $p)" = 1
	cp -p "$VAR/pin" "$pin"
	expect "with the right one it starts" "$CERTHALL" start
	# corrected while it runs: nobody has to start anything
	printf 'another-wrong-one' >"$pin"
	kill -9 "$(child $p)"
	soon "another wrong one is tried once" sh -c "[ \$(grep -cF 'the PIN in $pin is wrong' $VAR/log/$p.log) = 2 ]"
	cp -p "$VAR/pin" "$pin"
	soon "corrected, $p comes back by itself" sh -c "\"$CERTHALL\" check | grep -q '^ok *$p .*answers'"
done
whole "and a life goes through"

# --- the token's folder is gone
for p in signd keeper; do
	mv "$VAR/$p/token" "$VAR/away"
	kill -9 "$(child $p)"
	soon "$p without its token says so" sh -c "tail -n 1 $VAR/log/$p.log | grep -qE 'token'"
	expect "the hall is open meanwhile" gets 200 "$BASE/login"
	rm -rf "$VAR/$p/token"
	mv "$VAR/away" "$VAR/$p/token"
	soon "with it, it comes back by itself" sh -c "\"$CERTHALL\" check | grep -q '^ok *$p .*answers'"
done
whole "and a life goes through"

# --- the database dies under a page, and hangs
# my CODE [CURL ARGUMENT...]: /my asks the database for the session of this cookie, and it has none
my() { want=$1; shift; gets "$want" "$BASE/my" -H 'Cookie: __Host-hall=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' "$@"; }
kill -9 "$(child mariadbd)"
out=$(curl -sk -w ' %{http_code}' --max-time 20 "$BASE/my" -H 'Cookie: __Host-hall=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')
expect "a page without the database is 503, with our words and a number" sh -c 'case $1 in *事件编号*503|*"303") ;; *) echo "$1" | tail -n 5; exit 1 ;; esac' sh "$out"
soon "then it answers" my 303
kill -STOP "$(child mariadbd)"
expect "while it hangs a page is given up within 25 s" my 503 --max-time 25
kill -CONT "$(child mariadbd)"
soon "then it answers" my 303
whole "and a life goes through"

# --- a full disk, between the approval and the certificate
ISSUER=$(child issuer)
export ISSUER
expect "an application is approved" life reviewed
no=$(sed -n 's/^no=//p' "$VAR/life")
signed=$(sql 'SELECT COUNT(*) FROM certificate')
dd if=/dev/zero of="$VAR/fill" bs=64k 2>/dev/null
refuses "check says that the disk is full" "of the lines above are BAD" "$CERTHALL" check
kill -CONT "$ISSUER"
refuses "no life begins" "certhall: " env timeout 60 "$CERTHALL" demo
expect "the pages are there" gets 200 "$BASE/"
rm "$VAR/fill"
tries=0	# each try that came to nothing makes issuer wait longer
until is "SELECT COUNT(*) FROM issue_job WHERE state <> 'done'" 0 || [ $tries -ge 60 ]; do tries=$((tries + 1)); sleep 1; done
expect "with room again the approved certificate is issued" is "SELECT a.state, COUNT(c.id) FROM application a LEFT JOIN certificate c ON c.application = a.id WHERE a.no = '$no'" "issued	1"
expect "one more than before" is 'SELECT COUNT(*) FROM certificate' $((signed + 1))
expect "signd and database agree on every certificate" build/it/live_ledger
expect "the trail holds" "$CERTHALL" audit verify
whole "and a life goes through"

# --- the clock of all our programs jumps
"$CERTHALL" stop >/dev/null
printf '+0' >"$VAR/clock"
chmod 644 "$VAR/clock"
fake() { env LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 FAKETIME_TIMESTAMP_FILE="$VAR/clock" FAKETIME_NO_CACHE=1 \
	FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_RESET=1 "$@"; }
expect "it starts under a clock that can be moved" fake "$CERTHALL" start
moved() { sql 'DELETE FROM limit_bucket'; fake build/it/live_life accepted >"$VAR/life"; }
expect "a life goes through" moved
printf '+2d' >"$VAR/clock"
expect "and two days later" moved
expect "a list is made for the new day" sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do
	t=$(curl -s "$STATUS/pki/crl/ca-p256.crl" | openssl crl -inform DER -noout -nextupdate | sed "s/.*=//")
	[ "$(date -d "$t" +%s)" -gt $(($(date +%s) + 2 * 86400)) ] && exit 0; sleep 1; done; echo "$t"; exit 1'
printf '+0' >"$VAR/clock"
# nothing is forgotten meanwhile: the limits of two days ahead do not keep everybody out
expect "two days back, too" fake build/it/live_life accepted
expect "signd and database agree on every certificate" build/it/live_ledger
expect "no application has two" is "SELECT COUNT(*) - COUNT(DISTINCT application) FROM certificate" 0
expect "the trail holds" "$CERTHALL" audit verify
expect "it stops" "$CERTHALL" stop
expect "and starts with the true clock" "$CERTHALL" start
whole "and a life goes through"
finish
