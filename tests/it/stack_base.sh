#!/bin/sh
# Parent, folders, secrets and database of an instance: what holds whatever else this build has.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --fresh sh "$0"
. tests/lib/say.sh

sql() { mariadb --no-defaults -uroot -S "$VAR/run/db/s" -BN "$@"; }
is_new() { now=$(child "$1"); [ -n "$now" ] && [ "$now" != "$2" ]; }
says() { sentence=$1; shift; "$@" 2>&1 | grep -qF "$sentence"; }
secrets() { sha256sum "$VAR"/secret/* "$VAR/conf/certhall.conf"; }

# killed in the middle, begun again
for after in 0.02 0.3 0.9 1.6; do
	"$CERTHALL" setup >/dev/null 2>&1 &
	pid=$!
	sleep $after
	if kill -9 $pid 2>/dev/null; then
		wait $pid 2>/dev/null
		soon "set-up killed after $after s leaves no process" gone
	else
		wait $pid
		echo "        set-up was done before $after s"
	fi
done
expect "a set-up that was killed is begun again" "$CERTHALL" start
expect "the mark of an unfinished set-up is gone" test ! -e "$VAR/conf/unfinished"
refuses "a second start beside the first" "is running already" "$CERTHALL" start
refuses "a second run beside the first" "is running already" "$CERTHALL" run
expect "status names the parent" says "parent process $(cat "$VAR/lock")" "$CERTHALL" status
expect "status names the database's process" says "process $(child mariadbd)" "$CERTHALL" status
expect "check asks the database" says "$(child mariadbd) answers" "$CERTHALL" check
for ca in ca-p256 ca-rsa operator root; do
	expect "and looks at the list of $ca" sh -c '"$CERTHALL" check | grep -q "^ok *list *$1 number 1 "' sh $ca
done

# folders and secrets
for row in db:60101:700 signd:60108:700 signd/token:60108:700 signd/journal:60108:700 keeper:60109:700 \
    keeper/token:60109:700 apache:60102:700 outbox:60110:700 log:0:700 demo:0:700 run:0:711 run/db:60101:711 conf:0:755; do
	name=${row%%:*} rest=${row#*:}
	expect "$name is ${rest%:*}'s alone" test "$(stat -c '%u:%a' "$VAR/$name")" = "$rest"
done
for row in hall:60103:60102 desk:60104:60102 office:60105:60102 status:60106:60102 signd:60108:60107 keeper:60109:60104; do
	expect "run/${row%%:*} lets its one client in" \
	    test "$(stat -c '%u:%g:%a' "$VAR/run/${row%%:*}")" = "${row#*:}:2750"
done
for row in hall.db:60103 hall.index:60103 hall.web:60103 desk.web:60104 status.db:60106 issuer.db:60107 courier.db:60110 \
    signd.pin:60108 keeper.pin:60109; do
	expect "secret/${row%:*} is read by ${row#*:} alone" test "$(stat -c '%u %a' "$VAR/secret/${row%:*}")" = "${row#*:} 400"
done
expect "the five index keys are one key" sh -c '[ "$(sha256sum "$VAR"/secret/*.index | cut -c1-64 | sort -u | wc -l)" = 1 ]'
expect "the form keys are not" sh -c '[ "$(sha256sum "$VAR"/secret/*.web | cut -c1-64 | sort -u | wc -l)" = 3 ]'
expect "the passwords are not" sh -c '[ "$(sha256sum "$VAR"/secret/*.db | cut -c1-64 | sort -u | wc -l)" = 6 ]'

# database
expect "mariadbd runs under its own uid" test "$(ps -o uid= "$(child mariadbd)" | tr -d ' ')" = 60101
expect "it has no privileges left" sh -c 'grep -q "^CapEff:.0000000000000000" "/proc/$0/status"' "$(child mariadbd)"
expect "it listens on no network" test "$(sql -e 'SELECT @@skip_networking')" = 1
expect "a commit is on the disk before it is confirmed" test "$(sql -e 'SELECT @@innodb_flush_log_at_trx_commit')" = 1
expect "the schema is there" test "$(sql certhall -e "SELECT COUNT(*) FROM information_schema.tables
	WHERE table_schema = 'certhall' AND table_name IN ('application','audit','certificate','intent')")" = 4
expect "the model texts are there" test "$(sql certhall -e 'SELECT COUNT(*) FROM revision')" = 18
for account in hall desk office status issuer courier; do
	expect "the account $account logs in with its password" sh -c 'MYSQL_PWD=$(cat "$VAR/secret/$0.db") \
	    mariadb --no-defaults -u"$0" -S "$VAR/run/db/s" -e "SELECT 1"' $account
	refuses "and not without" "Access denied" mariadb --no-defaults -u$account -S "$VAR/run/db/s" -e 'SELECT 1'
done
for uid in 60103 60108 62000; do
	refuses "uid $uid is not MariaDB's root" "Access denied" setpriv --reuid=$uid --regid=$uid --clear-groups \
	    mariadb --no-defaults -uroot -S "$VAR/run/db/s" -e 'SELECT 1'
done

# ends and starts
sql certhall -e 'CREATE TABLE kept (n INT); INSERT INTO kept VALUES (42)'
old=$(child mariadbd)
kill -9 "$old"
soon "the database is started again after kill -9" is_new mariadbd "$old"
soon "and holds what it held" sh -c 'mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BNe "SELECT n FROM kept" | grep -q 42'
kill -9 "$(cat "$VAR/lock")"
soon "kill -9 of the parent leaves no process" gone
expect "it starts again" "$CERTHALL" start
secrets >"$VAR/before"
expect "stop ends it" "$CERTHALL" stop
expect "no process is left" gone
expect "stop of a stopped instance says so and is content" says "is not running" "$CERTHALL" stop
refuses "status of a stopped instance" "is not running" "$CERTHALL" status
refuses "check of a stopped instance" "is not running" "$CERTHALL" check
expect "it starts once more" "$CERTHALL" start
secrets >"$VAR/after"
expect "secrets and settings are the same" cmp "$VAR/before" "$VAR/after"
expect "the data too" test "$(sql certhall -e 'SELECT n FROM kept')" = 42
kill -TERM "$(cat "$VAR/lock")"
soon "TERM to the parent ends everything" gone
finish
