/* SPDX-License-Identifier: Apache-2.0
 *
 * Shares of a harm by mechanism: which mechanisms the scenario uses, how they are grouped,
 * which coalitions run; and reading the scenario anew for each of them. */
#include "attributed.h"

#include "scenario/reading.h"

#include <stdlib.h>
#include <string.h>

enum { EXACT_UP_TO = 8, SAMPLES = 32, MOST_METRICS = 512, MOST_SAMPLES = 100000 };

struct opening {
    struct demerit_attributed *self;
    const struct demerit_attribute_options *options;
    struct demerit_problems *problems;
};

void
demerit_attribute_free(struct demerit_attributed *self)
{
    if (self != NULL) {
        dm_shapley_clear(&self->plan);
        demerit_scenario_free(self->scenario);
        for (size_t g = 0; g < DM_MOST_PLAYERS; g++) {
            free(self->group_name[g]);
        }
        for (size_t i = 0; i < self->n_texts; i++) {
            free(self->texts[i]);
        }
        free(self->texts);
        free(self);
    }
}

const struct demerit_scenario *
demerit_attribute_scenario(const struct demerit_attributed *self)
{
    return self->scenario;
}

size_t
demerit_attribute_coalitions(const struct demerit_attributed *self)
{
    return self->plan.n_sets;
}

size_t
demerit_attribute_count(const struct demerit_attributed *self)
{
    return self->n;
}

const char *
demerit_attribute_mechanism(const struct demerit_attributed *self, size_t i)
{
    return self->mechanism[i]->id;
}

int
demerit_attribute_samples(const struct demerit_attributed *self)
{
    return self->plan.samples;
}

/* ---- reading the scenario with something switched off ---- */

static int
open_without(struct demerit_attributed *self, const char *const *overlays, size_t n,
    struct dm_scenario **out, struct demerit_problems *problems)
{
    struct dm_disk disk = { .library = self->library };
    struct dm_file_source source = dm_disk_source(&disk);
    struct dm_diagnostics diagnostics = { .items = NULL };
    struct dm_read_options how = dm_read_options_from(&self->how);
    dm_status st;

    DM_ASSERT(self->scenario != NULL); /* opened before anything is switched off */
    how.overlays = overlays;
    how.n_overlays = n;
    how.spared = self->scenario->scenario->twin_name.s[0] != '\0'
                     ? &self->scenario->scenario->twin
                     : NULL;
    st = dm_scenario_read(out, self->reference, &source, &how, &diagnostics);
    return dm_problems_take_read(problems, st, &diagnostics);
}

/* Whether switching it off changes the scenario at all. */
static int
is_used(const struct opening *self, const struct dm_mechanism *mechanism, bool *used)
{
    struct dm_scenario *without = NULL;
    size_t n = 0;
    int status;

    while (mechanism->off[n] != NULL) {
        n++;
    }
    status = open_without(self->self, mechanism->off, n, &without, self->problems);
    *used = status == DEMERIT_OK &&
            strcmp(without->hash, self->self->scenario->scenario->hash) != 0;
    dm_scenario_free(without);
    return status;
}

/* ---- which mechanisms ---- */

static int
complain(const struct opening *self, const char *key, const char *hint, const char *format,
    const char *word)
{
    struct dm_strbuf text = { .text = NULL };
    const struct dm_quote quote = dm_quote(word);

    dm_strbuf_add(&text, format);
    dm_strbuf_addf(&text, " `%s`", quote.s);
    demerit_problems_add(
        self->problems, 64, key, text.text != NULL ? text.text : format, hint);
    dm_strbuf_clear(&text);
    return DEMERIT_EUSAGE;
}

static int
no_such_mechanism(const struct opening *self, const char *word)
{
    const char *ids[DM_MOST_PLAYERS] = { NULL };
    struct dm_strbuf hint = { .text = NULL };
    const char *near;
    int status;

    for (size_t i = 0; i < dm_n_mechanisms; i++) {
        ids[i] = dm_mechanisms[i].id;
    }
    near = demerit_nearest(word, ids, dm_n_mechanisms);
    if (near != NULL) {
        dm_strbuf_addf(&hint, "did you mean `%s`? ", near);
    }
    dm_strbuf_add(&hint, "there are: ");
    for (size_t i = 0; i < dm_n_mechanisms; i++) {
        dm_strbuf_addf(&hint, "%s%s", i == 0 ? "" : ", ", ids[i]);
    }
    status = complain(self, "--mechanisms", hint.text, "no mechanism is called", word);
    dm_strbuf_clear(&hint);
    return status;
}

static bool
is_wanted(const struct opening *self, const char *id)
{
    bool wanted = self->options->n_mechanisms == 0;

    for (size_t i = 0; i < self->options->n_mechanisms; i++) {
        wanted = wanted || strcmp(self->options->mechanisms[i], id) == 0;
    }
    return wanted;
}

