/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a scenario of the tree by the facade's own file source. */
#include "read_scenario.h"

#include "api/handles.h"

#include <stdio.h>

int
test_read_scenario(
    struct dm_scenario **out, const char *reference, const char *const *sets, size_t n_sets)
{
    const char *folders[] = { SCENARIOS };
    struct demerit_library *library = demerit_library_create(folders, 1);
    struct dm_disk disk = { .library = library };
    struct dm_file_source source = dm_disk_source(&disk);
    struct dm_read_options read = { .sets = sets, .n_sets = n_sets };
    struct dm_diagnostics problems = { 0 };
    struct dm_strbuf text = { 0 };
    int code = 0;

    if (dm_scenario_read(out, reference, &source, &read, &problems) != DM_OK) {
        dm_diagnostics_text(&problems, false, &text);
        fprintf(stderr, "%s", text.text != NULL ? text.text : "no memory\n");
        code = 65;
    }
    dm_strbuf_clear(&text);
    dm_diagnostics_clear(&problems);
    demerit_library_free(library);
    return code;
}
