/* SPDX-License-Identifier: Apache-2.0
 *
 * Variants side by side: read all, run them one after the other (a pass each, so that
 * memory is that of one pair), pair their replicates with those of the scenario as written.
 */
#include "handles.h"

#include "experiment/harmed.h"
#include "experiment/table.h"
#include "report/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* For the losses by person of at most three worlds at once. */
#define MOST_LOSS_BYTES (INT64_C(1) << 30)

struct one {
    struct dm_id name;
    struct demerit_scenario scenario; /* its scenario is owned */
    struct dm_results results;
};

struct demerit_compared {
    struct one *variants; /* owned; as written first */
    struct dm_comparison_of_variants told;
    size_t n;
    bool has_run;
};

void
demerit_compare_free(struct demerit_compared *self)
{
    for (size_t i = 0; self != NULL && i < self->n; i++) {
        dm_scenario_free(self->variants[i].scenario.scenario);
        dm_results_clear(&self->variants[i].results);
        if (self->told.variants != NULL) {
            free(self->told.variants[i].metrics);
        }
    }
    if (self != NULL) {
        free(self->told.variants);
        free(self->variants);
        free(self);
    }
}

size_t
demerit_compare_count(const struct demerit_compared *self)
{
    return self->n;
}

const char *
demerit_compare_name(const struct demerit_compared *self, size_t i)
{
    return self->variants[i].name.s;
}

const struct demerit_scenario *
demerit_compare_scenario(const struct demerit_compared *self, size_t i)
{
    return &self->variants[i].scenario;
}

/* ---- reading ---- */

static bool
is_named(const struct demerit_compared *self, const char *name)
{
    for (size_t i = 0; i < self->n; i++) {
        if (strcmp(self->variants[i].name.s, name) == 0) {
            return true;
        }
    }
    return false;
}

/* What of the run a variant changes, NULL: nothing. */
static const char *
unlike(const struct dm_scenario *a, const struct dm_scenario *b)
{
    return a->society.persons != b->society.persons       ? "society.persons"
           : a->run.years != b->run.years                 ? "run.years"
           : a->run.warmup_months != b->run.warmup_months ? "run.warmup_months"
           : a->run.replicates != b->run.replicates       ? "run.replicates"
           : a->run.seed != b->run.seed                   ? "run.seed"
                                                          : NULL;
}

/* `how` names the variant, or none for the scenario as written. */
static int
read_one(struct demerit_compared *self, const struct demerit_library *library,
    const char *reference, const struct demerit_options *how,
    struct demerit_problems *problems)
{
    struct one *one = &self->variants[self->n];
    struct demerit_scenario *scenario = NULL;
    int status = demerit_scenario_open(&scenario, library, reference, how, problems);
    const char *key;

    if (status != DEMERIT_OK) {
        return status;
    }
    *one = (struct one){ .scenario = *scenario };
    free(scenario); /* the handle; what it held is kept */
    dm_results_init(&one->results);
    const char *name = how->variant != NULL ? how->variant : DM_AS_WRITTEN;
    memcpy(one->name.s, name, strlen(name) + 1); /* a variant's name is an id */
    self->n++;
    key = unlike(self->variants[0].scenario.scenario, one->scenario.scenario);
    if (key != NULL) {
        struct dm_error err = { .status = DM_OK };
        dm_status wrong = dm_error_set(&err, DM_ESCENARIO,
            "variant `%s` changes %s: it cannot be paired with the scenario as written",
            name, key);
        return dm_problems_add_error(problems, wrong, &err);
    }
    return DEMERIT_OK;
}

static int
read_variants(struct demerit_compared *self, const struct demerit_library *library,
    const char *reference, const struct demerit_options *options, const char *const *names,
    size_t n, struct demerit_problems *problems)
{
    struct demerit_options how = *options;
    int first = DEMERIT_OK;

    for (size_t i = 0; i < n; i++) {
        if (!is_named(self, names[i])) {
            how.variant = names[i];
            int status = read_one(self, library, reference, &how, problems);
            first = first == DEMERIT_OK ? status : first;
        }
    }
    return first;
}

