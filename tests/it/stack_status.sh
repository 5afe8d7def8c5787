#!/bin/sh
# What machines ask about certificates: through both doors, without a cookie, and nothing else in the plain.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh
work=$(mktemp -d)
export work

for door in "$STATUS" "$BASE"; do
	export door
	for ca in ca-p256 ca-rsa; do
		export ca
		expect "$door: the certificate of $ca" sh -c 'curl -sfk "$door/pki/ca/$ca.cer" -o "$work/$ca.cer" &&
			openssl x509 -inform DER -in "$work/$ca.cer" -out "$work/$ca.pem"'
		expect "$door: the same as PEM" sh -c 'curl -sfk "$door/pki/ca/$ca.pem" | cmp - "$work/$ca.pem"'
		expect "$door: an unknown serial of $ca is not authorized" sh -c 'openssl ocsp -sha256 -issuer "$work/$ca.pem" \
			-serial 0x4100000000000000000000000000000000000001 -no_nonce -reqout "$work/q" >/dev/null 2>&1 &&
			curl -sk --data-binary "@$work/q" -H "Content-Type: application/ocsp-request" "$door/pki/ocsp" -o "$work/a" &&
			openssl ocsp -respin "$work/a" -noverify 2>&1 | grep -q "unauthorized (6)"'
		# base64 holds + / and, in some, //: as %XX and as they are (RFC 6960, A.1)
		expect "$door: by GET too" sh -c 'b=$(openssl base64 -A -in "$work/q") &&
			curl -sk "$door/pki/ocsp/$(printf %s "$b" | sed "s|+|%2B|g; s|/|%2F|g; s|=|%3D|g")" | cmp - "$work/a" &&
			curl -sk "$door/pki/ocsp/$b" | cmp - "$work/a"'
	done
	expect "$door: slashes side by side stay data" sh -c 'curl -sk "$door/pki/ocsp/TUlJ//8=" | od -An -tx1 | grep -q "30 03 0a 01 01"'
	expect "$door: the bundle" sh -c 'curl -sfk "$door/pki/ca/chain.p7b" |
		openssl pkcs7 -inform DER -print_certs -noout | grep -c subject | grep -qx 3'
	# the addresses in every operator's certificate: his signatures outlive his office
	expect "$door: certificate and list of the operators' CA" sh -c 'curl -sfk "$door/pki/ca/operator.cer" | openssl x509 -inform DER -out "$work/o.pem" &&
		curl -sfk "$door/pki/crl/operator.crl" | openssl crl -inform DER -noout -CAfile "$work/o.pem" 2>&1 | grep -q "verify OK"'
	expect "$door: no cookie, whatever is asked" sh -c 'for p in pki/ca/ca-p256.cer pki/ocsp pki/nothing pki/ "pki/x?lang=en"; do
		curl -sk -D - -o /dev/null "$door/$p" | grep -i ^set-cookie && exit 1; done; true'
	expect "$door: what is not published is not found" gets 404 "$door/pki/ca/infra.cer"
	expect "$door: a method nobody needs" gets 405 -X DELETE "$door/pki/ocsp"
	expect "$door: health for the operator" gets 200 "$door/pki/health"
done
expect "its type" header "Content-Type: application/pkix-cert" "$STATUS/pki/ca/ca-p256.cer"
expect "the type of the bundle" header "Content-Type: application/x-pkcs7-certificates" "$STATUS/pki/ca/chain.p7b"
expect "who has a certificate already is told so" sh -c '
	tag=$(curl -s -D - -o /dev/null "$STATUS/pki/ca/root.cer" | tr -d "\r" | sed -n "s/^[Ee][Tt]ag: //p") &&
	[ "$(curl -s -o /dev/null -w "%{http_code}" -H "If-None-Match: $tag" "$STATUS/pki/ca/root.cer")" = 304 ]'
for path in / /login /query /ra/ /admin/ /health /static/ /plain/404.html /PKI/ca/root.cer //pki/ca/root.cer /pki/..%2flogin /pkix; do
	expect "nothing else in the plain: $path" sh -c \
	    'case $(curl -s --path-as-is -o /dev/null -w "%{http_code}" "$STATUS$1") in 301|400|403|404) ;; *) exit 1 ;; esac' sh "$path"
done
expect "and no way around by dots" gets 301 --path-as-is "$STATUS/pki/../login"
rm -rf "$work"
finish
