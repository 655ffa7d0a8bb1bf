/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit-life/1: a life and its events, or null and why. */
#include "life_text.h"

#include "life_words.h"

#include <inttypes.h>

static void
add_text(struct dm_strbuf *out, const char *key, const char *text)
{
    dm_strbuf_addf(out, "\"%s\": ", key);
    dm_strbuf_add_json(out, text != NULL && text[0] != '\0' ? text : NULL);
}

static void
add_head(struct dm_strbuf *out, const struct dm_life *self)
{
    const struct dm_scenario *scenario = self->scenario;

    dm_strbuf_add(out, "{\n  \"schema\": \"demerit-life/1\",\n  ");
    add_text(out, "scenario", scenario->name.s);
    dm_strbuf_add(out, ",\n  ");
    add_text(out, "title", scenario->title);
    dm_strbuf_addf(out,
        ",\n  \"persons\": %" PRId64 ",\n  \"months\": %" PRId32
        ",\n  \"warmup_months\": %" PRId32 ",\n  \"seed\": %" PRIu32
        ",\n  \"replicate\": %" PRIu32 ",\n  ",
        scenario->society.persons, 12 * scenario->run.years, scenario->run.warmup_months,
        scenario->run.seed, self->replicate);
    add_text(out, "twin", scenario->twin_name.s);
    dm_strbuf_add(
        out, ",\n  \"synthetic\": true,\n  \"not_for\": \"decisions on persons\",\n  ");
    add_text(out, "pick", self->pick);
    dm_strbuf_add(out, ",\n  ");
    add_text(out, "rule", dm_life_pick_words(self->pick));
    dm_strbuf_add(out, ",\n  ");
    add_text(out, "luck", dm_life_luck_text);
}

static void
add_event(struct dm_strbuf *out, const struct dm_life_event_row *event)
{
    dm_strbuf_add(out, "      {");
    add_text(out, "world", event->world);
    dm_strbuf_addf(out, ", \"month\": %" PRId32 ", ", event->month);
    add_text(out, "kind", event->kind);
    dm_strbuf_add(out, ", ");
    add_text(out, "subject", event->subject);
    dm_strbuf_add(out, ", ");
    add_text(out, "channel", event->channel);
    dm_strbuf_add(out, ", \"value\": ");
    dm_strbuf_add_number(out, event->value);
    dm_strbuf_add(out, "}");
}

static void
add_life(struct dm_strbuf *out, const struct dm_life *self)
{
    const struct dm_life_row *row = &self->results->lives[0];

    dm_strbuf_addf(out, "{\n    \"person\": %" PRIu64 ",\n    ", row->person);
    add_text(out, "group", row->group);
    dm_strbuf_add(out, ",\n    ");
    add_text(out, "setting", row->setting);
    dm_strbuf_add(out, ",\n    ");
    add_text(out, "age_band", row->age_band);
    dm_strbuf_addf(out,
        ",\n    \"income_quintile\": %" PRId32 ",\n    \"base_income_yuan\": %" PRId32
        ",\n    \"days_lost\": {\"regime\": ",
        row->income_quintile, row->base_income_yuan);
    dm_strbuf_add_number(out, row->days_lost_regime);
    dm_strbuf_add(out, ", \"twin\": ");
    dm_strbuf_add_number(out, row->days_lost_twin);
    dm_strbuf_add(out, "},\n    \"events\": [");
    for (size_t k = 0; k < self->results->n_life_events; k++) {
        dm_strbuf_add(out, k == 0 ? "\n" : ",\n");
        add_event(out, &self->results->life_events[k]);
    }
    dm_strbuf_add(out, self->results->n_life_events > 0 ? "\n    ]\n  }" : "]\n  }");
}

void
dm_life_json(const struct dm_life *self, struct dm_strbuf *out)
{
    add_head(out, self);
    dm_strbuf_add(out, ",\n  \"life\": ");
    if (self->results->n_lives > 0) {
        add_life(out, self);
    } else {
        dm_strbuf_add(out, "null");
    }
    dm_strbuf_add(out, "\n}\n");
}
