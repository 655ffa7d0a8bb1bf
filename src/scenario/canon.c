/* SPDX-License-Identifier: Apache-2.0
 *
 * The canonical text: one JSON object that mirrors `struct dm_scenario` with its integers,
 * in the order of fields.def, and without any free text. docs/reference/canonical.md
 * describes it; the reference model reads nothing else. */
#include "base/checksum.h"
#include "scenario/fields.h"
#include "scenario/freezing.h"
#include "scenario/reader.h"

#include <string.h>

enum { PATH_BYTES = 96 };

struct canon {
    struct dm_strbuf *out;
    const struct dm_scenario *scenario;
    const struct dm_regime *regime; /* whose schemes are meant */
};

/* The objects and array that are open while the rows of one struct are written. */
struct nest {
    char parent[PATH_BYTES]; /* "society.ties", "" at the top */
    char array[PATH_BYTES];  /* of members such as a[0], a[1]; "": none */
    bool has_member;
};

static void
add_integer(struct dm_strbuf *out, int64_t value)
{
    dm_strbuf_addf(out, "%lld", (long long) value);
}

/* {"act": value}, of the acts (or schemes) that have one */
static void
add_by_id(const struct canon *self, const struct dm_field *field, const void *object)
{
    bool by_scheme = field->shape == DM_SHAPE_BY_SCHEME;
    /* NOLINTNEXTLINE(clang-analyzer-*): fields by scheme are those of a regime */
    int n = by_scheme ? self->regime->n_schemes : self->scenario->n_acts;
    const char *comma = "";

    dm_strbuf_add(self->out, "{");
    for (int i = 0; i < n; i++) {
        if (dm_field_marked(field, object, i)) {
            dm_strbuf_addf(self->out, "%s\"%s\":", comma,
                by_scheme ? self->regime->schemes[i].id.s : self->scenario->acts[i].id.s);
            add_integer(self->out, dm_field_load(field, object, i));
            comma = ",";
        }
    }
    dm_strbuf_add(self->out, "}");
}

static void
add_array(const struct canon *self, const struct dm_field *field, const void *object)
{
    dm_strbuf_add(self->out, "[");
    for (int i = 0; i < dm_field_count(field, object); i++) {
        dm_strbuf_add(self->out, i == 0 ? "" : ",");
        add_integer(self->out, dm_field_load(field, object, i));
    }
    dm_strbuf_add(self->out, "]");
}

static void
add_one(const struct canon *self, const struct dm_field *field, const void *object)
{
    char word[DM_MAX_ID_BYTES + 1] = "";

    if (field->kind == DM_KIND_ID || field->kind == DM_KIND_REFERENCE) {
        dm_strbuf_addf(self->out, "\"%s\"", (const char *) object + field->offset);
    } else if (field->kind == DM_KIND_ENUM) {
        dm_choice(field->choices, (int) dm_field_load(field, object, 0), word);
        dm_strbuf_addf(self->out, "\"%s\"", word);
    } else if (field->kind == DM_KIND_SWITCH) {
        dm_strbuf_add(self->out, dm_field_load(field, object, 0) != 0 ? "true" : "false");
    } else {
        add_integer(self->out, dm_field_load(field, object, 0));
    }
}

static void
add_value(const struct canon *self, const struct dm_field *field, const void *object)
{
    if (field->shape == DM_SHAPE_BY_ACT || field->shape == DM_SHAPE_BY_SCHEME ||
        (field->kind == DM_KIND_ACT && field->shape == DM_SHAPE_ONE_OR_LIST)) {
        add_by_id(self, field, object);
    } else if (field->shape == DM_SHAPE_LIST || field->shape == DM_SHAPE_BY_GROUP) {
        add_array(self, field, object);
    } else {
        add_one(self, field, object);
    }
}

/* Length of the path of objects that `a` and `b` share. */
static size_t
common(const char *a, const char *b)
{
    size_t last = 0, i = 0;

    for (; a[i] != '\0' && a[i] == b[i]; i++) {
        last = a[i] == '.' ? i : last;
    }
    if ((a[i] == '\0' || a[i] == '.') && (b[i] == '\0' || b[i] == '.')) {
        last = i;
    }
    return last;
}

