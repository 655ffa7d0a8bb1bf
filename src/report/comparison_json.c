/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit-compare/1. Each variant has the measures that a run of it alone would print. */
#include "comparison.h"
#include "result_json.h"

#include <inttypes.h>

static void
add_value(struct dm_strbuf *out, const struct dm_value *value)
{
    dm_strbuf_add(out, "{");
    dm_result_json_bounds(out, value);
    dm_strbuf_add(out, "}");
}

static void
add_named(struct dm_strbuf *out, const char *key, const struct dm_value *value)
{
    dm_strbuf_addf(out, "\"%s\": ", key);
    add_value(out, value);
}

/* Against the scenario as written. */
static void
add_change(struct dm_strbuf *out, const struct dm_compared_metric *metric, bool joint)
{
    if (!joint) {
        add_value(out, &metric->change);
        return;
    }
    dm_strbuf_add(out, "{");
    dm_result_json_bounds(out, &metric->change);
    dm_strbuf_add(out, ", \"simultaneous\": {\"lo\": ");
    dm_strbuf_add_number(out, metric->joint.lo);
    dm_strbuf_add(out, ", \"hi\": ");
    dm_strbuf_add_number(out, metric->joint.hi);
    dm_strbuf_add(out, "}}");
}

static void
add_changes(struct dm_strbuf *out, const struct dm_compared_variant *variant, bool joint)
{
    const char *comma = "";

    for (size_t i = 0; i < variant->n_metrics; i++) {
        const struct dm_compared_metric *metric = &variant->metrics[i];

        if (!metric->is_sum) {
            dm_strbuf_addf(out, "%s\n    ", comma);
            dm_strbuf_add_json(out, metric->id);
            dm_strbuf_add(out, ": ");
            add_change(out, metric, joint);
            comma = ",";
        }
    }
}

static void
add_sum(struct dm_strbuf *out, const struct dm_compared_metric *metric, bool has_twin,
    bool joint)
{
    dm_strbuf_add_json(out, metric->id);
    dm_strbuf_add(out, ": {\"unit\": ");
    dm_strbuf_add_json(out, metric->unit);
    dm_strbuf_add(out, ", ");
    add_named(out, "regime", &metric->regime);
    dm_strbuf_add(out, ", ");
    if (has_twin) {
        add_named(out, "twin", &metric->twin);
    } else {
        dm_strbuf_add(out, "\"twin\": null");
    }
    dm_strbuf_add(out, ", ");
    add_named(out, "against_twin", &metric->difference);
    dm_strbuf_add(out, ", ");
    dm_strbuf_add(out, "\"difference\": ");
    add_change(out, metric, joint);
    dm_strbuf_add(out, "}");
}

static void
add_sums(struct dm_strbuf *out, const struct dm_compared_variant *variant, bool joint)
{
    const char *twin = variant->results->run.twin, *comma = "";

    for (size_t i = 0; i < variant->n_metrics; i++) {
        if (variant->metrics[i].is_sum) {
            dm_strbuf_addf(out, "%s\n    ", comma);
            add_sum(out, &variant->metrics[i], twin != NULL && twin[0] != '\0', joint);
            comma = ",";
        }
    }
}

static void
add_coupling(struct dm_strbuf *out, const char *key, const struct dm_value *harmed,
    const struct dm_value *spared)
{
    dm_strbuf_addf(out, "\"%s\": {", key);
    add_named(out, "more_days_lost", harmed);
    dm_strbuf_add(out, ", ");
    add_named(out, "fewer_days_lost", spared);
    dm_strbuf_add(out, "}");
}

