/* SPDX-License-Identifier: Apache-2.0
 *
 * A frozen scenario as YAML: every value with its unit, defaults included, so that a run
 * can be read and repeated without the files it came from. Sources and notes are not kept;
 * the twin stays a name. */
#include "scenario/fields.h"
#include "scenario/flow.h"
#include "scenario/reader.h"
#include "scenario/units.h"

#include <string.h>

enum { PATH_BYTES = 96 };

struct resolved {
    struct dm_strbuf *out;
    const struct dm_scenario *scenario;
    const struct dm_regime *regime;
    int indent;
    char open[PATH_BYTES]; /* path of the maps that are open */
};

static void
indent(struct resolved *self, int more)
{
    for (int i = 0; i < self->indent + more; i++) {
        dm_strbuf_add(self->out, "  ");
    }
}

/* Opens the maps of a dotted path and writes the last part as a key: "covers.urban" ->
 * covers:, urban: */
static void
open_path(struct resolved *self, const char *path)
{
    const char *rest = path, *last = strrchr(path, '.');
    int depth = 0;

    while (last != NULL && rest < last) {
        size_t n = strcspn(rest, "."), end = (size_t) (rest - path) + n;

        if (strncmp(self->open, path, end) != 0 ||
            (self->open[end] != '\0' && self->open[end] != '.')) {
            indent(self, depth);
            dm_strbuf_addn(self->out, rest, n);
            dm_strbuf_add(self->out, ":\n");
        }
        depth++;
        rest += n + 1;
    }
    memset(self->open, 0, sizeof self->open);
    if (last != NULL) {
        memcpy(self->open, path, (size_t) (last - path));
    }
    indent(self, depth);
    dm_strbuf_addf(self->out, "%s: ", rest);
}

/* The id of the i-th entity that a reference of this kind can name. */
static const char *
id_of(const struct resolved *self, enum dm_kind kind, int64_t i)
{
    if (kind == DM_KIND_ACT) {
        return self->scenario->acts[i].id.s;
    }
    if (kind == DM_KIND_SERVICE) {
        return self->scenario->services[i].id.s;
    }
    if (kind == DM_KIND_CONTEXT) {
        return self->scenario->contexts[i].s;
    }
    return kind == DM_KIND_LIST ? self->regime->lists[i].id.s
                                : self->regime->schemes[i].id.s;
}

static void
add_scalar(struct resolved *self, const struct dm_field *field, int64_t value)
{
    char word[DM_MAX_ID_BYTES + 1] = "";

    if (dm_kind_is_number(field->kind)) {
        dm_unit_format(field->kind, value, self->out);
    } else if (field->kind == DM_KIND_ENUM || field->kind == DM_KIND_SWITCH) {
        dm_choice(field->choices, (int) value, word);
        dm_strbuf_add(self->out, word);
    } else { /* quoted: an id may be `null` */
        dm_strbuf_addf(self->out, "\"%s\"", id_of(self, field->kind, value));
    }
}

/* Is the i-th word or id in the set? */
static bool
in_set(const struct dm_field *field, const void *object, int i)
{
    if (field->kind == DM_KIND_ACT) {
        return dm_field_load(field, object, i) != 0;
    }
    return (dm_field_load(field, object, 0) >> i & 1) != 0;
}

static int
set_size(const struct resolved *self, const struct dm_field *field)
{
    char word[DM_MAX_ID_BYTES + 1];
    int n = 0;

    if (field->kind == DM_KIND_ACT) {
        return self->scenario->n_acts;
    }
    if (field->kind == DM_KIND_CONTEXT) {
        return self->scenario->n_contexts;
    }
    while (dm_choice(field->choices, n, word)) {
        n++;
    }
    return n;
}

static void
add_set(struct resolved *self, const struct dm_field *field, const void *object)
{
    const char *comma = "";
    char word[DM_MAX_ID_BYTES + 1];

    dm_strbuf_add(self->out, "[");
    for (int i = 0; i < set_size(self, field); i++) {
        if (in_set(field, object, i)) {
            if (field->kind == DM_KIND_FLAGS) {
                dm_choice(field->choices, i, word);
            }
            dm_strbuf_addf(self->out, "%s\"%s\"", comma,
                field->kind == DM_KIND_FLAGS ? word : id_of(self, field->kind, i));
            comma = ", ";
        }
    }
    dm_strbuf_add(self->out, "]");
}

