# SPDX-License-Identifier: Apache-2.0
# Chains of files of one name, from paths and the library, are kept apart; the folder does without the originals.
mkdir -p a b runs-of
cat >a/scenario.yaml <<'YAML'
schema: demerit/1
extends: ../b/scenario.yaml
name: upper
title: Upper
run: {replicates: 2}
YAML
printf 'schema: demerit/1\nextends: tiny\nname: lower\nsociety: {persons: 800}\n' >b/scenario.yaml
"$DEMERIT" run a/scenario.yaml --quiet --json --out runs-of/x >out || { cat out; exit 1; }
for pair in scenario:a/scenario.yaml scenario-2:b/scenario.yaml "tiny:$DEMERIT_SCENARIOS/tiny/scenario.yaml" "quiet:$DEMERIT_SCENARIOS/quiet/scenario.yaml"; do
    cmp "runs-of/x/sources/${pair%%:*}.yaml" "${pair#*:}" || exit 2
done
[ "$(ls runs-of/x/sources | wc -l)" = 4 ] && ! grep -q "$DEMERIT_SCENARIOS" runs-of/x/manifest.json || exit 3
rm -rf a b && unset DEMERIT_SCENARIOS && cd runs-of && "$DEMERIT" verify x
