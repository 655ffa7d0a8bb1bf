/* SPDX-License-Identifier: Apache-2.0
 *
 * Opens and checks scenarios, and tells what they say. A name that the library does not
 * have is answered with the nearest one and the list. */
#include "handles.h"

#include "experiment/pair.h"
#include "report/describe.h"
#include "report/skeleton.h"
#include "scenario/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *
nearest_name(const struct demerit_library *library, const char *name)
{
    const char **names = malloc((demerit_library_count(library) + 1) * sizeof *names);
    const char *nearest = NULL;

    for (size_t i = 0; names != NULL && i < demerit_library_count(library); i++) {
        names[i] = library->entries[i].name;
    }
    if (names != NULL) {
        nearest = dm_nearest(name, names, demerit_library_count(library));
    }
    free(names);
    return nearest;
}

static void
add_names(struct dm_strbuf *out, const struct demerit_library *library)
{
    if (demerit_library_count(library) == 0) {
        dm_strbuf_add(out,
            "no scenario was found; set DEMERIT_SCENARIOS to the folder that holds them");
        return;
    }
    dm_strbuf_add(out, "there are: ");
    for (size_t i = 0; i < library->n; i++) {
        dm_strbuf_addf(out, "%s%s", i == 0 ? "" : ", ", library->entries[i].name);
    }
}

static int
no_such_scenario(const struct demerit_library *library, const char *name, const char *key,
    struct demerit_problems *problems)
{
    struct dm_strbuf message = { .text = NULL }, hint = { .text = NULL };
    const char *nearest = nearest_name(library, name);

    dm_strbuf_addf(&message, "no scenario named %s", dm_quote(name).s);
    if (nearest != NULL) {
        dm_strbuf_addf(&hint, "did you mean `%s`? ", nearest);
    }
    add_names(&hint, library);
    demerit_problems_add(problems, 66, key,
        message.text != NULL ? message.text : "no such scenario", hint.text);
    dm_strbuf_clear(&message);
    dm_strbuf_clear(&hint);
    return DEMERIT_ENOINPUT;
}

/* Whether the scenario's own file can be read; what it extends is the reader's to complain
 * of. */
static int
look_for(const struct demerit_library *library, const char *reference,
    struct demerit_problems *problems)
{
    struct dm_disk disk = { .library = library };
    struct dm_file_source source = dm_disk_source(&disk);
    char *path = NULL, *text = NULL;
    size_t n = 0;

    if (!dm_reference_is_path(reference) && dm_library_path(library, reference) == NULL) {
        return no_such_scenario(library, reference, NULL, problems);
    }
    errno = 0;
    dm_status status = source.load(source.context, reference, NULL, &path, &text, &n);
    if (status == DM_OK) {
        free(path);
        free(text);
        return DEMERIT_OK;
    }
    struct dm_error err = { .status = DM_OK };
    if (status == DM_ENOINPUT) {
        status = dm_error_set(&err, status, "%s: cannot be read: %s", dm_quote(reference).s,
            errno != 0 ? strerror(errno) : "unknown reason");
    }
    return dm_problems_add_error(problems, status, &err);
}

/* The same of a twin that the caller chooses. */
static int
look_for_twin(const struct demerit_library *library, const struct demerit_options *options,
    struct demerit_problems *problems)
{
    const char *twin = options != NULL ? options->twin : NULL;

    return twin == NULL || !dm_is_id(twin) || strcmp(twin, "no") == 0 ||
                   dm_library_path(library, twin) != NULL
               ? DEMERIT_OK
               : no_such_scenario(library, twin, "--twin", problems);
}

struct dm_read_options
dm_read_options_from(const struct demerit_options *options)
{
    return options == NULL ? (struct dm_read_options){ .variant = NULL }
                           : (struct dm_read_options){ .variant = options->variant,
                                 .sets = options->sets,
                                 .n_sets = options->n_sets,
                                 .twin = options->twin };
}

static int
read_scenario(struct dm_scenario **out, const struct demerit_library *library,
    const char *reference, const struct dm_read_options *options,
    struct demerit_problems *problems)
{
    struct dm_disk disk = { .library = library };
    struct dm_file_source source = dm_disk_source(&disk);
    struct dm_diagnostics diagnostics = { .items = NULL };
    dm_status status = dm_scenario_read(out, reference, &source, options, &diagnostics);

    return dm_problems_take_read(problems, status, &diagnostics);
}

int
demerit_scenario_open(struct demerit_scenario **out, const struct demerit_library *library,
    const char *reference, const struct demerit_options *options,
    struct demerit_problems *problems)
{
    struct dm_read_options how = dm_read_options_from(options);

