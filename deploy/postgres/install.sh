#!/bin/sh
# Makes sure that PostgreSQL's programs are on this machine. Installs Debian's package where they are missing, without the
# cluster that it would make and start.
set -eu

if command -v initdb >/dev/null 2>&1 && command -v postgres >/dev/null 2>&1; then exit 0; fi
for bin in /usr/lib/postgresql/*/bin; do
	if [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ]; then exit 0; fi
done

cure="PostgreSQL's programs are missing. Type: sudo apt-get install postgresql   (or your system's package, or give --postgres URL)"
. "$(dirname "$0")/../apt.sh"
may_install "$cure"

echo "installing PostgreSQL's programs"
$sudo mkdir -p /etc/postgresql-common
if ! grep -qs '^create_main_cluster *= *false' /etc/postgresql-common/createcluster.conf; then
	echo 'create_main_cluster = false' | $sudo tee -a /etc/postgresql-common/createcluster.conf >/dev/null
fi
install_packages postgresql
