-- SPDX-License-Identifier: Apache-2.0
--
-- Results of one run. `columns` is the data dictionary; a test holds it against the tables. All persons are synthetic;
-- nothing here is for decisions on persons. Undefined is NULL. `seq` is the order in which rows were sent.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    scenario TEXT NOT NULL,
    title TEXT NOT NULL,
    twin TEXT NOT NULL,
    persons INTEGER NOT NULL,
    months INTEGER NOT NULL,
    warmup_months INTEGER NOT NULL,
    replicates INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    threads INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    twin_checksum TEXT NOT NULL,
    measures_checksum TEXT NOT NULL,
    worlds INTEGER NOT NULL,
    bytes_total INTEGER NOT NULL,
    bytes_records INTEGER NOT NULL,
    seconds REAL,
    person_months REAL
) STRICT;

CREATE TABLE metrics (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    unit TEXT NOT NULL,
    direction TEXT NOT NULL,
    sentence TEXT NOT NULL,
    n INTEGER NOT NULL,
    is_difference INTEGER NOT NULL,
    regime_mean REAL,
    regime_lo REAL,
    regime_hi REAL,
    twin_mean REAL,
    twin_lo REAL,
    twin_hi REAL,
    difference_mean REAL,
    difference_lo REAL,
    difference_hi REAL
) STRICT;

CREATE TABLE groups (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    unit TEXT NOT NULL,
    direction TEXT NOT NULL,
    sentence TEXT NOT NULL,
    n INTEGER NOT NULL,
    is_difference INTEGER NOT NULL,
    regime_mean REAL,
    regime_lo REAL,
    regime_hi REAL,
    twin_mean REAL,
    twin_lo REAL,
    twin_hi REAL,
    difference_mean REAL,
    difference_lo REAL,
    difference_hi REAL,
    dimension TEXT NOT NULL,
    level TEXT NOT NULL
) STRICT;

CREATE TABLE months (
    seq INTEGER PRIMARY KEY,
    month INTEGER NOT NULL,
    id TEXT NOT NULL,
    dimension TEXT,
    level TEXT,
    regime REAL,
    twin REAL
) STRICT;

CREATE TABLE matrix (
    seq INTEGER PRIMARY KEY,
    context TEXT NOT NULL,
    service TEXT NOT NULL,
    related INTEGER NOT NULL,
    regime REAL,
    twin REAL
) STRICT;

CREATE TABLE bins (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    low REAL,
    high REAL,
    persons REAL,
    replicates INTEGER NOT NULL
) STRICT;

CREATE TABLE persons (
    seq INTEGER PRIMARY KEY,
    pick TEXT NOT NULL,
    person INTEGER NOT NULL,
    replicate INTEGER NOT NULL,
    group_id TEXT NOT NULL,
    setting TEXT NOT NULL,
    age_band TEXT NOT NULL,
    income_quintile INTEGER NOT NULL,
    base_income_yuan INTEGER NOT NULL,
    days_lost_regime REAL,
    days_lost_twin REAL
) STRICT;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    world TEXT NOT NULL,
    month INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT,
    channel TEXT,
    value REAL
) STRICT;

CREATE TABLE columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    type TEXT NOT NULL,
    unit TEXT NOT NULL,
    meaning TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (table_name, column_name)
) STRICT;

