/* SPDX-License-Identifier: Apache-2.0
 *
 * What a claim has and a study has not: two sides that are contrasted, an effect that would
 * matter, and the forms of mechanisms that are tried. */
#include "claim_reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char *const arm_words[] = { "variant", "set" };
static const char *const smallest_words[] = { "value", "reason" };

/* ---- what is contrasted with what ---- */

static void
read_arm(struct dm_claim_reading *self, const struct dm_node *map, const char *key,
    struct dm_claim_arm *arm)
{
    const struct dm_node *sets = dm_node_at(map, "set");
    char full[DM_KEY_BYTES];

    dm_key_join(full, self->prefix, key);
    if (map == NULL || map->kind != DM_NODE_MAP) {
        dm_claim_wrong(self, map, key,
            "a map with `variant`, `set` or both is expected; {} is the "
            "scenario as written");
        return;
    }
    dm_claim_keys(self, map, full, arm_words, COUNT(arm_words));
    arm->variant = dm_claim_text(self, map, "variant", false);
    for (size_t i = 0; sets != NULL && sets->kind == DM_NODE_MAP && i < sets->n_entries;
         i++) {
        struct dm_strbuf set = { .text = NULL };

        if (i == DM_CLAIM_MOST_SETS || sets->entries[i].value->kind != DM_NODE_SCALAR) {
            dm_claim_wrong(self, sets, key, "at most 32 paths with a single value each");
            return;
        }
        dm_strbuf_addf(
            &set, "%s=%s", sets->entries[i].key->text, sets->entries[i].value->text);
        self->reading->arena.failed = self->reading->arena.failed || set.failed;
        arm->sets[arm->n_sets++] = set.text;
    }
}

void
dm_claim_read_contrast(struct dm_claim_reading *self, struct dm_claim *claim)
{
    const struct dm_node *node = dm_node_at(self->node, "contrast");
    static const char *const words[] = { "with", "without" };

    if (node != NULL && node->kind == DM_NODE_SCALAR && strcmp(node->text, "twin") == 0) {
        claim->against_twin = true;
    } else if (node != NULL && node->kind == DM_NODE_MAP) {
        dm_claim_keys(self, node, self->prefix, words, COUNT(words));
        read_arm(self, dm_node_at(node, "with"), "contrast.with", &claim->arm[0]);
        read_arm(self, dm_node_at(node, "without"), "contrast.without", &claim->arm[1]);
    } else {
        dm_claim_wrong(self, node, "contrast",
            "`twin`, or a map of `with` and `without`, is expected");
    }
}

/* ---- the effect that would matter ---- */

static void
read_smallest(struct dm_claim_reading *self, struct dm_claim *claim)
{
    const struct dm_node *map = dm_node_at(self->node, "smallest"),
                         *value = dm_node_at(map, "value");
    char full[DM_KEY_BYTES], *end = NULL;

    dm_key_join(full, self->prefix, "smallest");
    dm_claim_keys(self, map, full, smallest_words, COUNT(smallest_words));
    if (value != NULL && value->kind == DM_NODE_SCALAR) {
        claim->smallest = strtod(value->text, &end);
    }
    if (end == NULL || *end != '\0' || !(claim->smallest > 0.0) ||
        !(claim->smallest < 1e300)) {
        dm_claim_wrong(self, value, "smallest",
            "a map of `value`, a number above 0 in the measure's unit, and `reason`");
        return;
    }
    claim->reason = dm_claim_text(self, map, "reason", true);
}

static void
read_direction(struct dm_claim_reading *self, struct dm_claim *claim)
{
    const struct dm_node *node = dm_node_at(self->node, "direction");
    bool is_word = node != NULL && node->kind == DM_NODE_SCALAR;

    claim->direction = is_word && strcmp(node->text, "up") == 0     ? 1
                       : is_word && strcmp(node->text, "down") == 0 ? -1
                                                                    : 0;
    if (claim->direction == 0) {
        dm_claim_wrong(self, node, "direction", "`up` or `down` is expected");
    }
}

void
dm_claim_read_effect(struct dm_claim_reading *self, struct dm_claim *claim)
{
    read_smallest(self, claim);
    read_direction(self, claim);
}

/* ---- forms ---- */

static void
add_form(struct dm_claim_reading *self, struct dm_claim *claim, const char *form)
{
    if (claim->n_forms == DM_VERDICT_MOST_FORMS) {
        dm_claim_wrong(self, NULL, "forms", "more than 63 values of forms");
        return;
    }
    claim->forms[claim->n_forms++] = form != NULL ? dm_claim_copy(self, form) : NULL;
}

/* Every value of every form but the default. */
static void
add_all_forms(struct dm_claim_reading *self, struct dm_claim *claim)
{
    char word[DM_MAX_ID_BYTES + 1], form[96];

    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];

        if (field->path == NULL || strncmp(field->path, "forms.", 6) != 0) {
            continue;
        }
        for (int k = 0; dm_choice(field->choices, k, word); k++) {
            (void) snprintf(form, sizeof form, "%s=%s", field->path, word);
            if (strcmp(word, field->fallback) != 0) {
                add_form(self, claim, form);
            }
        }
    }
}

void
dm_claim_read_forms(struct dm_claim_reading *self, struct dm_claim *claim)
{
    const struct dm_node *node = dm_node_at(self->node, "forms");

    add_form(self, claim, NULL);
    if (node == NULL || (node->kind == DM_NODE_SCALAR && strcmp(node->text, "used") == 0)) {
        claim->tries_forms = true;
        add_all_forms(self, claim);
        return;
    }
    if (node->kind != DM_NODE_LIST) {
        dm_claim_wrong(
            self, node, "forms", "`used`, or a list like [fear=own], is expected");
        return;
    }
    for (size_t i = 0; i < node->n_entries; i++) {
        char form[96];

        if (node->entries[i].value->kind != DM_NODE_SCALAR) {
            dm_claim_wrong(
                self, node, "forms", "`used`, or a list like [fear=own], is expected");
            return;
        }
        (void) snprintf(form, sizeof form, "forms.%.80s", node->entries[i].value->text);
        add_form(self, claim, form);
    }
}
