/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes are a study, a file of claims and a calibration, or a list of complaints,
 * without a crash or a leak; and every row of a study that was read has a scenario or says
 * why not. The scenario that they name is always the tiny one of the command line's tests,
 * read once from the folder that the program is started in. Built with clang
 * -fsanitize=fuzzer,address,undefined from this file and demerit-core. */
#include "experiment/claim.h"
#include "experiment/matching.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char scenario[1 << 16];
static size_t n_scenario;

struct bytes {
    const char *text;
    size_t n;
};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    FILE *file = fopen("tests/cli/scenarios/tiny/scenario.yaml", "rb");

    (void) argc;
    (void) argv;
    if (file == NULL) {
        fputs("fuzz_study: to be started in the folder of the project\n", stderr);
        exit(64);
    }
    n_scenario = fread(scenario, 1, sizeof scenario, file);
    fclose(file);
    return 0;
}

static dm_status
load(void *context, const char *reference, const char *from_file, char **path, char **text,
    size_t *n)
{
    const struct bytes *bytes = context;
    bool own = from_file == NULL && strcmp(reference, "study.yaml") == 0;

    return own ? dm_file_copy(reference, bytes->text, bytes->n, path, text, n)
               : dm_file_copy(reference, scenario, n_scenario, path, text, n);
}

/* Complaints there are if and only if nothing was read; and they can be told. */
static void
verify_told(struct dm_diagnostics *diagnostics, dm_status st, bool there)
{
    struct dm_strbuf text;

    dm_strbuf_init(&text);
    dm_diagnostics_text(diagnostics, true, &text);
    dm_diagnostics_json(diagnostics, &text);
    dm_strbuf_clear(&text);
    if ((st == DM_OK) != (diagnostics->n == 0) || (st == DM_OK) != there) {
        abort();
    }
    dm_diagnostics_clear(diagnostics);
}

static void
verify_row(const struct dm_study *study, int64_t row, const struct dm_file_source *files)
{
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_scenario *own = NULL;
    dm_status st = dm_study_row(study, row, files, &own, &diagnostics);

    verify_told(&diagnostics, st, own != NULL);
    dm_scenario_free(own);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = { (const char *) data, size };
    struct dm_file_source files = { &bytes, load };
    struct dm_claims_options options = { .points = 0 };
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_calibration calibration;
    struct dm_study *study = NULL;
    struct dm_claims claims;
    dm_status st = dm_study_read(&study, "study.yaml", &files, NULL, 0, &diagnostics);

    verify_told(&diagnostics, st, study != NULL);
    if (study != NULL) {
        verify_row(study, 0, &files);
        verify_row(study, study->design.n_rows / 2, &files);
        verify_row(study, study->design.n_rows - 1, &files);
        dm_study_free(study);
    }
    st = dm_claims_read(&claims, "study.yaml", &files, &options, &diagnostics);
    verify_told(&diagnostics, st, claims.claim != NULL);
    dm_claims_clear(&claims);
    st = dm_calibration_read(&calibration, "study.yaml", &files, &diagnostics);
    verify_told(&diagnostics, st, calibration.study != NULL);
    dm_calibration_clear(&calibration);
    return 0;
}
