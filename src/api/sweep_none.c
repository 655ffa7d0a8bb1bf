/* SPDX-License-Identifier: Apache-2.0
 *
 * Studies of a build without SQLite: every call says so. */
#include "handles.h"

#include "demerit/sweep.h"

#include <math.h>

static int
refuse(struct demerit_problems *problems)
{
    demerit_problems_add(problems, 64, NULL,
        "studies are not part of this build, which has no SQLite", NULL);
    return DEMERIT_EUSAGE;
}

int
demerit_sweep_open(struct demerit_sweep **out, const struct demerit_library *library,
    const char *study, const char *const *sets, size_t n_sets,
    struct demerit_problems *problems)
{
    (void) library;
    (void) study;
    (void) sets;
    (void) n_sets;
    *out = NULL;
    return refuse(problems);
}

int
demerit_sweep_resume(
    struct demerit_sweep **out, const char *folder, struct demerit_problems *problems)
{
    (void) folder;
    *out = NULL;
    return refuse(problems);
}

int
demerit_sweep_merge(struct demerit_sweep **out, const char *folder, const char *const *from,
    size_t n, struct demerit_problems *problems)
{
    (void) folder;
    (void) from;
    (void) n;
    *out = NULL;
    return refuse(problems);
}

void
demerit_sweep_free(struct demerit_sweep *self)
{
    (void) self;
}

bool
demerit_folder_is_sweep(const char *folder)
{
    (void) folder;
    return false;
}

int
demerit_sweep_choose_rows(struct demerit_sweep *self, int64_t first, int64_t last,
    struct demerit_problems *problems)
{
    (void) self;
    (void) first;
    (void) last;
    return refuse(problems);
}

struct demerit_sweep_plan
demerit_sweep_plan(const struct demerit_sweep *self, int jobs)
{
    (void) self;
    (void) jobs;
    return (struct demerit_sweep_plan){ .name = "", .seconds = (double) NAN };
}

const char *
demerit_sweep_left_out(const struct demerit_sweep *self, int i, const char **why)
{
    (void) self;
    (void) i;
    *why = NULL;
    return NULL;
}

int
demerit_sweep_create(struct demerit_sweep *self,
    const struct demerit_sweep_options *options, struct demerit_problems *problems)
{
    (void) self;
    (void) options;
    return refuse(problems);
}

const char *
demerit_sweep_folder(const struct demerit_sweep *self)
{
    (void) self;
    return NULL;
}

int
demerit_sweep_run(struct demerit_sweep *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    (void) self;
    (void) jobs;
    (void) options;
    return refuse(problems);
}

int64_t
demerit_sweep_failed(const struct demerit_sweep *self)
{
    (void) self;
    return 0;
}

int64_t
demerit_sweep_missing(const struct demerit_sweep *self)
{
    (void) self;
    return 0;
}

char *
demerit_sweep_text(
    const struct demerit_sweep *self, const struct demerit_style *style, const char *again)
{
    (void) self;
    (void) style;
    (void) again;
    return NULL;
}

char *
demerit_sweep_json(const struct demerit_sweep *self)
{
    (void) self;
    return NULL;
}

int
demerit_sweep_verify(struct demerit_comparison **out, const char *folder, int rows,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    (void) folder;
    (void) rows;
    (void) options;
    *out = NULL;
    return refuse(problems);
}
