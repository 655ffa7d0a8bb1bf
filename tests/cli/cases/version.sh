# SPDX-License-Identifier: Apache-2.0
# The header, the library and the build say one version.
built=$(sed -n "s/^  version: '\(.*\)',/\1/p" "$SOURCE/meson.build")
[ "$("$DEMERIT" --version)" = "demerit $built" ] && [ "$("$DEMERIT" run --version)" = "demerit $built" ]
