/* SPDX-License-Identifier: Apache-2.0
 *
 * Claims for the public: opened, run one after the other, and looked at for what is built
 * in. */
#include "claims_handle.h"

#include "engine/threads.h"
#include "scenario/reading.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOCK "built-in.lock"

enum { BUILT_IN_POINTS = 1000 };

void
demerit_claims_free(struct demerit_claims *self)
{
    if (self == NULL) {
        return;
    }
    for (size_t i = 0; self->results != NULL && i < self->claims.n; i++) {
        dm_claim_result_clear(&self->results[i]);
    }
    free(self->results);
    free(self->lock);
    dm_claims_clear(&self->claims);
    free(self);
}

size_t
demerit_claims_count(const struct demerit_claims *self)
{
    return self->claims.n;
}

const char *
demerit_claims_id(const struct demerit_claims *self, size_t i)
{
    return self->claims.claim[i].id.s;
}

const char *
demerit_claims_hash(const struct demerit_claims *self)
{
    return self->claims.hash;
}

int64_t
demerit_claims_runs(const struct demerit_claims *self)
{
    int64_t runs = 0;

    for (size_t i = 0; i < self->claims.n; i++) {
        const struct dm_claim *claim = &self->claims.claim[i];

        runs += (int64_t) claim->n_points * claim->n_pairs * claim->n_forms *
                (claim->against_twin ? 1 : 2);
    }
    return runs;
}

/* ---- the lock ---- */

const struct dm_built_in *
dm_claims_built_in(const struct demerit_claims *self, const struct dm_claim *claim)
{
    for (size_t i = 0; i < self->n_lock; i++) {
        const struct dm_built_in *known = &self->lock[i];

        if (strcmp(known->id.s, claim->id.s) == 0 &&
            strcmp(known->hash, claim->hash) == 0) {
            return known;
        }
    }
    return NULL;
}

static int32_t
number_at(const struct dm_node *map, const char *key)
{
    const struct dm_node *node = dm_node_at(map, key);

    return node != NULL && node->kind == DM_NODE_SCALAR
               ? (int32_t) strtol(node->text, NULL, 10)
               : 0;
}

static void
take_entry(struct demerit_claims *self, const struct dm_entry *entry)
{
    const struct dm_node *mark = dm_node_at(entry->value, "built_in"),
                         *hash = dm_node_at(entry->value, "claim");
    struct dm_built_in *known = &self->lock[self->n_lock];

    if (!dm_is_id(entry->key->text) || mark == NULL || hash == NULL ||
        mark->kind != DM_NODE_SCALAR || hash->kind != DM_NODE_SCALAR) {
        return;
    }
    *known = (struct dm_built_in){ .points = number_at(entry->value, "points") };
    known->signs.positive = number_at(entry->value, "positive");
    known->signs.negative = number_at(entry->value, "negative");
    known->signs.zero = number_at(entry->value, "zero");
    known->signs.undefined = number_at(entry->value, "undefined");
    (void) snprintf(known->id.s, sizeof known->id.s, "%s", entry->key->text);
    (void) snprintf(known->mark, sizeof known->mark, "%.11s", mark->text);
    (void) snprintf(known->hash, sizeof known->hash, "%.32s", hash->text);
    self->n_lock++;
}

/* A lock that is not there or cannot be read says nothing. */
static dm_status
read_lock(struct demerit_claims *self, const struct dm_file_source *files)
{
    struct dm_diagnostics found = { .items = NULL };
    struct dm_reading reading = { .files = files, .diagnostics = &found };
    struct dm_text text = { .n = 0 };
    char *path = NULL, *bytes = NULL;
    size_t n = self->claims.n;

    if (files->load(files->context, "./" LOCK, self->claims.path, &path, &bytes, &text.n) ==
        DM_OK) {
        text.path = path;
        text.text = bytes;
    }
    const struct dm_node *root = bytes != NULL ? dm_yaml_parse(&reading, &text) : NULL,
                         *map = dm_node_at(root, "claims");
    n += map != NULL && map->kind == DM_NODE_MAP ? map->n_entries : 0;
    self->lock = calloc(n + 1, sizeof *self->lock);
    for (size_t i = 0; self->lock != NULL && map != NULL && map->kind == DM_NODE_MAP &&
                       i < map->n_entries;
         i++) {
        take_entry(self, &map->entries[i]);
    }
    dm_arena_clear(&reading.arena);
    dm_diagnostics_clear(&found);
    free(path);
    free(bytes);
    return self->lock != NULL ? DM_OK : DM_ENOMEM;
}

