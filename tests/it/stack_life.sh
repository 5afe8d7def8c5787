#!/bin/sh
# An instance from nothing: set-up, health, stop, start again with the same data.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --fresh sh "$0"
. tests/lib/say.sh

digest() { sha256sum "$VAR"/conf/ca/*.cer "$VAR/conf/records.pub" "$VAR"/tls/server.pem "$VAR"/secret/*.db; }
sql() { mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BNe "$1"; }
rows() { sql 'SELECT COUNT(*), MIN(key_id), MAX(key_id) FROM ca_key'; }

expect "a new VAR is set up and started" "$CERTHALL" start
expect "health of the hall" gets 200 "$BASE/health"
expect "health of the desk" gets 200 "$BASE/ra/health"
expect "health of the administration" gets 200 "$BASE/admin/health"
expect "health of the status service, over TLS" gets 200 "$BASE/pki/health"
expect "health of the status service, in the plain" gets 200 "$STATUS/pki/health"
expect "the home page is there" gets 200 "$BASE/"
expect "the signing page is there" gets 200 "$SIGN/"
expect "check finds nothing wrong" "$CERTHALL" check
sql "INSERT INTO sign_order (id,act,reason,limited,state,fence,tries,next_at,created,version) VALUES
	(1,'hold',6,1,'queued',0,1,NOW()+INTERVAL 1 DAY,NOW()-INTERVAL 10 MINUTE,1)"
expect "check says which orders wait for the hour to end" sh -c '"$CERTHALL" check | grep -q "^BAD *limit *1 orders wait for the next hour"'
expect "in one line" sh -c '[ "$("$CERTHALL" check | grep -c ^BAD)" = 1 ]'
sql 'DELETE FROM sign_order WHERE id=1'
expect "and that none does" sh -c '"$CERTHALL" check | grep -q "^ok *limit *no order waits for the next hour"'
refuses "a second start beside the first" "is running already" "$CERTHALL" start
for d in secret/hall.db:60103 secret/signd.pin:60108 secret/keeper.pin:60109 tls/server.key:60102; do
	expect "${d%:*} belongs to uid ${d#*:} alone" test "$(stat -c '%u %a' "$VAR/${d%:*}")" = "${d#*:} 400"
done
for p in mariadbd:60101 apache2:60102 hall:60103 desk:60104 office:60105 status:60106 issuer:60107 signd:60108 \
    keeper:60109 courier:60110; do
	expect "${p%:*} runs under uid ${p#*:}" test "$(ps -o uid= "$(child "${p%:*}")" | tr -d ' ')" = "${p#*:}"
done
digest >"$VAR/before"
rows >"$VAR/rows"
expect "stop ends it" "$CERTHALL" stop
expect "no process is left" gone
expect "stop of a stopped instance says so and is content" sh -c '"$CERTHALL" stop | grep -q "is not running"'
expect "it starts again" "$CERTHALL" start
digest >"$VAR/after"
expect "keys, certificates and passwords are the same" cmp "$VAR/before" "$VAR/after"
rows >"$VAR/rows2"
expect "the database's rows are the same" cmp "$VAR/rows" "$VAR/rows2"
expect "health after the second start" gets 200 "$BASE/health"
finish
