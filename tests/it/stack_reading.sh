#!/bin/sh
# Reading changes nothing, and shows text as text: every GET of hall, desk and office, by everybody who may, over a database whose
# every text holds an attack.  What a look records (trail, presentations, pictures, sessions) is not business.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
pages=$(mktemp -d)
export pages

sql() { mariadb --no-defaults --default-character-set=utf8mb4 -uroot -S "$VAR/run/db/s" certhall -BN -e "$1"; }

expect "a life with every act" sh -c 'build/it/live_life >"$VAR/life"'
expect "and one that is submitted" build/it/live_life submitted
# issuer is done with them: what it does later would look as if reading had done it
stamped() { [ "$(sql "SELECT COUNT(*) FROM application WHERE state = 'submitted' AND stamped_at IS NULL")" = 0 ]; }
soon "whose consent is stamped" stamped
[ $failed = 0 ] || finish
NO=$(sed -n 's/^no=//p' "$VAR/life") APP=$(sed -n 's/^app=//p' "$VAR/life") SERIAL=$(sed -n 's/^serial=//p' "$VAR/life")
MOBILE=$(sed -n 's/^mobile=//p' "$VAR/life") REVISION=$(sed -n 's/^revision=//p' "$VAR/life")
OPERATOR=$(sql "SELECT id FROM operator WHERE person_no = 'demo-clerk'") MATERIAL=$(sql "SELECT MIN(id) FROM material WHERE application = $APP")
PAPER=$(sql "SELECT MIN(id) FROM paper WHERE kind = 'release'")
export NO APP SERIAL MOBILE REVISION OPERATOR MATERIAL PAPER

# every text that people wrote; not those papers were made of, whose digests stand elsewhere
attack='<script>a1</script>"><img src=x onerror=a2>&lt;<?cs var:Page.Csrf ?>'
sql "SELECT table_name, column_name, character_maximum_length FROM information_schema.columns WHERE table_schema = 'certhall'
	AND collation_name = 'utf8mb4_uca1400_ai_ci' AND table_name NOT IN ('audit', 'notice', 'setting', 'product')" |
    while IFS='	' read -r table column length; do
	echo "UPDATE $table SET $column = LEFT('$attack', $length) WHERE $column IS NOT NULL;"
done >"$pages/attack.sql"
expect "every text is an attack ($(wc -l <"$pages/attack.sql") columns)" sh -c 'mariadb --no-defaults -uroot -S "$VAR/run/db/s" certhall <"$pages/attack.sql"'

business=$(sql "SELECT GROUP_CONCAT(table_name) FROM information_schema.tables WHERE table_schema = 'certhall' AND table_name NOT IN
	('session', 'onetime', 'limit_bucket', 'audit', 'audit_head', 'presentation', 'material', 'material_page', 'material_look', 'notice', 'delivery',
	'crl', 'ocsp_answer', 'operator_credential')")
sql "DELETE FROM limit_bucket"
sql "CHECKSUM TABLE $business" >"$VAR/before"
mkdir "$pages/got"
expect "every page is asked for" build/it/live_reading "$pages/got"
sql "CHECKSUM TABLE $business" >"$VAR/after"
expect "no table of business has changed ($(wc -l <"$VAR/before") tables)" diff "$VAR/before" "$VAR/after"

n=$(head -qn 1 "$pages"/got/* | grep -c ' 200$')
expect "most were there ($n of $(find "$pages/got" -type f | wc -l))" test "$n" -ge 120
expect "none was our fault" sh -c '! head -qn 1 "$pages"/got/* | grep " 5[0-9][0-9]$"'
expect "the attack stands in many, as text" test "$(grep -l '&lt;script&gt;a1' "$pages"/got/* | wc -l)" -ge 30
none() { ! grep -lE "$1" "$pages"/got/* || { grep -lE "$1" "$pages"/got/* | xargs head -qn 1; return 1; }; }
expect "and in none as markup" none '<script>a1|<img src=x'
expect "nor as a template" none '<[?]cs'
expect "no page holds style, script or handlers inside" none '<style| style="|<[a-z][^>]* on[a-z]+="|<script>|javascript:'
expect "the trail holds" "$CERTHALL" audit verify
[ -z "${KEEP:-}" ] || cp -r "$pages/got" "$KEEP"
rm -rf "$pages"
finish
