/* SPDX-License-Identifier: Apache-2.0
 *
 * Claims told: what luck may do and what assumptions may do stand apart, in words and in
 * keys. No verdict speaks of the world. */
#include "claims_handle.h"

#include "demerit/core.h"
#include "experiment/formula.h"
#include "report/say.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOT_OF_THE_WORLD                                                                   \
    "A verdict is on this model with these assumptions; none is one on the world, and "    \
    "none is a reason to set up, keep or extend scoring."

static const char *
deciding_name(const struct dm_claim *claim, const struct dm_deciding *deciding)
{
    return deciding->factor >= 0    ? claim->study->factors[deciding->factor].id
           : deciding->factor == -1 ? "forms"
                                    : NULL;
}

static const char *
form_name(const struct dm_claim *claim, int32_t form)
{
    return claim->forms[form] != NULL ? claim->forms[form] : "as written";
}

/* What a metric is: its row of measures.def; of one that is for each service also without
 * it, or with another. */
static const struct dm_measure_info *
measure_of(const char *metric)
{
    for (int m = 0; m < DM_N_MEASURES; m++) {
        const char *id = dm_measures[m].id, *each = strstr(id, ".SERVICE");
        size_t n = each != NULL ? (size_t) (each - id) : strlen(id);

        if (strncmp(metric, id, n) == 0 &&
            (metric[n] == '\0' || (each != NULL && metric[n] == '.'))) {
            return &dm_measures[m];
        }
    }
    return NULL;
}

static const char *
form_word(const struct dm_claim *claim, int32_t form)
{
    return claim->forms[form] != NULL ? claim->forms[form] + strlen("forms.")
                                      : "as written";
}

/* ---- JSON ---- */

static void
add_key(struct dm_strbuf *out, const char *key, const char *text)
{
    dm_strbuf_addf(out, "\"%s\": ", key);
    dm_strbuf_add_json(out, text);
    dm_strbuf_add(out, ", ");
}

static void
add_pair(struct dm_strbuf *out, const char *key, double value, const char *after)
{
    dm_strbuf_addf(out, "\"%s\": ", key);
    dm_strbuf_add_number(out, value);
    dm_strbuf_add(out, after);
}

static void
add_side(struct dm_strbuf *out, const char *key, const struct dm_claim_arm *arm)
{
    dm_strbuf_addf(out, "\"%s\": {\"variant\": ", key);
    dm_strbuf_add_json(out, arm->variant);
    dm_strbuf_add(out, ", \"set\": [");
    for (size_t i = 0; i < arm->n_sets; i++) {
        dm_strbuf_add(out, i > 0 ? ", " : "");
        dm_strbuf_add_json(out, arm->sets[i]);
    }
    dm_strbuf_add(out, "]}");
}

static void
add_contrast(struct dm_strbuf *out, const struct dm_claim *claim)
{
    dm_strbuf_add(out, "\"contrast\": ");
    if (claim->against_twin) {
        dm_strbuf_add(out, "\"twin\"");
    } else {
        dm_strbuf_add(out, "{");
        add_side(out, "with", &claim->arm[0]);
        dm_strbuf_add(out, ", ");
        add_side(out, "without", &claim->arm[1]);
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, ", ");
}

static void
add_forms(
    struct dm_strbuf *out, const struct dm_claim *claim, const struct dm_verdict_told *told)
{
    dm_strbuf_add(out, "\"forms\": [");
    for (int32_t f = 0; f < claim->n_forms; f++) {
        const struct dm_verdict_form *form = &told->form[f];

        dm_strbuf_add(out, f > 0 ? ", {" : "{");
        add_key(out, "form", form_name(claim, f));
        add_pair(out, "mean", form->mean, ", ");
        add_pair(out, "beyond", form->beyond, ", ");
        add_pair(out, "opposite", form->opposite, ", ");
        add_pair(out, "negligible", form->negligible, ", ");
        add_pair(out, "undefined", form->undefined, ", ");
        add_pair(out, "unclear", form->unclear, "}");
    }
    dm_strbuf_add(out, "], ");
}

