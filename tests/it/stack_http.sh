#!/bin/sh
# An attacker at the web: forged headers, forms from elsewhere, codes, others' numbers, files, injection, the protocol itself,
# security headers, slow connections (tests/it/attack_http.mjs).
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh

expect "a life up to its accepted certificate" sh -c 'build/it/live_life accepted >"$VAR/life"'
[ $failed = 0 ] || finish
# the evidence of that life, as a file
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n' >"$VAR/evidence.pdf"
NO=$(sed -n 's/^no=//p' "$VAR/life") APP=$(sed -n 's/^app=//p' "$VAR/life")
SERIAL=$(sed -n 's/^serial=//p' "$VAR/life") MOBILE=$(sed -n 's/^mobile=//p' "$VAR/life")
export NO APP SERIAL MOBILE
exec node tests/it/attack_http.mjs
