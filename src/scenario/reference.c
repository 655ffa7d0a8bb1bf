/* SPDX-License-Identifier: Apache-2.0
 *
 * The reference page of the grammar in Markdown, made from fields.def, kinds.def,
 * limits.def and faults.def. */
#include "scenario/fields.h"
#include "scenario/reader.h"
#include "scenario/units.h"

#include <string.h>

/* What a reader should know before the tables. */
static const char PREFACE[] =
    "# Scenario reference\n\n"
    "<!-- Made from src/scenario/fields.def; do not edit. -->\n\n"
    "A scenario is a YAML file whose first key is `schema: demerit/1`. Everything else has "
    "a default or\n"
    "comes through `extends`. In the tables, `*` stands for an id of your own choosing\n"
    "(`[a-z][a-z0-9_-]{0,31}`) and `[]` for an element of a list.\n\n"
    "- **Values with a source.** Any value may be written `{value: 12 %, source: \"...\", "
    "note: \"...\",\n"
    "  range: [lo, hi], confidence: S|S2|C|R}`; a map may carry `source`, `note` and "
    "`confidence` too. None of it\n"
    "  reaches the model. `source: assumed`, a note with the word, or a range without a "
    "source counts as assumed; R counts\n"
    "  as unverified.\n"
    "- **Merging.** `extends`, then the variant, then `--set path=value`: maps merge by "
    "key, single values and lists\n"
    "  replace, `null` deletes. An annotated value replaces as a whole. `name`, `title`, "
    "`description` and `family` are\n"
    "  not inherited. `--set` reaches a tier by its id: "
    "`schemes.city.tiers.d.label=lowest`.\n"
    "- **Units.** A rate is `6/year`, `0.5/month` or `1 %/month`; a fraction `12 %` or "
    "`0.12`; a duration `24 months` or\n"
    "  `2 years`; a factor `x0.85`. Numbers are exact decimals of at most nine places.\n"
    "- **Twin.** The channels, schemes, lists, sanctions, rewards, safeguards, adaptation, "
    "response, observation, redress\n"
    "  and opinion of the twin's file, and its changes of rules, are run on the same "
    "persons "
    "with the same luck, against this\n"
    "  scenario's acts and services; `forms` are this scenario's in both worlds.\n"
    "- **Changes of rules.** `jurisdictions` and `timeline` lay other values over the "
    "regime, in a place or for a time, in the\n"
    "  grammar of a scenario. They name entities that are there and cannot add or take "
    "away "
    "any: one that comes later is\n"
    "  written with `active: false` and switched on. First those of `jurisdictions` apply, "
    "then the timeline's in order of id.\n"
    "- **Off.** A mechanism that a scenario does not name is off: it draws nothing and "
    "changes no result.\n";

static void
add_section(struct dm_strbuf *out, const char *section, size_t n)
{
    dm_strbuf_add(out, "\n## ");
    if (n == 0) {
        dm_strbuf_add(out, "Top level");
    } else {
        dm_strbuf_addf(out, "%.*s", (int) n, section);
    }
    dm_strbuf_add(
        out, "\n\n| Key | Value | Bounds | Default | Meaning |\n|---|---|---|---|---|\n");
}

static void
add_choices(struct dm_strbuf *out, const struct dm_field *field)
{
    char word[DM_MAX_ID_BYTES + 1];

    for (int i = 0; dm_choice(field->choices, i, word); i++) {
        dm_strbuf_addf(out, "%s`%s`", i == 0 ? "" : ", ", word);
    }
}

static void
add_value(struct dm_strbuf *out, const struct dm_field *field)
{
    const struct dm_kind_info *kind = &DM_KINDS[field->kind];

    if (field->choices != NULL) {
        add_choices(out, field);
    } else {
        dm_strbuf_addf(out, "%s, `%s`", kind->words, kind->example);
    }
    if (field->shape == DM_SHAPE_LIST && field->n_min == field->n_max) {
        dm_strbuf_addf(out, "; list of %d", field->n_max);
    } else if (field->shape == DM_SHAPE_LIST) {
        dm_strbuf_addf(out, "; list of %d to %d", field->n_min, field->n_max);
    } else if (field->shape == DM_SHAPE_ONE_OR_LIST) {
        dm_strbuf_add(out, "; one or a list");
    } else if (field->shape == DM_SHAPE_BY_GROUP) {
        dm_strbuf_add(out, "; also by group");
    }
}

static void
add_bounds(struct dm_strbuf *out, const struct dm_field *field)
{
    int64_t low, high;

    if (dm_field_low(field, &low) && dm_field_high(field, &high)) {
        dm_unit_format(field->kind, low, out);
        dm_strbuf_add(out, " to ");
        dm_unit_format(field->kind, high, out);
    }
}

static void
add_row(struct dm_strbuf *out, const struct dm_field *field)
{
    dm_strbuf_addf(out, "| `%s` | ", field->path);
    add_value(out, field);
    dm_strbuf_add(out, " | ");
    add_bounds(out, field);
    if (field->fallback == NULL) {
        dm_strbuf_add(out, " | **required**");
    } else {
        dm_strbuf_addf(
            out, field->fallback[0] == '\0' ? " | %s" : " | `%s`", field->fallback);
    }
    dm_strbuf_addf(out, " | %s |\n", field->doc);
}

static void
add_fields(struct dm_strbuf *out)
{
    const char *section = NULL;
    size_t length = 0;

    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const char *path = DM_FIELDS[i].path;
        size_t n;

        if (path == NULL) {
            continue;
        }
        n = strcspn(path, ".");
        n = path[n] == '\0' ? 0 : n;
        if (section == NULL || n != length || strncmp(section, path, n) != 0) {
            add_section(out, path, n);
            section = path;
            length = n;
        }
        add_row(out, &DM_FIELDS[i]);
    }
}

static void
add_limits(struct dm_strbuf *out)
{
    dm_strbuf_add(out, "\n## Limits\n\n| At most | Of what |\n|---|---|\n");
#define DM_LIMIT(name, value, doc) dm_strbuf_addf(out, "| %d | %s |\n", value, doc);
#include "limits.def"
#undef DM_LIMIT
}

static void
add_faults(struct dm_strbuf *out)
{
    dm_strbuf_add(out, "\n## Errors\n\n| Number | Kind |\n|---|---|\n");
#define DM_FAULT(name, number, words)                                                      \
    dm_strbuf_addf(out, "| E%04d | %s |\n", number, words);
#include "faults.def"
#undef DM_FAULT
}

dm_status
dm_schema_reference(struct dm_strbuf *out)
{
    dm_strbuf_add(out, PREFACE);
    add_fields(out);
    add_limits(out);
    add_faults(out);
    return out->failed ? DM_ENOMEM : DM_OK;
}
