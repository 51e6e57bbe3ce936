#!/bin/sh
# Makes sure that Node, Chromium and the npm packages of the tests are there, and curl and jq for the examples in docs/consume.md.
set -eu
cd "$(dirname "$0")"

missing=""
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v curl >/dev/null 2>&1 || missing="$missing curl"
command -v jq >/dev/null 2>&1 || missing="$missing jq"
if [ -n "$missing" ]; then
	. ../../deploy/apt.sh
	may_install "tests need:$missing. Type: sudo apt-get install$missing"
	echo "installing what the tests need:$missing"
	# shellcheck disable=SC2086
	install_packages $missing
fi
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	npm ci --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json
fi
