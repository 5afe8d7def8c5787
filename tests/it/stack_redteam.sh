#!/bin/sh
# An attacker with all rights in the database and issuer's uid at signd's socket (I2, I3, I4): no certificate but what two people
# approved, and that once (tests/it/live_redteam.c); what he put into the database leads nowhere.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh

sql() { mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BN -e "$1"; }
is() { [ "$(sql "$1")" = "$2" ]; }
as_issuer() { setpriv --reuid=60107 --regid=60107 --clear-groups "$@"; }
# asks signd from that uid: a frame of type $2 with body $3 (hex); prints what comes back, or "closed"
frame() {
	setpriv --reuid="$1" --regid="$1" --clear-groups node -e 'const s = require("net").connect(process.argv[1]), b = Buffer.from(process.argv[3], "hex");
		const h = Buffer.alloc(10); h.writeUInt32BE(b.length + 6, 0); h.writeUInt16BE(Number(process.argv[2]), 4); h.writeUInt32BE(1, 6);
		s.on("data", () => { console.log("answered"); process.exit(0); });
		s.on("error", e => { console.log(e.code); process.exit(0); });
		s.on("close", () => { console.log("closed"); process.exit(0); }); s.write(Buffer.concat([h, b]));
		setTimeout(() => { console.log("silent"); process.exit(0); }, 12500);' "$VAR/run/signd/s" "$2" "$3"
}

ISSUER=$(child issuer)
export ISSUER
build/it/live_redteam >"$VAR/attacks" 2>&1
status=$?
grep -v '^\(no\|other\)=\|passed,' "$VAR/attacks"
expect "all attacks at signd's socket were refused ($(grep -c '^ok' "$VAR/attacks"))" test $status = 0
no=$(sed -n 's/^no=//p' "$VAR/attacks") other=$(sed -n 's/^other=//p' "$VAR/attacks")

# issuer goes on: the key was used behind its back, so its own job is refused; nothing is issued for it
soon "issuer's own request for the same key is refused" is "SELECT j.state IN ('failed', 'halted'), j.error LIKE '%in use by another certificate%'
	FROM issue_job j JOIN application a ON a.id = j.application WHERE a.no = '$no'" "1	1"
expect "no certificate is in the database" is "SELECT COUNT(*) FROM certificate" 0

# rows of the attacker's own making: another application is declared reviewed, with a job, and no second decision
app=$(sql "SELECT id FROM application WHERE no = '$other'")
sql "UPDATE application SET state = 'reviewed' WHERE id = $app; INSERT INTO issue_job (id, application, attempt, case_sha256, state, fence, tries, next_at, created, version)
	SELECT 4711, $app, 1, sha256, 'queued', 0, 0, '2026-01-01', '2026-01-01', 1 FROM case_text WHERE application = $app ORDER BY id DESC LIMIT 1"
soon "an application that is declared reviewed is not issued" is "SELECT state, error LIKE '%decision to review is missing%' FROM issue_job WHERE id = 4711" "failed	1"
# an operator of his own, in office by the database alone
sql "UPDATE operator SET roles = 'business,clerk,reviewer,security' WHERE person_no = 'demo-clerk'"
expect "and no certificate came of anything" is "SELECT COUNT(*) FROM certificate" 0

# --- the socket itself
expect "issuer gives no tickets" test "$(frame 60107 12 "$(printf '%064d' 0 | sed 's/^/00000020/; s/$//')00000020$(printf '%064d' 0)")" = closed
expect "issuer gets no TLS certificate" test "$(frame 60107 13 0000000100)" = closed
expect "root prepares nothing" test "$(frame 0 2 00000000)" = closed
expect "root orders nothing" test "$(frame 0 5 00000004686f6c64)" = closed
expect "a message that does not exist ends the connection" test "$(frame 60107 99 "")" = closed
expect "a message with a tail ends the connection" test "$(frame 60107 1 00)" = closed
expect "a message that stops in the middle ends the connection" test "$(frame 60107 4 0000)" = closed
expect "while a question of issuer is answered" test "$(frame 60107 1 "")" = answered
for uid in 60103 60104 60105 60106 60109 60110 60111 62000; do
	expect "uid $uid does not get there" test "$(frame $uid 1 "")" = EACCES
done
# a frame that is begun and never ended; sixteen connections at most
slow() {
	as_issuer node -e 'const net = require("net"), t = Date.now(); let open = 0;
		for (let i = 0; i < 24; i++) { const s = net.connect(process.argv[1]); s.on("connect", () => s.write(Buffer.from([0, 0, 1, 0, 0])));
			s.on("error", () => {}); open++; s.on("close", () => { if (--open == 0) { console.log(Date.now() - t < 14000 ? "all closed" : "late"); process.exit(0); } }); }
		setTimeout(() => { console.log(open + " open"); process.exit(0); }, 15000);' "$VAR/run/signd/s"
}
slow >"$VAR/slow" &
slow=$!
expect "signd still answers issuer afterwards, and holds nothing open" sh -c "wait $slow 2>/dev/null; true"
wait $slow
expect "frames that are never finished are closed after ten seconds" grep -qx "all closed" "$VAR/slow"
expect "and signd answers" test "$(frame 60107 1 "")" = answered
finish