char *
demerit_claims_lock_path(const struct demerit_claims *self)
{
    struct dm_strbuf out = { .text = NULL };
    const char *slash = strrchr(self->claims.path, '/');

    dm_strbuf_addf(&out, "%.*s" LOCK,
        slash != NULL ? (int) (slash - self->claims.path) + 1 : 0, self->claims.path);
    return dm_text_from(&out);
}

char *
demerit_claims_lock(const struct demerit_claims *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_add(&out, "schema: demerit-built-in/1\n# Written by `demerit claims "
                        "--built-in`; not by hand. "
                        "An entry counts for the claim of that hash only.\nclaims:\n");
    for (size_t i = 0; i < self->n_lock; i++) {
        const struct dm_built_in *known = &self->lock[i];

        dm_strbuf_addf(&out,
            "  %s: {built_in: %s, claim: %s, points: %" PRId32 ", positive: %" PRId32
            ", negative: %" PRId32 ", zero: %" PRId32 ", undefined: %" PRId32 "}\n",
            known->id.s, known->mark, known->hash, known->points, known->signs.positive,
            known->signs.negative, known->signs.zero, known->signs.undefined);
    }
    return dm_text_from(&out);
}

bool
demerit_claims_lock_is_current(const struct demerit_claims *self)
{
    return self->lock_is_current;
}

/* ---- opening ---- */

int
demerit_claims_open(struct demerit_claims **out, const struct demerit_library *library,
    const char *file, const struct demerit_claims_options *options,
    struct demerit_problems *problems)
{
    static const struct demerit_claims_options none = { .ids = NULL };
    struct dm_diagnostics diagnostics = { .items = NULL };

