# SPDX-License-Identifier: Apache-2.0
# exit: 65
printf 'schema: demerit/1\nname: bad\ntwin: no\nrun:\n  years: 3\n  replicats: 2\nlists:\n  l: {kind: white}\n' >bad.yaml
"$DEMERIT" run bad.yaml
