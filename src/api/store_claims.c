/* SPDX-License-Identifier: Apache-2.0
 *
 * Claims into a new folder: the file as it was read, what came out, and every point. */
#include "claims_handle.h"

#include "demerit/store.h"
#include "storage/folder.h"

#include <string.h>

static dm_status
write_owned(const char *folder, const char *name, char *text, struct dm_error *err)
{
    dm_status st = text != NULL
                       ? dm_folder_write(folder, name, text, strlen(text), NULL, err)
                       : dm_error_set(err, DM_ENOMEM, "no memory for %s", name);

    demerit_text_free(text);
    return st;
}

int
demerit_store_claims(const struct demerit_claims *claims, const char *folder,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    dm_status st;

    if (claims == NULL || folder == NULL || !claims->has_run) {
        return DEMERIT_EUSAGE;
    }
    st = dm_folder_make(folder, false, &err);
    if (st == DM_OK) {
        st = dm_folder_write(folder, "sources/claims.yaml", claims->claims.text,
            claims->claims.n_text, NULL, &err);
    }
    if (st == DM_OK) {
        st = write_owned(folder, "points.csv", demerit_claims_csv(claims), &err);
    }
    if (st == DM_OK) { /* last: a folder without it is unfinished */
        st = write_owned(folder, "claims.json", demerit_claims_json(claims), &err);
    }
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}
