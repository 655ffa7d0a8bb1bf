/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks the general text by its headings of level 2; before the next one, the scenario's
 * own part. A submodel whose heading is followed by `<!-- on: PATTERNS -->` is left out
 * where the scenario has none of these values, and followed by them where it has. Links are
 * made relative to the project's top folder, as this text has no place of its own. */
#include "odd.h"

#include "describe.h"
#include "odd_values.h"
#include "scenario/reader.h"

#include <inttypes.h>
#include <string.h>

extern const char dm_odd_text[]; /* docs/odd/README.md */

struct odd {
    const struct dm_scenario *scenario;
    const struct dm_odd_model *model;
    struct dm_strbuf *out;
    struct dm_odd_values values;
    struct dm_strbuf left_out; /* headings of submodels that are off */
    const char *patterns;      /* of the submodel under way, n_patterns bytes; NULL: none */
    size_t n_patterns;
    bool skipping;
};

/* A line, its links turned. */
static void
add_line(struct dm_strbuf *out, const char *line, size_t n)
{
    const char *end = line + n;

    while (line < end) {
        size_t k = 0;
        while (line + k < end &&
               !(line[k] == ']' && line + k + 1 < end && line[k + 1] == '(')) {
            k++;
        }
        dm_strbuf_addn(out, line, k);
        line += k;
        if (line < end) {
            dm_strbuf_add(out, "](");
            line += 2;
            if (strncmp(line, "../../", 6) == 0) {
                line += 6;
            } else if (strncmp(line, "../", 3) == 0) {
                dm_strbuf_add(out, "docs/");
                line += 3;
            } else if (*line != '#' && strncmp(line, "http", 4) != 0) {
                dm_strbuf_add(out, "docs/odd/");
            }
        }
    }
    dm_strbuf_add(out, "\n");
}

static void
add_regime(const struct odd *self)
{
    struct dm_strbuf text = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &text, (struct dm_style){ .width = 100, .utf8 = true });
    dm_describe(self->scenario, &prose);
    dm_strbuf_add(self->out, "```text\n");
    dm_strbuf_add(self->out, text.text != NULL ? text.text : "");
    dm_strbuf_add(self->out, "```\n\n");
    self->out->failed = self->out->failed || text.failed;
    dm_strbuf_clear(&text);
}

static void
purpose(const struct odd *self)
{
    const struct dm_scenario *scenario = self->scenario;

    dm_strbuf_addf(self->out, "### This scenario: `%s`\n\n", scenario->name.s);
    if (scenario->title != NULL) {
        dm_strbuf_add(self->out, "**");
        dm_markdown_text(self->out, scenario->title);
        dm_strbuf_add(self->out, ".** ");
    }
    if (scenario->description != NULL) {
        dm_markdown_text(self->out, scenario->description);
    }
    dm_strbuf_add(self->out, "\n\nThe regime in words:\n\n");
    add_regime(self);
}

static void
count_row(const struct odd *self, const char *what, int64_t n)
{
    dm_strbuf_addf(self->out, "| %s | %" PRId64 " |\n", what, n);
}

static void
columns(const struct odd *self)
{
    dm_strbuf_add(self->out, "State of this scenario, an entry for each person:\n\n"
                             "| column | arrays | role | meaning |\n|---|---|---|---|\n");
    for (int i = 0; i < self->model->n_columns; i++) {
        const struct dm_odd_column *column = &self->model->columns[i];
        if (column->kept) {
            dm_strbuf_addf(self->out, "| `%s` | %s | %s | ", column->name, column->arrays,
                column->role);
            dm_markdown_text(self->out, column->meaning);
            dm_strbuf_add(self->out, " |\n");
        }
    }
    dm_strbuf_add(self->out, "\n");
}

