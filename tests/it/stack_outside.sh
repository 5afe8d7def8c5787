#!/bin/sh
# Nothing outside VAR is touched: with every file system read-only but VAR's folder, an instance is set up, a whole life goes through,
# and it stops.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack --fresh sh "$0"
. tests/lib/say.sh
[ "$(id -u)" -eq 0 ] || { echo "needs root"; exit 1; }
if [ "${1:-}" != inside ]; then
	exec unshare -m sh "$0" inside
fi
top=$(dirname "$VAR")
mount --make-rprivate / && mount --bind "$top" "$top" || exit 1
awk '{ print $5 }' /proc/self/mountinfo | grep -vE "^(/proc|/sys|/dev)(/|\$)|^$top\$" | while read -r at; do
	mount -o remount,bind,ro "$at" || exit 1
done
TMPDIR=$top
export TMPDIR
expect "the machine is read-only here" sh -c 'for d in /tmp /var/tmp /root /run /etc .; do ! touch "$d/x" 2>/dev/null || { rm "$d/x"; echo "$d"; exit 1; }; done'
ls -a /dev /dev/shm /dev/mqueue >"$top/before" 2>&1
expect "it is set up and starts" "$CERTHALL" start
expect "a whole life goes through" build/it/live_life
expect "check finds nothing wrong" "$CERTHALL" check
expect "it stops" "$CERTHALL" stop
ls -a /dev /dev/shm /dev/mqueue 2>&1 | diff "$top/before" - >"$top/after"
expect "and left nothing in memory's own folders" sh -c 'cat "$1"; [ ! -s "$1" ]' sh "$top/after"
finish
