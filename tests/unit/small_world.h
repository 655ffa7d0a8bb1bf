/* SPDX-License-Identifier: Apache-2.0
 *
 * Small worlds for tests: scenarios from YAML in memory, run with a lane. `base` is a
 * society in which people do four things, `law` watches one of them and keeps a registry,
 * `rich` has every mechanism and the twin `law`; a test extends one of them. Also the
 * library's scenarios, from disk. Whatever cannot be read or run fails the test at once. */
#ifndef DEMERIT_TESTS_SMALL_WORLD_H
#define DEMERIT_TESTS_SMALL_WORLD_H

#include "engine/lane.h"
#include "scenario/reader.h"

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SMALL_COUNT(table) (sizeof(table) / sizeof(table)[0])

/* A scenario and a lane that runs it, both owned. */
struct small_run {
    struct dm_scenario *scenario;
    struct dm_setting_of_run setting;
    struct dm_lane lane;
};

/* `text` is the file `test`; "extends: rich" and the like reach the worlds above. `sets`
 * ends with NULL, or is NULL. */
struct dm_scenario *small_scenario(const char *text, const char *const *sets);
/* One of the library's, by name. */
struct dm_scenario *small_library(const char *name, const char *const *sets);
/* One that stands in a folder of its own, and may extend those of the library. */
struct dm_scenario *small_of_folder(
    const char *folder, const char *name, const char *const *sets);

/* Takes the scenario over. Replicate 1, before tick 0. Pair with small_clear(). */
void small_start(struct small_run *self, struct dm_scenario *scenario);
void small_start_tiled(struct small_run *self, struct dm_scenario *scenario,
    int32_t threads, int32_t tile_communities);
/* The two in one, for a text that extends `rich` and some sets. */
void small_rich(struct small_run *self, const char *const *sets);
void small_tick(struct small_run *self, int ticks);
void small_clear(struct small_run *self);

/* A record that waits to take effect in the regime at tick `due`; `limit` months until it
 * is corrected, 0: never. */
void small_file(struct small_run *self, uint32_t due, uint64_t person, const char *act,
    enum dm_record_class class_, uint32_t limit);
/* Nobody does anything and nobody adapts: only records that a test files. For `sets`. */
#define SMALL_QUIET                                                                        \
    "acts.award.rate=0/year", "acts.bill.rate=0/year", "acts.offence.rate=0/year",         \
        "acts.opinion.rate=0/year", "adaptation=null", "society.persons=4096"

/* Sums of the counters over some measured ticks; pair with dm_tally_clear(). */
struct dm_tally small_measure(struct small_run *self, int side, int ticks);
int64_t small_total(const struct dm_tally *tally, enum dm_counter counter, int32_t index);

/* Indices by id; fail the test where there is none. */
int32_t small_act(const struct small_run *self, const char *id);
int32_t small_channel(const struct dm_regime *regime, const char *id);
int32_t small_scheme(const struct dm_regime *regime, const char *id);
int32_t small_list(const struct dm_regime *regime, const char *id);

/* The columns that are part of the state are equal person by person, schemes and lists
 * matched by id: those of `a` must all be in `b`, which may have more; so with columns. */
void small_assert_same_state(
    const struct small_run *a, const struct small_run *b, int side);
void small_state_text(struct small_run *self, int side, char text[33]);

/* |seen - expected| is within `errors` standard errors. */
void small_assert_near(
    const char *what, double seen, double expected, double standard_error, double errors);
/* The same for a share of n. */
void small_assert_share(
    const char *what, double hits, double n, double share, double errors);

#endif