static int
choose_mechanisms(const struct opening *self)
{
    struct demerit_attributed *out = self->self;

    for (size_t i = 0; i < self->options->n_mechanisms; i++) {
        if (dm_mechanism_find(self->options->mechanisms[i]) == NULL) {
            return no_such_mechanism(self, self->options->mechanisms[i]);
        }
    }
    for (size_t i = 0; i < dm_n_mechanisms; i++) {
        bool used = false;
        int status = is_wanted(self, dm_mechanisms[i].id)
                         ? is_used(self, &dm_mechanisms[i], &used)
                         : DEMERIT_OK;

        if (status != DEMERIT_OK) {
            return status;
        }
        if (used && out->n < DM_MOST_PLAYERS) {
            out->mechanism[out->n++] = &dm_mechanisms[i];
        }
    }
    if (out->n == 0) {
        demerit_problems_add(self->problems, 64, "--mechanisms",
            self->options->n_mechanisms > 0 ? "the scenario uses none of these mechanisms"
                                            : "the scenario uses no mechanism of the list",
            "demerit show tells what a scenario does");
        return DEMERIT_EUSAGE;
    }
    return DEMERIT_OK;
}

/* ---- which metric ---- */

static int
choose_metric(const struct opening *self)
{
    const char *wanted =
        self->options->metric != NULL ? self->options->metric : "access_lost_days";
    char(*ids)[DM_TABLE_ID_BYTES] = calloc(MOST_METRICS, sizeof *ids);
    const char **words = calloc(MOST_METRICS, sizeof *words);
    int status = DEMERIT_EUSAGE;
    size_t n = 0;

    if (ids == NULL || words == NULL) {
        status = dm_problems_add_error(self->problems, DM_ENOMEM, NULL);
    } else {
        n = dm_table_ids(self->self->scenario->scenario, ids, MOST_METRICS);
        n = n < MOST_METRICS ? n : MOST_METRICS;
    }
    for (size_t i = 0; i < n; i++) {
        words[i] = ids[i];
        if (strcmp(ids[i], wanted) == 0) {
            memcpy(self->self->metric, ids[i], sizeof ids[i]);
            status = DEMERIT_OK;
        }
    }
    if (n > 0 && status != DEMERIT_OK) {
        const char *near = demerit_nearest(wanted, words, n);
        struct dm_strbuf hint = { .text = NULL };

        if (near != NULL) {
            dm_strbuf_addf(&hint, "did you mean `%s`?", near);
        } else {
            dm_strbuf_add(&hint, "docs/reference/measures.md lists them");
        }
        status = complain(
            self, "--metric", hint.text, "the scenario has no measure called", wanted);
        dm_strbuf_clear(&hint);
    }
    free(words);
    free(ids);
    return status;
}

/* ---- which groups ---- */

/* Number of the group of this name, made if need be; -1: no memory. */
static int32_t
group_named(struct demerit_attributed *self, const char *name, size_t n)
{
    for (int32_t g = 0; g < self->n_groups; g++) {
        if (strlen(self->group_name[g]) == n &&
            strncmp(self->group_name[g], name, n) == 0) {
            return g;
        }
    }
    DM_ASSERT(self->n_groups < DM_MOST_PLAYERS);
    self->group_name[self->n_groups] = calloc(n + 1, 1);
    if (self->group_name[self->n_groups] == NULL) {
        return -1;
    }
    memcpy(self->group_name[self->n_groups], name, n);
    return self->n_groups++;
}

/* The name that the options give to the group of a mechanism; its own where they give none.
 */
static const char *
name_of_group(const struct opening *self, const struct dm_mechanism *mechanism, size_t *n)
{
    const struct demerit_attribute_options *options = self->options;
    const char *name =
        options->n_groups == 0 ? dm_mechanism_groups[mechanism->group] : mechanism->id;

    *n = strlen(name);
    for (size_t i = 0; i < options->n_groups; i++) {
        const char *sign = strchr(options->groups[i], '=');

        for (const char *at = sign; at != NULL && *at != '\0';) {
            size_t width = strcspn(at + 1, ",");

            if (width == strlen(mechanism->id) &&
                strncmp(at + 1, mechanism->id, width) == 0) {
                *n = (size_t) (sign - options->groups[i]);
                return options->groups[i];
            }
            at += width + 1;
        }
    }
    return name;
}

/* Every word of NAME=a,b must be a mechanism. */
static int
check_groups(const struct opening *self)
{
    for (size_t i = 0; i < self->options->n_groups; i++) {
        const char *sign = strchr(self->options->groups[i], '=');

        if (sign == NULL || sign == self->options->groups[i]) {
            return complain(self, "--group",
                "write it like --group errors=false-records,misattribution",
                "not NAME=a,b:", self->options->groups[i]);
        }
        for (const char *at = sign; *at != '\0';) {
            size_t n = strcspn(at + 1, ",");
            char id[64] = "";

            if (n > 0 && n < sizeof id) {
                memcpy(id, at + 1, n);
            }
            if (dm_mechanism_find(id) == NULL) {
                return no_such_mechanism(self, id);
            }
            at += n + 1;
        }
    }
    return DEMERIT_OK;
}