    if (out == NULL || file == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    options = options != NULL ? options : &none;
    struct demerit_claims *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    self->disk.library = library;
    self->quick = options->points > 0 || options->n_sets > 0;
    struct dm_file_source source = dm_disk_source(&self->disk);
    const struct dm_claims_options how = { .points = options->points,
        .sets = options->sets,
        .n_sets = options->n_sets,
        .ids = options->ids,
        .n_ids = options->n_ids };
    dm_status st = dm_claims_read(&self->claims, file, &source, &how, &diagnostics);
    if (st == DM_OK) {
        self->results = calloc(self->claims.n + 1, sizeof *self->results);
        st = self->results != NULL ? read_lock(self, &source) : DM_ENOMEM;
    }
    int status = dm_problems_take_read(problems, st, &diagnostics);
    if (status != DEMERIT_OK) {
        demerit_claims_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

/* ---- running ---- */

struct watch {
    const struct demerit_run_options *options;
    double done, of_one, all; /* runs */
};

static bool
tick(void *context, double done, double all)
{
    const struct watch *self = context;

    return self->options->tick(
        self->options->self, self->done + done / all * self->of_one, self->all);
}

static double
runs_of(const struct dm_claim *claim)
{
    return (double) claim->n_points * claim->n_pairs * claim->n_forms;
}

/* Their effects, held together: luck alone. Pairs are the same number in all, or they are
 * held one by one. */
static void
hold_all(struct demerit_claims *self)
{
    int32_t n = (int32_t) self->claims.n, varying = 0;

    for (int32_t i = 0; i < n; i++) {
        varying += self->results[i].told.effect.hi > self->results[i].told.effect.lo;
    }
    self->joint = DM_JOINT_BONFERRONI;
    for (int32_t i = 0; i < n; i++) {
        struct dm_interval e = self->results[i].told.effect;

        self->results[i].joint = e;
        if (varying > 0 && e.n > 1) {
            double stretch = dm_t_quantile(1.0 - 0.025 / varying, e.n - 1.0) /
                             dm_t_quantile(0.975, e.n - 1.0);

            self->results[i].joint.lo = e.mean - stretch * (e.mean - e.lo);
            self->results[i].joint.hi = e.mean + stretch * (e.hi - e.mean);
        }
    }
}

static int
finish(dm_status st, const struct dm_error *err, struct demerit_problems *problems)
{
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, err);
}

int
demerit_claims_run(struct demerit_claims *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct watch watch = { .options = options };
    struct dm_progress progress = { .self = &watch, .tick = tick };
    struct dm_claim_options how = { .jobs = jobs > 0 ? jobs : dm_threads_available(),
        .progress = options != NULL && options->tick != NULL ? &progress : NULL };
    dm_status st = DM_OK;

    if (self == NULL || self->has_run || jobs < 0) {
        return DEMERIT_EUSAGE;
    }
    self->has_run = true;
    struct dm_file_source files = dm_disk_source(&self->disk);
    for (size_t i = 0; st == DM_OK && i < self->claims.n; i++) {
        st = dm_claim_find_forms(&self->claims.claim[i], &files, &err);
        watch.all += runs_of(&self->claims.claim[i]);
    }
    for (size_t i = 0; st == DM_OK && i < self->claims.n; i++) {
        watch.of_one = runs_of(&self->claims.claim[i]);
        st = dm_claim_run(&self->claims.claim[i], &files, &how, &self->results[i], &err);
        watch.done += watch.of_one;
    }
    if (st == DM_OK) {
        hold_all(self);
    }
    return finish(st, &err, problems);
}

/* ---- built in ---- */

static const char *
mark_of(const struct dm_claim *claim, const struct dm_same_sign *signs)
{
    if (claim->proof != NULL && (signs->positive == 0 || signs->negative == 0)) {
        return "proof";
    }
    return signs->sign != 0 ? "measured" : "no";
}

static void
keep(struct demerit_claims *self, const struct dm_claim *claim,
    const struct dm_same_sign *signs)
{
    const struct dm_built_in *known = dm_claims_built_in(self, claim);
    struct dm_built_in *entry = NULL;

    self->lock_is_current = self->lock_is_current && known != NULL &&
                            strcmp(known->mark, mark_of(claim, signs)) == 0 &&
                            known->signs.positive == signs->positive &&
                            known->signs.negative == signs->negative;
    for (size_t i = 0; i < self->n_lock; i++) {
        entry = strcmp(self->lock[i].id.s, claim->id.s) == 0 ? &self->lock[i] : entry;
    }
    entry = entry != NULL ? entry : &self->lock[self->n_lock++];
    *entry =
        (struct dm_built_in){ .id = claim->id, .points = BUILT_IN_POINTS, .signs = *signs };
    memcpy(entry->hash, claim->hash, sizeof entry->hash);
    (void) snprintf(entry->mark, sizeof entry->mark, "%s", mark_of(claim, signs));
}

int
demerit_claims_find_built_in(struct demerit_claims *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct watch watch = { .options = options, .of_one = 1.0 };
    struct dm_progress progress = { .self = &watch, .tick = tick };
    struct dm_claim_options how = { .jobs = jobs > 0 ? jobs : dm_threads_available(),
        .progress = options != NULL && options->tick != NULL ? &progress : NULL };
    dm_status st = DM_OK;

    if (self == NULL || jobs < 0 || self->quick) {
        return DEMERIT_EUSAGE;
    }
    struct dm_file_source files = dm_disk_source(&self->disk);
    watch.all = (double) self->claims.n;
    self->lock_is_current = true;
    for (size_t i = 0; st == DM_OK && i < self->claims.n; i++) {
        struct dm_same_sign signs;

        st = dm_claim_built_in(
            &self->claims.claim[i], &files, &how, BUILT_IN_POINTS, &signs, &err);
        if (st == DM_OK) {
            keep(self, &self->claims.claim[i], &signs);
        }
        watch.done += 1.0;
    }
    return finish(st, &err, problems);
}