static void
close_to(struct nest *nest, size_t n, struct dm_strbuf *out)
{
    if (nest->array[0] != '\0') {
        dm_strbuf_add(out, "]");
        nest->array[0] = '\0';
    }
    while (strlen(nest->parent) > n) {
        char *dot = strrchr(nest->parent, '.');

        dm_strbuf_add(out, "}");
        *(dot != NULL ? dot : nest->parent) = '\0';
        nest->has_member = true;
    }
}

static void
open_key(struct nest *nest, const char *key, size_t n, struct dm_strbuf *out)
{
    dm_strbuf_add(out, nest->has_member ? ",\"" : "\"");
    dm_strbuf_addn(out, key, n);
    dm_strbuf_add(out, "\":");
    nest->has_member = true;
}

/* Closes and opens objects until the last part of `path` can be written as a key. */
static void
move_to(struct nest *nest, const char *path, struct dm_strbuf *out)
{
    const char *dot = strrchr(path, '.');
    char parent[PATH_BYTES] = "";
    size_t n;

    if (dot != NULL) {
        memcpy(parent, path, (size_t) (dot - path));
        parent[dot - path] = '\0';
    }
    n = common(nest->parent, parent);
    close_to(nest, n, out);
    while (parent[n] != '\0') {
        size_t from = n == 0 ? 0 : n + 1, length = strcspn(parent + from, ".");

        open_key(nest, parent + from, length, out);
        dm_strbuf_add(out, "{");
        nest->has_member = false;
        n = from + length;
    }
    memcpy(nest->parent, parent, sizeof parent);
    open_key(nest, dot != NULL ? dot + 1 : path, strlen(dot != NULL ? dot + 1 : path), out);
}

static void
add_row(const struct canon *self, struct nest *nest, const struct dm_field *field,
    const void *object)
{
    char path[PATH_BYTES];
    size_t n = strcspn(field->member, "[");
    bool indexed = field->member[n] == '[';

    DM_ASSERT(n < sizeof path);
    memcpy(path, field->member, n);
    path[n] = '\0';
    if (indexed && strcmp(path, nest->array) == 0) {
        dm_strbuf_add(self->out, ",");
    } else {
        move_to(nest, path, self->out);
        if (indexed) {
            dm_strbuf_add(self->out, "[");
            memcpy(nest->array, path, sizeof path);
        }
    }
    add_value(self, field, object);
}

/* The rows of a scope as members of an object that the caller opens and closes. */
static void
add_rows(const struct canon *self, enum dm_scope scope, const void *object)
{
    struct nest nest = { .has_member = false };

    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];

        if (field->scope == scope && field->member != NULL && field->kind != DM_KIND_TEXT &&
            !dm_field_is_alias(field)) {
            add_row(self, &nest, field, object);
        }
    }
    close_to(&nest, 0, self->out);
}

static void
add_tiers(const struct canon *self, const struct dm_scheme *scheme)
{
    dm_strbuf_add(self->out, ",\"tiers\":[");
    for (int i = 0; i < scheme->n_tiers; i++) {
        dm_strbuf_add(self->out, i == 0 ? "{" : ",{");
        add_rows(self, DM_SCOPE_TIER, &scheme->tiers[i]);
        dm_strbuf_add(self->out, "}");
    }
    dm_strbuf_add(self->out, "]");
}

/* "key": [{"id": ..., rows}], of `n` entities that start with their id */
static void
add_entities(const struct canon *self, const char *key, enum dm_scope scope,
    const void *entities, int32_t n, size_t stride)
{
    const char *at = entities;

    dm_strbuf_addf(self->out, "\"%s\":[", key);
    for (int32_t i = 0; i < n; i++, at += stride) {
        dm_strbuf_addf(self->out, "%s{\"id\":\"%s\",", i == 0 ? "" : ",", at);
        add_rows(self, scope, at);
        if (scope == DM_SCOPE_SCHEME) {
            const void *scheme = at;

            add_tiers(self, scheme);
        }
        dm_strbuf_add(self->out, "}");
    }
    dm_strbuf_add(self->out, "],");
}