static bool
is_empty_set(const struct resolved *self, const struct dm_field *field, const void *object)
{
    for (int i = 0; i < set_size(self, field); i++) {
        if (in_set(field, object, i)) {
            return false;
        }
    }
    return true;
}

static const char *
text_of(const struct dm_field *field, const void *object)
{
    const char *text;

    if (field->kind == DM_KIND_ID) {
        return (const char *) object + field->offset;
    }
    memcpy(&text, (const char *) object + field->offset, sizeof text);
    return text;
}

/* An effect that the sanction's ground does not allow. */
static bool
is_idle_effect(const char *key, const struct dm_sanction *sanction)
{
    static const char *const IN_FORCE[] = { "hiring", "separation", "interest" };

    if (strcmp(key, "denies") == 0) {
        return sanction->service < 0;
    }
    if (strcmp(key, "fine") == 0) {
        return !sanction->on.by_act;
    }
    for (size_t i = 0; i < sizeof IN_FORCE / sizeof *IN_FORCE; i++) {
        if (strcmp(key, IN_FORCE[i]) == 0) {
            return sanction->on.by_act;
        }
    }
    return false;
}

static bool
is_idle_entry(const char *key, const struct dm_list *list)
{
    if (strcmp(key, "enter.below") == 0) {
        return !list->by_score;
    }
    if (strcmp(key, "enter.count") == 0 || strcmp(key, "enter.within") == 0) {
        return !list->counts;
    }
    return false;
}

/* A key that other keys of its entity do not allow, or that says nothing beside them. */
static bool
is_idle(const struct resolved *self, const struct dm_field *field, const void *object)
{
    const char *key = dm_field_key(field);

    if (field->scope == DM_SCOPE_SANCTION) {
        return is_idle_effect(key, object);
    }
    if (field->scope == DM_SCOPE_LIST) {
        return is_idle_entry(key, object);
    }
    if (field->scope == DM_SCOPE_SCHEME && strncmp(key, "opt_in.", 7) == 0) {
        return !((const struct dm_scheme *) object)->opt_in;
    }
    if (field->scope == DM_SCOPE_SERVICE && strncmp(key, "related_", 8) == 0 &&
        strcmp(key, "related_to") != 0) {
        const struct dm_service *service = object;

        return dm_field_load(field, object, 0) == service->related_contexts;
    }
    return strcmp(key, "society.means") == 0 && !self->scenario->society.has_means;
}

/* Nothing to write: no text, no reference, no list; or an idle key. */
static bool
is_absent(const struct resolved *self, const struct dm_field *field, const void *object)
{
    if (field->kind == DM_KIND_ID || field->kind == DM_KIND_TEXT) {
        return text_of(field, object) == NULL || text_of(field, object)[0] == '\0';
    }
    if (is_idle(self, field, object)) {
        return true;
    }
    if (field->shape == DM_SHAPE_LIST) {
        return dm_field_count(field, object) == 0;
    }
    if (field->shape == DM_SHAPE_ONE_OR_LIST && field->scope != DM_SCOPE_SERVICE) {
        return is_empty_set(self, field, object);
    }
    return !dm_kind_is_number(field->kind) && field->shape == DM_SHAPE_ONE &&
           dm_field_load(field, object, 0) < 0;
}

static void
add_list(struct resolved *self, const struct dm_field *field, const void *object)
{
    for (int i = 0; i < dm_field_count(field, object); i++) {
        dm_strbuf_add(self->out, i == 0 ? "[" : ", ");
        add_scalar(self, field, dm_field_load(field, object, i));
    }
    dm_strbuf_add(self->out, "]");
}

static void
add_by_id(struct resolved *self, const struct dm_field *field, const void *object)
{
    const char *key = dm_field_key(field);
    bool by_scheme = field->shape == DM_SHAPE_BY_SCHEME;
    int n = by_scheme ? self->regime->n_schemes : self->scenario->n_acts;
    char path[2 * PATH_BYTES];

    for (int i = 0; i < n; i++) {
        if (dm_field_marked(field, object, i)) {
            const char *id =
                by_scheme ? self->regime->schemes[i].id.s : self->scenario->acts[i].id.s;

            memcpy(path, key, strlen(key) - 1); /* without "*" */
            memcpy(path + strlen(key) - 1, id, strlen(id) + 1);
            open_path(self, path);
            add_scalar(self, field, dm_field_load(field, object, i));
            dm_strbuf_add(self->out, "\n");
        }
    }
}

