/* SPDX-License-Identifier: Apache-2.0
 *
 * NAME.yaml must be refused with exactly the text of NAME.expected, and every kind of fault
 * must have such a file; and the reference page must be the one that fields.def makes.
 * `# options: --variant V --set a=b` in a file gives options.
 * Arguments: the folder, the page, and `--update` to write expected texts and page anew. */
#include "scenario/reader.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 1024, MAX_FILES = 256, MAX_SETS = 4, OPTION_BYTES = 256 };

static char *
slurp(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    long size;

    if (file == NULL) {
        return NULL;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
        rewind(file);
        bytes = calloc(1, (size_t) size + 1);
        *n = bytes == NULL ? 0 : fread(bytes, 1, (size_t) size, file);
    }
    fclose(file);
    return bytes;
}

/* `context` is the folder; its name is kept out of the messages. */
static dm_status
load(void *context, const char *reference, const char *from_file, char **path, char **text,
    size_t *n)
{
    char full[2 * PATH_BYTES], shown[PATH_BYTES / 2];
    bool is_path = strchr(reference, '/') != NULL || strstr(reference, ".yaml") != NULL;

    (void) from_file; /* all paths of these files are relative to one folder */
    snprintf(shown, sizeof shown, is_path ? "%s" : "library/%s.yaml",
        strncmp(reference, "./", 2) == 0 ? reference + 2 : reference);
    snprintf(full, sizeof full, "%s/%s", (const char *) context, shown);
    *text = slurp(full, n);
    if (*text == NULL) {
        return DM_ENOINPUT;
    }
    *path = malloc(strlen(shown) + 1);
    if (*path == NULL) {
        free(*text);
        return DM_ENOMEM;
    }
    memcpy(*path, shown, strlen(shown) + 1);
    return DM_OK;
}

struct options {
    char text[OPTION_BYTES];
    const char *sets[MAX_SETS];
    struct dm_read_options read;
};

static void
options_of(const char *path, struct options *out)
{
    size_t n;
    char *bytes = slurp(path, &n);
    const char *line = bytes == NULL ? NULL : strstr(bytes, "# options: ");

    *out = (struct options){ 0 };
    if (line != NULL) {
        snprintf(
            out->text, sizeof out->text, "%.*s", (int) strcspn(line + 11, "\n"), line + 11);
    }
    for (char *word = strtok(out->text, " "); word != NULL; word = strtok(NULL, " ")) {
        if (strcmp(word, "--variant") == 0) {
            out->read.variant = strtok(NULL, " ");
        } else if (strcmp(word, "--set") == 0 && out->read.n_sets < MAX_SETS) {
            out->sets[out->read.n_sets++] = strtok(NULL, " ");
        }
    }
    out->read.sets = out->sets;
    free(bytes);
}

static bool
same_as_file(const char *path, const struct dm_strbuf *text)
{
    size_t n = 0;
    char *expected = slurp(path, &n);
    bool same = expected != NULL && n == text->n && memcmp(expected, text->text, n) == 0;

    if (!same) {
        printf("# expected in %s:\n%s# is:\n%s", path, expected != NULL ? expected : "",
            text->text != NULL ? text->text : "");
    }
    free(expected);
    return same;
}

static bool
write_file(const char *path, const struct dm_strbuf *text)
{
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && fwrite(text->text, 1, text->n, file) == text->n;

    return file != NULL && fclose(file) == 0 && ok;
}

/* Refused, with the expected text; the numbers met are marked in `seen`. */
static bool
check_case(const char *folder, const char *name, bool update, bool seen[1000])
{
    char path[PATH_BYTES], expected[PATH_BYTES], context[PATH_BYTES];
    struct dm_file_source files = { context, load };
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_scenario *scenario;
    struct dm_strbuf text;
    struct options options;
    dm_status st;
    bool ok;

    snprintf(context, sizeof context, "%s", folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(expected, sizeof expected, "%s/%.*s.expected", folder, (int) strlen(name) - 5,
        name);
    options_of(path, &options);
    dm_strbuf_init(&text);
    st = dm_scenario_read(&scenario, name, &files, &options.read, &diagnostics);
    dm_diagnostics_text(&diagnostics, false, &text);
    ok = (st == DM_ESCENARIO || st == DM_ENOINPUT) && scenario == NULL && diagnostics.n > 0;
    for (size_t i = 0; i < diagnostics.n; i++) {
        seen[diagnostics.items[i].number] = true;
    }
    ok = ok && (update ? write_file(expected, &text) : same_as_file(expected, &text));
    dm_strbuf_clear(&text);
    dm_diagnostics_clear(&diagnostics);
    dm_scenario_free(scenario);
    return ok;
}

static bool
every_fault_has_a_file(const bool seen[1000])
{
    bool all = true;

#define DM_FAULT(name, number, words)                                                      \
    if (!seen[number] && (number) != 101 /* a megabyte: in test_yaml.c */) {               \
        printf("# no file for E%04d: %s\n", number, words);                                \
        all = false;                                                                       \
    }
#include "scenario/faults.def"
#undef DM_FAULT
    return all;
}

static bool
page_is_current(const char *path, bool update)
{
    struct dm_strbuf text;
    bool ok;

    dm_strbuf_init(&text);
    ok = dm_schema_reference(&text) == DM_OK &&
         (update ? write_file(path, &text) : same_as_file(path, &text));
    dm_strbuf_clear(&text);
    return ok;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

int
main(int argc, char **argv)
{
    static char names[MAX_FILES][256];
    bool seen[1000] = { false }, update = argc > 3 && strcmp(argv[3], "--update") == 0;
    bool all = true, every, page;
    DIR *folder = argc > 2 ? opendir(argv[1]) : NULL;
    size_t n = 0;

    if (folder == NULL) {
        return 1;
    }
    for (struct dirent *e = readdir(folder); e != NULL && n < MAX_FILES;
         e = readdir(folder)) {
        const char *dot = strrchr(e->d_name, '.');

        if (dot != NULL && strcmp(dot, ".yaml") == 0) {
            snprintf(names[n++], sizeof names[0], "%s", e->d_name);
        }
    }
    closedir(folder);
    qsort(names, n, sizeof names[0], compare);
    printf("1..%zu\n", n + 2);
    for (size_t i = 0; i < n; i++) {
        bool ok = check_case(argv[1], names[i], update, seen);

        all = all && ok;
        printf("%s %zu - %s\n", ok ? "ok" : "not ok", i + 1, names[i]);
    }
    every = every_fault_has_a_file(seen);
    printf("%s %zu - every fault has a file\n", every ? "ok" : "not ok", n + 1);
    page = page_is_current(argv[2], update);
    printf("%s %zu - the reference page is current\n", page ? "ok" : "not ok", n + 2);
    return all && every && page ? 0 : 1;
}
