/* SPDX-License-Identifier: Apache-2.0
 *
 * The store of a build without SQLite: every call says so. */
#include "handles.h"

#include "demerit/store.h"

bool
demerit_store_is_built(void)
{
    return false;
}

static int
refuse(struct demerit_problems *problems)
{
    demerit_problems_add(problems, 64, NULL,
        "folders of runs are not part of this build, which has no SQLite",
        "--json prints the results");
    return DEMERIT_EUSAGE;
}

int
demerit_store_create(struct demerit_store **out, const struct demerit_scenario *scenario,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const struct demerit_store_options *options,
    struct demerit_problems *problems)
{
    (void) scenario;
    (void) library;
    (void) reference;
    (void) how;
    (void) options;
    *out = NULL;
    return refuse(problems);
}

void
demerit_store_free(struct demerit_store *self)
{
    (void) self;
}

const char *
demerit_store_folder(const struct demerit_store *self)
{
    (void) self;
    return "";
}

int
demerit_store_resume(struct demerit_store **out, struct demerit_scenario **scenario,
    const char *run, int checkpoint_months, struct demerit_problems *problems)
{
    (void) run;
    (void) checkpoint_months;
    *out = NULL;
    *scenario = NULL;
    return refuse(problems);
}

int
demerit_store_is_finished(
    const char *run, bool *finished, struct demerit_problems *problems)
{
    (void) run;
    *finished = false;
    return refuse(problems);
}

bool
demerit_store_can_resume(const struct demerit_store *self)
{
    (void) self;
    return false;
}

const char *
demerit_store_notes(const struct demerit_store *self)
{
    (void) self;
    return "";
}

const char *
demerit_store_again(const struct demerit_store *self)
{
    (void) self;
    return NULL;
}

int
demerit_store_run(struct demerit_store *self, struct demerit_result **out,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    (void) self;
    (void) options;
    *out = NULL;
    return refuse(problems);
}

int
demerit_store_claims(const struct demerit_claims *claims, const char *folder,
    struct demerit_problems *problems)
{
    (void) claims;
    (void) folder;
    return refuse(problems);
}

int
demerit_store_compare(struct demerit_compared *compared, const char *folder,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const struct demerit_run_options *options,
    struct demerit_problems *problems)
{
    (void) compared;
    (void) folder;
    (void) library;
    (void) reference;
    (void) how;
    (void) options;
    return refuse(problems);
}

int
demerit_store_open(struct demerit_result **result, struct demerit_scenario **scenario,
    const char *run, struct demerit_problems *problems)
{
    (void) run;
    *result = NULL;
    *scenario = NULL;
    return refuse(problems);
}

int
demerit_store_export(const char *run, const char *table, const char *format,
    bool (*write)(void *self, const char *text, size_t n), void *self,
    struct demerit_problems *problems)
{
    (void) run;
    (void) table;
    (void) format;
    (void) write;
    (void) self;
    return refuse(problems);
}

int
demerit_store_verify(struct demerit_comparison **out, const char *run,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    (void) run;
    (void) options;
    *out = NULL;
    return refuse(problems);
}

void
demerit_comparison_free(struct demerit_comparison *self)
{
    (void) self;
}

int
demerit_comparison_differences(const struct demerit_comparison *self)
{
    (void) self;
    return 0;
}

char *
demerit_comparison_text(const struct demerit_comparison *self)
{
    (void) self;
    return NULL;
}

char *
demerit_comparison_json(const struct demerit_comparison *self)
{
    (void) self;
    return NULL;
}
