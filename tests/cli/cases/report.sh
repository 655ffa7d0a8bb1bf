# SPDX-License-Identifier: Apache-2.0
# The report: in the run's folder, by --report, and again by `report`; never over a file that is there.
fail() { echo "$1"; exit 1; }
run() { "$DEMERIT" run tiny --persons 2000 --replicates 2 --quiet "$@" >out 2>err; }
run --out folder --report file.html || fail "run"
cmp folder/report.html file.html || fail "two reports of one run"
grep -q '^Report: file.html$' out || fail "does not say where"
"$DEMERIT" report folder --out again.html || fail "report"
grep -q '<title>' again.html && grep -q 'demerit verify manifest.json' again.html || fail "report of the folder"
for words in 'not for decisions on persons' 'Not a model of China' 'Not a design aid' 'never netted'; do
    grep -q "$words" file.html || fail "does not say: $words"
done
grep -q "default-src 'none'" file.html && ! grep -qE 'src="?https?:|href="?https?:|unsafe' file.html || fail "asks the network"

# refused before anything is run
run --out other --report file.html
[ $? = 73 ] && [ ! -e other ] && grep -q 'file.html is there already' err || fail "overwrites"
run --out other --report file.html --force || fail "--force"
"$DEMERIT" report folder --out file.html 2>/dev/null
[ $? = 73 ] || fail "report overwrites"
run --out third --report none/file.html
[ $? = 73 ] && grep -q 'none/file.html: cannot be created' err || fail "a folder that is not there"
"$DEMERIT" report nowhere >out 2>err
[ $? = 66 ] && [ ! -s out ] || fail "a run that is not there"
