# SPDX-License-Identifier: Apache-2.0
# The boundary: no objective, whatever it is called; and a study is a path.
for line in 'objective: offence_change' 'maximise: chilled_share' 'frontier: [denials, offence_change]' 'rank: denials'; do
    { cat "$SOURCE/tests/cli/studies/tiny.yaml"; echo "$line"; } >study.yaml
    "$DEMERIT" sweep study.yaml >out 2>err
    [ $? = 65 ] && [ ! -s out ] && grep -q 'error\[E0200\]: .*a study has no objective: this program searches for no optimum, ranks nothing and draws no frontier' err || { cat err; exit 1; }
done
"$DEMERIT" sweep tiny 2>err; [ $? = 66 ] && grep -q 'a study is a path' err || exit 2
"$DEMERIT" sweep ./nowhere.yaml 2>err; [ $? = 66 ] && grep -q 'cannot read the study' err || exit 3
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/tiny.yaml" --rows 5-20 2>err; [ $? = 64 ] && grep -q 'the study has rows 0 to 19' err || exit 4
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/tiny.yaml" --rows 5 2>err; [ $? = 64 ] && grep -q 'is not FIRST-LAST' err || exit 5
"$DEMERIT" merge only 2>err; [ $? = 64 ] && grep -q 'needs OUT and the folders to join' err || exit 6
[ ! -e runs ]
