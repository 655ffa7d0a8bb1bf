/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs the coalitions of an attribution, and tells of their shares. */
#include "attributed.h"

#include "report/attribution_report.h"

int
demerit_attribute_run(struct demerit_attributed *self,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_progress progress = { .self = NULL };
    struct dm_pair_options how = { .threads = 0 };
    struct dm_coalition_source source = { .self = self, .open = dm_attributed_open };
    struct dm_error err = { .status = DM_OK };
    dm_status st;

    if (self == NULL || self->has_run || (options != NULL && options->threads < 0)) {
        return DEMERIT_EUSAGE;
    }
    self->has_run = true;
    if (options != NULL) {
        progress = (struct dm_progress){ .self = options->self, .tick = options->tick };
        how.threads = options->threads;
        how.progress = options->tick != NULL ? &progress : NULL;
    }
    st = dm_attribute_run(&self->plan, self->mechanism, self->group, self->n_groups,
        self->metric, &source, &how, &self->shares, &err);
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}

static struct dm_value
value_of(struct dm_interval interval)
{
    return (struct dm_value){ interval.mean, interval.lo, interval.hi };
}

static struct dm_run_row
run_of(const struct demerit_attributed *self)
{
    const struct dm_scenario *scenario = self->scenario->scenario;

    return (struct dm_run_row){
        .scenario = scenario->name.s,
        .title = scenario->title != NULL ? scenario->title : scenario->name.s,
        .twin = scenario->twin_name.s,
        .persons = scenario->society.persons,
        .months = 12 * scenario->run.years,
        .warmup_months = scenario->run.warmup_months,
        .replicates = scenario->run.replicates,
        .seed = scenario->run.seed,
        .checksum = self->shares.checksum,
    };
}

/* `shares` and `groups`: [DM_MOST_PLAYERS], the caller's. */
static struct dm_attribution_report
report_of(const struct demerit_attributed *self, struct dm_share_row *shares,
    struct dm_share_row *groups)
{
    const struct dm_attribution *from = &self->shares;

    for (size_t p = 0; p < self->n; p++) {
        const struct dm_mechanism *mechanism = self->mechanism[p];

        shares[p] = (struct dm_share_row){ .id = mechanism->id,
            .group = self->n_groups > 0 ? self->group_name[self->group[p]]
                                        : dm_mechanism_groups[mechanism->group],
            .sentence = mechanism->sentence,
            .share = value_of(from->share[p]),
            .sampling = value_of(from->sampling[p]) };
    }
    for (int32_t g = 0; g < self->n_groups; g++) {
        groups[g] = (struct dm_share_row){ .id = self->group_name[g],
            .share = value_of(from->group_share[g]),
            .sampling = value_of(dm_t_interval(NULL, 0)) };
    }
    return (struct dm_attribution_report){ .run = run_of(self),
        .metric = self->metric,
        .unit = from->unit,
        .direction = from->direction,
        .with_all = value_of(from->with_all),
        .with_none = value_of(from->with_none),
        .total = value_of(from->total),
        .shares = shares,
        .groups = groups,
        .n_shares = self->n,
        .n_groups = (size_t) self->n_groups,
        .coalitions = self->plan.n_sets,
        .samples = self->plan.samples };
}

char *
demerit_attribute_text(const struct demerit_attributed *self,
    const struct demerit_style *style, const char *again)
{
    struct dm_share_row shares[DM_MOST_PLAYERS], groups[DM_MOST_PLAYERS];
    struct dm_attribution_report report = report_of(self, shares, groups);
    struct dm_strbuf out = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_attribution_text(&report, again, &prose);
    return dm_text_from(&out);
}

char *
demerit_attribute_json(const struct demerit_attributed *self)
{
    struct dm_share_row shares[DM_MOST_PLAYERS], groups[DM_MOST_PLAYERS];
    struct dm_attribution_report report = report_of(self, shares, groups);
    struct dm_strbuf out = { .text = NULL };

    dm_attribution_json(&report, &out);
    return dm_text_from(&out);
}
