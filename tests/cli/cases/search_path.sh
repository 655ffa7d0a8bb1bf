# SPDX-License-Identifier: Apache-2.0
# The first folder of DEMERIT_SCENARIOS wins; folders that are not there are passed over.
mkdir -p mine/tiny mine/notes
sed 's/^title: .*/title: My own/' "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" >mine/tiny/scenario.yaml
DEMERIT_SCENARIOS=nowhere:mine:$DEMERIT_SCENARIOS "$DEMERIT" list >out
grep -q 'My own' out && ! grep -q 'tiny scheme' out && ! grep -q notes out && [ "$(grep -c '^tiny$' out)" = 1 ]