static void
add_value(struct resolved *self, const struct dm_field *field, const void *object)
{
    int64_t value = 0, group_b;

    if (field->kind == DM_KIND_ID || field->kind == DM_KIND_TEXT) {
        dm_flow_text(self->out, text_of(field, object));
        return;
    }
    if (field->shape == DM_SHAPE_ONE_OR_LIST) {
        add_set(self, field, object);
        return;
    }
    if (field->shape == DM_SHAPE_LIST) {
        add_list(self, field, object);
        return;
    }
    value = dm_field_load(field, object, 0);
    group_b = field->shape == DM_SHAPE_BY_GROUP ? dm_field_load(field, object, 1) : value;
    dm_strbuf_add(self->out, group_b != value ? "{value: " : "");
    add_scalar(self, field, value);
    if (group_b != value) {
        dm_strbuf_add(self->out, ", group_b: ");
        add_scalar(self, field, group_b);
        dm_strbuf_add(self->out, "}");
    }
}

/* `tier` of a list, sanction or reward, just after its `scheme`; `refusers` of a scheme. */
static void
add_tier_reference(struct resolved *self, const struct dm_field *field, const void *object)
{
    int64_t tier = dm_field_load(field, object, 0);
    int32_t scheme = -1;

    if (tier < 0) {
        return;
    }
    if (field->scope == DM_SCOPE_LIST) {
        scheme = ((const struct dm_list *) object)->scheme;
    } else if (field->scope == DM_SCOPE_SCHEME) {
        const struct dm_scheme *own = object;

        scheme = (int32_t) (own - self->regime->schemes);
    } else if (field->scope == DM_SCOPE_SANCTION) {
        scheme = ((const struct dm_sanction *) object)->on.scheme;
    } else {
        scheme = ((const struct dm_reward *) object)->on.scheme;
    }
    open_path(self, dm_field_key(field));
    dm_strbuf_addf(self->out, "\"%s\"\n", self->regime->schemes[scheme].tiers[tier].id.s);
}

/* Does the regime lack the section that the path begins with? */
static bool
is_section_off(const struct dm_regime *regime, const char *path)
{
    return (strncmp(path, "adaptation.", 11) == 0 && !regime->adaptation.on) ||
           (strncmp(path, "redress.", 8) == 0 && !regime->redress.on) ||
           (strncmp(path, "opinion.", 8) == 0 && !regime->opinion.on);
}

static bool
is_written(const struct resolved *self, const struct dm_field *field, enum dm_scope scope)
{
    return field->scope == scope && field->path != NULL &&
           (!field->by_hand || field->kind == DM_KIND_TIER) && !dm_field_is_alias(field) &&
           !is_section_off(self->regime, field->path) &&
           strcmp(field->path, "measure.causes") != 0 && /* with the vignettes */
           strcmp(field->path, "measure.direct") != 0;
}

static void
add_rows(struct resolved *self, enum dm_scope scope, const void *object)
{
    memset(self->open, 0, sizeof self->open);
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];

        if (!is_written(self, field, scope)) {
            continue;
        }
        if (field->kind == DM_KIND_TIER) {
            add_tier_reference(self, field, object);
        } else if (field->shape == DM_SHAPE_BY_ACT || field->shape == DM_SHAPE_BY_SCHEME) {
            add_by_id(self, field, object);
        } else if (!is_absent(self, field, object)) {
            open_path(self, dm_field_key(field));
            add_value(self, field, object);
            dm_strbuf_add(self->out, "\n");
        }
    }
}

static void
add_tiers(struct resolved *self, const struct dm_scheme *scheme)
{
    indent(self, 0);
    dm_strbuf_add(self->out, "tiers:\n");
    for (int i = 0; i < scheme->n_tiers; i++) {
        indent(self, 1);
        dm_strbuf_addf(self->out, "- {id: \"%s\"", scheme->tiers[i].id.s);
        if (i > 0) {
            dm_strbuf_add(self->out, ", from: ");
            dm_unit_format(DM_KIND_POINTS, scheme->tiers[i].from_centi, self->out);
        }
        dm_strbuf_add(self->out, "}\n");
    }
}