static void
add_deciding(
    struct dm_strbuf *out, const struct dm_claim *claim, const struct dm_verdict_told *told)
{
    const char *comma = "";

    dm_strbuf_add(out, "\"deciding\": [");
    for (int i = 0; told->verdict == DM_VERDICT_DEPENDS && i < 2; i++) {
        const char *name = deciding_name(claim, &told->deciding[i]);

        if (name != NULL) {
            dm_strbuf_addf(out, "%s{\"parameter\": ", comma);
            dm_strbuf_add_json(out, name);
            dm_strbuf_add(out, ", ");
            add_pair(out, "rank_correlation_size", told->deciding[i].strength, "}");
            comma = ", ";
        }
    }
    dm_strbuf_add(out, "], ");
}

static void
add_effects(struct dm_strbuf *out, const struct dm_claim_result *result)
{
    const struct dm_verdict_told *told = &result->told;

    dm_strbuf_add(out, "\"effect\": {");
    add_pair(out, "mean", told->effect.mean, ", ");
    add_pair(out, "lo", told->effect.lo, ", ");
    add_pair(out, "hi", told->effect.hi, "}, \"simultaneous\": {");
    add_pair(out, "lo", result->joint.lo, ", ");
    add_pair(out, "hi", result->joint.hi, "}, \"range_over_assumptions\": {");
    add_pair(out, "lo", told->range_lo, ", ");
    add_pair(out, "hi", told->range_hi, ", ");
    add_pair(out, "least", told->least, ", ");
    add_pair(out, "greatest", told->greatest, "}, ");
}

static void
add_built_in(
    struct dm_strbuf *out, const struct dm_claim *claim, const struct dm_built_in *known)
{
    add_key(out, "built_in", known != NULL ? known->mark : NULL);
    if (known != NULL) {
        dm_strbuf_addf(out,
            "\"built_in_points\": {\"points\": %" PRId32 ", \"positive\": %" PRId32
            ", \"negative\": %" PRId32 ", \"zero\": %" PRId32 ", \"undefined\": %" PRId32
            "}, ",
            known->points, known->signs.positive, known->signs.negative, known->signs.zero,
            known->signs.undefined);
    }
    add_key(out, "proof", claim->proof);
}

static void
add_metric(struct dm_strbuf *out, const struct dm_claim *claim)
{
    const struct dm_measure_info *measure = measure_of(claim->metric);

    add_key(out, "metric", claim->metric);
    if (measure != NULL) {
        add_key(out, "unit", measure->unit);
        add_key(out, "metric_is", measure->sentence);
    }
    add_key(out, "direction", claim->direction > 0 ? "up" : "down");
}

static void
add_claim(struct dm_strbuf *out, const struct demerit_claims *self, size_t i)
{
    const struct dm_claim *claim = &self->claims.claim[i];
    const struct dm_claim_result *result = &self->results[i];
    const struct dm_built_in *known = dm_claims_built_in(self, claim);
    const struct dm_scenario *base = claim->study->base;

    dm_strbuf_add(out, i > 0 ? ",\n  {" : "  {");
    add_key(out, "id", claim->id.s);
    add_key(out, "sentence", claim->sentence);
    add_key(out, "source", claim->source);
    add_key(out, "hash", claim->hash);
    add_key(out, "scenario", base->name.s);
    add_contrast(out, claim);
    add_metric(out, claim);
    dm_strbuf_add(out, "\"smallest\": {");
    add_pair(out, "value", claim->smallest, ", \"reason\": ");
    dm_strbuf_add_json(out, claim->reason);
    dm_strbuf_addf(out,
        "}, \"years\": %d, \"persons\": %" PRId64 ", \"parameters\": %" PRId32
        ", \"points\": %" PRId32 ", \"pairs\": %" PRId32 ", \"seed\": %" PRIu32
        ", \"quick\": %s,\n   ",
        (int) base->run.years, base->society.persons, claim->study->n_factors,
        claim->n_points, claim->n_pairs, base->run.seed,
        self->quick || claim->n_points < DM_CLAIM_LEAST_POINTS ? "true" : "false");
    add_effects(out, result);
    dm_strbuf_add(out, "\n   ");
    add_forms(out, claim, &result->told);
    dm_strbuf_add(out, "\n   ");
    add_key(out, "verdict", dm_verdict_words[result->told.verdict]);
    add_deciding(out, claim, &result->told);
    add_built_in(out, claim, known);
    dm_strbuf_addf(out, "\"runs\": %" PRId64 ", \"refused\": %" PRId32 "}", result->n_runs,
        result->n_refused);
}

