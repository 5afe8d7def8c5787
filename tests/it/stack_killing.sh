#!/bin/sh
# kill -9 of every process of an instance, again and again, while lives go on: each life completes or says a sentence, nothing
# that was acknowledged is lost, there is exactly one certificate for one approval, and all are running again afterwards.
# KILLING: seconds of it (40; soak takes more).
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
seconds=${KILLING:-40}
work=$(mktemp -d)
export work

sql() { mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BN -e "$1"; }
is() { [ "$(sql "$1")" = "$2" ]; }

# --- lives, three at a time, until the killing is over
for who in 1 2 3; do
	(n=0
	while [ ! -e "$work/over" ]; do
		n=$((n + 1))
		timeout 60 "$CERTHALL" demo >"$work/life.$who.$n" 2>"$work/said.$who.$n"
		echo $? >"$work/rc.$who.$n"
	done) &
	eval "life$who=\$!"
done

# --- everything in turn: programs, and each time one worker of a pool
until=$(($(date +%s) + seconds))
killed=0
while [ "$(date +%s)" -lt $until ]; do
	for p in issuer hall signd desk mariadbd status keeper courier draw office apache2; do
		pid=$(child $p)
		[ -n "$pid" ] && kill -9 "$pid" && killed=$((killed + 1))
		for pool in hall desk status; do
			pid=$(ps -o pid= --ppid "$(child $pool)" 2>/dev/null | sed -n "$((1 + killed % 3))p" | tr -d ' ')
			[ -n "$pid" ] && [ $((killed % 4)) = 0 ] && kill -9 "$pid" 2>/dev/null && killed=$((killed + 1))
		done
		sql 'DELETE FROM limit_bucket' 2>/dev/null	# all these people have one address
		sleep 1.3
		[ "$(date +%s)" -lt $until ] || break
	done
done
touch "$work/over"
wait $life1 $life2 $life3
lives=$(cat "$work"/rc.* | wc -l) whole=$(cat "$work"/rc.* | grep -cx 0)
echo "        $killed processes killed; $lives lives begun, $whole whole"

expect "something was killed, and lives were begun" test "$killed" -ge 15 -a "$lives" -ge 3
expect "no life hung" sh -c '! grep -qx 124 "$work"/rc.*'
expect "a life that was cut short says why" sh -c 'for f in "$work"/rc.*; do s=$work/said.${f#*/rc.}
	[ "$(cat "$f")" = 0 ] || grep -q "^certhall: ..........*" "$s" || { cat "$f" "$s"; exit 1; }; done'
soon "check finds nothing wrong" "$CERTHALL" check
expect "nobody was left a zombie" sh -c 'ps -o stat=,args= --ppid "$(cat "$VAR/lock")" | grep "^Z" && exit 1; true'

# --- what was under way comes to its end
quiet() { is "SELECT (SELECT COUNT(*) FROM issue_job WHERE state IN ('queued','running')) + (SELECT COUNT(*) FROM sign_order WHERE state IN ('queued','running'))
	+ (SELECT COUNT(*) FROM application WHERE state IN ('reviewed','issuing'))" 0; }
tries=0
until quiet || [ $tries -ge 40 ]; do tries=$((tries + 1)); sleep 1; done
expect "no job, order or application is left in the middle ($tries s)" quiet
expect "no job has failed or halted" is "SELECT COUNT(*) FROM issue_job WHERE state <> 'done'" 0
expect "the trail holds" "$CERTHALL" audit verify
expect "signd and database agree on every certificate" build/it/live_ledger

# --- what lives were told
told() { sed -n "s/^ *[0-9.]* s  $1//p" "$work"/life.* | tr -d ' '; }
count() { tr '\n' ' ' <"$1" | wc -w; }
told 'applied, agreed, submitted: ' >"$work/nos"
told 'issued: ' >"$work/serials"
told 'reported lost without login: ' >"$work/held"
told 'revoked for good: ' >"$work/revoked"
list() { sed "s/.*/'&'/" "$1" | paste -sd, | sed "s/^$/''/"; }
expect "$(count "$work/nos") submitted applications are there" is \
    "SELECT COUNT(*) FROM application WHERE state <> 'draft' AND no IN ($(list "$work/nos"))" "$(count "$work/nos")"
for act in enter:entered review:reviewed; do
	# the number stands in the last line "submitted" before
	awk -v w="${act#*:} and signed by" '/submitted:/ { no = $NF } index($0, w) { print no }' "$work"/life.* >"$work/${act%:*}"
	expect "$(count "$work/${act%:*}") signatures to ${act%:*} are there" is "SELECT COUNT(*) FROM decision d JOIN application a ON a.id = d.application
		WHERE d.act = '${act%:*}' AND a.no IN ($(list "$work/${act%:*}"))" "$(count "$work/${act%:*}")"
done
expect "$(count "$work/serials") issued certificates are there" is \
    "SELECT COUNT(*) FROM certificate WHERE HEX(serial) IN ($(list "$work/serials"))" "$(count "$work/serials")"
expect "$(count "$work/held") reports of loss are there" is "SELECT COUNT(DISTINCT c.id) FROM certificate c JOIN hold h ON h.certificate = c.id
	WHERE HEX(c.serial) IN ($(list "$work/held"))" "$(count "$work/held")"
expect "$(count "$work/revoked") revocations are in force" is \
    "SELECT COUNT(*) FROM certificate WHERE state = 'revoked' AND HEX(serial) IN ($(list "$work/revoked"))" "$(count "$work/revoked")"
expect "one certificate for each approved application, not more" is "SELECT COUNT(*), COUNT(DISTINCT application) - COUNT(*) FROM certificate" \
    "$(sql "SELECT COUNT(DISTINCT application), 0 FROM issue_job WHERE state = 'done'")"
expect "no key and no decision served twice" is "SELECT COUNT(*) - COUNT(DISTINCT spki_sha256) FROM certificate" 0
openssl x509 -inform DER -in "$VAR/conf/ca/ca-p256.cer" -out "$work/ca.pem"
expect "OCSP says revoked of each" sh -c 'while read -r s; do openssl ocsp -issuer "$work/ca.pem" -serial "0x$s" -url "$STATUS/pki/ocsp" -no_nonce -noverify 2>&1 |
	grep -q ": revoked" || { echo "$s"; exit 1; }; done <"$work/revoked"'
sql "DELETE FROM limit_bucket"
expect "and a life goes through as on the first day" "$CERTHALL" demo
[ -z "${KEEP:-}" ] || cp -r "$work" "$KEEP"
rm -rf "$work"
finish
