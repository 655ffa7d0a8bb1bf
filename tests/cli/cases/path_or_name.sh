# SPDX-License-Identifier: Apache-2.0
# A slash or `.yaml` makes a path; a bare word never reads the current folder.
cp "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" here.yaml
"$DEMERIT" check here.yaml && "$DEMERIT" check ./here.yaml && "$DEMERIT" check "$PWD/here.yaml" >/dev/null || exit 1
"$DEMERIT" check here 2>err
[ $? = 66 ] && mkdir sub && cp here.yaml sub/scenario.yaml && "$DEMERIT" check sub/scenario.yaml
