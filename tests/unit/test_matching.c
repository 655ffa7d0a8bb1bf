/* SPDX-License-Identifier: Apache-2.0
 *
 * Calibrations: what is refused and where; that the second-largest implausibility leaves
 * out one target and no more; what each target is said to leave by itself. */
#include "experiment/matching.h"

#include "memory_files.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char WORLD[] =
    "schema: demerit/1\n"
    "twin: no\n"
    "run: {years: 2, warmup_months: 12, replicates: 2, seed: 1}\n"
    "society: {persons: 600}\n"
    "acts: {late-bill: {domain: finance, lawful: false, rate: 6 %/month}}\n"
    "channels: {company: {context: finance, sees: {late-bill: 90 %}}}\n"
    "lists:\n"
    "  shame: {kind: black, enter: {acts: [late-bill]}, term: 6 months, published: true}\n"
    "  other: {kind: black, enter: {acts: [late-bill]}, term: 3 months}\n"
    "services: {loan: {demand: 0.5/year, related_to: [finance]}}\n"
    "sanctions: {no-loan: {on: {list: shame}, service: loan, denies: 90 %}}\n";

#define HEAD                                                                               \
    "schema: demerit-calibration/1\nscenario: world\npoints: 16\nwaves: 2\n"               \
    "factors:\n  bills: {path: acts.late-bill.rate, range: [1 %/month, 9 %/month]}\n"      \
    "  term: {path: lists.shame.term, range: [1 months, 24 months]}\n"
#define ENTRIES                                                                            \
    "  - {metric: entries.shame, value: 300, observed_sd: 20, model_sd: 20, source: a}\n"
#define IMPOSSIBLE                                                                         \
    "  - {metric: listed_share.shame, value: 7, observed_sd: 0.1, model_sd: 0, source: "   \
    "b}\n"
#define IMPOSSIBLE_TOO                                                                     \
    "  - {metric: exits_from.other, value: -5, observed_sd: 0.1, model_sd: 0, source: "    \
    "c}\n"

static dm_status
read_text(struct dm_calibration *out, struct memory_file *files, struct dm_strbuf *told)
{
    struct dm_file_source source = { .context = files, .load = memory_load };
    struct dm_diagnostics found = { .items = NULL };
    dm_status st = dm_calibration_read(out, "study.yaml", &source, &found);

    dm_diagnostics_text(&found, false, told);
    dm_diagnostics_clear(&found);
    return st;
}

