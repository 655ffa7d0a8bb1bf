/* SPDX-License-Identifier: Apache-2.0
 *
 * A comparison into a folder: its JSON document, every file that was read, and each variant
 * as YAML with every default. */
#include "sources.h"

#include "demerit/store.h"
#include "storage/folder.h"

#include <stdlib.h>
#include <string.h>

#define FILE_COMPARE "compare.json"

struct writing {
    const struct demerit_compared *compared;
    const char *folder;
    struct dm_keeper keeper;
    struct dm_manifest loads; /* nobody reads it: the folder holds no run */
    struct dm_error err;
};

/* Reads the variant once more to keep its files. */
static int
keep_sources(struct writing *self, size_t i, const char *reference,
    const struct demerit_options *how, struct demerit_problems *problems)
{
    const struct dm_scenario *was = demerit_compare_scenario(self->compared, i)->scenario;
    struct dm_read_options options = dm_read_options_from(how);

    options.variant = i > 0 ? demerit_compare_name(self->compared, i) : NULL;
    return dm_keeper_read(&self->keeper, reference, &options, was->hash, problems);
}

static dm_status
write_text(struct writing *self, const char *name, const char *text)
{
    return text != NULL
               ? dm_folder_write(self->folder, name, text, strlen(text), NULL, &self->err)
               : dm_error_set(&self->err, DM_ENOMEM, "no memory for %s", name);
}

static dm_status
write_resolved(struct writing *self, size_t i)
{
    struct dm_strbuf name = { .text = NULL };
    char *text = demerit_scenario_resolved(demerit_compare_scenario(self->compared, i));
    dm_status st = DM_OK;

    dm_strbuf_addf(&name, "resolved-%s.yaml", demerit_compare_name(self->compared, i));
    st = name.failed ? dm_error_set(&self->err, DM_ENOMEM, "no memory for a name")
                     : write_text(self, name.text, text);
    demerit_text_free(text);
    dm_strbuf_clear(&name);
    return st;
}

static dm_status
write_all(struct writing *self)
{
    size_t n = demerit_compare_count(self->compared);
    dm_status st = dm_keeper_write(&self->keeper, self->folder, NULL, &self->err);

    for (size_t i = 0; st == DM_OK && i < n; i++) {
        st = write_resolved(self, i);
    }
    if (st == DM_OK) { /* last: a folder without it is unfinished */
        char *text = demerit_compare_json(self->compared);

        st = write_text(self, FILE_COMPARE, text);
        demerit_text_free(text);
    }
    return st;
}

static int
run_into_folder(struct writing *self, struct demerit_compared *compared,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    dm_status st = dm_folder_make(self->folder, false, &self->err);
    int status;

    if (st != DM_OK) {
        return dm_problems_add_error(problems, st, &self->err);
    }
    status = demerit_compare_run(compared, options, problems);
    if (status != DEMERIT_OK) {
        dm_folder_remove(self->folder);
        return status;
    }
    st = write_all(self);
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &self->err);
}

int
demerit_store_compare(struct demerit_compared *compared, const char *folder,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const struct demerit_run_options *options,
    struct demerit_problems *problems)
{
    struct writing self = { .compared = compared, .folder = folder };
    int status = DEMERIT_OK;

    if (compared == NULL || folder == NULL || reference == NULL) {
        return DEMERIT_EUSAGE;
    }
    dm_keeper_init(&self.keeper, library, &self.loads);
    for (size_t i = 0; status == DEMERIT_OK && i < demerit_compare_count(compared); i++) {
        status = keep_sources(&self, i, reference, how, problems);
    }
    if (status == DEMERIT_OK) {
        status = run_into_folder(&self, compared, options, problems);
    }
    dm_keeper_clear(&self.keeper);
    dm_manifest_clear(&self.loads);
    return status;
}
