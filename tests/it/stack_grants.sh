#!/bin/sh
# The access matrix: each program's database account may do to each table exactly what db/grants.sql says, column by column,
# and nothing else anywhere; the guards of the trail hold it to its own chains.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
work=$(mktemp -d)
accounts='hall desk office status issuer courier'

root() { mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall -BN "$@"; }
# as ACCOUNT [ARGUMENT...]: with its own password, going on after refusals
as() { account=$1; shift; MYSQL_PWD=$(cat "$VAR/secret/$account.db") mariadb --no-defaults -u"$account" -S "$VAR/run/db/s" -BN --force "$@"; }
denied() { what=$1; shift; out=$("$@" 2>&1 | grep ERROR); case $out in *"$what"*) ;; *) echo "it said: $out"; return 1 ;; esac; }

# --- what the file says: "ACCOUNT VERB TABLE COLUMN", one line each
root -e "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'certhall'" >"$work/columns"
sed 's/--.*//' db/grants.sql | tr -s ' \n\t' ' ' | tr ';' '\n' | awk -v columns="$work/columns" '
	BEGIN { while ((getline line < columns) > 0) { split(line, f, "\t"); of[f[1]] = of[f[1]] " " f[2] } }
	/GRANT/ {
		match($0, / ON [a-z_]+ TO /)
		rights = substr($0, 1, RSTART - 1); sub(/.*GRANT /, "", rights)
		table = substr($0, RSTART + 4, RLENGTH - 8)
		who = substr($0, RSTART + RLENGTH)
		n = split(who, w, ",")
		for (i = 1; i <= n; i++) { gsub(/[^a-z]|@.*/, "", w[i]); sub(/localhost$/, "", w[i]) }
		while (match(rights, /^[ ,]*[A-Z]+ *(\([a-z_0-9, ]*\))?/)) {
			one = substr(rights, 1, RLENGTH); rights = substr(rights, RLENGTH + 1)
			verb = one; gsub(/\(.*|[^A-Z]/, "", verb)
			list = of[table]
			if (one ~ /\(/) { list = one; sub(/.*\(/, "", list); gsub(/[),]/, " ", list) }
			m = split(list, c, " ")
			for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) print w[i], verb, table, verb == "DELETE" ? "-" : c[j]
		}
	}' | sort -u >"$work/wanted"
expect "the file is read: some right of each account" sh -c \
    'for a in hall desk office status issuer courier; do grep -q "^$a SELECT " "$1" || exit 1; done' sh "$work/wanted"

# --- what the server does: every statement is tried, and none finds a row to change
awk -F '\t' '{ printf "SELECT %s FROM %s WHERE FALSE;\nINSERT INTO %s (%s) SELECT NULL FROM DUAL WHERE FALSE;\nUPDATE %s SET %s=NULL WHERE FALSE;\n", $2, $1, $1, $2, $1, $2
	print "SELECT", $1, $2 >names; print "INSERT", $1, $2 >names; print "UPDATE", $1, $2 >names
	if ($1 != last) { printf "DELETE FROM %s WHERE FALSE;\n", $1; print "DELETE", $1, "-" >names; last = $1 } }' \
    names="$work/names" "$work/columns" >"$work/tries.sql"
for a in $accounts; do
	as $a --init-command="SET SESSION sql_mode=''" certhall <"$work/tries.sql" >/dev/null 2>"$work/said"
	# any other complaint than a refusal would hide one
	grep '^ERROR' "$work/said" | grep -v '^ERROR 114[23] ' >>"$work/odd"
	sed -n 's/^ERROR 114[23] .* at line \([0-9]*\):.*/\1/p' "$work/said" |
	    awk -v a=$a 'NR == FNR { no[$1] = 1; next } !(FNR in no) { print a, $0 }' - "$work/names" >>"$work/may"
done
sort -u "$work/may" >"$work/got"
expect "the server answers each try plainly" sh -c '[ ! -s "$1" ] || { sort "$1" | uniq -c | head; exit 1; }' sh "$work/odd"
expect "each account may do exactly what grants.sql says ($(wc -l <"$work/names") tries each)" \
    sh -c 'diff "$1" "$2" >"$3" || { head -n 15 "$3"; exit 1; }' sh "$work/wanted" "$work/got" "$work/diff"