static int
choose_groups(const struct opening *self)
{
    struct demerit_attributed *out = self->self;
    int status = check_groups(self);

    if (status != DEMERIT_OK ||
        (!self->options->by_group && self->options->n_groups == 0)) {
        return status;
    }
    for (size_t p = 0; p < out->n; p++) {
        size_t n;
        const char *name = name_of_group(self, out->mechanism[p], &n);

        out->group[p] = group_named(out, name, n);
        if (out->group[p] < 0) {
            return dm_problems_add_error(self->problems, DM_ENOMEM, NULL);
        }
    }
    return DEMERIT_OK;
}

/* ---- which coalitions ---- */

static int
make_plan(const struct opening *self)
{
    struct demerit_attributed *out = self->self;
    const int32_t *group = out->n_groups > 0 ? out->group : NULL;
    int exact = self->options->exact_up_to > 0 ? self->options->exact_up_to : EXACT_UP_TO;
    int samples = self->options->samples > 0 ? self->options->samples : SAMPLES;
    struct dm_error err = { .status = DM_OK };
    dm_status st;

    if (exact > DM_MOST_EXACT || samples > MOST_SAMPLES) {
        st = dm_error_set(&err, DM_EUSAGE,
            "--exact-up-to is at most %d, --samples at most %d", DM_MOST_EXACT,
            MOST_SAMPLES);
    } else if (out->n <= (size_t) exact) {
        st = dm_shapley_exact(&out->plan, (int32_t) out->n, group, &err);
    } else {
        st = dm_shapley_sampled(&out->plan, (int32_t) out->n, group, samples,
            out->scenario->scenario->run.seed, &err);
    }
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(self->problems, st, &err);
}

/* What is borrowed during the call only, copied: the scenario is read again for each run.
 */
static bool
keep_options(struct demerit_attributed *self, const char *reference,
    const struct demerit_options *how)
{
    size_t n = how != NULL ? how->n_sets : 0;
    const void *texts;

    self->texts = calloc(n + 3, sizeof *self->texts);
    for (size_t i = 0; self->texts != NULL && i < n; i++) {
        self->texts[self->n_texts++] = dm_copy_text(how->sets[i]);
    }
    if (self->texts == NULL) {
        return false;
    }
    texts = self->texts;
    self->how = (struct demerit_options){ .sets = texts, .n_sets = n };
    self->reference = self->texts[self->n_texts++] = dm_copy_text(reference);
    if (how != NULL && how->variant != NULL) {
        self->how.variant = self->texts[self->n_texts++] = dm_copy_text(how->variant);
    }
    if (how != NULL && how->twin != NULL) {
        self->how.twin = self->texts[self->n_texts++] = dm_copy_text(how->twin);
    }
    for (size_t i = 0; i < self->n_texts; i++) {
        if (self->texts[i] == NULL) {
            return false;
        }
    }
    return true;
}

int
demerit_attribute_open(struct demerit_attributed **out,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const struct demerit_attribute_options *options,
    struct demerit_problems *problems)
{
    const struct demerit_attribute_options none = { .metric = NULL };

    if (out == NULL || reference == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_attributed *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    struct opening opening = {
        .self = self, .options = options != NULL ? options : &none, .problems = problems
    };
    self->library = library;
    int status = keep_options(self, reference, how)
                     ? DEMERIT_OK
                     : dm_problems_add_error(problems, DM_ENOMEM, NULL);
    if (status == DEMERIT_OK) {
        status = demerit_scenario_open(
            &self->scenario, library, reference, &self->how, problems);
    }
    status = status == DEMERIT_OK ? choose_mechanisms(&opening) : status;
    status = status == DEMERIT_OK ? choose_metric(&opening) : status;
    status = status == DEMERIT_OK ? choose_groups(&opening) : status;
    status = status == DEMERIT_OK ? make_plan(&opening) : status;
    if (status != DEMERIT_OK) {
        demerit_attribute_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

dm_status
dm_attributed_open(void *context, const char *const *overlays, size_t n,
    struct dm_scenario **out, struct dm_error *err)
{
    struct demerit_attributed *self = context;
    struct demerit_problems *problems = demerit_problems_create();
    int status =
        problems == NULL ? DEMERIT_ENOMEM : open_without(self, overlays, n, out, problems);

    if (status != DEMERIT_OK) {
        (void) dm_error_set(err, (dm_status) status, "%s",
            problems != NULL && problems->list.n > 0 ? problems->list.items[0].message
                                                     : "no memory for a scenario");
    }
    demerit_problems_free(problems);
    return (dm_status) status;
}
