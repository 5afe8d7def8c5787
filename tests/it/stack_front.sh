#!/bin/sh
# What Apache answers by itself: who answers which path, limits, headers, doors.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
big=$(mktemp)
head -c 7000000 /dev/zero >"$big"

expect "a chunked body is 411" gets 411 -H 'Transfer-Encoding: chunked' -d a=b "$BASE/login"
expect "with our page" sh -c 'curl -sk -H "Transfer-Encoding: chunked" -d a=b "$BASE/login" | grep -q 请求缺少长度'
expect "a body over the limit is 413" gets 413 -F "f=@$big" "$BASE/login"
expect "with our page" sh -c "curl -sk -F f=@$big $BASE/login | grep -q 文件过大"
expect "also at the desk" gets 413 -F "f=@$big" "$BASE/ra/"
expect "also in the plain" gets 413 -F "f=@$big" "$STATUS/pki/ocsp"
expect "TRACE is refused" gets 405 -X TRACE "$BASE/"
expect "/ra leads to /ra/" header "Location: $BASE/ra/" "$BASE/ra"
expect "whatever host the client names" header "Location: $BASE/ra/" -H 'Host: evil.example' "$BASE/ra"
expect "no listing of static files" gets 404 "$BASE/static/"
expect "no way out of static files" gets 404 --path-as-is "$BASE/static/..%2f..%2fMakefile"
expect "nor with dots" gets 400 --path-as-is "$BASE/static/../../../Makefile"
expect "the signing page's files are not on the main origin" gets 403 "$BASE/static/sign/index.html"
expect "the server tells no version" header "Server: Apache" "$BASE/"

file=$(cd build/static && find . -type f -name '*.css' ! -path './sign/*' | grep -E '[-.][0-9a-f]{8,}\.' | head -n 1)
expect "a static file named by its content may be kept" \
    header "Cache-Control: public, max-age=31536000, immutable" "$BASE/static/${file#./}"
expect "and is not sniffed" header "X-Content-Type-Options: nosniff" "$BASE/static/${file#./}"
expect "HSTS on the hall" header "Strict-Transport-Security: max-age=31536000" "$BASE/"
expect "HSTS on files" header "Strict-Transport-Security: max-age=31536000" "$BASE/static/${file#./}"
expect "HSTS stands once" sh -c '[ "$(curl -sk -D - -o /dev/null "$BASE/" | grep -ci strict-transport)" = 1 ]'

csp="default-src 'none'; script-src 'self'; style-src 'self'; form-action $BASE; base-uri 'none'; frame-ancestors 'none'"
csp="$csp; require-trusted-types-for 'script'; trusted-types 'none'"
for h in "Content-Security-Policy: $csp" "Cross-Origin-Opener-Policy: same-origin" \
    "Cross-Origin-Resource-Policy: same-origin" "Origin-Agent-Cluster: ?1" "Referrer-Policy: strict-origin" \
    "X-Content-Type-Options: nosniff" "Cache-Control: no-store"; do
	expect "signing page: ${h%%:*}" header "$h" "$SIGN/"
done
expect "the signing origin takes no POST" gets 403 -d a=b "$SIGN/"
expect "and has nothing else" gets 404 "$SIGN/ra/"
expect "a client that brings 24 kB of cookies still reaches it" gets 200 \
    -H "Cookie: a=$(head -c 24000 /dev/zero | tr '\0' a)" "$SIGN/"
expect "the origin of the desk stands in it" sh -c 'curl -sk "$SIGN/" | grep -qF "$BASE"'
expect "no mark was left unfilled" sh -c '! grep -rq "@[A-Z_]*@" "$VAR/sign"'
expect "its files are root's" sh -c '[ -z "$(find "$VAR/sign" ! -uid "$(id -u)")" ]'

expect "the plain port leads to the hall" header "Location: $BASE/" "$STATUS/"
expect "the desk is not on it" gets 301 "$STATUS/ra/"
expect "TLS 1.1 is refused" sh -c '! curl -sk --tls-max 1.1 "$BASE/"'
expect "TLS 1.2 works" gets 200 --tls-max 1.2 "$BASE/"
expect "the certificate stands under our infra CA" sh -c '
	openssl x509 -in "$VAR/conf/ca/infra.cer" -inform DER -out "$VAR/infra.pem" &&
	curl -s --cacert "$VAR/infra.pem" -o /dev/null "$BASE/health"'
address=$(hostname -I 2>/dev/null | cut -d' ' -f1)
[ -z "$address" ] || expect "an instance for localhost is not reachable from outside" \
    sh -c "! curl -sk --max-time 3 -o /dev/null https://$address:$PORT/"
rm -f "$big"
finish