    if (out == NULL || reference == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    int status = look_for(library, reference, problems);
    if (status == DEMERIT_OK) {
        status = look_for_twin(library, options, problems);
    }
    if (status != DEMERIT_OK) {
        return status;
    }
    struct demerit_scenario *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    status = read_scenario(&self->scenario, library, reference, &how, problems);
    if (status != DEMERIT_OK) {
        demerit_scenario_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

void
demerit_scenario_free(struct demerit_scenario *self)
{
    if (self != NULL) {
        dm_scenario_free(self->scenario);
        free(self);
    }
}

/* Reads each variant; all that is wrong goes to `problems`. */
static int
check_variants(const struct dm_variant_names *variants,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *options, struct demerit_problems *problems)
{
    int first = DEMERIT_OK;

    for (size_t i = 0; i < variants->n; i++) {
        struct dm_read_options how = dm_read_options_from(options);
        struct dm_scenario *scenario = NULL;
        how.variant = variants->names[i].s;
        int status = read_scenario(&scenario, library, reference, &how, problems);
        dm_scenario_free(scenario);
        first = first == DEMERIT_OK ? status : first;
    }
    return first;
}

static char *
variant_lines(const struct dm_variant_names *variants)
{
    struct dm_strbuf out = { .text = NULL };

    for (size_t i = 0; i < variants->n; i++) {
        dm_strbuf_addf(&out, "%s\n", variants->names[i].s);
    }
    return dm_text_from(&out);
}

int
demerit_scenario_check(char **names, const struct demerit_library *library,
    const char *reference, const struct demerit_options *options,
    struct demerit_problems *problems)
{
    struct dm_disk disk = { .library = library };
    struct dm_file_source source = dm_disk_source(&disk);
    struct dm_diagnostics diagnostics = { .items = NULL };
    struct dm_variant_names variants = { .n = 0 };
    struct demerit_scenario *scenario = NULL;

    if (names == NULL) {
        return DEMERIT_EUSAGE;
    }
    *names = NULL;
    int status = demerit_scenario_open(&scenario, library, reference, options, problems);
    demerit_scenario_free(scenario);
    if (status != DEMERIT_OK) {
        return status;
    }
    dm_status found = dm_scenario_variants(&variants, reference, &source, &diagnostics);
    status = dm_problems_take_read(problems, found, &diagnostics);
    if (status != DEMERIT_OK) {
        return status;
    }
    if (options == NULL || options->variant == NULL) {
        status = check_variants(&variants, library, reference, options, problems);
    }
    *names = status == DEMERIT_OK ? variant_lines(&variants) : NULL;
    return status == DEMERIT_OK && *names == NULL ? DEMERIT_ENOMEM : status;
}

const char *
demerit_scenario_name(const struct demerit_scenario *self)
{
    return self->scenario->name.s;
}

const char *
demerit_scenario_title(const struct demerit_scenario *self)
{
    return self->scenario->title != NULL ? self->scenario->title : "";
}

const char *
demerit_scenario_twin(const struct demerit_scenario *self)
{
    return self->scenario->twin_name.s;
}

int64_t
demerit_scenario_persons(const struct demerit_scenario *self)
{
    return self->scenario->society.persons;
}

int
demerit_scenario_months(const struct demerit_scenario *self)
{
    return 12 * self->scenario->run.years;
}

int
demerit_scenario_replicates(const struct demerit_scenario *self)
{
    return self->scenario->run.replicates;
}

uint32_t
demerit_scenario_seed(const struct demerit_scenario *self)
{
    return self->scenario->run.seed;
}

int64_t
demerit_scenario_bytes(const struct demerit_scenario *self, int threads)
{
    return dm_pair_bytes(self->scenario, threads);
}

char *
demerit_scenario_describe(
    const struct demerit_scenario *self, const struct demerit_style *style)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_describe(self->scenario, &prose);
    return dm_text_from(&out);
}

static char *
text_or_null(dm_status status, struct dm_strbuf *out)
{
    if (status != DM_OK) {
        out->failed = true;
    }
    return dm_text_from(out);
}

char *
demerit_scenario_resolved(const struct demerit_scenario *self)
{
    struct dm_strbuf out = { .text = NULL };

    return text_or_null(dm_scenario_resolved_yaml(self->scenario, &out), &out);
}

char *
demerit_scenario_skeleton(const char *name)
{
    struct dm_strbuf out = { .text = NULL };

    if (!demerit_name_is_valid(name)) {
        return NULL;
    }
    dm_skeleton(name, &out);
    return dm_text_from(&out);
}

char *
demerit_schema_json(void)
{
    struct dm_strbuf out = { .text = NULL };

    return text_or_null(dm_schema_json(&out), &out);
}

char *
demerit_schema_reference(void)
{
    struct dm_strbuf out = { .text = NULL };

    return text_or_null(dm_schema_reference(&out), &out);
}