static void
add_share(struct dm_strbuf *out, const char *key, const struct dm_compared_share *share)
{
    dm_strbuf_addf(out, "\"%s\": ", key);
    if (!share->known) {
        dm_strbuf_add(out, "null");
        return;
    }
    dm_strbuf_addf(out, "{\"replicates\": %" PRId32 ", ", share->replicates);
    add_coupling(out, "under same-luck coupling", &share->harmed_same, &share->spared_same);
    dm_strbuf_add(out, ", ");
    add_coupling(out, "under independent luck", &share->harmed_independent,
        &share->spared_independent);
    dm_strbuf_add(out, "}");
}

static void
add_bins(struct dm_strbuf *out, const struct dm_results *results)
{
    dm_strbuf_add(out, "  \"expected_harm\": [");
    for (size_t i = 0; i < results->n_bins; i++) {
        const struct dm_bin_row *row = &results->bins[i];

        dm_strbuf_addf(out, "%s\n    {\"of\": ", i == 0 ? "" : ",");
        dm_strbuf_add_json(out, row->id);
        dm_strbuf_add(out, ", \"from\": ");
        dm_strbuf_add_number(out, row->from);
        dm_strbuf_add(out, ", \"to\": ");
        dm_strbuf_add_number(out, row->to);
        dm_strbuf_add(out, ", \"share_of_persons\": ");
        dm_strbuf_add_number(out, row->persons);
        dm_strbuf_addf(out, ", \"replicates\": %" PRId32 "}", row->replicates);
    }
    dm_strbuf_add(out, "]");
}

static void
add_variant(struct dm_strbuf *out, const struct dm_compared_variant *variant, bool joint)
{
    const struct dm_run_row *run = &variant->results->run;
    bool has_twin = run->twin != NULL && run->twin[0] != '\0';

    dm_strbuf_add(out, "  {\"name\": ");
    dm_strbuf_add_json(out, variant->name);
    dm_strbuf_add(out, ",\n  \"checksum\": ");
    dm_strbuf_add_json(out, run->checksum);
    dm_strbuf_add(out, ", \"twin_checksum\": ");
    dm_strbuf_add_json(out, has_twin ? run->twin_checksum : NULL);
    dm_strbuf_add(out, ", \"measures_checksum\": ");
    dm_strbuf_add_json(out, run->measures_checksum);
    dm_strbuf_addf(out, ",\n  \"same_persons\": %s,\n  \"metrics\": ",
        variant->same_persons ? "true" : "false");
    dm_result_json_metrics(out, variant->results);
    dm_strbuf_add(out, ",\n  \"difference\": {");
    add_changes(out, variant, joint);
    dm_strbuf_add(out, "},\n  \"sums\": {");
    add_sums(out, variant, joint);
    dm_strbuf_add(out, "},\n  \"share_harmed\": {\"of\": \"access_lost_days\", ");
    add_share(out, "against_twin", &variant->against_twin);
    dm_strbuf_add(out, ", ");
    add_share(out, "against_as_written", &variant->against_written);
    dm_strbuf_add(out, "},\n");
    add_bins(out, variant->results);
    dm_strbuf_add(out, "}");
}

void
dm_comparison_json(const struct dm_comparison_of_variants *self, struct dm_strbuf *out)
{
    bool joint = self->joint_method != NULL;

    dm_result_json_head(out, "demerit-compare/1", &self->variants[0].results->run);
    if (self->interval != NULL) {
        dm_strbuf_addf(out, "  \"interval\": \"%s\",\n", self->interval);
    }
    if (joint) {
        dm_strbuf_addf(out,
            "  \"simultaneous\": {\"method\": \"%s\", \"differences\": %" PRId32
            ", \"multiplier\": ",
            self->joint_method, self->n_joint);
        dm_strbuf_add_number(out, self->multiplier);
        dm_strbuf_add(out, "},\n");
    }
    dm_strbuf_add(out, "  \"variants\": [\n");
    for (size_t i = 0; i < self->n; i++) {
        dm_strbuf_add(out, i == 0 ? "" : ",\n");
        add_variant(out, &self->variants[i], joint);
    }
    dm_strbuf_add(out, "\n  ]\n}\n");
}
