# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Installing Debian packages, for ./quickstart, ./check and tools/build_wasm to source. Nothing is asked of apt while
# nothing is missing, so that a second run needs neither the network nor root.

# Runs a command as root, by sudo if need be.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Prints those of the named packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
        *' installed') ;;
        *) echo "$package" ;;
        esac
    done
}

# Installs the named packages; the lists are fetched first, as a bare machine has none.
install_packages() {
    if ! command -v apt-get >/dev/null; then
        echo "This needs Debian or Ubuntu (no apt-get here). Install what matches: $*" >&2
        return 1
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        echo "Neither root nor sudo here. Ask an administrator to run: apt-get install $*" >&2
        return 1
    fi
    echo "Installing: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"
}

# Debian's own meson, where it stands: another python3 first in PATH does not matter to it.
meson_program() {
    if [ -x /usr/bin/meson ]; then
        echo /usr/bin/meson
    else
        command -v meson
    fi
}
