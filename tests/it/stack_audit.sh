#!/bin/sh
# The trail (I5): a whole life with every act is told in order, by the right program and person; "certhall audit verify" holds
# for it, and finds what MariaDB's root has changed.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh

sql() { mariadb --no-defaults --default-character-set=utf8mb4 -uroot -S "$VAR/run/db/s" certhall -BN -e "$1"; }
says() { sentence=$1; shift; "$@" 2>&1 | grep -qF -- "$sentence"; }

expect "one life with every act" sh -c 'build/it/live_life >"$VAR/life"'
[ $failed = 0 ] || finish
for name in no app number mobile serial revision; do
	eval "$name=\$(sed -n 's/^$name=//p' \"$VAR/life\")"
done
cert=$(sql "SELECT id FROM certificate WHERE serial = UNHEX('$serial')")
account=$(sql "SELECT account FROM application WHERE id = $app")
paper=$(sql "SELECT GROUP_CONCAT(id) FROM paper WHERE object = $revision OR kind = 'release'")

# program, who, what, about what and how; ids and digests left out
sql "SELECT CONCAT_WS(' ', SUBSTRING_INDEX(SUBSTRING_INDEX(chain, '/', 2), '/', -1), IF(actor_kind = 'operator', actor, actor_kind), act,
	REGEXP_REPLACE(REGEXP_REPLACE(detail, '(sha256[:=]|paper=sha256:| record=)[0-9a-f]{64}', '\\\\1#'),
	    '(hold|revocation|material|paper|certificate|request)=[0-9]+', '\\\\1=#'))
	FROM audit WHERE object IN ('$app', '$cert', '$serial', '$account', '$revision') OR (object_kind = 'paper' AND object IN ($paper))
	OR (act = 'order.done' AND detail LIKE '%certificate=$cert %') ORDER BY created, chain, seq" |
    sed "s/$no/NO/; s/$serial/SERIAL/; s/ words=.*/ words=#/" >"$VAR/told"
cat >"$VAR/wanted" <<'END'
hall nobody account.register language=zh-CN
hall account session.open console=hall strength=code
hall account app.new product=personal ra=default
hall account consent.act document=notice revision=1 language=zh-CN decision=acknowledge method=tick record=#
hall account consent.act document=risk revision=1 language=zh-CN decision=acknowledge method=tick record=#
hall account consent.act document=agreement revision=1 language=zh-CN decision=accept method=tick record=#
hall account consent.act document=cps revision=1 language=zh-CN decision=acknowledge method=tick record=#
hall account consent.act document=privacy revision=1 language=zh-CN decision=acknowledge method=tick record=#
hall account app.edit part=subject version=1
hall account consent.act document=sensitive revision=1 language=zh-CN decision=accept method=choice record=#
hall account app.edit part=identity version=2
hall account app.edit part=key version=3
hall account material.add material=# kind=id_front type=application/pdf size=557 sha256:#
hall account material.add material=# kind=id_back type=application/pdf size=557 sha256:#
hall account app.declare attempt=1 words=#
hall account app.submit no=NO from=draft to=submitted version=6
desk demo-clerk draw.material no=NO material=# pages=1
desk demo-clerk look.number no=NO whom=applicant reason=compared by telephone
desk demo-clerk app.claim no=NO
desk demo-clerk look.material no=NO material=# page=1
desk demo-clerk draw.material no=NO material=# pages=1
desk demo-clerk look.material no=NO material=# page=1
desk demo-clerk app.receive no=NO
desk demo-clerk decision.offer no=NO decision=approve
desk demo-clerk app.enter no=NO from=submitted to=entered version=7
desk demo-clerk decision.sign no=NO act=enter decision=approve paper=sha256:#
desk demo-reviewer app.claim no=NO
desk demo-reviewer look.material no=NO material=# page=1
desk demo-reviewer look.material no=NO material=# page=1
desk demo-reviewer decision.offer no=NO decision=approve
desk demo-reviewer app.review no=NO from=entered to=reviewed version=8
desk demo-reviewer decision.sign no=NO act=review decision=approve paper=sha256:#
issuer program app.start no=NO from=reviewed to=issuing version=9
issuer program app.issue no=NO from=issuing to=issued version=10
issuer program cert.issue application=NO issuer=ca-p256 serial=SERIAL request=#
hall account app.download no=NO from=issued to=downloaded version=11
hall account cert.deliver format=page sha256=#
hall account cert.deliver format=pem sha256=#
hall account app.accept no=NO from=downloaded to=accepted version=12
hall account cert.accept by=holder
hall nobody hold.ask hold=# channel=web proof=code
issuer program order.done act=hold issuer=ca-p256 certificate=# reason=6
desk demo-clerk release.offer hold=#
desk demo-clerk paper.sign kind=release person=demo-clerk complete=no
desk demo-reviewer release.order hold=#
desk demo-reviewer paper.sign kind=release person=demo-reviewer complete=yes
issuer program order.done act=release issuer=ca-p256 certificate=# reason=0
hall nobody revoke.ask revocation=# ground=holder reason=1 state=decided
issuer program order.done act=revoke issuer=ca-p256 certificate=# reason=1
office demo-business-1 text.open document=notice language=en number=2
office demo-business-1 text.edit document=notice language=en number=2 class=editorial
office demo-business-1 text.propose document=notice language=en number=2 class=editorial paper=#
office demo-business-1 paper.sign kind=publish person=demo-business-1 complete=no
office demo-business-2 paper.sign kind=publish person=demo-business-2 complete=yes
END
echo "issuer program paper.accepted kind=publish object=$revision" >>"$VAR/wanted"
# the stamp comes from another process: between two acts of the clerk, never before submission or after the offer
expect "the consent was stamped between submission and the clerk's offer" sh -c \
    'grep -n "" "$VAR/told" | awk -F: "/app.submit/ { s = \$1 } /consent.stamp/ { t = \$1 } /decision.offer/ && !o { o = \$1 } END { exit !(s < t && t < o) }"'