static void
entities(const struct odd *self)
{
    const struct dm_scenario *scenario = self->scenario;
    const struct dm_regime *regime = &scenario->regime;

    dm_strbuf_add(self->out, "### Scales and entities of this scenario\n\n| | number "
                             "|\n|---|---|\n");
    count_row(self, "persons", scenario->society.persons);
    count_row(self, "jurisdictions", scenario->society.n_jurisdictions);
    count_row(self, "months", 12 * (int64_t) scenario->run.years);
    count_row(self, "months left out of measures", scenario->run.warmup_months);
    count_row(self, "replicates of luck", scenario->run.replicates);
    count_row(self, "types of act", scenario->n_acts);
    count_row(self, "services", scenario->n_services);
    count_row(self, "collection contexts", scenario->n_contexts);
    count_row(self, "channels", regime->n_channels);
    count_row(self, "schemes", regime->n_schemes);
    count_row(self, "lists", regime->n_lists);
    count_row(self, "sanctions", regime->n_sanctions);
    count_row(self, "rewards", regime->n_rewards);
    count_row(self, "changes of rules", scenario->n_patches);
    dm_strbuf_add(self->out, "\n");
    columns(self);
}

static void
stages(const struct odd *self)
{
    dm_strbuf_add(self->out, "### The stages, in the engine's own order\n\n");
    for (int i = 0; i < self->model->n_stages; i++) {
        const struct dm_odd_stage *stage = &self->model->stages[i];

        dm_strbuf_addf(self->out, "%d. `%s`: %s\n", i + 1, stage->name,
            stage->idle ? "Nothing to do in this scenario." : stage->doc);
    }
    dm_strbuf_add(self->out, "\n");
}

static void
initial(const struct odd *self)
{
    const struct dm_scenario *scenario = self->scenario;

    dm_strbuf_addf(self->out,
        "### At the start of this scenario\n\nSeed %" PRIu32 "; society and network from "
        "replicate 0, luck from replicates 1 to %" PRId32 ". ",
        scenario->run.seed, scenario->run.replicates);
    for (int i = 0; i < scenario->regime.n_schemes; i++) {
        const struct dm_scheme *scheme = &scenario->regime.schemes[i];
        dm_strbuf_addf(self->out, "`%s` starts everybody at %g points. ", scheme->id.s,
            scheme->start_centi / 100.0);
    }
    if (scenario->regime.adaptation.on) {
        dm_strbuf_add(self->out, "Aware at the start: a share of ");
        dm_strbuf_add_nano(self->out, scenario->regime.adaptation.aware_at_start_nano);
        dm_strbuf_add(self->out, ". ");
    }
    if (scenario->twin_name.s[0] != '\0') {
        dm_strbuf_addf(self->out, "Twin: %s, whose regime `demerit odd %s` describes.\n\n",
            scenario->twin_name.s, scenario->twin_name.s);
    } else {
        dm_strbuf_add(self->out, "Twin: none.\n\n");
    }
}

static void
inputs(const struct odd *self)
{
    dm_strbuf_add(self->out, "### Numbers of this scenario with a source\n\n");
    dm_marks_table(self->scenario, DM_MARK_SOURCED, self->out);
    dm_strbuf_add(self->out, "### Unverified numbers of this scenario\n\n");
    dm_marks_table(self->scenario, DM_MARK_UNVERIFIED, self->out);
}

static dm_status
parameters(const struct odd *self)
{
    if (self->left_out.n > 0) {
        dm_strbuf_addf(self->out,
            "### Submodels that are off in this scenario\n\nLeft out above: %s.\n\n",
            self->left_out.text != NULL ? self->left_out.text : "");
    }
    dm_strbuf_add(self->out, "### Assumed numbers of this scenario\n\n");
    dm_marks_table(self->scenario, DM_MARK_ASSUMED, self->out);
    dm_strbuf_addf(self->out,
        "### Every value, with defaults\n\nScenario hash `%s`.\n\n```yaml\n",
        self->scenario->hash);
    dm_status st = dm_scenario_resolved_yaml(self->scenario, self->out);
    dm_strbuf_add(self->out, "```\n");
    return st;
}