static struct dm_calibrated
calibrated(const char *text, struct dm_calibration *self)
{
    struct memory_file files[] = { { "study.yaml", text }, { "world", WORLD },
        { NULL, NULL } };
    struct dm_file_source source = { .context = files, .load = memory_load };
    struct dm_strbuf told = { .text = NULL };
    struct dm_error err = { .status = DM_OK };
    struct dm_calibrated out;

    if (read_text(self, files, &told) != DM_OK) {
        fail_msg("%s", told.text);
    }
    if (dm_calibrate(self, &source, 1, NULL, &out, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    dm_strbuf_clear(&told);
    return out;
}

/* ---- which implausibility decides ---- */

static void
assert_same(const struct dm_calibrated *a, const struct dm_calibrated *b)
{
    assert_int_equal(a->n_waves, b->n_waves);
    for (int w = 0; w < a->n_waves; w++) {
        assert_int_equal(a->wave[w].n_left, b->wave[w].n_left);
        assert_memory_equal(a->wave[w].lo, b->wave[w].lo, 2 * sizeof(double));
        assert_memory_equal(a->wave[w].hi, b->wave[w].hi, 2 * sizeof(double));
    }
    assert_int_equal(a->n_region, b->n_region);
    assert_memory_equal(a->region, b->region, (size_t) a->n_region * 2 * sizeof(double));
}

/* A target that no point meets takes everything, unless one may be missed: then what is
 * left is exactly what the others leave. */
static void
test_second_largest(void **state)
{
    struct dm_calibration one, two, second, third;
    struct dm_calibrated of_one = calibrated(HEAD "targets:\n" ENTRIES, &one);
    struct dm_calibrated none = calibrated(HEAD "targets:\n" ENTRIES IMPOSSIBLE, &two);
    struct dm_calibrated of_second = calibrated(
        HEAD "implausibility: second-largest\ntargets:\n" ENTRIES IMPOSSIBLE, &second);
    struct dm_calibrated of_third =
        calibrated(HEAD "implausibility: third-largest\n"
                        "targets:\n" ENTRIES IMPOSSIBLE IMPOSSIBLE_TOO,
            &third);

    (void) state;
    assert_true(of_one.n_region > 0 && of_one.wave[0].n_left < 16);
    assert_int_equal(none.n_region, 0);
    assert_int_equal(none.n_waves, 1);
    assert_same(&of_second, &of_one);
    assert_same(&of_third, &of_one);
    dm_calibrated_clear(&of_one);
    dm_calibrated_clear(&none);
    dm_calibrated_clear(&of_second);
    dm_calibrated_clear(&of_third);
    dm_calibration_clear(&one);
    dm_calibration_clear(&two);
    dm_calibration_clear(&second);
    dm_calibration_clear(&third);
}

/* By a target alone at least as many points are left as by all. */
static void
test_alone(void **state)
{
    struct dm_calibration self;
    struct dm_calibrated out = calibrated(HEAD
        "targets:\n" ENTRIES
        "  - {metric: listed_share.shame, value: 0.1, observed_sd: 0.01, model_sd: "
        "0.01, source: b}\n" IMPOSSIBLE,
        &self);

    (void) state;
    for (int t = 0; t < 3; t++) {
        assert_true(out.alone[t].n_left >= out.wave[0].n_left);
        assert_true(out.alone[t].least <= out.alone[t].most);
    }
    assert_true(out.alone[0].n_left > 0 && out.alone[0].n_left < 16);
    assert_true(out.alone[0].least < 300.0 && out.alone[0].most > 300.0);
    assert_int_equal(out.alone[2].n_left, 0);
    assert_true(out.alone[2].most <= 1.0); /* a share */
    dm_calibrated_clear(&out);
    dm_calibration_clear(&self);
}

/* ---- reading ---- */

static void
test_provenance(void **state)
{
    struct memory_file files[] = { { "study.yaml", HEAD
                                       "targets:\n" ENTRIES
                                       "  - {metric: entries, value: 1, observed_sd: 1, "
                                       "model_sd: 1, source: x, year: 2018-2019, "
                                       "confidence: S2, note: y}\n" },
        { "world", WORLD }, { NULL, NULL } };
    struct dm_calibration self;
    struct dm_strbuf told = { .text = NULL };

    (void) state;
    assert_int_equal(read_text(&self, files, &told), DM_OK);
    assert_null(self.target[0].year);
    assert_null(self.target[0].confidence);
    assert_string_equal(self.target[1].year, "2018-2019");
    assert_string_equal(self.target[1].confidence, "S2");
    assert_int_equal(self.may_miss, 0);
    dm_strbuf_clear(&told);
    dm_calibration_clear(&self);
    dm_calibration_clear(&self); /* twice is safe */
}

#define TARGETS "targets:\n" ENTRIES IMPOSSIBLE

static void
test_refused(void **state)
{
    static const struct {
        const char *text, *code, *says;
    } cases[] = {
        { HEAD "implausibility: fourth\n" TARGETS, "E0155",
            "`largest`, `second-largest` or `third-largest` is expected" },
        { HEAD "implausibility: third-largest\n" TARGETS, "E0213",
            "`third-largest` takes 3 targets at least, and there are 2" },
        { HEAD "emulator: cubic\n" TARGETS, "E0155", "`none` or `quadratic` is expected" },
        { HEAD TARGETS "  - {metric: entries, value: 1, observed_sd: 1, model_sd: 1, "
                       "source: x, confidence: A}\n",
            "E0155", "`S`, `S2`, `C` or `R` is expected" },
        { HEAD "replicates: 1\n" TARGETS, "E0213", "1 replicate does not tell" },
        { HEAD "targets:\n  - {metric: entries.nobody, value: 1, observed_sd: 1, "
               "model_sd: 1, source: x}\n",
            "E0207", "entries.nobody" },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct memory_file files[] = { { "study.yaml", cases[i].text }, { "world", WORLD },
            { NULL, NULL } };
        struct dm_calibration self;
        struct dm_strbuf told = { .text = NULL };

        assert_int_equal(read_text(&self, files, &told), DM_ESCENARIO);
        if (strstr(told.text, cases[i].says) == NULL) {
            fail_msg("%s: %s", cases[i].says, told.text);
        }
        if (strstr(told.text, cases[i].code) == NULL) {
            fail_msg("%s: %s", cases[i].code, told.text);
        }
        dm_strbuf_clear(&told);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_largest),
        cmocka_unit_test(test_alone),
        cmocka_unit_test(test_provenance),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
