#!/bin/sh
# build.sh OUT: makes the folder that the web server shows below /static/ and, in OUT/sign, the files of the signing origin.
#
#	OUT/NAME-DIGEST.EXT	style sheets, scripts, pictures; the digest of the content stands in the name (apache/headers.conf)
#	OUT/manifest		lines NAME=ADDRESS, read by cgi/web/view as Asset.NAME
#	OUT/sign/		the signing page; cgi/host/sign_page copies it into VAR and fills in its origins
#	OUT/licences.txt	of what is not ours
#
# Third-party code comes from the registry by package-lock.json, once: "npm ci" runs only when node_modules does not fit it.
set -eu
[ $# -eq 1 ] || { echo "usage: build.sh OUT" >&2; exit 2; }
umask 022
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"
new=$out.new
modules=node_modules

# npm writes what it installed to node_modules/.package-lock.json, after everything else
if [ ! -f $modules/.package-lock.json ] || [ package-lock.json -nt $modules/.package-lock.json ]; then
	command -v npm >/dev/null || { echo "static: npm is needed once to fetch $modules (make packages)" >&2; exit 1; }
	echo "  NPM   static/$modules"
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $modules/.package-lock.json
fi

rm -rf "$new"
mkdir -p "$new/sign"
: >"$new/manifest"

digest() { cat "$@" | sha256sum | cut -c 1-16; }

# place FILE NAME: into OUT under its digest, and into the manifest
place() {
	to=${2%.*}-$(digest "$1").${2##*.}
	cp "$1" "$new/$to"
	echo "$2=/static/$to" >>"$new/manifest"
}

# govuk-frontend without the face and the crest that are for gov.uk alone; its pictures and fonts are never copied
govuk=$modules/govuk-frontend/dist/govuk/govuk-frontend.min.css
sed -E -e 's#/\*![^*]*Calvert[^*]*\*/##g' -e 's#@font-face\{[^}]*\}##g' -e 's#/\*\# sourceMappingURL[^*]*\*/##' \
    -e 's#url\(/assets/images/govuk-crest\.svg\)#none#g' -e 's#font-family:GDS Transport,arial,sans-serif#font-family:var(--f-sans,sans-serif)#g' $govuk >"$new/govuk.tmp"
if grep -qE 'GDS Transport|crest\.svg' "$new/govuk.tmp"; then
	echo "static: $govuk still names a font or a crest that may not be used" >&2
	exit 1
fi
place "$new/govuk.tmp" govuk.css
for f in css/hall.css css/console.css img/mark.svg; do
	place "$f" "${f##*/}"
done

# the icons named in img/icons as one file of symbols
{
	echo '<svg xmlns="http://www.w3.org/2000/svg">'
	while read -r icon; do
		from=$modules/@tabler/icons/icons/outline/$icon.svg
		[ -f "$from" ] || { echo "static: there is no icon $icon" >&2; exit 1; }
		printf '<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"' "$icon"
		printf ' stroke-linecap="round" stroke-linejoin="round">'
		grep -o '<path d="[^"]*" */>' "$from" | tr -d '\n'
		echo '</symbol>'
	done <img/icons
	echo '</svg>'
} >"$new/icons.tmp"
place "$new/icons.tmp" icons.svg

# scripts import each other: one digest of them all, so that an address never shows two versions of a set
all=$(digest js/*.js)
for f in js/*.js; do
	n=${f##*/}
	sed -E "s#^(import .* from '\./[a-z0-9]+)\.js'#\1-$all.js'#" "$f" >"$new/${n%.js}-$all.js"
	echo "$n=/static/${n%.js}-$all.js" >>"$new/manifest"
done

cp sign/index.html sign/*.css sign/*.js js/bytes.js js/der.js "$new/sign/"
{
	echo "govuk.css is made from govuk-frontend, Copyright (c) Crown Copyright (Government Digital Service),"
	echo "icons.svg from @tabler/icons; both under these terms (MIT):"
	echo
	cat $modules/@tabler/icons/LICENSE
} >"$new/licences.txt"
rm -f "$new"/*.tmp

# the address of a folder that is being served: new files first, then what is no longer named
cp -R "$new/." "$out/"
(cd "$out" && find . -type f ! -name .done) | while read -r f; do
	[ -f "$new/$f" ] || rm -f "$out/$f"
done
rm -rf "$new"
echo "  STATIC $(wc -l <"$out/manifest") files"
