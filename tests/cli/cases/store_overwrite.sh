# SPDX-License-Identifier: Apache-2.0
# Nothing is overwritten unasked, and what no run wrote not even then.
run() { "$DEMERIT" run tiny --quiet --persons 500 "$@" >out 2>err; }
run && run; [ $? = 73 ] && grep -q 'runs/tiny-1 is there already and holds a run; --force replaces it' err || exit 1
run --seed 2 && [ -e runs/tiny-2 ] || exit 2
run --force || exit 3
echo mine >runs/tiny-1/notes.txt; run --force; [ $? = 73 ] && grep -q 'holds `notes.txt`, which no run wrote' err && [ -e runs/tiny-1/results.sqlite ] || exit 4
mkdir mine && echo precious >mine/file; run --out mine --force; [ $? = 73 ] && grep -q 'holds no manifest.json' err && [ "$(cat mine/file)" = precious ] || exit 5
echo '{"name": "somebody else"}' >mine/manifest.json; run --out mine --force; [ $? = 73 ] && grep -q 'is not ours' err && [ -e mine/file ] || exit 6
mkdir empty && run --out empty && [ -e empty/manifest.json ] || exit 7
run --out out; [ $? = 73 ] && grep -q 'out: cannot be made' err || exit 8
run --out mine/file/below; [ $? = 73 ] && grep -q 'mine/file: cannot be made' err || exit 9
run --json --out empty; [ $? = 73 ] && grep -q '"code": "E0073"' out
