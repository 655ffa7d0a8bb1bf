# SPDX-License-Identifier: Apache-2.0
# The header, the library and the build say one version.
built=$(sed -n "s/^  version: '\(.*\)',/\1/p" "$SOURCE/meson.build")
first() { "$DEMERIT" "$@" | head -n 1; }
[ "$(first --version)" = "demerit $built" ] && [ "$(first run --version)" = "demerit $built" ] &&
    "$DEMERIT" --version | sed -n 2p | grep -q '^reports: '