INSERT INTO columns VALUES
('meta', 'key', 'TEXT', '', 'name of a fact about this file', 'demerit'),
('meta', 'value', 'TEXT', '', 'the fact; `synthetic` and `not_for` hold for every table', 'demerit'),
('runs', 'seq', 'INTEGER', '', 'order of sending', 'demerit'),
('runs', 'scenario', 'TEXT', '', 'name of the scenario', 'scenario: name'),
('runs', 'title', 'TEXT', '', 'title of the scenario', 'scenario: title'),
('runs', 'twin', 'TEXT', '', 'name of the twin; empty without one', 'scenario: twin'),
('runs', 'persons', 'INTEGER', 'persons', 'size of the synthetic society', 'scenario: society.persons'),
('runs', 'months', 'INTEGER', 'months', 'simulated months, warm-up included', 'scenario: run.years'),
('runs', 'warmup_months', 'INTEGER', 'months', 'first months, left out of all measures', 'scenario: run.warmup_months'),
('runs', 'replicates', 'INTEGER', '', 'repetitions with other luck', 'scenario: run.replicates'),
('runs', 'seed', 'INTEGER', '', 'key of all draws', 'scenario: run.seed'),
('runs', 'threads', 'INTEGER', 'threads', 'threads used; no result depends on it', 'machine'),
('runs', 'checksum', 'TEXT', '', 'XXH3-128 of the state of the regime''s world', 'engine'),
('runs', 'twin_checksum', 'TEXT', '', 'XXH3-128 of the state of the twin''s world; empty without one', 'engine'),
('runs', 'measures_checksum', 'TEXT', '', 'XXH3-128 of diagnostic columns and integer counters', 'engine'),
('runs', 'worlds', 'INTEGER', 'worlds', 'worlds kept at once', 'machine'),
('runs', 'bytes_total', 'INTEGER', 'bytes', 'memory of society and worlds at the end', 'machine'),
('runs', 'bytes_records', 'INTEGER', 'bytes', 'of them, records in force and pending', 'machine'),
('runs', 'seconds', 'REAL', 'seconds', 'time that the run took', 'machine'),
('runs', 'person_months', 'REAL', 'person-months', 'work done, regime and twin together', 'engine'),
('metrics', 'seq', 'INTEGER', '', 'order of sending, one count over metrics and groups', 'demerit'),
('metrics', 'id', 'TEXT', '', 'measure', 'measures.def'),
('metrics', 'unit', 'TEXT', '', 'unit of all values of the row', 'measures.def'),
('metrics', 'direction', 'TEXT', '', 'harm, claim (the claimed benefit, never netted against harm) or neutral', 'measures.def'),
('metrics', 'sentence', 'TEXT', '', 'the measure in plain words', 'measures.def'),
('metrics', 'n', 'INTEGER', 'replicates', 'replicates behind the estimate', 'estimate'),
('metrics', 'is_difference', 'INTEGER', '0 or 1', '1: the measure is itself a difference from the twin', 'measures.def'),
('metrics', 'regime_mean', 'REAL', 'see unit', 'under the regime: mean over replicates', 'estimate'),
('metrics', 'regime_lo', 'REAL', 'see unit', 'lower end of the interval, which shows luck', 'estimate'),
('metrics', 'regime_hi', 'REAL', 'see unit', 'upper end of the interval', 'estimate'),
('metrics', 'twin_mean', 'REAL', 'see unit', 'under the twin: mean over replicates', 'estimate'),
('metrics', 'twin_lo', 'REAL', 'see unit', 'lower end of the interval', 'estimate'),
('metrics', 'twin_hi', 'REAL', 'see unit', 'upper end of the interval', 'estimate'),
('metrics', 'difference_mean', 'REAL', 'see unit', 'regime minus twin, same persons and luck: mean', 'estimate'),
('metrics', 'difference_lo', 'REAL', 'see unit', 'lower end of the interval', 'estimate'),
('metrics', 'difference_hi', 'REAL', 'see unit', 'upper end of the interval', 'estimate'),
('groups', 'seq', 'INTEGER', '', 'order of sending, one count over metrics and groups', 'demerit'),
('groups', 'id', 'TEXT', '', 'measure', 'measures.def'),
('groups', 'unit', 'TEXT', '', 'unit of all values of the row', 'measures.def'),
('groups', 'direction', 'TEXT', '', 'harm, claim (the claimed benefit, never netted against harm) or neutral', 'measures.def'),
('groups', 'sentence', 'TEXT', '', 'the measure in plain words', 'measures.def'),
('groups', 'n', 'INTEGER', 'events', 'events behind the estimate; below 20 it says too little to be quoted', 'estimate'),
('groups', 'is_difference', 'INTEGER', '0 or 1', '1: the measure is itself a difference from the twin', 'measures.def'),
('groups', 'regime_mean', 'REAL', 'see unit', 'under the regime: mean over replicates', 'estimate'),
('groups', 'regime_lo', 'REAL', 'see unit', 'lower end of the interval, which shows luck', 'estimate'),
('groups', 'regime_hi', 'REAL', 'see unit', 'upper end of the interval', 'estimate'),
('groups', 'twin_mean', 'REAL', 'see unit', 'under the twin: mean over replicates', 'estimate'),
('groups', 'twin_lo', 'REAL', 'see unit', 'lower end of the interval', 'estimate'),
('groups', 'twin_hi', 'REAL', 'see unit', 'upper end of the interval', 'estimate'),
('groups', 'difference_mean', 'REAL', 'see unit', 'regime minus twin, same persons and luck: mean', 'estimate'),
('groups', 'difference_lo', 'REAL', 'see unit', 'lower end of the interval', 'estimate'),
('groups', 'difference_hi', 'REAL', 'see unit', 'upper end of the interval', 'estimate'),
('groups', 'dimension', 'TEXT', '', 'what the society is divided by', 'estimate'),
('groups', 'level', 'TEXT', '', 'the part of the society', 'estimate'),
('months', 'seq', 'INTEGER', '', 'order of sending', 'demerit'),
('months', 'month', 'INTEGER', 'months', 'tick, from 0, the first of the run', 'engine'),
('months', 'id', 'TEXT', '', 'series', 'engine'),
('months', 'dimension', 'TEXT', '', 'what the society is divided by; NULL: all of it', 'engine'),
('months', 'level', 'TEXT', '', 'the part of the society; NULL: all of it', 'engine'),
('months', 'regime', 'REAL', 'per person', 'under the regime: mean over replicates', 'engine'),
('months', 'twin', 'REAL', 'per person', 'under the twin: mean over replicates', 'engine'),
('matrix', 'seq', 'INTEGER', '', 'order of sending', 'demerit'),
('matrix', 'context', 'TEXT', '', 'context in which records were collected; none: no record explains the refusal', 'scenario: channels'),
('matrix', 'service', 'TEXT', '', 'service that was refused', 'scenario: services'),
('matrix', 'related', 'INTEGER', '0 or 1', '1: the service names the context as related', 'scenario: services'),
('matrix', 'regime', 'REAL', 'refusals per 1,000 person-years', 'under the regime (Shapley share)', 'engine'),
('matrix', 'twin', 'REAL', 'refusals per 1,000 person-years', 'under the twin (Shapley share)', 'engine'),
('bins', 'seq', 'INTEGER', '', 'order of sending', 'demerit'),
('bins', 'id', 'TEXT', '', 'measure whose expected value per person is binned', 'measures.def'),
('bins', 'low', 'REAL', 'of the measure', 'lower edge; may be infinite, which JSON lines say as null', 'engine'),
('bins', 'high', 'REAL', 'of the measure', 'upper edge; may be infinite, which JSON lines say as null', 'engine'),
('bins', 'persons', 'REAL', 'share', 'share of persons in the bin', 'engine'),
('bins', 'replicates', 'INTEGER', 'replicates', 'over which a person''s mean is taken', 'engine'),
('persons', 'seq', 'INTEGER', '', 'order of sending', 'demerit'),
('persons', 'pick', 'TEXT', '', 'the rule by which this synthetic life was picked', 'explain'),
('persons', 'person', 'INTEGER', '', 'row in the synthetic society', 'explain'),
('persons', 'replicate', 'INTEGER', '', 'whose luck is told', 'explain'),
('persons', 'group_id', 'TEXT', '', 'A or B', 'society'),
('persons', 'setting', 'TEXT', '', 'urban or rural', 'society'),
('persons', 'age_band', 'TEXT', '', 'age band', 'society'),
('persons', 'income_quintile', 'INTEGER', '', '1, the poorest fifth, to 5', 'society'),
('persons', 'base_income_yuan', 'INTEGER', 'yuan per year', 'income before the regime', 'society'),
('persons', 'days_lost_regime', 'REAL', 'days', 'days without access over the measured months, under the regime', 'explain'),
('persons', 'days_lost_twin', 'REAL', 'days', 'the same under the twin', 'explain'),
('events', 'seq', 'INTEGER', '', 'order of sending', 'demerit'),
('events', 'person', 'INTEGER', '', 'row in the synthetic society', 'explain'),
('events', 'world', 'TEXT', '', 'regime or twin', 'explain'),
('events', 'month', 'INTEGER', 'months', 'tick, from 0', 'explain'),
('events', 'kind', 'TEXT', '', 'what happened', 'explain'),
('events', 'subject', 'TEXT', '', 'act, tier, list or service', 'explain'),
('events', 'channel', 'TEXT', '', 'who recorded it', 'explain'),
('events', 'value', 'REAL', 'points, demands or yuan', 'how much', 'explain'),
('columns', 'table_name', 'TEXT', '', 'table', 'schema.sql'),
('columns', 'column_name', 'TEXT', '', 'column', 'schema.sql'),
('columns', 'type', 'TEXT', '', 'type in SQLite', 'schema.sql'),
('columns', 'unit', 'TEXT', '', 'unit; empty for none', 'schema.sql'),
('columns', 'meaning', 'TEXT', '', 'what the column says', 'schema.sql'),
('columns', 'source', 'TEXT', '', 'where its values come from', 'schema.sql');
