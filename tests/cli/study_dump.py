#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints every table of a folder's study.sqlite whose content must not depend on who ran it, when and in how many parts."""

import sqlite3
import sys

QUERIES = (
    "SELECT * FROM factors ORDER BY factor",
    "SELECT * FROM left_out ORDER BY path",
    "SELECT * FROM metrics ORDER BY metric",
    "SELECT row, status, error, checksum, twin_checksum, measures_checksum FROM runs ORDER BY row",
    "SELECT * FROM points ORDER BY row, factor",
    "SELECT * FROM outcomes ORDER BY metric, side, row, replicate",
    "SELECT * FROM spread ORDER BY metric, side",
    "SELECT * FROM indices ORDER BY seq",
)

database = sqlite3.connect(sys.argv[1] + "/study.sqlite")
for query in QUERIES:
    print(query)
    for row in database.execute(query):
        print(row)