/* All of the scenario's variants. */
static int
read_all(struct demerit_compared *self, const struct demerit_library *library,
    const char *reference, const struct demerit_options *how,
    struct demerit_problems *problems)
{
    struct dm_disk disk = { .library = library };
    struct dm_file_source source = dm_disk_source(&disk);
    struct dm_diagnostics diagnostics = { .items = NULL };
    struct dm_variant_names found = { .n = 0 };
    const char *names[DM_MAX_VARIANTS];
    int status = dm_problems_take_read(problems,
        dm_scenario_variants(&found, reference, &source, &diagnostics), &diagnostics);

    for (size_t i = 0; i < found.n; i++) {
        names[i] = found.names[i].s;
    }
    return status == DEMERIT_OK
               ? read_variants(self, library, reference, how, names, found.n, problems)
               : status;
}

int
demerit_compare_open(struct demerit_compared **out, const struct demerit_library *library,
    const char *reference, const struct demerit_options *options,
    const char *const *variants, size_t n, struct demerit_problems *problems)
{
    struct demerit_options how = { .variant = NULL };

    if (out == NULL || reference == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    if (options != NULL) {
        how = *options;
        how.variant = NULL;
    }
    struct demerit_compared *self = calloc(1, sizeof *self);
    if (self != NULL) {
        size_t most = 1 + (variants != NULL ? n : DM_MAX_VARIANTS);
        self->variants = calloc(most, sizeof *self->variants);
    }
    if (self == NULL || self->variants == NULL) {
        demerit_compare_free(self);
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    int status = read_one(self, library, reference, &how, problems);
    if (status == DEMERIT_OK) {
        status = variants != NULL
                     ? read_variants(self, library, reference, &how, variants, n, problems)
                     : read_all(self, library, reference, &how, problems);
    }
    if (status != DEMERIT_OK) {
        demerit_compare_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

/* ---- running ---- */

struct work {
    struct demerit_compared *compared;
    const struct demerit_run_options *options;
    size_t done; /* variants */
    struct dm_table written, table;
    struct dm_losses regime_written, regime, twin;
    enum dm_interval_kind interval;
    uint32_t seed;
    double *changes; /* [n_changes][replicates], owned: to be held at once */
    int32_t n_changes;
    struct dm_error err;
};

static bool
tick(void *context, double done, double all)
{
    const struct work *self = context;

    return self->options->tick(self->options->self, (double) self->done * all + done,
        (double) self->compared->n * all);
}

static struct dm_value
value_of(struct dm_interval interval)
{
    return (struct dm_value){ interval.mean, interval.lo, interval.hi };
}

static struct dm_value
level(const struct work *self, enum dm_table_side side, int32_t m)
{
    return value_of(dm_interval_of(self->interval, dm_table_values(&self->table, side, m),
        (size_t) self->table.n, self->seed));
}

/* Against the scenario as written, by replicate; undefined where that has no such measure.
 */
static void
change_by_replicate(
    const struct work *self, const struct dm_table *written, int32_t m, double *change)
{
    int32_t there = dm_table_find(written, self->table.metric[m].id);

    for (int32_t r = 0; r < self->table.n; r++) {
        change[r] = there < 0 ? (double) NAN
                              : dm_table_values(&self->table, DM_TABLE_REGIME, m)[r] -
                                    dm_table_values(written, DM_TABLE_REGIME, there)[r];
    }
}

/* Room for the changes of another variant; NULL: no memory. */
static double *
more_changes(struct work *self)
{
    size_t n = (size_t) self->table.n, had = (size_t) self->n_changes;
    size_t more = (size_t) self->table.n_metrics;
    double *changes = realloc(self->changes, (had + more) * n * sizeof *changes);

    if (changes == NULL) {
        return NULL;
    }
    self->changes = changes;
    self->n_changes += self->table.n_metrics;
    return changes + had * n;
}

static bool
tell_metrics(struct work *self, struct dm_compared_variant *told,
    const struct dm_table *written, struct dm_results *results)
{
    const struct dm_table *table = &self->table;
    double *changes = more_changes(self);

    if (changes == NULL) {
        return false;
    }
    told->metrics = calloc((size_t) table->n_metrics + 1, sizeof *told->metrics);
    for (int32_t m = 0; told->metrics != NULL && m < table->n_metrics; m++) {
        const struct dm_table_metric *metric = &table->metric[m];
        const struct dm_metric_row *row = dm_results_total(results, metric->id);

        struct dm_compared_metric *said = &told->metrics[told->n_metrics++];
        double *by_replicate = changes + (size_t) m * (size_t) table->n;

        change_by_replicate(self, written, m, by_replicate);
        *said = (struct dm_compared_metric){
            .unit = metric->unit,
            .direction = metric->direction,
            .is_sum = row == NULL,
            .is_difference = metric->is_difference,
            .regime = level(self, DM_TABLE_REGIME, m),
            .twin = level(self, DM_TABLE_TWIN, m),
            .difference = level(self, DM_TABLE_DIFFERENCE, m),
            .change = value_of(dm_interval_of(
                self->interval, by_replicate, (size_t) table->n, self->seed)),
        };
        memcpy(said->id, metric->id, sizeof said->id);
    }
    return told->metrics != NULL;
}

static dm_status
tell_share(struct dm_compared_share *told, const struct dm_losses *a,
    const struct dm_losses *b, struct dm_error *err)
{
    struct dm_harmed harmed;
    dm_status st = dm_harmed_of(a, b, &harmed, err);

    if (st == DM_OK) {
        *told = (struct dm_compared_share){ .known = true,
            .replicates = harmed.kept,
            .harmed_same = value_of(harmed.harmed_same),
            .spared_same = value_of(harmed.spared_same),
            .harmed_independent = value_of(harmed.harmed_independent),
            .spared_independent = value_of(harmed.spared_independent) };
    }
    return st;
}

/* The society's part of a canonical text, which has no braces in its strings: from
 * `"society":{` on; `*n` characters. */
static const char *
society_in(const struct dm_strbuf *canonical, size_t *n)
{
    const char *at = strstr(canonical->text, "\"society\":{");
    int depth = 0;

    *n = 0;
    DM_ASSERT(at != NULL);
    do {
        depth += at[*n] == '{' ? 1 : at[*n] == '}' ? -1 : 0;
        *n += 1;
    } while (at[*n] != '\0' && (depth > 0 || at[*n - 1] != '}'));
    return at;
}

/* False: no memory. */
static bool
same_society(const struct dm_scenario *a, const struct dm_scenario *b, bool *same)
{
    struct dm_strbuf x = { .text = NULL }, y = { .text = NULL };
    bool ok = dm_scenario_canon(a, &x) == DM_OK && dm_scenario_canon(b, &y) == DM_OK;

    if (ok) {
        size_t n, m;
        const char *one = society_in(&x, &n), *other = society_in(&y, &m);

        *same = n == m && memcmp(one, other, n) == 0;
    }
    dm_strbuf_clear(&x);
    dm_strbuf_clear(&y);
    return ok;
}

/* The first variant's table and losses are kept to be set against those of the others. */
static dm_status
tell(struct work *self, size_t i)
{
    struct demerit_compared *compared = self->compared;
    struct dm_compared_variant *told = &compared->told.variants[i];
    const struct dm_scenario *written = compared->variants[0].scenario.scenario,
                             *scenario = compared->variants[i].scenario.scenario;
    const struct dm_table *first = i == 0 ? &self->table : &self->written;
    dm_status st = DM_OK;

    told->name = compared->variants[i].name.s;
    told->results = &compared->variants[i].results;
    if (!same_society(written, scenario, &told->same_persons) ||
        !tell_metrics(self, told, first, &compared->variants[i].results)) {
        return dm_error_set(&self->err, DM_ENOMEM, "no memory for a comparison");
    }
    if (self->table.has_twin) {
        st = tell_share(&told->against_twin, &self->regime, &self->twin, &self->err);
    }
    if (st == DM_OK && i > 0 && told->same_persons) {
        st = tell_share(
            &told->against_written, &self->regime, &self->regime_written, &self->err);
    }
    if (i == 0) {
        struct dm_losses spare = self->regime_written;

        self->written = self->table;
        self->table = (struct dm_table){ .n = 0 };
        self->regime_written = self->regime;
        self->regime = spare;
    }
    dm_table_clear(&self->table);
    return st;
}

static dm_status
run_one(struct work *self, size_t i)
{
    struct one *one = &self->compared->variants[i];
    struct dm_sink next = dm_results_sink(&one->results);
    struct dm_table_filler filler = { .table = &self->table, .next = &next };
    struct dm_losses_pair losses = { .regime = &self->regime, .twin = &self->twin };
    struct dm_persons_watch persons = dm_losses_watch(&losses);
    struct dm_progress progress = { .self = self, .tick = tick };
    struct dm_pair_options how = { .persons = &persons };
    struct dm_sink sink = dm_table_sink(&filler);
    dm_status st;

    sink.month = NULL; /* neither text nor JSON tells of months and contexts */
    sink.matrix = NULL;
    if (self->options != NULL) {
        how.threads = self->options->threads;
        how.progress = self->options->tick != NULL ? &progress : NULL;
    }
    how.interval = self->interval;
    st = dm_pair_run(one->scenario.scenario, &how, &sink, &self->err);
    return st == DM_OK ? tell(self, i) : st;
}

/* Intervals of all differences at once: of the variants, not of the first, whose are 0. */
static dm_status
hold_all(struct work *self)
{
    struct dm_comparison_of_variants *told = &self->compared->told;
    int32_t n = self->compared->variants[0].scenario.scenario->run.replicates;
    struct dm_interval *all = calloc((size_t) self->n_changes + 1, sizeof *all);
    struct dm_joint joint;
    dm_status st = all != NULL ? dm_joint_intervals(self->changes, self->n_changes, n,
                                     self->seed, &joint, all)
                               : DM_ENOMEM;

    if (st != DM_OK) {
        free(all);
        return dm_error_set(&self->err, st, "no memory for a comparison");
    }
    told->joint_method = dm_joint_word(joint.method);
    told->n_joint = joint.n_means;
    told->multiplier = joint.multiplier;
    for (size_t i = 0, k = 0; i < told->n; i++) {
        for (size_t m = 0; m < told->variants[i].n_metrics; m++) {
            told->variants[i].metrics[m].joint = value_of(all[k++]);
        }
    }
    free(all);
    return DM_OK;
}

static dm_status
prepare(struct work *self)
{
    struct demerit_compared *compared = self->compared;
    const struct dm_scenario *scenario = compared->variants[0].scenario.scenario;
    uint64_t persons = (uint64_t) scenario->society.persons;
    int32_t kept = dm_losses_room(persons, scenario->run.replicates, 3, MOST_LOSS_BYTES);
    dm_status st;

    compared->told = (struct dm_comparison_of_variants){
        .title = scenario->title != NULL ? scenario->title : scenario->name.s,
        .variants = calloc(compared->n, sizeof *compared->told.variants),
        .n = compared->n
    };
    if (compared->told.variants == NULL) {
        return dm_error_set(&self->err, DM_ENOMEM, "no memory for a comparison");
    }
    st = dm_losses_init(&self->regime, persons, kept, &self->err);
    if (st == DM_OK) {
        st = dm_losses_init(&self->regime_written, persons, kept, &self->err);
    }
    if (st == DM_OK) {
        st = dm_losses_init(&self->twin, persons, kept, &self->err);
    }
    return st;
}

int
demerit_compare_run(struct demerit_compared *self,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct work work = { .compared = self, .options = options };
    dm_status st;

    if (self == NULL || self->has_run || (options != NULL && options->threads < 0)) {
        return DEMERIT_EUSAGE;
    }
    self->has_run = true;
    work.seed = self->variants[0].scenario.scenario->run.seed;
    st = prepare(&work);
    if (options != NULL && options->bootstrap) {
        work.interval = DM_INTERVAL_BOOTSTRAP;
        self->told.interval = "bootstrap";
    }
    for (; st == DM_OK && work.done < self->n; work.done++) {
        st = run_one(&work, work.done);
    }
    if (st == DM_OK && options != NULL && options->simultaneous) {
        st = hold_all(&work);
    }
    free(work.changes);
    dm_table_clear(&work.written);
    dm_table_clear(&work.table);
    dm_losses_clear(&work.regime);
    dm_losses_clear(&work.regime_written);
    dm_losses_clear(&work.twin);
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &work.err);
}

char *
demerit_compare_text(const struct demerit_compared *self, const struct demerit_style *style,
    const char *again)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_comparison_text(&self->told, again, &prose);
    return dm_text_from(&out);
}

char *
demerit_compare_json(const struct demerit_compared *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_comparison_json(&self->told, &out);
    return dm_text_from(&out);
}
