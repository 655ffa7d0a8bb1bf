# SPDX-License-Identifier: Apache-2.0
# A title cannot steer the terminal.
sed 's/^title: .*/title: "a\\e[31mred\\a title"/' "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" >evil.yaml
"$DEMERIT" show evil.yaml >out 2>err
[ $? = 65 ] || head -1 out | grep -q '^a\[31mred title$'
LC_ALL=C grep -q "$(printf '[\033\007]')" out err && exit 2
exit 0
