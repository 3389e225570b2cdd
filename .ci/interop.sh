#!/usr/bin/env bash
# Installs the programs of others that read our exports and runs the tests of
# exports/interop with them: Raptor, Serd, rdflib and NetworkX from Debian,
# Oxigraph, N3.js and DuckDB from npm, and the reasoner owlrl by pip. Where something cannot be installed its
# tests say that they are skipped; with GONGBAO_INTEROP=required that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

debian=(raptor2-utils serdi python3-rdflib python3-networkx libxml2-utils)
missing=()
for p in "${debian[@]}"; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing+=("$p")
done
if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
	apt-get update -qq || true
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
		echo "interop: could not install ${missing[*]}" >&2
elif [ ${#missing[@]} -gt 0 ]; then
	echo "interop: not installed: ${missing[*]}; install them from Debian to test with them" >&2
fi
if command -v npm >/dev/null; then
	(cd exports/interop && npm install --no-audit --no-fund --no-package-lock --loglevel=error >/dev/null) ||
		echo "interop: could not install the npm packages of exports/interop" >&2
else
	echo "interop: npm is missing" >&2
fi

if command -v python3 >/dev/null; then
	python3 -m pip install --quiet --disable-pip-version-check --target exports/interop/python_modules owlrl==7.1.4 >/dev/null 2>&1 ||
		echo "interop: could not install the Python package owlrl" >&2
fi

out=$(mktemp)
trap 'rm -f "$out"' EXIT
{
	go test -count=1 -v ./exports/interop/... &&
		go test -count=1 -v -run '^TestDocs$' ./cmd/gongbao # the last step of the tutorial loads an export into others' stores
} >"$out" 2>&1 || {
	grep -v '^=== ' "$out" >&2
	exit 1
}
passed=$(grep -c '^ *--- PASS' "$out" || true)
skipped=$(grep -c '^ *--- SKIP' "$out" || true)
grep -h 'skipped: ' "$out" | sed 's/.*skipped: *//' | sort | uniq -c || true
echo "interop: $passed passed, $skipped skipped"
if [ "${GONGBAO_INTEROP:-}" = required ] && [ "$skipped" -gt 0 ]; then
	exit 1
fi
