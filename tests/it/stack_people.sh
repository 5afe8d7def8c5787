#!/bin/sh
# Keys, first people, the demo operators and what they published; the web server's certificate.
[ -n "${CERTHALL:-}" ] || exec tests/lib/stack sh "$0"
. tests/lib/say.sh

sql() { mariadb --no-defaults --default-character-set=utf8mb4 -uroot -S "$VAR/run/db/s" certhall -BN -e "$1"; }
is() { [ "$(sql "$1")" = "$2" ]; }
links() { grep -c '^  https://localhost:.*/#'; }
served() { echo | openssl s_client -connect "localhost:$PORT" 2>/dev/null | openssl x509 -noout -serial; }
renewed() { now=$(served); [ -n "$now" ] && [ "$now" != "$1" ]; }

if [ "${CERTHALL_DEMO:-yes}" != no ]; then
	expect "all keys are written down" is 'SELECT GROUP_CONCAT(name ORDER BY name) FROM ca_key' \
	    audit,ca-p256,ca-rsa,infra,ocsp-ca-p256,ocsp-ca-rsa,operator,records,root,tsa
	expect "each with its id" is "SELECT COUNT(DISTINCT key_id), MIN(LENGTH(key_id)) > 0 FROM ca_key" "10	1"
	expect "the records key is keeper's, the others signd's" is "SELECT GROUP_CONCAT(name) FROM ca_key WHERE token = 'keeper'" records
	for name in root ca-p256 ca-rsa operator infra ocsp-ca-p256 ocsp-ca-rsa tsa audit; do
		expect "the certificate of $name is a file" openssl x509 -inform DER -in "$VAR/conf/ca/$name.cer" -noout
	done
	expect "the records key too" openssl pkey -pubin -inform DER -in "$VAR/conf/records.pub" -noout
	expect "the issuing CAs stand under the root" sh -c 'for n in root ca-p256 ca-rsa; do
		openssl x509 -inform DER -in "$VAR/conf/ca/$n.cer" -out "$VAR/$n.pem" || exit 1; done
		openssl verify -x509_strict -CAfile "$VAR/root.pem" "$VAR/ca-p256.pem" "$VAR/ca-rsa.pem"'
	expect "no PIN stands in an argument or an environment" sh -c 'for p in signd keeper; do
		! grep -aqF -f "$VAR/secret/$p.pin" /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null || exit 1; done'

	expect "the demo operators are in office, marked as soft" \
	    is "SELECT GROUP_CONCAT(roles ORDER BY person_no), MIN(soft) FROM operator WHERE state = 'active' AND cert IS NOT NULL" \
	    "business,business,clerk,reviewer,security,security	1"
	expect "their keys are files of ours alone" sh -c '[ "$(stat -c "%u %a" "$VAR"/demo/*.pem | sort -u)" = "$(id -u) 600" ] &&
		[ "$(ls "$VAR"/demo/*.pem | wc -l)" = 6 ]'
	expect "every model text is in force" is "SELECT state, COUNT(*), SUM(effective_at <= published_at) FROM revision GROUP BY state" \
	    "published	18	18"
	expect "each was signed by two" is "SELECT COUNT(*), MIN(n), MAX(n) FROM (SELECT COUNT(*) AS n FROM paper p
		JOIN paper_sign s ON s.paper = p.id WHERE p.kind = 'publish' AND p.state = 'done' GROUP BY p.id) t" "18	2	2"
	expect "its digest is that of the bytes shown" is "SELECT COUNT(*) FROM revision WHERE sha256 <> UNHEX(SHA2(html, 256))" 0
	expect "no ticket is left in the database" is "SELECT COUNT(*) FROM paper WHERE ticket IS NOT NULL" 0
	expect "the first start is over" test ! -e "$VAR/conf/first-start"
	expect "demo-people prints six links" test "$($AS "$CERTHALL" demo-people | links)" = 6
	expect "enrol prints two" test "$($AS "$CERTHALL" enrol | links)" = 2
	expect "and other ones each time" test "$($AS "$CERTHALL" enrol)" != "$($AS "$CERTHALL" enrol)"

	old=$(served)
	expect "tls makes a new certificate" $AS "$CERTHALL" tls
	soon "which the web server then shows" renewed "$old"
	expect "under the infra CA" sh -c 'openssl x509 -in "$VAR/conf/ca/infra.cer" -inform DER -out "$VAR/infra.pem" &&
		curl -s --cacert "$VAR/infra.pem" -o /dev/null "$SIGN/"'
	expect "it stops" $AS "$CERTHALL" stop
	refuses "enrol of a stopped instance" "is not running" $AS "$CERTHALL" enrol
	old=$(sha256sum "$VAR/tls/server.pem")
	expect "tls works while it is stopped, too" $AS "$CERTHALL" tls
	expect "with another certificate" test "$old" != "$(sha256sum "$VAR/tls/server.pem")"
	expect "it starts with it" $AS "$CERTHALL" start
	expect "and has nobody enrolled twice" is 'SELECT COUNT(*) FROM operator' 6
	[ "$failed" -eq 0 ] || finish
	CERTHALL_DEMO=no
	export CERTHALL_DEMO
	exec tests/lib/stack sh "$0"	# once more, without them
fi
expect "without the demonstration nobody is enrolled" is 'SELECT COUNT(*) FROM operator' 0
expect "no text is in force" is "SELECT state, COUNT(*) FROM revision GROUP BY state" "draft	18"
refuses "demo-people" "DEMO=no" "$CERTHALL" demo-people
expect "enrol prints two links" test "$("$CERTHALL" enrol | links)" = 2
finish