static void
add_entities(struct resolved *self, const char *section, enum dm_scope scope,
    const void *entities, int32_t n, size_t stride)
{
    const char *at = entities;

    if (n > 0) {
        dm_strbuf_addf(self->out, "\n%s:\n", section);
    }
    for (int32_t i = 0; i < n; i++, at += stride) {
        dm_strbuf_addf(self->out, "  %s:\n", at);
        self->indent = 2;
        add_rows(self, scope, at);
        if (scope == DM_SCOPE_SCHEME) {
            const void *scheme = at;

            add_tiers(self, scheme);
        }
        self->indent = 0;
    }
}

static void
add_regime(struct resolved *self, const struct dm_regime *r)
{
    add_entities(self, "channels", DM_SCOPE_CHANNEL, r->channels, r->n_channels,
        sizeof r->channels[0]);
    add_entities(
        self, "schemes", DM_SCOPE_SCHEME, r->schemes, r->n_schemes, sizeof r->schemes[0]);
    add_entities(self, "lists", DM_SCOPE_LIST, r->lists, r->n_lists, sizeof r->lists[0]);
    add_entities(self, "sanctions", DM_SCOPE_SANCTION, r->sanctions, r->n_sanctions,
        sizeof r->sanctions[0]);
    add_entities(
        self, "rewards", DM_SCOPE_REWARD, r->rewards, r->n_rewards, sizeof r->rewards[0]);
    dm_strbuf_add(self->out, "\n");
    add_rows(self, DM_SCOPE_REGIME, r);
}

/* Below `measure`, the last map of the scenario's own rows. */
static void
add_vignettes(struct resolved *self)
{
    const struct dm_scenario *s = self->scenario;

    dm_strbuf_add(self->out, "\nmeasure:\n");
    dm_strbuf_addf(self->out, "  causes: %s\n", s->measure_causes ? "on" : "off");
    dm_strbuf_addf(self->out, "  direct: %s\n", s->measure_direct ? "on" : "off");
    if (s->n_vignettes > 0) {
        dm_strbuf_add(self->out, "  vignettes:\n");
    }
    for (int32_t i = 0; i < s->n_vignettes; i++) {
        dm_strbuf_addf(self->out, "    %s:\n", s->vignettes[i].id.s);
        self->indent = 3;
        add_rows(self, DM_SCOPE_VIGNETTE, &s->vignettes[i]);
        self->indent = 0;
    }
}

static void
add_when(struct resolved *self, const struct dm_patch *patch)
{
    self->indent = 2;
    add_rows(self, DM_SCOPE_PATCH, patch);
    self->indent = 0;
    dm_strbuf_add(self->out, "    where: [");
    for (int32_t i = 0; i < patch->n_where; i++) {
        dm_strbuf_addf(self->out, "%sJ%02d", i == 0 ? "" : ", ", patch->where[i] + 1);
    }
    dm_strbuf_add(self->out, "]\n");
}

/* Those of jurisdictions stand first; each has one. */
static void
add_patches(struct resolved *self)
{
    const struct dm_scenario *s = self->scenario;
    bool timeline = false;

    for (int32_t i = 0; i < s->n_patches; i++) {
        const struct dm_patch *patch = &s->patches[i];

        if (patch->id.s[0] == '\0') {
            dm_strbuf_addf(self->out, "%s  J%02d: %s\n", i == 0 ? "\njurisdictions:\n" : "",
                patch->where[0] + 1, patch->set);
            continue;
        }
        dm_strbuf_addf(
            self->out, "%s  %s:\n", timeline ? "" : "\ntimeline:\n", patch->id.s);
        timeline = true;
        add_when(self, patch);
        dm_strbuf_addf(self->out, "    set: %s\n", patch->set);
    }
}

dm_status
dm_scenario_resolved_yaml(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    struct resolved self = {
        .out = out, .scenario = scenario, .regime = &scenario->regime
    };

    dm_strbuf_add(out, "schema: demerit/1\n");
    dm_strbuf_addf(
        out, "twin: %s\n", scenario->twin_name.s[0] != '\0' ? scenario->twin_name.s : "no");
    add_rows(&self, DM_SCOPE_SCENARIO, scenario);
    add_vignettes(&self);
    add_entities(&self, "acts", DM_SCOPE_ACT, scenario->acts, scenario->n_acts,
        sizeof scenario->acts[0]);
    add_entities(&self, "services", DM_SCOPE_SERVICE, scenario->services,
        scenario->n_services, sizeof scenario->services[0]);
    add_regime(&self, &scenario->regime);
    add_patches(&self);
    return out->failed ? DM_ENOMEM : DM_OK;
}
