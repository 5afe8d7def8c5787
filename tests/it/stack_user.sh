#!/bin/sh
# The whole instance under one ordinary user, who has no passwd entry.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --user sh "$0"
. tests/lib/say.sh
uid=62000
for p in mariadbd apache2 hall desk office status issuer signd keeper courier; do
	expect "$p runs under the ordinary uid" test "$(ps -o uid= "$(child $p)" | tr -d ' ')" = $uid
done
for u in "$BASE/health" "$BASE/ra/health" "$BASE/admin/health" "$STATUS/pki/health" "$SIGN/"; do
	expect "$u answers" gets 200 "$u"
done
# shellcheck disable=SC2086 # words
expect "check says that all programs share one user, and finds nothing wrong" sh -c "$AS $CERTHALL check | grep -q 'share'"
refuses "MariaDB's root without a password" "Access denied" \
    setpriv --reuid=62000 --regid=62000 --clear-groups mariadb --no-defaults -uroot -S "$VAR/run/db/s" -e 'SELECT 1'
refuses "the machine's root at MariaDB" "Access denied" mariadb --no-defaults -uroot -S "$VAR/run/db/s" -e 'SELECT 1'
refuses "root over a user's VAR" "start it as that user" "$CERTHALL" run
expect "every file belongs to that user" sh -c '[ -z "$(find "$VAR" ! -uid 62000)" ]'
finish
