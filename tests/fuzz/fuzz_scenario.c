/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes are a scenario or a list of complaints, without a crash or a leak; and a
 * scenario's resolved YAML reads back to the same hash. The bytes are the scenario, what it
 * extends and its twin. Built with clang -fsanitize=fuzzer,address,undefined from this
 * file, src/scenario and src/base. */
#include "scenario/reader.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const char *text;
    size_t n;
    const char *second; /* under the name `resolved.yaml` */
    size_t n_second;
};

static dm_status
load(void *context, const char *reference, const char *from_file, char **path, char **text,
    size_t *n)
{
    const struct bytes *bytes = context;
    bool second = strcmp(reference, "resolved.yaml") == 0 && bytes->second != NULL;

    (void) from_file;
    return dm_file_copy(reference, second ? bytes->second : bytes->text,
        second ? bytes->n_second : bytes->n, path, text, n);
}

static void
verify_reads_back(struct bytes *bytes, const struct dm_scenario *scenario)
{
    struct dm_file_source files = { bytes, load };
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_scenario *again;
    struct dm_strbuf yaml;

    dm_strbuf_init(&yaml);
    if (dm_scenario_resolved_yaml(scenario, &yaml) != DM_OK) {
        abort();
    }
    bytes->second = yaml.text;
    bytes->n_second = yaml.n;
    if (dm_scenario_read(&again, "resolved.yaml", &files, NULL, &diagnostics) != DM_OK ||
        strcmp(again->hash, scenario->hash) != 0) {
        abort();
    }
    dm_scenario_free(again);
    dm_diagnostics_clear(&diagnostics);
    dm_strbuf_clear(&yaml);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = { .text = (const char *) data, .n = size };
    struct dm_file_source files = { &bytes, load };
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_scenario *scenario;
    struct dm_strbuf text;
    dm_status st = dm_scenario_read(&scenario, "city", &files, NULL, &diagnostics);

    dm_strbuf_init(&text);
    dm_diagnostics_text(&diagnostics, true, &text);
    dm_diagnostics_json(&diagnostics, &text);
    dm_strbuf_clear(&text);
    if ((st == DM_OK) != (diagnostics.n == 0) || (st == DM_OK) != (scenario != NULL)) {
        abort();
    }
    if (scenario != NULL) {
        verify_reads_back(&bytes, scenario);
    }
    dm_diagnostics_clear(&diagnostics);
    dm_scenario_free(scenario);
    return 0;
}
