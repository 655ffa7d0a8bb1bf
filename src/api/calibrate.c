/* SPDX-License-Identifier: Apache-2.0
 *
 * Calibration for the public: opened, run, told. What is left is told by ranges, shares,
 * pairs and directions; no point is told as fact. */
#include "handles.h"

#include "demerit/calibrate.h"
#include "engine/threads.h"
#include "experiment/matching.h"
#include "report/say.h"
#include "scenario/units.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* A spread of this part of the prior's or more: not narrowed. */
#define NOT_NARROWED 0.9

struct demerit_calibration {
    struct dm_disk disk;
    struct dm_calibration of;
    struct dm_calibrated found;
    bool has_run;
};

void
demerit_calibrate_free(struct demerit_calibration *self)
{
    if (self != NULL) {
        dm_calibrated_clear(&self->found);
        dm_calibration_clear(&self->of);
        free(self);
    }
}

int64_t
demerit_calibrate_points(const struct demerit_calibration *self)
{
    return (int64_t) self->of.waves * self->of.points;
}

int
demerit_calibrate_replicates(const struct demerit_calibration *self)
{
    return self->of.study->base->run.replicates;
}

int
demerit_calibrate_open(struct demerit_calibration **out,
    const struct demerit_library *library, const char *file,
    struct demerit_problems *problems)
{
    struct dm_diagnostics diagnostics = { .items = NULL };