# each page shown again is a look again: that there is one before the first act is what counts
expect "who acts at the desk has looked before" sh -c 'awk "\$1 == \"desk\" && \$2 != last[\$2] { last[\$2] = \$2; print \$2, \$3 }
	\$3 ~ /^release/ && !(\$2 in cert) { exit 1 } \$3 == \"look.certificate\" { cert[\$2] = 1 }" "$VAR/told" >"$VAR/first" &&
	printf "demo-clerk look.application\ndemo-reviewer look.application\n" | diff - "$VAR/first"'
grep -vE "consent.stamp|look.(application|certificate) " "$VAR/told" >"$VAR/acts"
expect "every act of the life is told, in order" diff -U1 "$VAR/wanted" "$VAR/acts"
expect "the numbers of persons and their mobiles are nowhere in it" sh -c \
    '[ -n "$1" ] && [ -n "$2" ] && ! mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BNe "SELECT * FROM audit" | grep -e "$1" -e "$2"' \
    sh "$number" "$mobile"
expect "no token of a loss report or revocation stands in the web server's log" sh -c \
    'grep -q " 200 .*GET (token)$" "$VAR/apache/access.log" && ! grep -E "/(suspend|revoke)/." "$VAR/apache/access.log"'
expect "codes neither" sh -c 'for c in $(grep -ohE "\b[0-9]{6}\b" "$VAR"/outbox/*.sms | sort -u); do
	mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BNe "SELECT detail FROM audit" | grep -w "$c" | grep -v -- "-$c" && exit 1
	done; true'
expect "applicants' and operators' rows have their address and request" test "$(sql "SELECT COUNT(*) FROM audit
	WHERE (ip = '' OR request = '') AND chain REGEXP '/(hall|desk|office)/'")" = 0

# --- verification
expect "every chain holds" says "the trail holds" "$CERTHALL" audit verify
expect "each is named with its rows" says "ok   localhost/issuer/0" "$CERTHALL" audit verify
refuses "another word" "audit takes the word verify" "$CERTHALL" audit
# while lives go on: no false alarm
"$CERTHALL" demo >/dev/null 2>&1 &
demo=$!
expect "every chain holds while they grow" sh -c 'n=0; while [ $n -lt 20 ]; do "$CERTHALL" audit verify >"$VAR/out" || exit 1; n=$((n + 1)); done'
wait $demo
quiet() { before=$(sql "SELECT COUNT(*) FROM audit"); sleep 2; [ "$(sql "SELECT COUNT(*) FROM audit")" = "$before" ]; }
soon "all that the lives began is done" quiet

# --- MariaDB's root
broken() { # BEHAVIOUR SENTENCE SQL SQL-THAT-REPAIRS
	sql "$3"
	refuses "$1" "$2" "$CERTHALL" audit verify
	sql "$4"
	expect "repaired, it holds again" "$CERTHALL" audit verify
}
desk=$(sql "SELECT chain FROM audit WHERE chain LIKE 'localhost/desk/%' GROUP BY chain ORDER BY COUNT(*) DESC LIMIT 1")	# whichever worked
c="chain = '$desk'"
sql "DROP TRIGGER audit_head_own; DROP TRIGGER audit_own; CREATE TABLE kept AS SELECT * FROM audit WHERE $c;
	CREATE TABLE kept_head AS SELECT * FROM audit_head WHERE $c"
restore="DELETE FROM audit WHERE $c; INSERT INTO audit SELECT * FROM kept; UPDATE audit_head h JOIN kept_head k USING (chain)
	SET h.seq = k.seq, h.hash = k.hash"
for field in created actor_kind actor act object_kind object detail request ip; do
	case $field in
	created) value="created + INTERVAL 1 HOUR" ;;
	*) value="IF($field = 'x', 'y', 'x')" ;;
	esac
	broken "an edited $field is found" "BAD  $desk             row 2: row was edited" \
	    "UPDATE audit SET $field = $value WHERE $c AND seq = 2" "$restore"
done
broken "a removed row is found" "row 2: row is missing" "DELETE FROM audit WHERE $c AND seq = 2" "$restore"
broken "two rows in each other's place are found" "row 2: row does not follow the one before" \
    "UPDATE audit SET seq = 1000 WHERE $c AND seq = 2; UPDATE audit SET seq = 2 WHERE $c AND seq = 3; UPDATE audit SET seq = 3 WHERE $c AND seq = 1000" "$restore"
broken "a cut tail is found" "tail was cut off" "DELETE FROM audit WHERE $c ORDER BY seq DESC LIMIT 1" "$restore"
broken "a chain without rows is found" "row 1: tail was cut off" "DELETE FROM audit WHERE $c" "$restore"
broken "a chain without its head is found" "chain has no head" "DELETE FROM audit_head WHERE $c" \
    "INSERT INTO audit_head SELECT * FROM kept_head"
broken "a row added behind the head is found" "row stands behind the head" \
    "UPDATE audit_head SET seq = seq - 1, hash = (SELECT previous FROM audit WHERE $c ORDER BY seq DESC LIMIT 1) WHERE $c" "$restore"
"$CERTHALL" stop >/dev/null
refuses "a stopped instance" "is not running" "$CERTHALL" audit verify
finish