char *
demerit_claims_json(const struct demerit_claims *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_add(&out, "{\n  \"schema\": \"demerit-claims-result/1\",\n  ");
    add_key(&out, "demerit", DEMERIT_VERSION);
    add_key(&out, "claims_hash", self->claims.hash);
    dm_strbuf_add(&out,
        "\n  \"synthetic\": true, \"not_for\": \"decisions on persons\",\n  "
        "\"effect_is\": \"mean over points, forms as written; lo and hi: luck, 95 %\", "
        "\"range_over_assumptions_is\": \"2.5 and 97.5 % of points and forms; no luck\", "
        "\"simultaneous_is\": \"bonferroni over claims\", "
        "\"society\": \"drawn anew for each pair\",\n  ");
    add_key(&out, "note", NOT_OF_THE_WORLD);
    dm_strbuf_add(&out, "\n  \"claims\": [\n");
    for (size_t i = 0; i < self->claims.n; i++) {
        add_claim(&out, self, i);
    }
    dm_strbuf_add(&out, "\n  ]\n}\n");
    return dm_text_from(&out);
}

/* ---- CSV ---- */

static void
add_rows(struct dm_strbuf *out, const struct dm_claim *claim,
    const struct dm_claim_result *result, int32_t form)
{
    for (int32_t k = 0; k < claim->n_points; k++) {
        size_t row = (size_t) form * (size_t) claim->n_points + (size_t) k;

        for (int32_t r = 0; r < claim->n_pairs; r++) {
            double effect = result->effect[row * (size_t) claim->n_pairs + (size_t) r];

            dm_strbuf_addf(out, "%s,%s,%" PRId32 ",%" PRId32 ",", claim->id.s,
                form_name(claim, form), k, r + 1);
            if (!isnan(effect)) {
                dm_strbuf_add_number(out, effect);
            }
            dm_strbuf_add(out, "\r\n");
        }
    }
}

char *
demerit_claims_csv(const struct demerit_claims *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_add(&out, "claim,form,point,pair,effect\r\n");
    for (size_t i = 0; i < self->claims.n; i++) {
        for (int32_t f = 0; f < self->claims.claim[i].n_forms; f++) {
            add_rows(&out, &self->claims.claim[i], &self->results[i], f);
        }
    }
    return dm_text_from(&out);
}

/* ---- text ---- */

/* "as written", or what it is and what is laid over it. */
static void
add_arm(struct dm_strbuf *out, const struct dm_claim *claim, const struct dm_claim_arm *arm)
{
    const struct dm_scenario *base = claim->study->base;

    dm_strbuf_addf(out, "%s%s%s", base->name.s, arm->variant != NULL ? ", variant " : "",
        arm->variant != NULL ? arm->variant : "");
    if (arm->variant == NULL && arm->n_sets == 0) {
        dm_strbuf_add(out, " as written");
    }
    for (size_t i = 0; i < arm->n_sets; i++) {
        dm_strbuf_addf(out, "%s%s", i > 0 ? ", " : " with ", arm->sets[i]);
    }
}

/* What the claim fixes, but for its size, which stands elsewhere. */
static void
add_in_both(struct dm_strbuf *out, const struct dm_study *study)
{
    const char *comma = " In both:";

    for (size_t i = 0; i < study->n_sets; i++) {
        if (strncmp(study->sets[i], "run.", 4) != 0 &&
            strncmp(study->sets[i], "society.persons=", 16) != 0) {
            dm_strbuf_addf(out, "%s %s", comma, study->sets[i]);
            comma = ",";
        }
    }
    dm_strbuf_add(out, *comma == ',' ? "." : "");
}