    if (out == NULL || file == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_calibration *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    self->disk.library = library;
    struct dm_file_source source = dm_disk_source(&self->disk);
    dm_status st = dm_calibration_read(&self->of, file, &source, &diagnostics);
    if (st != DM_OK && diagnostics.n == 0) {
        (void) dm_problems_add_error(problems, st, NULL);
    }
    dm_problems_take(problems, &diagnostics);
    if (st != DM_OK) {
        demerit_calibrate_free(self);
        return (int) st;
    }
    *out = self;
    return DEMERIT_OK;
}

int
demerit_calibrate_run(struct demerit_calibration *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_progress progress = { .self = NULL };

    if (self == NULL || self->has_run || jobs < 0) {
        return DEMERIT_EUSAGE;
    }
    self->has_run = true;
    if (options != NULL) {
        progress = (struct dm_progress){ .self = options->self, .tick = options->tick };
    }
    struct dm_file_source files = dm_disk_source(&self->disk);
    dm_status st = dm_calibrate(&self->of, &files, jobs > 0 ? jobs : dm_threads_available(),
        &progress, &self->found, &err);
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}

/* ---- what is told ---- */

/* Where `part` of a parameter's range is, in its unit. */
static void
add_value(struct dm_strbuf *out, const struct dm_study_factor *factor, double part)
{
    uint64_t one = UINT64_C(1) << 40;
    struct dm_coordinate at = { (uint64_t) llround(part * (double) one), one };

    if (factor->n_choices > 0) {
        dm_strbuf_add(out, factor->choices[dm_coordinate_choice(at, factor->n_choices)]);
    } else {
        dm_unit_format(factor->kind, dm_study_number(factor, at), out);
    }
}

static void
add_quoted_value(struct dm_strbuf *out, const struct dm_study_factor *factor, double part)
{
    struct dm_strbuf text = { .text = NULL };

    add_value(&text, factor, part);
    dm_strbuf_add_json(out, text.failed ? NULL : text.text);
    dm_strbuf_clear(&text);
}

static const struct dm_wave *
last_wave(const struct demerit_calibration *self)
{
    return &self->found.wave[self->found.n_waves - 1];
}

static void
add_json_key(struct dm_strbuf *out, const char *key, double value, const char *after)
{
    dm_strbuf_addf(out, "\"%s\": ", key);
    dm_strbuf_add_number(out, value);
    dm_strbuf_add(out, after);
}

static const char *
which_decides(const struct dm_calibration *of)
{
    static const char *const words[] = { "largest", "second-largest", "third-largest" };

    return words[of->may_miss];
}

static void
add_targets(struct dm_strbuf *out, const struct demerit_calibration *self)
{
    dm_strbuf_add(out, "  \"targets\": [");
    for (int32_t t = 0; t < self->of.n_targets; t++) {
        const struct dm_target *target = &self->of.target[t];
        const struct dm_target_alone *alone = &self->found.alone[t];

        dm_strbuf_add(out, t > 0 ? ",\n    {\"metric\": " : "\n    {\"metric\": ");
        dm_strbuf_add_json(out, target->metric);
        dm_strbuf_add(out, ", ");
        add_json_key(out, "value", target->value, ", ");
        add_json_key(out, "observed_sd", target->observed_sd, ", ");
        add_json_key(out, "model_sd", target->model_sd, ", \"source\": ");
        dm_strbuf_add_json(out, target->source);
        dm_strbuf_add(out, ", \"year\": ");
        dm_strbuf_add_json(out, target->year);
        dm_strbuf_add(out, ", \"confidence\": ");
        dm_strbuf_add_json(out, target->confidence);
        dm_strbuf_add(out, ",\n     \"runs\": [");
        dm_strbuf_add_number(out, alone->least);
        dm_strbuf_add(out, ", ");
        dm_strbuf_add_number(out, alone->most);
        dm_strbuf_addf(out, "], \"left_by_it_alone\": %" PRId32 "}", alone->n_left);
    }
    dm_strbuf_add(out, "],\n");
}

static void
add_parameters(struct dm_strbuf *out, const struct demerit_calibration *self)
{
    const struct dm_study *study = self->of.study;

    dm_strbuf_add(out, "  \"parameters\": [");
    for (int32_t f = 0; f < study->n_factors; f++) {
        const struct dm_study_factor *factor = &study->factors[f];
        bool any = self->found.n_region > 0;

        dm_strbuf_add(out, f > 0 ? ",\n    {\"id\": " : "\n    {\"id\": ");
        dm_strbuf_add_json(out, factor->id);
        dm_strbuf_add(out, ", \"prior\": [");
        add_quoted_value(out, factor, 0.0);
        dm_strbuf_add(out, ", ");
        add_quoted_value(out, factor, 1.0);
        dm_strbuf_add(out, "], \"left\": ");
        if (any) {
            dm_strbuf_add(out, "[");
            add_quoted_value(out, factor, last_wave(self)->lo[f]);
            dm_strbuf_add(out, ", ");
            add_quoted_value(out, factor, last_wave(self)->hi[f]);
            dm_strbuf_add(out, "], ");
        } else {
            dm_strbuf_add(out, "null, ");
        }
        add_json_key(out, "spread", any ? self->found.spread[f] : (double) NAN, ", ");
        dm_strbuf_addf(out, "\"narrowed\": %s}",
            any && self->found.spread[f] < NOT_NARROWED ? "true" : "false");
    }
    dm_strbuf_add(out, "],\n");
}

static void
add_waves(struct dm_strbuf *out, const struct demerit_calibration *self)
{
    dm_strbuf_add(out, "  \"waves\": [");
    for (int32_t w = 0; w < self->found.n_waves; w++) {
        const struct dm_wave *wave = &self->found.wave[w];

        dm_strbuf_addf(out,
            "%s{\"points\": %" PRId32 ", \"not_implausible\": %" PRId32 ", ",
            w > 0 ? ", " : "", wave->n_run, wave->n_left);
        add_json_key(out, "share_of_space_left", wave->share_left, "}");
    }
    dm_strbuf_add(out, "],\n");
}

static void
add_axes(struct dm_strbuf *out, const struct demerit_calibration *self)
{
    int32_t d = self->of.study->n_factors;

    dm_strbuf_add(out, "  \"directions\": [");
    for (int32_t k = 0; self->found.n_region > 1 && k < d; k++) {
        dm_strbuf_add(out, k > 0 ? ",\n    {" : "\n    {");
        add_json_key(out, "spread", self->found.ratio[k], ", \"axis\": [");
        for (int32_t f = 0; f < d; f++) {
            dm_strbuf_add(out, f > 0 ? ", " : "");
            dm_strbuf_add_number(out, self->found.axis[k][f]);
        }
        dm_strbuf_add(out, "]}");
    }
    dm_strbuf_add(out, "],\n");
}

static void
add_pairs(struct dm_strbuf *out, const struct demerit_calibration *self)
{
    int32_t d = self->of.study->n_factors;
    const char *comma = "";

    dm_strbuf_add(out, "  \"pairs\": [");
    for (int32_t a = 0; self->found.n_region > 0 && a < d; a++) {
        for (int32_t b = a + 1; b < d; b++) {
            double cell[DM_CALIBRATE_CELLS][DM_CALIBRATE_CELLS];

            dm_calibrated_pair(&self->found, d, a, b, cell);
            dm_strbuf_addf(out,
                "%s\n    {\"of\": [%" PRId32 ", %" PRId32 "], \"shares\": [", comma, a, b);
            for (int i = 0; i < DM_CALIBRATE_CELLS * DM_CALIBRATE_CELLS; i++) {
                dm_strbuf_add(out, i > 0 ? ", " : "");
                dm_strbuf_add_number(
                    out, cell[i / DM_CALIBRATE_CELLS][i % DM_CALIBRATE_CELLS]);
            }
            dm_strbuf_add(out, "]}");
            comma = ",";
        }
    }
    dm_strbuf_add(out, "]\n}\n");
}

char *
demerit_calibrate_json(const struct demerit_calibration *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_addf(&out,
        "{\n  \"schema\": \"demerit-calibration-result/1\",\n  \"study\": \"%s\", "
        "\"study_hash\": \"%s\",\n  \"synthetic\": true, \"not_for\": \"decisions on "
        "persons\",\n  \"emulator\": \"%s\", \"implausibility\": \"%s\", ",
        self->of.study->name.s, self->of.study->hash,
        self->of.emulated ? "quadratic" : "none", which_decides(&self->of));
    add_json_key(&out, "cutoff", self->of.cutoff, ",\n");
    add_targets(&out, self);
    add_waves(&out, self);
    add_parameters(&out, self);
    add_axes(&out, self);
    add_pairs(&out, self);
    return dm_text_from(&out);
}

/* ---- text ---- */

static void
say_waves(const struct demerit_calibration *self, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    for (int32_t w = 0; w < self->found.n_waves; w++) {
        const struct dm_wave *wave = &self->found.wave[w];

        dm_strbuf_addf(&text,
            "wave %" PRId32 ": %" PRId32 " of %" PRId32
            " points not implausible; %.3g %% of the space left",
            w + 1, wave->n_left, wave->n_run, 100.0 * wave->share_left);
        dm_prose_flush(prose, 2, 4, &text);
    }
}

/* So that it can be seen which of them speaks, and where nothing is left, which is at odds
 * with the rest. */
static void
say_targets(const struct demerit_calibration *self, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    for (int32_t t = 0; t < self->of.n_targets; t++) {
        const struct dm_target *target = &self->of.target[t];
        const struct dm_target_alone *alone = &self->found.alone[t];

        dm_strbuf_addf(&text, "%s: %.4g (sd %.3g observed, %.3g model); ", target->metric,
            target->value, target->observed_sd, target->model_sd);
        if (isnan(alone->least)) {
            dm_strbuf_add(&text, "no run of the first wave has a value; ");
        } else {
            dm_strbuf_addf(&text, "the first wave gives %.4g to %.4g, and ", alone->least,
                alone->most);
        }
        dm_strbuf_addf(&text, "%" PRId32 " of its %" PRId32 " points agree with it. %s",
            alone->n_left, self->found.wave[0].n_run, target->source);
        if (target->year != NULL) {
            dm_strbuf_addf(&text, ", %s", target->year);
        }
        if (target->confidence != NULL) {
            dm_strbuf_addf(&text, ", confidence %s", target->confidence);
        }
        dm_prose_flush(prose, 2, 4, &text);
    }
}

static void
say_parameters(const struct demerit_calibration *self, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    for (int32_t f = 0; f < self->of.study->n_factors; f++) {
        const struct dm_study_factor *factor = &self->of.study->factors[f];

        dm_strbuf_addf(&text, "%s: ", factor->id);
        add_value(&text, factor, last_wave(self)->lo[f]);
        dm_strbuf_add(&text, " to ");
        add_value(&text, factor, last_wave(self)->hi[f]);
        dm_strbuf_add(&text, ", of ");
        add_value(&text, factor, 0.0);
        dm_strbuf_add(&text, " to ");
        add_value(&text, factor, 1.0);
        if (self->found.spread[f] >= NOT_NARROWED) {
            dm_strbuf_add(&text, "; not narrowed");
        }
        dm_prose_flush(prose, 2, 4, &text);
    }
}

static void
say_directions(const struct demerit_calibration *self, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };
    int32_t d = self->of.study->n_factors;

