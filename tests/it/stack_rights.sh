#!/bin/sh
# Each program's uid is refused what is not its own: secrets, sockets, folders.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
[ "$(id -u)" -eq 0 ] || { echo "needs root"; exit 1; }

as() { uid=$1; shift; setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"; }
users='db apache hall desk office status issuer signd keeper courier draw'
base=60100

uid_of() { n=$base; for u in $users; do n=$((n + 1)); [ "$u" = "$1" ] && echo $n; done; }
# connects UID SOCKET
connects() {
	as "$1" node -e 'const s = require("net").connect(process.argv[1]);
		s.on("connect", () => process.exit(0)); s.on("error", e => { console.error(e.code); process.exit(1); });' "$2"
}
cannot() { ! "$@"; }

# socket: who may connect besides root
for row in hall:apache desk:apache office:apache status:apache signd:issuer keeper:desk draw:desk; do
	server=${row%:*} client=${row#*:}
	for u in $users; do
		if [ "$u" = "$client" ] || [ "$u" = "$server" ]; then
			expect "$u reaches the socket of $server" connects "$(uid_of "$u")" "$VAR/run/$server/s"
		else
			expect "$u is refused at the socket of $server" cannot connects "$(uid_of "$u")" "$VAR/run/$server/s"
		fi
	done
done
for f in "$VAR"/secret/* "$VAR/tls/server.key"; do
	owner=$(stat -c %u "$f")
	for u in $users; do
		n=$(uid_of "$u")
		[ "$n" = "$owner" ] || as "$n" cat "$f" >/dev/null 2>&1 && [ "$n" != "$owner" ] && echo "$u reads $f"
	done
done >"$VAR/read"
expect "no secret is read by another uid" sh -c '[ ! -s "$VAR/read" ] || { cat "$VAR/read"; exit 1; }'
for d in db signd signd/token signd/journal keeper keeper/token apache log outbox demo run/issuer run/courier; do
	for u in $users; do
		[ "$(uid_of "$u")" = "$(stat -c %u "$VAR/$d")" ] || expect "$u cannot list $d" cannot as "$(uid_of "$u")" ls "$VAR/$d"
	done
done
for u in $users; do
	for d in conf conf/ca sign secret run tls; do
		expect "$u cannot write to $d" cannot as "$(uid_of "$u")" touch "$VAR/$d/x"
	done
	[ "$u" = db ] || expect "$u is not MariaDB's root" \
	    cannot as "$(uid_of "$u")" mariadb --no-defaults -uroot -S "$VAR/run/db/s" -e 'SELECT 1'
done
finish
