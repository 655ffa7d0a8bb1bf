/* SPDX-License-Identifier: Apache-2.0
 *
 * For golden checksums, not installed: runs a scenario of the tree as `demerit run` does,
 * but with a choice of what no result may depend on (--threads, --tile, --lanes), and
 * prints the three checksums as JSON. `--alone` runs every replicate on a lane of its own,
 * the last first, and so without the others; it has no checksum of measures. */
#include "engine/lane.h"
#include "experiment/pair.h"
#include "read_scenario.h"
#include "scenario/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SETS   64
#define SET_LENGTH 160

static const char usage[] =
    "usage: golden_run SCENARIO [--persons N] [--years Y] [--replicates R] [--warmup M]\n"
    "                  [--seed S] [--set PATH=VALUE]... [--threads T] [--tile "
    "COMMUNITIES]\n"
    "                  [--lanes REPLICATES] [--alone]\n";

struct options {
    const char *scenario;
    char text[MAX_SETS][SET_LENGTH];
    const char *sets[MAX_SETS];
    size_t n_sets;
    struct dm_pair_options how;
    bool alone;
};

struct checksums {
    char state[DM_N_SIDES][33], measures[33]; /* "" where there is none */
};

static bool
add_set(struct options *options, const char *path, const char *value)
{
    char *text = options->text[options->n_sets];
    int length;

    if (options->n_sets == MAX_SETS) {
        return false;
    }
    length = snprintf(text, SET_LENGTH, "%s%s%s", path, path[0] != '\0' ? "=" : "", value);
    options->sets[options->n_sets++] = text;
    return length > 0 && length < SET_LENGTH;
}

static bool
whole(const char *text, int32_t *number)
{
    char *end;
    long value = strtol(text, &end, 10);

    *number = (int32_t) value;
    return end != text && *end == '\0' && value >= 0 && value <= 4096;
}

static bool
take(struct options *options, const char *flag, const char *value)
{
    static const char *const paths[][2] = { { "--persons", "society.persons" },
        { "--years", "run.years" }, { "--replicates", "run.replicates" },
        { "--warmup", "run.warmup_months" }, { "--seed", "run.seed" }, { "--set", "" } };

    for (size_t k = 0; k < sizeof paths / sizeof *paths; k++) {
        if (strcmp(flag, paths[k][0]) == 0) {
            return add_set(options, paths[k][1], value);
        }
    }
    if (strcmp(flag, "--threads") == 0) {
        return whole(value, &options->how.threads);
    }
    if (strcmp(flag, "--tile") == 0) {
        return whole(value, &options->how.tile_communities);
    }
    return strcmp(flag, "--lanes") == 0 && whole(value, &options->how.lanes);
}

static bool
parse(struct options *options, int argc, char **argv)
{
    bool ok = true;

    *options = (struct options){ .how = { .threads = 1 } };
    for (int i = 1; ok && i < argc; i++) {
        if (strcmp(argv[i], "--alone") == 0) {
            options->alone = true;
        } else if (strncmp(argv[i], "--", 2) == 0) {
            ok = i + 1 < argc && take(options, argv[i], argv[i + 1]);
            i++;
        } else {
            ok = options->scenario == NULL;
            options->scenario = argv[i];
        }
    }
    return ok && options->scenario != NULL;
}

static dm_status
keep_run(void *self, const struct dm_run_row *row, struct dm_error *err)
{
    struct checksums *sums = self;

    (void) err;
    snprintf(sums->state[DM_REGIME], sizeof sums->state[0], "%s", row->checksum);
    snprintf(sums->state[DM_TWIN], sizeof sums->state[0], "%s", row->twin_checksum);
    snprintf(sums->measures, sizeof sums->measures, "%s", row->measures_checksum);
    return DM_OK;
}