static void
add_regime(const struct canon *outer, const struct dm_regime *r)
{
    const struct canon here = {
        .out = outer->out, .scenario = outer->scenario, .regime = r
    };
    const struct canon *self = &here;

    dm_strbuf_add(self->out, "{");
    add_entities(self, "channels", DM_SCOPE_CHANNEL, r->channels, r->n_channels,
        sizeof r->channels[0]);
    add_entities(
        self, "schemes", DM_SCOPE_SCHEME, r->schemes, r->n_schemes, sizeof r->schemes[0]);
    add_entities(self, "lists", DM_SCOPE_LIST, r->lists, r->n_lists, sizeof r->lists[0]);
    add_entities(self, "sanctions", DM_SCOPE_SANCTION, r->sanctions, r->n_sanctions,
        sizeof r->sanctions[0]);
    add_entities(
        self, "rewards", DM_SCOPE_REWARD, r->rewards, r->n_rewards, sizeof r->rewards[0]);
    add_rows(self, DM_SCOPE_REGIME, r);
    dm_strbuf_add(self->out, "}");
}

bool
dm_regime_digest(const struct dm_scenario *scenario, const struct dm_regime *regime,
    struct dm_checksum *sum, struct dm_digest *digest)
{
    struct dm_strbuf text;
    const struct canon self = { .out = &text, .scenario = scenario };
    bool ok;

    dm_strbuf_init(&text);
    add_regime(&self, regime);
    ok = !text.failed;
    if (ok) {
        dm_checksum_reset(sum);
        dm_checksum_bytes(sum, text.text, text.n);
        *digest = dm_checksum_digest(sum);
    }
    dm_strbuf_clear(&text);
    return ok;
}

/* `null` where there are no other rules than the regime. */
static void
add_rules(const struct canon *self, const char *key, const struct dm_rules *rules)
{
    int32_t n = self->scenario->society.n_jurisdictions;

    dm_strbuf_addf(self->out, ",\"%s\":", key);
    if (rules->n_regimes <= 1) {
        dm_strbuf_add(self->out, "null");
        return;
    }
    dm_strbuf_add(self->out, "{\"from_month\":[");
    for (int32_t p = 0; p < rules->n_periods; p++) {
        dm_strbuf_addf(self->out, "%s%d", p == 0 ? "" : ",", rules->from_month[p]);
    }
    dm_strbuf_add(self->out, "],\"index\":[");
    for (int32_t i = 0; i < rules->n_periods * n; i++) {
        dm_strbuf_addf(self->out, "%s%d%s",
            i % n != 0 ? ","
            : i == 0   ? "["
                       : ",[",
            rules->index[i], i % n == n - 1 ? "]" : "");
    }
    dm_strbuf_add(self->out, "],\"regimes\":[");
    for (int32_t i = 0; i + 1 < rules->n_regimes; i++) {
        dm_strbuf_add(self->out, i == 0 ? "" : ",");
        add_regime(self, &rules->regime[i]);
    }
    dm_strbuf_add(self->out, "]}");
}

dm_status
dm_scenario_canon(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    const struct canon self = { .out = out, .scenario = scenario };

    dm_strbuf_add(out, "{");
    add_rows(&self, DM_SCOPE_SCENARIO, scenario);
    dm_strbuf_add(out, ",");
    add_entities(&self, "acts", DM_SCOPE_ACT, scenario->acts, scenario->n_acts,
        sizeof scenario->acts[0]);
    add_entities(&self, "services", DM_SCOPE_SERVICE, scenario->services,
        scenario->n_services, sizeof scenario->services[0]);
    add_entities(&self, "vignettes", DM_SCOPE_VIGNETTE, scenario->vignettes,
        scenario->n_vignettes, sizeof scenario->vignettes[0]);
    dm_strbuf_add(out, "\"contexts\":[");
    for (int32_t i = 0; i < scenario->n_contexts; i++) {
        dm_strbuf_addf(out, "%s\"%s\"", i == 0 ? "" : ",", scenario->contexts[i].s);
    }
    dm_strbuf_add(out, "],\"regime\":");
    add_regime(&self, &scenario->regime);
    dm_strbuf_add(out, ",\"twin\":");
    if (scenario->twin_name.s[0] == '\0') {
        dm_strbuf_add(out, "null");
    } else {
        add_regime(&self, &scenario->twin);
    }
    add_rules(&self, "rules", &scenario->rules);
    add_rules(&self, "twin_rules", &scenario->twin_rules);
    dm_strbuf_add(out, "}");
    return out->failed ? DM_ENOMEM : DM_OK;
}
