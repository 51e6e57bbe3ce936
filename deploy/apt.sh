# Read by the scripts that install Debian packages.

# may_install CURE: sets $sudo to what installing needs here; where nobody may, says CURE and ends.
may_install() {
	if ! command -v apt-get >/dev/null 2>&1; then echo "$1" >&2; exit 1; fi
	if [ "$(id -u)" = 0 ]; then sudo=""
	elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo="sudo"
	else echo "$1" >&2; exit 1; fi
}

# install_packages PACKAGE...: keeps configuration files that are there already.
install_packages() {
	$sudo apt-get update -q
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
}
