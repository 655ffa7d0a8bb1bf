# SPDX-License-Identifier: Apache-2.0
# A file that extends itself by way of its own folder is found out, not only a chain that grows too long.
mkdir -p sub
printf 'schema: demerit/1\nextends: ./b.yaml\n' >sub/a.yaml
printf 'schema: demerit/1\nextends: ././a.yaml\n' >sub/b.yaml
"$DEMERIT" check sub/a.yaml 2>err
[ $? -eq 65 ] && grep -qx 'sub/b.yaml:2:10: error\[E0131\]: extends: sub/a.yaml extends itself this way' err || exit 1
# the beginning of a name is a near miss, too
"$DEMERIT" run tin 2>err
[ $? -eq 66 ] && grep -q 'did you mean `tiny`' err