    for (int32_t k = 0; k < d; k++) {
        dm_strbuf_addf(&text, "spread %.2f of the prior's%s:", self->found.ratio[k],
            self->found.ratio[k] >= NOT_NARROWED ? " (unidentified)" : "");
        for (int32_t f = 0; f < d; f++) {
            if (fabs(self->found.axis[k][f]) >= 0.3) {
                dm_strbuf_addf(&text, " %+.2f %s", self->found.axis[k][f],
                    self->of.study->factors[f].id);
            }
        }
        dm_prose_flush(prose, 2, 4, &text);
    }
}

char *
demerit_calibrate_text(const struct demerit_calibration *self,
    const struct demerit_style *style, const char *again)
{
    struct dm_strbuf out = { .text = NULL }, text = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_prose_heading(&prose, "What published aggregates leave of the assumptions");
    dm_prose_paragraph(&prose, 0, 0,
        "Synthetic: not for decisions on persons. What is left is not what is true: it is "
        "what these aggregates, with the errors stated for them and for the model, do not "
        "speak against. No point of it is preferred.");
    say_waves(self, &prose);
    if (self->of.may_miss > 0) {
        dm_strbuf_addf(&text,
            "A point stays although it disagrees with %" PRId32 " of the targets: the %s "
            "implausibility decides.",
            self->of.may_miss, which_decides(&self->of));
        dm_prose_flush(&prose, 2, 4, &text);
    }
    dm_prose_heading(&prose, "Targets");
    say_targets(self, &prose);
    if (self->found.n_region == 0) {
        dm_prose_blank(&prose);
        dm_prose_paragraph(&prose, 0, 0,
            "Nothing is left: no point of the ranges agrees with the targets together. "
            "Ranges are too narrow, errors stated too small, or the model is wrong: no "
            "result at these numbers should be quoted as if it were calibrated.");
    } else {
        dm_prose_heading(&prose, "Ranges left");
        say_parameters(self, &prose);
        dm_prose_heading(&prose, "Directions, in parts of the prior ranges");
        say_directions(self, &prose);
    }
    if (again != NULL) {
        dm_prose_blank(&prose);
    }
    dm_say_again(again, &prose);
    return dm_text_from(&out);
}