static void
say_contrast(const struct dm_claim *claim, struct dm_prose *prose)
{
    const struct dm_measure_info *measure = measure_of(claim->metric);
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_add(&text, "Compared: ");
    add_arm(&text, claim, &claim->arm[0]);
    dm_strbuf_add(&text, ", against ");
    if (claim->against_twin) {
        dm_strbuf_addf(&text, "its twin %s", claim->study->base->twin_name.s);
    } else {
        add_arm(&text, claim, &claim->arm[1]);
    }
    dm_strbuf_add(&text, ", on the same persons with the same luck.");
    add_in_both(&text, claim->study);
    dm_prose_flush(prose, 2, 4, &text);
    if (measure != NULL) {
        dm_strbuf_addf(&text, "Measured: %s, which is: %s Claimed: %s.", claim->metric,
            measure->sentence, claim->direction > 0 ? "more" : "less");
        dm_prose_flush(prose, 2, 4, &text);
    }
}

static void
say_effect(const struct dm_claim *claim, const struct dm_claim_result *result,
    struct dm_prose *prose)
{
    const struct dm_verdict_told *told = &result->told;
    const struct dm_scenario *base = claim->study->base;
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text,
        "Found: a difference of %.3g on average, [%.3g, %.3g] by luck alone",
        told->effect.mean, told->effect.lo, told->effect.hi);
    dm_strbuf_addf(&text, "; over the assumptions from %.3g to %.3g. ", told->range_lo,
        told->range_hi);
    dm_strbuf_addf(
        &text, "It would matter from %.3g on: %s.", claim->smallest, claim->reason);
    dm_prose_flush(prose, 2, 4, &text);
    dm_strbuf_addf(&text,
        "Over: %" PRId32 " points of %" PRId32 " assumed numbers, each in %" PRId32
        " %s of the model and with %" PRId32 " societies of %" PRId64
        " persons and %d years.",
        claim->n_points, claim->study->n_factors, claim->n_forms,
        claim->n_forms == 1 ? "form" : "forms", claim->n_pairs, base->society.persons,
        (int) base->run.years);
    dm_prose_flush(prose, 2, 4, &text);
}

/* What a look at what is built in found. */
static void
add_known(
    struct dm_strbuf *out, const struct dm_claim *claim, const struct dm_built_in *known)
{
    if (known == NULL) {
        dm_strbuf_add(out, " Whether it is built in was not looked at.");
        return;
    }
    dm_strbuf_add(out, strcmp(known->mark, "no") == 0 ? " Not built in:" : " Built in:");
    if (strcmp(known->mark, "proof") == 0) {
        dm_strbuf_addf(out,
            " it follows from how the model is made, only the size is a result. The "
            "proof: %s.",
            claim->proof != NULL ? claim->proof : "");
        return;
    }
    dm_strbuf_addf(out,
        " of %" PRId32 " points far outside of the assumptions %" PRId32
        " went up, %" PRId32 " down, %" PRId32 " nowhere.",
        known->points - known->signs.undefined, known->signs.positive,
        known->signs.negative, known->signs.zero);
    if (strcmp(known->mark, "no") != 0) {
        dm_strbuf_add(out, " The direction follows from how the model is made; only the "
                           "size is a result.");
    }
}

/* Why nothing is said: the form with the most unclear points. */
static void
add_unclear(
    struct dm_strbuf *out, const struct dm_claim *claim, const struct dm_verdict_told *told)
{
    int32_t most = 0;

    for (int32_t f = 1; f < claim->n_forms; f++) {
        most = told->form[f].unclear > told->form[most].unclear ? f : most;
    }
    dm_strbuf_addf(out,
        ": with %s, luck reaches across what would matter at %.3g %% of points (more pairs "
        "narrow it)",
        form_word(claim, most), 100.0 * told->form[most].unclear);
}