/* The state of one replicate at its end, by side. */
static dm_status
run_alone(const struct dm_setting_of_run *setting, uint32_t replicate,
    const struct dm_pair_options *how, struct dm_digest *state, struct dm_error *err)
{
    int32_t threads = how->threads > 0 ? how->threads : 1;
    int32_t tile = how->tile_communities > 0 ? how->tile_communities : 1;
    int32_t months = 12 * setting->scenario->run.years;
    struct dm_lane lane;
    dm_status st = dm_lane_init(&lane, setting, &dm_exchange_serial, threads, tile, err);

    if (st != DM_OK) {
        return st;
    }
    dm_lane_start(&lane, replicate);
    for (int32_t t = 0; st == DM_OK && t < months; t++) {
        st = dm_lane_tick(&lane, false, err);
    }
    for (int side = 0; st == DM_OK && side < lane.n_sides; side++) {
        if (!dm_digest_state(&lane.world[side], lane.tick, &state[side])) {
            st = dm_error_set(err, DM_ENOMEM, "no memory for a checksum");
        }
    }
    dm_lane_clear(&lane);
    return st;
}

/* Folds the digests of replicates, as experiment/pair.c does. */
static dm_status
fold(struct dm_digest (*state)[DM_N_SIDES], int32_t n, int side, char text[33])
{
    struct dm_checksum *sum = dm_checksum_create();

    if (sum == NULL) {
        return DM_ENOMEM;
    }
    for (int32_t r = 0; r < n; r++) {
        dm_checksum_u64(sum, state[r][side].low);
        dm_checksum_u64(sum, state[r][side].high);
    }
    dm_digest_text(dm_checksum_digest(sum), text);
    dm_checksum_free(sum);
    return DM_OK;
}

static dm_status
run_each_alone(const struct dm_scenario *scenario, const struct dm_pair_options *how,
    struct checksums *sums, struct dm_error *err)
{
    int32_t n = scenario->run.replicates;
    struct dm_digest(*state)[DM_N_SIDES] = calloc((size_t) n, sizeof *state);
    struct dm_setting_of_run setting;
    dm_status st = dm_setting_init(&setting, scenario, err);

    if (state == NULL) {
        st = dm_error_set(err, DM_ENOMEM, "no memory for %d digests", (int) n);
    }
    for (int32_t r = n - 1; st == DM_OK && r >= 0; r--) {
        st = run_alone(&setting, (uint32_t) r + 1, how, state[r], err);
    }
    for (int side = 0; st == DM_OK && side < DM_N_SIDES; side++) {
        if (setting.plan[side] != NULL) {
            st = fold(state, n, side, sums->state[side]);
        }
    }
    free(state);
    dm_setting_clear(&setting);
    return st;
}

static void
print_checksum(const char *key, const char *text, const char *end)
{
    const char *quote = text[0] != '\0' ? "\"" : "";

    printf("\"%s\": %s%s%s%s", key, quote, text[0] != '\0' ? text : "null", quote, end);
}

int
main(int argc, char **argv)
{
    static struct options options;
    struct checksums sums = { .measures = "" };
    struct dm_sink sink = { .self = &sums, .run = keep_run };
    struct dm_scenario *scenario = NULL;
    struct dm_error err = { .status = DM_OK };
    dm_status st;

    if (!parse(&options, argc, argv)) {
        fputs(usage, stderr);
        return 64;
    }
    int code =
        test_read_scenario(&scenario, options.scenario, options.sets, options.n_sets);
    if (code != 0) {
        return code;
    }
    st = options.alone ? run_each_alone(scenario, &options.how, &sums, &err)
                       : dm_pair_run(scenario, &options.how, &sink, &err);
    dm_scenario_free(scenario);
    if (st != DM_OK) {
        fprintf(stderr, "golden_run: %s\n", err.text);
        return 1;
    }
    printf("{");
    print_checksum("checksum", sums.state[DM_REGIME], ", ");
    print_checksum("twin_checksum", sums.state[DM_TWIN], ", ");
    print_checksum("measures_checksum", sums.measures, "}\n");
    return 0;
}
