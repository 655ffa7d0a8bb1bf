-- SPDX-License-Identifier: Apache-2.0
--
-- Results of a study: one run for each row of its design. All persons are synthetic; nothing here is for decisions on
-- persons. Undefined is NULL. Tables are kept by their keys, so that neither order nor content depends on who wrote when.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What varies. low and high of a range, choices (a line each) of words; scale: linear, log, choice.
CREATE TABLE factors (
    factor INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    path TEXT NOT NULL,
    assumed INTEGER NOT NULL,
    scale TEXT NOT NULL,
    low TEXT,
    high TEXT,
    choices TEXT
) STRICT;

-- Assumed values of the scenario that are no factors, and why.
CREATE TABLE left_out (
    path TEXT PRIMARY KEY,
    why TEXT NOT NULL
) STRICT;

CREATE TABLE metrics (
    metric INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    unit TEXT NOT NULL,
    direction TEXT NOT NULL
) STRICT;

-- One for each row that is over. seconds is the only column that another run of it changes. xxh3_128 is the hash of all else
-- that is here of the row, its points and its outcomes; `meta` has those of the other tables.
CREATE TABLE runs (
    row INTEGER PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('ok', 'failed')),
    error TEXT,
    checksum TEXT,
    twin_checksum TEXT,
    measures_checksum TEXT,
    seconds REAL,
    xxh3_128 TEXT NOT NULL
) STRICT;

-- What a factor was set to in a row, as --set takes it.
CREATE TABLE points (
    row INTEGER NOT NULL,
    factor INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (row, factor)
) STRICT, WITHOUT ROWID;

-- side: 0 regime, 1 twin, 2 difference, as in the view `results`; replicate from 1.
CREATE TABLE outcomes (
    metric INTEGER NOT NULL,
    side INTEGER NOT NULL,
    row INTEGER NOT NULL,
    replicate INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (metric, side, row, replicate)
) STRICT, WITHOUT ROWID;

CREATE VIEW results AS
    SELECT row, id AS metric, CASE side WHEN 0 THEN 'regime' WHEN 1 THEN 'twin' ELSE 'difference' END AS side,
        replicate, value
    FROM outcomes JOIN metrics USING (metric);

-- Over rows, each the mean of its replicates: a range over assumptions. luck is half the width of a row's own interval,
-- in the mean over rows.
CREATE TABLE spread (
    metric TEXT NOT NULL,
    side TEXT NOT NULL,
    n INTEGER NOT NULL,
    least REAL,
    q05 REAL,
    q25 REAL,
    median REAL,
    q75 REAL,
    q95 REAL,
    most REAL,
    luck REAL,
    PRIMARY KEY (metric, side)
) STRICT;

-- What the spread hangs on, by the formulas of docs/experiments.md.
CREATE TABLE indices (
    seq INTEGER PRIMARY KEY,
    metric TEXT NOT NULL,
    side TEXT NOT NULL,
    kind TEXT NOT NULL,
    factor TEXT NOT NULL,
    other TEXT NOT NULL,
    estimate REAL,
    lo REAL,
    hi REAL,
    n INTEGER NOT NULL
) STRICT;
