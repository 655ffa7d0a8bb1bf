/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests/salib, not installed: prints the points of a design as JSON lines, a row each;
 * or, with `indices`, reads a value for each row (or "nan") and prints what the analysis of
 * that design says of them, an object a line. */
#include "experiment/sensitivity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: design_dump points|indices KIND FACTORS N SEED [scrambled] [second-order]\n"
    "                   [foldover] [levels=L[,L]...] [resamples=R]\n"
    "KIND: grid latin sobol saltelli morris factorial\n";

static const char *const kinds[] = { [DM_DESIGN_GRID] = "grid",
    [DM_DESIGN_LATIN] = "latin",
    [DM_DESIGN_SOBOL] = "sobol",
    [DM_DESIGN_SALTELLI] = "saltelli",
    [DM_DESIGN_MORRIS] = "morris",
    [DM_DESIGN_FACTORIAL] = "factorial" };
#define N_KINDS (sizeof kinds / sizeof kinds[0])

struct call {
    struct dm_design_options design;
    int32_t levels[DM_DESIGN_MAX_FACTORS];
    struct dm_resampling resampling;
};

static void
read_levels(struct call *call, const char *text)
{
    call->design.morris_levels = (int32_t) strtol(text, NULL, 10);
    for (int f = 0; f < DM_DESIGN_MAX_FACTORS && text != NULL; f++) {
        call->levels[f] = (int32_t) strtol(text, NULL, 10);
        text = strchr(text, ',');
        text = text == NULL ? NULL : text + 1;
    }
}

static bool
read_option(struct call *call, const char *text)
{
    if (strcmp(text, "scrambled") == 0) {
        call->design.scrambled = true;
    } else if (strcmp(text, "second-order") == 0) {
        call->design.second_order = true;
    } else if (strcmp(text, "foldover") == 0) {
        call->design.foldover = true;
    } else if (strncmp(text, "levels=", 7) == 0) {
        read_levels(call, text + 7);
    } else if (strncmp(text, "resamples=", 10) == 0) {
        call->resampling.n = (int32_t) strtol(text + 10, NULL, 10);
    } else {
        return false;
    }
    return true;
}

/* After the first word. */
static bool
read_call(struct call *call, int argc, char **argv)
{
    size_t kind = 0;

    if (argc < 4) {
        return false;
    }
    while (kind < N_KINDS && strcmp(argv[0], kinds[kind]) != 0) {
        kind++;
    }
    call->design.kind = (enum dm_design_kind) kind;
    call->design.n_factors = (int32_t) strtol(argv[1], NULL, 10);
    call->design.n = strtoll(argv[2], NULL, 10);
    call->design.seed = (uint32_t) strtoul(argv[3], NULL, 10);
    call->design.levels = call->levels;
    call->resampling.seed = call->design.seed;
    for (int i = 4; i < argc; i++) {
        if (!read_option(call, argv[i])) {
            return false;
        }
    }
    return kind < N_KINDS;
}

static void
print_number(const char *before, double x)
{
    if (isnan(x)) {
        printf("%snull", before);
    } else {
        printf("%s%.17g", before, x);
    }
}

static void
print_points(const struct dm_design *design)
{
    for (int64_t row = 0; row < dm_design_rows(design); row++) {
        for (int32_t f = 0; f < design->options.n_factors; f++) {
            print_number(
                f == 0 ? "[" : ", ", dm_coordinate_double(dm_design_point(design, row, f)));
        }
        puts("]");
    }
}

static void
print_interval(const struct dm_interval *x)
{
    print_number("\"value\": ", x->mean);
    print_number(", \"lo\": ", x->lo);
    print_number(", \"hi\": ", x->hi);
    printf(", \"n\": %d}\n", x->n);
}

static dm_status
print_sobol(const struct call *call, const struct dm_design *design, const double *y,
    struct dm_error *err)
{
    size_t d = (size_t) call->design.n_factors;
    struct dm_interval *index = calloc(dm_sobol_count(design), sizeof *index);
    dm_status st = index == NULL ? dm_error_set(err, DM_ENOMEM, "no memory") : DM_OK;

    if (st == DM_OK) {
        st = dm_sobol_indices(design, y, &call->resampling, index, err);
    }
    for (size_t i = 0; st == DM_OK && i < dm_sobol_count(design); i++) {
        printf("{\"index\": \"%s\", ", i < d ? "first" : i < 2 * d ? "total" : "pair");
        print_interval(&index[i]);
    }
    free(index);
    return st;
}

static dm_status
print_morris(const struct call *call, const struct dm_design *design, const double *y,
    struct dm_error *err)
{
    struct dm_morris_effect effect[DM_DESIGN_MAX_FACTORS];
    dm_status st = dm_morris_effects(design, y, &call->resampling, effect, err);

    for (int32_t f = 0; st == DM_OK && f < call->design.n_factors; f++) {
        print_number("{\"mu\": ", effect[f].mu);
        print_number(", \"sigma\": ", effect[f].sigma);
        printf(", ");
        print_interval(&effect[f].mu_star);
    }
    return st;
}

static dm_status
print_indices(const struct call *call, const struct dm_design *design, const double *y,
    struct dm_error *err)
{
    double effect[DM_DESIGN_MAX_FACTORS];

    if (call->design.kind == DM_DESIGN_MORRIS) {
        return print_morris(call, design, y, err);
    }
    if (call->design.kind != DM_DESIGN_FACTORIAL) {
        return print_sobol(call, design, y, err);
    }
    (void) dm_factorial_effects(design, y, effect);
    for (int32_t f = 0; f < call->design.n_factors; f++) {
        print_number("{\"effect\": ", effect[f]);
        puts("}");
    }
    return DM_OK;
}

static dm_status
read_and_print_indices(
    const struct call *call, const struct dm_design *design, struct dm_error *err)
{
    int64_t n = dm_design_rows(design);
    double *y = calloc((size_t) n, sizeof *y);
    dm_status st = y == NULL ? dm_error_set(err, DM_ENOMEM, "no memory") : DM_OK;
    char line[64];

    for (int64_t row = 0; st == DM_OK && row < n; row++) {
        if (fgets(line, sizeof line, stdin) == NULL) {
            st = dm_error_set(err, DM_EUSAGE, "%lld values are wanted", (long long) n);
        } else {
            y[row] = strtod(line, NULL);
        }
    }
    if (st == DM_OK) {
        st = print_indices(call, design, y, err);
    }
    free(y);
    return st;
}

int
main(int argc, char **argv)
{
    struct call call = { 0 };
    struct dm_design design;
    struct dm_error err = { 0 };

    if (argc < 2 || !read_call(&call, argc - 2, argv + 2)) {
        fputs(usage, stderr);
        return 64;
    }
    dm_status st = dm_design_init(&design, &call.design, &err);
    if (st == DM_OK && strcmp(argv[1], "points") == 0) {
        print_points(&design);
    } else if (st == DM_OK) {
        st = read_and_print_indices(&call, &design, &err);
    }
    dm_design_clear(&design);
    if (st != DM_OK) {
        fprintf(stderr, "design_dump: %s\n", err.text);
    }
    return st == DM_OK ? 0 : 1;
}
