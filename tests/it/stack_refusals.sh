#!/bin/sh
# What a person may get wrong when starting: each is refused with a sentence, and changes nothing.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --fresh sh "$0"
. tests/lib/say.sh
top=${VAR%/*}

refuses "a port that is not a number" "PORT must be a number" env PORT=http "$CERTHALL" run
refuses "port 0" "PORT must be a number" env PORT=0 "$CERTHALL" run
refuses "one port for two things" "must be three different numbers" env SIGN_PORT="$PORT" "$CERTHALL" run
refuses "an address as host" "HOST must be a name" env CERTHALL_HOST=127.0.0.1 "$CERTHALL" run
refuses "a host in capitals" "HOST must be a name" env CERTHALL_HOST=Example.org "$CERTHALL" run
refuses "a VAR too long for socket names" "choose a shorter one" \
    env VAR="$top/$(printf '%080d' 0)" "$CERTHALL" run
refuses "a VAR with a blank" "holds the character ' '" env VAR="$top/a b" "$CERTHALL" run
refuses "a VAR whose folder does not exist" "cannot be used" env VAR="$top/none/v" "$CERTHALL" run
refuses "arguments" "takes no arguments" "$CERTHALL" run now
refuses "a command nobody knows" "certhall COMMAND" "$CERTHALL" fly

mkdir "$top/others" && echo mine >"$top/others/letter"
refuses "a folder with other things in it" "holds other things" env VAR="$top/others" "$CERTHALL" run
expect "which stay as they were" grep -q mine "$top/others/letter"

mkdir -m 700 "$top/closed"
refuses "a VAR the programs' users cannot enter" "chmod o+x $top/closed" env VAR="$top/closed/v" "$CERTHALL" run

# a stranger on each port in turn
for name in PORT SIGN_PORT HTTP_PORT; do
	eval "port=\$$name"
	node -e "require('net').createServer().listen($port, '127.0.0.1')" &
	stranger=$!
	soon "a stranger listens on $name" sh -c "curl -s --max-time 1 http://127.0.0.1:$port; [ \$? -ne 7 ]"
	refuses "a busy $name" "port $port is in use by another program" "$CERTHALL" run
	kill $stranger
	wait $stranger 2>/dev/null
done
expect "nothing was set up by all this" test ! -e "$VAR/conf/certhall.conf"

expect "then it is set up" "$CERTHALL" setup
refuses "other ports over a filled VAR" "was set up with PORT=$PORT SIGN_PORT=$SIGN_PORT HTTP_PORT=$HTTP_PORT" \
    env PORT=$((PORT + 10)) "$CERTHALL" run
refuses "another host over a filled VAR" "was set up with HOST=localhost" env CERTHALL_HOST=ca.example.org "$CERTHALL" run
refuses "an ordinary user over root's VAR" "start it as root" \
    setpriv --reuid=62000 --regid=62000 --clear-groups "$CERTHALL" run
finish
