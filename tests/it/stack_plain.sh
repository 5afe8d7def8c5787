#!/bin/sh
# The parent and the database under one ordinary user without a passwd entry, and beside another instance.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
if [ -z "${FIRST_VAR:-}" ]; then	# once more, with an instance of its own, beside root's
	FIRST_VAR=$VAR FIRST_PID=$(child mariadbd)
	FIRST_PORTS="PORT=$PORT SIGN_PORT=$SIGN_PORT HTTP_PORT=$HTTP_PORT"
	export FIRST_VAR FIRST_PID FIRST_PORTS
	exec tests/lib/stack --user sh "$0"
fi
expect "mariadbd runs under the ordinary uid" test "$(ps -o uid= "$(child mariadbd)" | tr -d ' ')" = 62000
expect "every file belongs to that user" sh -c '[ -z "$(find "$VAR" ! -uid 62000)" ]'
# shellcheck disable=SC2016 # for the inner shell
expect "check says that all programs share one user" sh -c '$AS "$CERTHALL" check 2>&1 | grep -q "share one user"'
refuses "MariaDB's root without a password" "Access denied" \
    setpriv --reuid=62000 --regid=62000 --clear-groups mariadb --no-defaults -uroot -S "$VAR/run/db/s" -e 'SELECT 1'
refuses "the machine's root at MariaDB" "Access denied" mariadb --no-defaults -uroot -S "$VAR/run/db/s" -e 'SELECT 1'
expect "the password lies in a file of that user alone" test "$(stat -c '%u %a' "$VAR/secret/root.cnf")" = "62000 400"
expect "the text that set it is gone" test ! -e "$VAR/secret/init.sql"
refuses "root over a user's VAR" "start it as that user" "$CERTHALL" run
# shellcheck disable=SC2086 # words
refuses "a user over root's VAR" "start it as root" env VAR="$FIRST_VAR" $FIRST_PORTS $AS "$CERTHALL" run
expect "the instances have different names" sh -c \
    '[ "$(grep ^instance "$VAR/conf/certhall.conf")" != "$(grep ^instance "$FIRST_VAR/conf/certhall.conf")" ]'
expect "and different passwords" sh -c '! cmp -s "$VAR/secret/hall.db" "$FIRST_VAR/secret/hall.db"'
# shellcheck disable=SC2086 # words
expect "the second stops" $AS "$CERTHALL" stop
expect "nothing of it is left" gone
expect "the first runs on" kill -0 "$FIRST_PID"
finish