static void
say_verdict(const struct demerit_claims *self, const struct dm_claim *claim,
    const struct dm_claim_result *result, struct dm_prose *prose)
{
    const struct dm_verdict_told *told = &result->told;
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text, "Verdict: %s", dm_verdict_words[told->verdict]);
    if (told->verdict == DM_VERDICT_DEPENDS) {
        const char *first = deciding_name(claim, &told->deciding[0]),
                   *second = deciding_name(claim, &told->deciding[1]);

        dm_strbuf_addf(&text, ", above all on %s%s%s", first != NULL ? first : "nothing",
            second != NULL ? " and " : "", second != NULL ? second : "");
    }
    if (told->verdict == DM_VERDICT_NOT_RESOLVED) {
        add_unclear(&text, claim, told);
    }
    dm_strbuf_addf(&text, "%s.",
        self->quick || claim->n_points < DM_CLAIM_LEAST_POINTS ? " (a quick look)" : "");
    add_known(&text, claim, dm_claims_built_in(self, claim));
    dm_prose_flush(prose, 2, 4, &text);
}

static bool
same_shares(const struct dm_verdict_form *a, const struct dm_verdict_form *b)
{
    const double x[] = { a->beyond, a->opposite, a->negligible, a->unclear },
                 y[] = { b->beyond, b->opposite, b->negligible, b->unclear };
    bool same = true;

    for (int i = 0; i < 4; i++) {
        same = same && fabs(x[i] - y[i]) < 1e-9;
    }
    return same;
}

/* Forms with the same shares in one line; false: an earlier form's line has it. */
static bool
name_forms(struct dm_strbuf *out, const struct dm_claim *claim,
    const struct dm_verdict_form *forms, int32_t f)
{
    for (int32_t g = 0; g < f; g++) {
        if (same_shares(&forms[f], &forms[g])) {
            return false;
        }
    }
    dm_strbuf_add(out, form_word(claim, f));
    for (int32_t g = f + 1; g < claim->n_forms; g++) {
        if (same_shares(&forms[f], &forms[g])) {
            dm_strbuf_addf(out, ", %s", form_word(claim, g));
        }
    }
    return true;
}

static void
say_forms(const struct dm_claim *claim, const struct dm_claim_result *result,
    struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    for (int32_t f = 0; f < claim->n_forms; f++) {
        const struct dm_verdict_form *form = &result->told.form[f];

        if (name_forms(&text, claim, result->told.form, f)) {
            dm_strbuf_addf(&text,
                ": %.3g %% of points as claimed, %.3g %% the opposite, %.3g %% too small "
                "to "
                "matter; %.3g %% unclear",
                100.0 * form->beyond, 100.0 * form->opposite, 100.0 * form->negligible,
                100.0 * form->unclear);
            dm_prose_flush(prose, 4, 6, &text);
        }
    }
    if (result->n_refused > 0) {
        dm_strbuf_addf(&text, "%" PRId32 " points refused by the scenario, the first: %s",
            result->n_refused, result->refused);
        dm_prose_flush(prose, 4, 6, &text);
    }
}

char *
demerit_claims_text(
    const struct demerit_claims *self, const struct demerit_style *style, const char *again)
{
    struct dm_strbuf out = { .text = NULL }, text = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_prose_heading(&prose, "Claims of the articles, in this model");
    dm_prose_paragraph(
        &prose, 0, 0, "Synthetic: not for decisions on persons. " NOT_OF_THE_WORLD);
    dm_strbuf_addf(&text, "claims %s", self->claims.hash);
    dm_prose_flush(&prose, 0, 2, &text);
    for (size_t i = 0; i < self->claims.n; i++) {
        const struct dm_claim *claim = &self->claims.claim[i];

        dm_prose_blank(&prose);
        dm_strbuf_addf(&text, "%s: %s", claim->id.s, claim->sentence);
        dm_prose_flush(&prose, 0, 2, &text);
        dm_strbuf_addf(&text, "From: %s", claim->source);
        dm_prose_flush(&prose, 2, 4, &text);
        say_contrast(claim, &prose);
        say_verdict(self, claim, &self->results[i], &prose);
        say_effect(claim, &self->results[i], &prose);
        say_forms(claim, &self->results[i], &prose);
    }
    if (again != NULL) {
        dm_prose_blank(&prose);
    }
    dm_say_again(again, &prose);
    return dm_text_from(&out);
}
