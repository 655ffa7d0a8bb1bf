# SPDX-License-Identifier: Apache-2.0
# What the plan names and this version does not have is unknown, and not half there.
for command in bench; do
    "$DEMERIT" $command x >out 2>err
    [ $? = 64 ] && [ ! -s out ] && grep -q "unknown command .$command." err || { echo "$command"; exit 1; }
done
