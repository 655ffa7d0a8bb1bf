# SPDX-License-Identifier: Apache-2.0
# A disk that takes no more: exit code 74, a reason, and nothing half done is left.
trap '' XFSZ
for blocks in 1 40 100; do
    (ulimit -f $blocks; exec "$DEMERIT" run tiny --quiet --out full 2>err >/dev/null)
    [ $? = 74 ] && grep -q 'cannot be written' err && [ ! -e full ] || { echo "$blocks"; cat err; ls -A full; exit 1; }
done
