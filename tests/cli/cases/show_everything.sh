# SPDX-License-Identifier: Apache-2.0
# Each mechanism that is on has its sentence; none of them stands in a description without it.
"$DEMERIT" show everything >on && "$DEMERIT" show tiny >off || exit 1
tr -s ' \n' ' ' <on >on.line
tr -s ' \n' ' ' <off >off.line
for words in 'Sees people in work only' 'Its owner takes part in 60' 'leaks 0.1 times a year' 'yuan for a report' 'People rate those they know' \
    'Misses 50' 'Officials change points' 'Each point above its start adds 0.125 from city' 'Points by who one is' 'of their own will' \
    'Not in force at the start' 'to the end of the year' 'less than -3 points' 'within 1 year has 2 records of late bill' 'legal representatives' \
    'anybody at will, record or none' 'are listed too' 'by doing what they owe' 'credit repaired' 'keeps a copy' 'Nobody can appeal' \
    'interest a year' 'people have it at once' 'A human review' 'are told so' 'external body' 'opaque' 'crowd out' 'start to evade' \
    'ties are cut' 'are shamed' 'honour one' 'Private approval' 'Always in J02' 'from month 8 until month 14' 'of each change stays' \
    'are replaced by others' 'owe 18 months' 'money put by' 'child at school' 'Cases put to every'; do
    grep -qF -e "$words" on.line || { echo "on: no $words"; exit 1; }
    ! grep -qF -e "$words" off.line || { echo "off: $words"; exit 1; }
done
"$DEMERIT" show everything --variant other-forms | tr -s ' \n' ' ' | grep -qF 'deterrence levels off; fear comes from' || exit 1
! "$DEMERIT" show everything | grep -q 'Forms other than'