/* What the scenario adds at the end of section `section` of the general text. */
static dm_status
add_own(const struct odd *self, int section)
{
    switch (section) {
    case 1:
        purpose(self);
        break;
    case 2:
        entities(self);
        break;
    case 3:
        stages(self);
        break;
    case 5:
        initial(self);
        break;
    case 6:
        inputs(self);
        break;
    case 7:
        return parameters(self);
    default:
        break;
    }
    return DM_OK;
}

static void
add_head(const struct odd *self)
{
    dm_strbuf_addf(self->out, "# ODD: %s\n\n", self->scenario->name.s);
    dm_strbuf_addf(self->out,
        "Made by demerit %s from its general description and the scenario `%s`. %s\n\n",
        self->model->version, self->scenario->name.s, dm_boundary_text);
}

/* ---- submodels that may be off ---- */

static const char ON[] = "<!-- on: ";

/* The patterns that stand in the line after this one. */
static const char *
patterns_after(const char *line, size_t *n)
{
    const char *next = line + strcspn(line, "\n");

    next += *next == '\n' ? 1 : 0;
    if (strncmp(next, ON, sizeof ON - 1) != 0) {
        return NULL;
    }
    next += sizeof ON - 1;
    *n = strcspn(next, "\n");
    *n -= *n >= 4 ? 4 : *n; /* " -->" */
    return next;
}

/* The values of the submodel that ends here. */
static void
end_submodel(struct odd *self)
{
    struct dm_strbuf values = { .text = NULL };

    if (self->patterns != NULL && !self->skipping) {
        bool any =
            dm_odd_values_write(&self->values, self->patterns, self->n_patterns, &values);

        dm_strbuf_addf(self->out, "*In this scenario*: %s.\n\n",
            any && values.text != NULL ? values.text : "by a change of rules (section 1)");
    }
    self->out->failed = self->out->failed || values.failed;
    dm_strbuf_clear(&values);
    self->patterns = NULL;
    self->skipping = false;
}

static void
start_submodel(struct odd *self, const char *line, size_t n)
{
    self->patterns = patterns_after(line, &self->n_patterns);
    self->skipping = self->patterns != NULL &&
                     !dm_odd_values_any(&self->values, self->patterns, self->n_patterns);
    if (self->skipping) {
        dm_strbuf_add(&self->left_out, self->left_out.n > 0 ? "; " : "");
        dm_strbuf_addn(&self->left_out, line + 4, n - 4); /* after "### " */
    }
}

static bool
starts(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

static dm_status
add_text(struct odd *self)
{
    dm_status st = DM_OK;
    int section = 0;

    for (const char *line = dm_odd_text; st == DM_OK && *line != '\0';) {
        size_t n = strcspn(line, "\n");

        if (starts(line, "## ") || starts(line, "### ")) {
            end_submodel(self);
        }
        if (starts(line, "## ")) {
            st = add_own(self, section);
            section = line[3] - '0'; /* "## 2. Entities" */
        } else if (starts(line, "### ")) {
            start_submodel(self, line, n);
        }
        if (!self->skipping && !starts(line, "# ") && !starts(line, ON)) {
            add_line(self->out, line, n);
        }
        line += n + (line[n] == '\n' ? 1 : 0);
    }
    if (st == DM_OK) {
        dm_strbuf_add(self->out, "\n");
        end_submodel(self);
        st = add_own(self, section);
    }
    return st;
}

dm_status
dm_odd(const struct dm_scenario *scenario, const struct dm_odd_model *model,
    struct dm_strbuf *out)
{
    struct odd self = { .scenario = scenario, .model = model, .out = out };
    dm_status st = dm_odd_values_init(&self.values, scenario);

    if (st == DM_OK) {
        add_head(&self);
        st = add_text(&self);
    }
    st = st == DM_OK && (out->failed || self.left_out.failed) ? DM_ENOMEM : st;
    dm_strbuf_clear(&self.left_out);
    dm_odd_values_clear(&self.values);
    return st;
}
