/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit: simulates social-scoring regimes on synthetic societies. Opaque handles, a
 * status for every call that can fail, and texts. Nothing here takes or returns a person: a
 * society is drawn from aggregate tables and a seed. Functions are not safe to call at once
 * on one handle; different handles may be used from different threads. */
#ifndef DEMERIT_CORE_H
#define DEMERIT_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define DM_API __attribute__((visibility("default")))
#else
#define DM_API
#endif

#define DEMERIT_VERSION "0.1.0" /* of this header; demerit_version() is the library's */

#ifdef __cplusplus
extern "C" {
#endif

enum demerit_status {
    DEMERIT_OK = 0,
    DEMERIT_EUSAGE = -1,    /* a wrong call */
    DEMERIT_ESCENARIO = -2, /* a bad scenario */
    DEMERIT_ENOINPUT = -3,  /* a scenario that is not there or cannot be read */
    DEMERIT_ENOMEM = -4,
    DEMERIT_EIO = -5,
    DEMERIT_ESTOPPED = -6, /* the progress function asked to stop */
    DEMERIT_EINTERNAL = -7,
    DEMERIT_ECREATE = -8 /* what is to be written is there already, or cannot be made */
};

/* Owned texts that a function returns: NULL means that memory ran out. Free with
 * demerit_text_free() (NULL too). */
DM_API void demerit_text_free(char *text);
DM_API const char *demerit_version(void);

/* How a text for people is laid out. */
struct demerit_style {
    int width;  /* columns; below 40 counts as 40 */
    bool utf8;  /* false: ASCII only */
    bool color; /* ANSI escape sequences */
};

/* ---- Problems: all that is wrong, not the first ---- */

struct demerit_problems;
DM_API struct demerit_problems *demerit_problems_create(void); /* NULL: no memory */
DM_API void demerit_problems_free(struct demerit_problems *self);
DM_API size_t demerit_problems_count(const struct demerit_problems *self);
/* Adds one; `number` is printed as E0064. `key` and `hint` may be NULL. */
DM_API void demerit_problems_add(struct demerit_problems *self, int number, const char *key,
    const char *message, const char *hint);
/* Of what was found in the source `from`, a set's `--set path=value` say, tells that it was
 * found in `to`. */
DM_API void demerit_problems_rename(
    struct demerit_problems *self, const char *from, const char *to);
/* As a compiler prints them: file:line:column, the line, a caret, a hint. */
DM_API char *demerit_problems_text(const struct demerit_problems *self, bool color);
/* {"schema": "demerit-error/1", "errors": [{code, file, line, column, key, message, hint}]}
 */
DM_API char *demerit_problems_json(const struct demerit_problems *self);
/* The candidate that `word` is most likely a misspelling of, or NULL. */
DM_API const char *demerit_nearest(
    const char *word, const char *const *candidates, size_t n);

/* ---- The library of scenarios: folders that hold NAME/scenario.yaml ---- */

struct demerit_library;
/* Folders that are not there are passed over; of two scenarios of one name the first
 * counts. NULL: no memory. */
DM_API struct demerit_library *demerit_library_create(const char *const *folders, size_t n);
DM_API void demerit_library_free(struct demerit_library *self);
DM_API size_t demerit_library_count(const struct demerit_library *self);
DM_API const char *demerit_library_name(
    const struct demerit_library *self, size_t i); /* in order of name */
/* Names and titles. */
DM_API char *demerit_library_text(
    const struct demerit_library *self, const struct demerit_style *style);
DM_API char *demerit_library_json(const struct demerit_library *self);

/* ---- A scenario, read, checked and frozen ---- */

struct demerit_scenario;
/* All may be NULL or 0. */
struct demerit_options {
    const char *variant;
    const char *const *sets; /* "path=value" */
    size_t n_sets;
    const char *twin; /* instead of the file's; "no" for none */
};
/* `reference` is a path if it contains `/` or ends in `.yaml`, else a name of the library.
 * On failure `*out` is NULL and `problems` says why. */
DM_API int demerit_scenario_open(struct demerit_scenario **out,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *options, struct demerit_problems *problems);
DM_API void demerit_scenario_free(struct demerit_scenario *self);
DM_API const char *demerit_scenario_name(const struct demerit_scenario *self);
DM_API const char *demerit_scenario_title(const struct demerit_scenario *self);
DM_API const char *demerit_scenario_twin(
    const struct demerit_scenario *self); /* "": none */
DM_API int64_t demerit_scenario_persons(const struct demerit_scenario *self);
DM_API int demerit_scenario_months(const struct demerit_scenario *self);
DM_API int demerit_scenario_replicates(const struct demerit_scenario *self);
DM_API uint32_t demerit_scenario_seed(const struct demerit_scenario *self);
/* Memory that a run would take, records in force excluded. threads 0: all cores. */
DM_API int64_t demerit_scenario_bytes(const struct demerit_scenario *self, int threads);
/* The regime in plain language. */
DM_API char *demerit_scenario_describe(
    const struct demerit_scenario *self, const struct demerit_style *style);
/* Markdown: the ODD description (general text and this scenario's numbers), and the model
 * card. */
DM_API char *demerit_scenario_odd(const struct demerit_scenario *self);
DM_API char *demerit_scenario_card(const struct demerit_scenario *self);
/* YAML with every default. */
DM_API char *demerit_scenario_resolved(const struct demerit_scenario *self);
/* Checks the scenario and, where it is sound, each of its variants. On DEMERIT_OK `*names`
 * is the variants' names, one to a line, to be freed. */
DM_API int demerit_scenario_check(char **names, const struct demerit_library *library,
    const char *reference, const struct demerit_options *options,
    struct demerit_problems *problems);
/* A commented scenario to start from. NULL: `name` is no id ([a-z][a-z0-9_-]{0,31}), or no
 * memory. */
DM_API char *demerit_scenario_skeleton(const char *name);
DM_API bool demerit_name_is_valid(const char *name);

/* JSON Schema draft-07 of scenarios, and the reference page in Markdown. */
DM_API char *demerit_schema_json(void);
DM_API char *demerit_schema_reference(void);

/* ---- A run ---- */

struct demerit_replicates;

/* A measured month of the first replicate, summed over everybody. */
struct demerit_month_world {
    int64_t listed, sanctioned; /* persons */
    int64_t refused;            /* demands, all services */
    double days_lost;           /* without access, summed over services */
};
struct demerit_month {
    int month, months; /* month from 1, of the run's */
    int64_t persons;
    int n_tiers;         /* of the main scheme, from the lowest; 0 without one */
    const char *tier[8]; /* ids */
    int64_t in_tier[8];  /* persons */
    bool has_twin;
    struct demerit_month_world regime, twin;
    double aware_share, fear; /* of the regime, 0 to 1 */
};

struct demerit_run_options {
    int threads; /* 0: all cores */
    /* Called between ticks, from one thread at a time; true stops the run. May be NULL. */
    bool (*tick)(void *self, double done_person_months, double all_person_months);
    void *self;
    /* Called after a measured month, from one thread at a time; for who watches. May be
     * NULL. */
    void (*month)(void *self, const struct demerit_month *month);
    bool bootstrap;    /* intervals over replicates by the bootstrap, not by Student's t */
    bool simultaneous; /* of variants: with intervals that hold all differences at once */
    /* Replicates that are over already; NULL: none. They must be of the scenario that is
     * run, and as many: then nothing is run again. */
    struct demerit_replicates *replicates;
};

/* Replicates until the interval of luck of a measure (of its difference, where there is a
 * twin) is narrow enough: half its width at most `half_width`, in the measure's unit. At
 * least 4, at most `most`. `batch` (may be NULL) is told where it stands, and how many
 * replicates come next. */
struct demerit_precision {
    const char *metric;
    double half_width;
    int most;
    bool with_persons; /* for a run into a folder, which tells of persons */
    void (*batch)(void *self, int replicates, double half_width, int next);
    void *self;
};
/* The scenario must outlive the replicates. DEMERIT_EUSAGE: no such measure. */
DM_API int demerit_replicates_run(struct demerit_replicates **out,
    const struct demerit_scenario *scenario, const struct demerit_precision *precision,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API void demerit_replicates_free(struct demerit_replicates *self); /* NULL is allowed */
DM_API int demerit_replicates_count(const struct demerit_replicates *self);
DM_API bool demerit_replicates_suffice(const struct demerit_replicates *self);

struct demerit_result;
/* `options` may be NULL. The scenario must outlive the result. */
DM_API int demerit_run(struct demerit_result **out, const struct demerit_scenario *scenario,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API void demerit_result_free(struct demerit_result *self);
/* The first screen. `again`: the command that repeats the run, or NULL. */
DM_API char *demerit_result_text(const struct demerit_result *self,
    const struct demerit_style *style, const char *again);
/* demerit-result/1 */
DM_API char *demerit_result_json(const struct demerit_result *self);
/* The report: one HTML file that needs no network. `again` as above. */
DM_API char *demerit_report_html(const struct demerit_result *self, const char *again);
/* Whether reports have charts; without, they show tables alone. */
DM_API bool demerit_report_has_charts(void);

/* ---- Variants of a scenario side by side ---- */

struct demerit_compared;
/* Reads the scenario and its variants: the `n` named ones, or all where `variants` is NULL.
 * The scenario itself comes first, as `as-written`. `how->variant` is not looked at; `how`
 * may be NULL. DEMERIT_ESCENARIO too where a variant has other persons, months, replicates
 * or another seed: then nothing could be paired. */
DM_API int demerit_compare_open(struct demerit_compared **out,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const char *const *variants, size_t n,
    struct demerit_problems *problems);
DM_API void demerit_compare_free(struct demerit_compared *self);
DM_API size_t demerit_compare_count(const struct demerit_compared *self);
DM_API const char *demerit_compare_name(const struct demerit_compared *self, size_t i);
/* Borrowed. */
DM_API const struct demerit_scenario *demerit_compare_scenario(
    const struct demerit_compared *self, size_t i);
/* Runs them one after the other, once; text and JSON need it. */
DM_API int demerit_compare_run(struct demerit_compared *self,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API char *demerit_compare_text(const struct demerit_compared *self,
    const struct demerit_style *style, const char *again);
/* demerit-compare/1 */
DM_API char *demerit_compare_json(const struct demerit_compared *self);

/* ---- Shares of a harm by mechanism ---- */

/* All may be NULL or 0. */
struct demerit_attribute_options {
    const char *metric; /* of a run, or access_lost_days (the default), denials */
    const char *const *mechanisms; /* ids; NULL: all that the scenario uses */
    size_t n_mechanisms;
    int exact_up_to;           /* mechanisms, at most 16; 0 counts as 8 */
    int samples;               /* orders drawn above that; 0 counts as 32 */
    bool by_group;             /* Owen values over the list's groups */
    const char *const *groups; /* NAME=a,b: these groups instead */
    size_t n_groups;
};
struct demerit_attributed;
/* Reads the scenario and finds out which coalitions of mechanisms are to be run.
 * DEMERIT_EUSAGE: no such metric or mechanism, or none to share out among. */
DM_API int demerit_attribute_open(struct demerit_attributed **out,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const struct demerit_attribute_options *options,
    struct demerit_problems *problems);
DM_API void demerit_attribute_free(struct demerit_attributed *self);
DM_API const struct demerit_scenario *demerit_attribute_scenario(
    const struct demerit_attributed *self); /* borrowed */
DM_API size_t demerit_attribute_coalitions(const struct demerit_attributed *self);
/* Ids, in the order of the list. */
DM_API size_t demerit_attribute_count(const struct demerit_attributed *self);
DM_API const char *demerit_attribute_mechanism(
    const struct demerit_attributed *self, size_t i);
DM_API int demerit_attribute_samples(const struct demerit_attributed *self); /* 0: exact */
/* Runs every coalition, once; text and JSON need it. */
DM_API int demerit_attribute_run(struct demerit_attributed *self,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API char *demerit_attribute_text(const struct demerit_attributed *self,
    const struct demerit_style *style, const char *again);
/* demerit-attribute/1 */
DM_API char *demerit_attribute_json(const struct demerit_attributed *self);

/* ---- One synthetic life, in both worlds ---- */

/* `pick`: median, worst or never-offended, rules over days without access; NULL: the
 * person of that number, from 0. `replicate` of luck: from 1, 0 counts as 1. */
struct demerit_life_options {
    const char *pick;
    uint64_t person;
    uint32_t replicate;
};
struct demerit_life;
/* Runs the replicate again, up to three times. DEMERIT_OK too if nobody fits the rule: then
 * text and JSON say so. DEMERIT_EUSAGE: no such rule or person. `options` may be NULL. The
 * scenario must outlive the life. */
DM_API int demerit_explain(struct demerit_life **out,
    const struct demerit_scenario *scenario, const struct demerit_life_options *which,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API void demerit_life_free(struct demerit_life *self);
/* `again`: the command that tells it again, or NULL. */
DM_API char *demerit_life_text(
    const struct demerit_life *self, const struct demerit_style *style, const char *again);
/* demerit-life/1 */
DM_API char *demerit_life_json(const struct demerit_life *self);

/* ---- The engine against theory ---- */

/* Runs small societies of which theory knows the result (docs/odd/verification.md), in
 * about 20 seconds. `thin`, from 1 to DEMERIT_MOST_THIN, divides the number of persons:
 * quicker, and blunter by its root. A check that fails is part of the result, not an error.
 */
#define DEMERIT_MOST_THIN 100
struct demerit_verification;
DM_API int demerit_verify_theory(
    struct demerit_verification **out, int thin, struct demerit_problems *problems);
DM_API void demerit_verification_free(struct demerit_verification *self);
DM_API int demerit_verification_checks(const struct demerit_verification *self);
DM_API int demerit_verification_failed(const struct demerit_verification *self);
DM_API char *demerit_verification_text(
    const struct demerit_verification *self, const struct demerit_style *style);
/* demerit-theory/1 */
DM_API char *demerit_verification_json(const struct demerit_verification *self);

#ifdef __cplusplus
}
#endif

#endif
