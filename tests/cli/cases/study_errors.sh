# SPDX-License-Identifier: Apache-2.0
# What is no word, or no number, where a study, a calibration or a file of claims wants one: each is named with its place.
study=$SOURCE/tests/cli/studies/tiny.yaml
sed 's/^metrics: .*/metrics: [access_lost_days, {a: b}, nosuch, [c], sanctioned_shar]/' "$study" >study.yaml
"$DEMERIT" sweep study.yaml --dry-run >out 2>err; [ $? = 65 ] || exit 1
[ "$(grep -c 'study.yaml:11:.*the id of a measure is expected' err)" = 2 ] && grep -q 'study.yaml:11:37: .*no measure `nosuch`' err && grep -q 'study.yaml:11:50: .*no measure `sanctioned_shar`' err || { cat err; exit 2; }
sed '/^metrics/d; /^design/d; s/^schema: .*/schema: demerit-calibration\/1/' "$study" >calibration.yaml
cat >>calibration.yaml <<'Y'
targets:
  - {metric: entries, value: inf, observed_sd: 0.1, model_sd: nan, source: nobody}
points: 1e30
waves: -1
Y
"$DEMERIT" calibrate calibration.yaml --dry-run >out 2>err; [ $? = 65 ] || exit 3
grep -q 'value: a number from -1e+300 to 1e+300 is expected' err && grep -q 'model_sd: a number from 0 to' err && grep -q 'points: a number from 8 to' err && grep -q 'waves: a number from 1 to' err || { cat err; exit 4; }
