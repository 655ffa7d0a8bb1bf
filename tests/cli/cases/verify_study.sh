# SPDX-License-Identifier: Apache-2.0
# The folder of a study is held to its hashes wherever it is read; `verify` also runs rows again and finds again what was found.
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/tiny.yaml" --out s --quiet >/dev/null || exit 1
sha256sum s/* 2>/dev/null >before
"$DEMERIT" verify s --threads 1 >out 2>err && [ ! -s err ] && grep -q '^s: the same$' out && grep -q '^Rows: 20 of 20 are there; 5 of them were run again.$' out || { cat out err; exit 2; }
sha256sum s/* 2>/dev/null | cmp - before || exit 3
"$DEMERIT" verify s/manifest.json --all --json | python3 -c 'import json, sys; d = json.load(sys.stdin); assert d["same"] and d["rows"] == d["rows_there"] == d["rows_run_again"] == 20 and d["checksums"] == 60 and d["values"] > 400' || exit 4
edit() { # edit SQL
    rm -rf e && cp -r s e && python3 -c 'import sqlite3, sys; d = sqlite3.connect("e/study.sqlite"); d.execute(sys.argv[1]); d.commit()' "$1"
}
refused() { # refused TEXT: by all that reads the tables
    for command in "resume e" "export e" "export e --table spread" "merge no e s" "merge no s e"; do
        # shellcheck disable=SC2086
        "$DEMERIT" $command >out 2>err; [ $? = 74 ] && [ ! -s out ] && grep -q "e/study.sqlite: $1" err && [ ! -e no ] || { echo "$command"; cat out err; exit 5; }
    done
    "$DEMERIT" verify e >out 2>err; [ $? = 1 ] && grep -q '^e: not the same$' out && grep -q "^e/study.sqlite: $1" out && grep -q '1 difference' err || { cat out err; exit 6; }
}
edit 'UPDATE outcomes SET value = value + 1e-9 WHERE row = 3 AND replicate = 2 AND metric = 1' && refused 'row 3 was changed since it was run' || exit 7
edit "UPDATE points SET value = '-11' WHERE row = 19 AND factor = 0" && refused 'row 19 was changed' || exit 8
edit "UPDATE runs SET checksum = 'x' WHERE row = 0" && refused 'row 0 was changed' || exit 9
edit 'DELETE FROM outcomes WHERE row = 5 AND replicate = 1' && refused 'row 5 was changed' || exit 10
edit 'DELETE FROM runs WHERE row = 5' && refused 'table points was changed: it holds 60 lines, and the rows that were run have 57' || exit 11
edit 'UPDATE metrics SET metric = 7 - metric' && refused 'factors, measures or notes of the study were changed' || exit 12
edit 'UPDATE spread SET luck = 0' && refused 'the tables spread or indices were changed' || exit 13
# time is nobody's business
edit 'UPDATE runs SET seconds = 9' && "$DEMERIT" verify e >/dev/null && "$DEMERIT" export e >/dev/null || exit 14
# other files
rm -rf e && cp -r s e && sed -i 's/"persons": 600/"persons": 6000/' e/manifest.json
"$DEMERIT" verify e >out 2>err; [ $? = 1 ] && grep -q 'manifest.json: persons: 6000 in the folder, 600 in the run again' out || { cat out err; exit 21; }
rm -rf e && cp -r s e && sed -i 's/"most": [0-9]/"most": 9/' e/study.json
"$DEMERIT" verify e >out 2>err; [ $? = 1 ] && grep -q 'e/study.json: not what the rows that are there give' out || { cat out err; exit 15; }
rm -rf e && cp -r s e && for file in e/sources/*; do echo '# changed' >>"$file"; break; done
"$DEMERIT" verify e >out 2>err; [ $? = 1 ] && grep -q 'e/sources/.*: changed since the run' out || { cat out err; exit 16; }
# a part of a study
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/tiny.yaml" --rows 4-6 --out part --quiet >/dev/null || exit 17
"$DEMERIT" verify part | grep -q '^Rows: 3 of 20 are there; 3 of them were run again.$' || exit 18
"$DEMERIT" run tiny --persons 500 --quiet --out r >/dev/null || exit 19
"$DEMERIT" verify r --all 2>err; [ $? = 64 ] && grep -q 'a run is always run again as a whole' err || exit 20
"$DEMERIT" verify nowhere 2>err; [ $? = 66 ] && grep -q 'nowhere/manifest.json: cannot be read' err
