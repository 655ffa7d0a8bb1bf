# SPDX-License-Identifier: Apache-2.0
# A life is the same again, under any number of threads and by number as by rule; the rule and the sentence about luck are printed.
"$DEMERIT" explain tiny --pick worst >worst 2>err || exit 1
[ ! -s err ] || exit 2
"$DEMERIT" explain tiny --pick worst --threads 3 >again || exit 3
cmp worst again || exit 4
grep -q "With other luck this person may fare otherwise" worst || exit 5
grep -q "nine in ten" worst || exit 6
grep -q "Not for decisions on persons" <(tr '\n' ' ' <worst) || exit 7
grep -q "^Again: demerit explain tiny --pick worst --seed 1$" worst || exit 8
person=$(tr '\n' ' ' <worst | sed -n 's/.*person \([0-9]*\) of the synthetic society.*/\1/p')
"$DEMERIT" explain tiny --person "$person" >number || exit 9
diff <(grep -E '^ ' worst) <(grep -E '^ ' number) || exit 10
# other luck, another life
"$DEMERIT" explain tiny --person "$person" --luck 2 >other || exit 11
cmp -s <(grep -E '^ ' other) <(grep -E '^ ' number) && exit 12
# nobody fits: said plainly, and no other life in its place
"$DEMERIT" explain tiny --pick median --set acts.late-bill.rate=0/year --set channels.company.false_records=0/year \
    --set channels.company.misattribution=0 >nobody || exit 13
grep -q "^Nobody in this society" nobody && ! grep -q "^Year" nobody