# --- beyond the tables
cat >"$work/beyond.sql" <<'END'
CREATE TABLE certhall.x (n INT);
CREATE DATABASE y;
CREATE VIEW certhall.x AS SELECT 1;
CREATE TRIGGER certhall.x BEFORE INSERT ON audit FOR EACH ROW SET @a = 1;
CREATE PROCEDURE certhall.x() SELECT 1;
ALTER TABLE certhall.audit ADD n INT;
DROP TABLE certhall.audit;
DROP TRIGGER certhall.audit_own;
TRUNCATE certhall.audit;
RENAME TABLE certhall.audit TO certhall.x;
CREATE INDEX x ON certhall.audit (ip);
LOCK TABLES certhall.audit WRITE;
SELECT * FROM mysql.global_priv;
INSERT INTO mysql.global_priv VALUES ('localhost', 'x', '{}');
CREATE USER x;
GRANT SELECT ON certhall.person TO 'status'@'localhost';
SET PASSWORD FOR 'root'@'localhost' = PASSWORD('x');
SET GLOBAL general_log = 1;
SELECT LOAD_FILE('/etc/passwd') INTO OUTFILE '/tmp/x.certhall';
LOAD DATA INFILE '/etc/passwd' INTO TABLE certhall.audit;
INSTALL SONAME 'x';
SHUTDOWN;
FLUSH TABLES;
KILL 1;
SHOW CREATE FUNCTION mysql.x;
SHOW MASTER STATUS;
SET ROLE x;
END
for a in $accounts; do
	as $a <"$work/beyond.sql" >"$work/out" 2>"$work/said"
	awk '{ for (i = 1; i <= NF; i++) if ($i == "line") { n = $(i + 1); sub(":", "", n); no[n] = 1 } }
		END { for (i = 1; i <= lines; i++) if (!(i in no)) { print "line", i, "was done"; bad = 1 } exit bad }' \
	    lines="$(wc -l <"$work/beyond.sql")" "$work/said" >"$work/done"
	expect "$a may change nothing of the server, its accounts, its schema or its files" test ! -s "$work/done"
	expect "$a sees no other program's statements" test "$(as $a -e "SELECT COUNT(*) FROM information_schema.processlist WHERE user <> '$a'")" = 0
	expect "$a sees no database but ours" test \
	    "$(as $a -e "SELECT GROUP_CONCAT(schema_name ORDER BY 1) FROM information_schema.schemata")" = certhall,information_schema
done
expect "nobody else has an account" test "$(root -e "SELECT GROUP_CONCAT(CONCAT(user, '@', host) ORDER BY 1) FROM mysql.global_priv
	WHERE user <> 'mariadb.sys'")" = "courier@localhost,desk@localhost,hall@localhost,issuer@localhost,office@localhost,root@localhost,status@localhost"
expect "nor a role" test "$(root -e "SELECT COUNT(*) FROM mysql.roles_mapping")" = 0
for a in $accounts; do
	for b in $accounts; do
		[ $a = $b ] || MYSQL_PWD=$(cat "$VAR/secret/$a.db") mariadb --no-defaults -u$b -S "$VAR/run/db/s" -e 'SELECT 1' >>"$work/crossed" 2>&1
	done
done
expect "no account is opened by another's password" sh -c '[ "$(grep -c "Access denied" "$1")" = 30 ]' sh "$work/crossed"
refuses "root by any password" "Access denied" setpriv --reuid=60103 --regid=60103 --clear-groups \
    env MYSQL_PWD= mariadb --no-defaults -uroot -S "$VAR/run/db/s" -e 'SELECT 1'

