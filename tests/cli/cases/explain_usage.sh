# SPDX-License-Identifier: Apache-2.0
# Neither a rule nor a number, both, no such rule, no such person, a run that is not there.
fails() {
    wanted=$1 text=$2
    shift 2
    "$DEMERIT" explain "$@" >out 2>err
    code=$?
    [ $code = "$wanted" ] && [ ! -s out ] && grep -qF "$text" err || { echo "$* gave $code"; cat err; exit 1; }
}
fails 64 "say whose life" tiny
fails 64 "say whose life" tiny --pick worst --person 3
fails 64 "is not median, worst or never-offended" tiny --pick loudest
fails 64 "is not a whole number from 0" tiny --person -1
fails 64 "is not a whole number from 1" tiny --person 1 --luck 0
fails 64 "there is no person 5000: the society has persons 0 to 4999" tiny --person 5000
fails 66 "no scenario named" nowhere --pick worst
fails 66 "" ./runs/none/manifest.json --pick worst
