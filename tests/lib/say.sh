# say.sh: what the shell tests share.  A test reads: expect "what must be true" COMMAND...; the last line is "finish".
# shellcheck shell=sh
passed=0 failed=0

# expect BEHAVIOUR COMMAND...: the command succeeds.
expect() {
	behaviour=$1; shift
	if "$@" >"${TMPDIR:-/tmp}/said.$$" 2>&1; then
		passed=$((passed + 1))
		echo "ok      $behaviour"
	else
		failed=$((failed + 1))
		echo "FAILED  $behaviour: $*"
		tail -n 20 "${TMPDIR:-/tmp}/said.$$"
	fi
	rm -f "${TMPDIR:-/tmp}/said.$$"
}

# refuses BEHAVIOUR SENTENCE COMMAND...: the command fails and says the sentence (a part of it).
refuses() {
	behaviour=$1 sentence=$2; shift 2
	# shellcheck disable=SC2016 # for the inner shell
	expect "$behaviour" sh -c 's=$1; shift
		if out=$("$@" 2>&1); then echo "it was accepted: $out"; exit 1; fi
		case $out in *"$s"*) ;; *) echo "it said: $out"; exit 1 ;; esac' sh "$sentence" "$@"
}

# soon BEHAVIOUR COMMAND...: the command succeeds once within ten seconds; it is not asked again, for a moment later it may not.
soon() {
	behaviour=$1; shift
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || { expect "$behaviour" "$@"; return; }
		sleep 0.1
	done
	passed=$((passed + 1))
	echo "ok      $behaviour"
}

# gets STATUS URL [CURL ARGUMENT...]: the answer has that status.
gets() {
	want=$1; shift
	got=$(curl -sk -o /dev/null -w '%{http_code}' --max-time 20 "$@")
	[ "$got" = "$want" ] || { echo "status $got"; return 1; }
}

# header NAME: VALUE URL [CURL ARGUMENT...]: the answer has exactly this line.
header() {
	line=$1; shift
	curl -sk -D - -o /dev/null --max-time 20 "$@" | tr -d '\r' | grep -qixF "$line" ||
	    { curl -sk -D - -o /dev/null "$@"; return 1; }
}

# child NAME: the process of the instance's parent with that name.
child() {
	ps -o pid=,args= --ppid "$(cat "$VAR/lock")" | awk -v n="$1" '{ p = $2; sub(".*/", "", p); if (p == n) print $1 }' | head -n 1
}

# gone: no process of this instance is left; prints those that are.
gone() {
	ps -eo pid,args | awk -v v="$VAR/" 'index($0, v) && !/awk/ && !/tests\/(lib|it)\/stack/ { print; n++ } END { exit n > 0 }'
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
	exit
}