# --- the trail's guards
zeros=$(printf '%064d' 0)
row="INSERT INTO audit (chain, seq, created, actor_kind, actor, act, object_kind, object, detail, request, ip, previous, hash) VALUES"
for a in hall desk office issuer courier; do
	other=desk
	[ $a = desk ] && other=office
	expect "$a begins no chain of another program" denied "begun empty by its own program" \
	    as $a certhall -e "INSERT INTO audit_head VALUES ('localhost/$other/77', 0, UNHEX('$zeros'), '2026-01-01')"
	expect "$a begins no chain with rows" denied "begun empty by its own program" \
	    as $a certhall -e "INSERT INTO audit_head VALUES ('localhost/$a/77', 1, UNHEX('$zeros'), '2026-01-01')"
	expect "$a moves no head" denied "UPDATE command denied" \
	    as $a certhall -e "UPDATE audit_head SET seq = seq + 1 WHERE chain LIKE 'localhost/$a/%'"
	expect "$a adds no row to another's chain" denied "belongs to a chain of its own program" \
	    as $a certhall -e "$row ('localhost/certhall/0', 99999, '2026-01-01', 'program', 'x', 'x', 'x', 'x', 'x', '', '', UNHEX('$zeros'), UNHEX('$zeros'))"
	expect "$a leaves no gap in its own" denied "must follow the head of its chain" \
	    as $a certhall -e "INSERT INTO audit_head VALUES ('localhost/$a/78', 0, UNHEX('$zeros'), '2026-01-01');
		$row ('localhost/$a/78', 2, '2026-01-01', 'program', 'x', 'x', 'x', 'x', 'x', '', '', UNHEX('$zeros'), UNHEX('$zeros'))"
	expect "$a follows the hash before" denied "must follow the head of its chain" \
	    as $a certhall -e "$row ('localhost/$a/78', 1, '2026-01-01', 'program', 'x', 'x', 'x', 'x', 'x', '', '', UNHEX(REPEAT('ab', 32)), UNHEX('$zeros'))"
	expect "$a changes no row" denied "UPDATE command denied" as $a certhall -e "UPDATE audit SET act = 'x'"
	expect "$a removes no row" denied "DELETE command denied" as $a certhall -e "DELETE FROM audit"
	expect "$a replaces no row" denied "DELETE command denied" as $a certhall -e "REPLACE INTO audit SELECT * FROM audit LIMIT 0"
	expect "$a updates no row by inserting it again" denied "command denied" as $a certhall -e "$row
	    ('localhost/certhall/0', 99999, '2026-01-01', 'program', 'x', 'x', 'x', 'x', 'x', '', '', UNHEX('$zeros'), UNHEX('$zeros')) ON DUPLICATE KEY UPDATE act = 'x'"
done
expect "status has no chain" denied "INSERT command denied" as status certhall -e \
    "INSERT INTO audit_head VALUES ('localhost/status/77', 0, UNHEX('$zeros'), '2026-01-01')"

# --- who owns one program is not thereby at the consoles of another
session="INSERT INTO session (id, token, console, account, operator, strength, csrf, ip, agent, seen_at, expires_at, created, version) SELECT"
values="UNHEX('$zeros'), '%s', NULL, id, 'key', UNHEX('$zeros'), '', '', '2026-01-01', '2099-01-01', '2026-01-01', 1 FROM operator LIMIT 1"
for row in hall:desk hall:office desk:office office:desk desk:hall; do
	a=${row%:*} other=${row#*:}
	# an id each, for hall may not read operators
	expect "$a opens no session at the $other" denied "opened by the program of its own console" \
	    as $a certhall -e "$session 7, $(printf "$values" "$other" | sed 's/NULL, id,/NULL, 1,/; s/FROM operator LIMIT 1//')"
done
root -e "$session 77, UNHEX(SHA2('x', 256)), 'desk', NULL, id, 'soft', UNHEX('$zeros'), '', '', '2026-01-01', '2099-01-01', '2026-01-01', 1 FROM operator LIMIT 1"
for a in hall office; do
	expect "$a cannot take over a session of the desk" denied "UPDATE command denied" as $a certhall -e "UPDATE session SET token = UNHEX('$zeros') WHERE id = 77"
done
root -e "UPDATE session SET ended_at = '2026-01-01' WHERE id = 77"
for a in hall desk office; do
	expect "$a cannot bring back a session that has ended" denied "that has ended stays so" as $a certhall -e "UPDATE session SET ended_at = NULL WHERE id = 77"
done
code="INSERT INTO onetime (id, purpose, target, code, tries, expires_at, created, version) VALUES (7, '%s', 'x', UNHEX('$zeros'), 0, '2099-01-01', '2026-01-01', 1)"
for row in hall:challenge hall:invite desk:invite desk:login office:suspend; do
	expect "${row%:*} makes no code for ${row#*:}" denied "made by the program that asks for it" as "${row%:*}" certhall -e "$(printf "$code" "${row#*:}")"
done
rm -rf "$work"
finish
