#!/bin/sh
# "certhall demo" twice on one instance: a whole life over HTTP, and what it leaves as others see it.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh

expect "a whole life" "$CERTHALL" demo
cp "$VAR/demo/leaf.pem" "$VAR/first.pem"
expect "another one on the same instance" "$CERTHALL" demo
expect "it is another certificate" sh -c '! cmp -s "$VAR/first.pem" "$VAR/demo/leaf.pem"'
for f in leaf.key leaf.p12 receipt.html receipt-suspend.html receipt-revoke.html; do
	expect "$f is there, for root alone" test "$(stat -c %a "$VAR/demo/$f")" = 600
done
tests/lib/verify "$VAR/demo" "$STATUS" >"$VAR/verify" 2>&1
status=$?
cat "$VAR/verify"
expect "OpenSSL, GnuTLS and NSS agree" test $status = 0
refuses "no arguments" "takes no arguments" "$CERTHALL" demo now
finish
