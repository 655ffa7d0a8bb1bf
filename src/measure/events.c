/* SPDX-License-Identifier: Apache-2.0
 *
 * Flows: records, entries, exits, refusals, days without access, appeals, money. */
#include "observer.h"
#include "world/behind.h"

/* A person of an event, and where she is counted. */
struct target {
    struct dm_tally *tally;
    const struct dm_cells *cells;
    bool *no_memory; /* set where the ledger cannot grow */
};

static void
count(const struct target *at, enum dm_counter counter, int64_t value)
{
    dm_tally_count(at->tally, at->cells, counter, 0, value);
}

/* ---- records ---- */

static void
count_record(
    const struct target *at, const struct dm_block *block, const struct dm_event *event)
{
    bool lawful = block->world->plan->act[event->subject].lawful;
    bool right = event->value != DM_RECORD_ERROR;
    int64_t yuan = dm_block_plan(block, event->person)->channel[event->detail].cost_yuan;

    count(at, DM_COUNTER_CHANNEL_YUAN, yuan);
    count(at, DM_COUNTER_COST_YUAN, yuan);
    count(at, DM_COUNTER_RECORDS, 1);
    dm_tally_count(at->tally, at->cells, DM_COUNTER_CHANNEL_RECORDS, event->detail, 1);
    count(at, DM_COUNTER_UNLAWFUL_RECORDS, !lawful);
    if (right) {
        count(at, DM_COUNTER_RECORDS_TRUE, 1);
        dm_tally_count(at->tally, at->cells, DM_COUNTER_CHANNEL_TRUE, event->detail, 1);
        count(at, DM_COUNTER_UNLAWFUL_TRUE, !lawful);
    }
}

/* ---- entries ---- */

/* Whether a true record of an own unlawful act is behind an entry: it listed the person
 * now, or counts in the scheme that did. */
static bool
has_offence(const struct dm_block *block, const struct dm_event *event)
{
    const struct dm_world *world = block->world;
    uint64_t p = block->first + event->person;
    int32_t l = event->subject, s = world->plan->list[l].scheme;
    struct dm_behind behind;

    switch ((enum dm_entry_ground) event->detail) {
    case DM_ENTRY_ACT:
        return (block->hit_classes[(size_t) l * DM_COMMUNITY + event->person] >>
                       DM_RECORD_UNLAWFUL &
                   1U) != 0;
    case DM_ENTRY_SCORE:
        dm_behind_in(block, s, event->person, &behind);
        return (int64_t) world->own[s][p] - behind.lawful - behind.error != 0;
    case DM_ENTRY_NONE:
    case DM_ENTRY_FIRM:
    case DM_ENTRY_AT_WILL:
    case DM_ENTRY_HOUSEHOLD:
        break;
    }
    return false;
}

/* What the cause that is kept from now on says of an entry under a sanction. */
static void
count_cause_of(const struct target *at, const struct dm_block *block, enum dm_column column,
    const struct dm_event *event)
{
    uint64_t packed = (uint64_t) dm_world_kept(
        block->world, column, event->subject, block->first + event->person);

    count(at, DM_COUNTER_SANCTION_ENTRIES, 1);
    count(at, DM_COUNTER_SANCTION_RIGHT, !dm_cause_unpack(packed).wrongful_rule);
}

/* False: no memory. */
static bool
remember_entry(
    struct dm_ledger *ledger, const struct dm_block *block, const struct dm_event *event)
{
    struct dm_ledger_row *row = dm_ledger_put(ledger, block->first + event->person);

    if (row != NULL) {
        row->flags = (uint16_t) (row->flags | DM_LEDGER_ENTERED |
                                 (has_offence(block, event) ? DM_LEDGER_OFFENDED : 0));
    }
    return row != NULL;
}

static void
count_entry(const struct target *at, struct dm_ledger *ledger, const struct dm_block *block,
    const struct dm_event *event)
{
    const struct dm_plan *plan = dm_block_plan(block, event->person);

    count(at, DM_COUNTER_ENTRIES, 1);
    if (event->kind == DM_EVENT_ENTRY) {
        dm_tally_count(at->tally, at->cells, DM_COUNTER_LIST_ENTRIES, event->subject, 1);
    }
    if (!plan->measure_causes) {
        return;
    }
    if (event->kind == DM_EVENT_FALL) {
        count_cause_of(at, block, DM_COLUMN_SPELL_CAUSE, event);
        return;
    }
    if ((plan->sanctioned_lists >> event->subject & 1U) != 0) {
        count_cause_of(at, block, DM_COLUMN_LIST_CAUSE, event);
    }
    if (ledger->keeps_entered && !remember_entry(ledger, block, event)) {
        *at->no_memory = true;
    }
}

static void
count_exit(const struct target *at, const struct dm_event *event)
{
    count(at, DM_COUNTER_EXITS, 1);
    dm_tally_count(at->tally, at->cells, DM_COUNTER_LIST_EXITS, event->subject, 1);
    switch ((enum dm_exit_way) event->detail) {
    case DM_EXIT_EXPIRED:
        count(at, DM_COUNTER_EXITS_EXPIRED, 1);
        break;
    case DM_EXIT_FULFILLED:
        count(at, DM_COUNTER_EXITS_FULFILLED, 1);
        break;
    case DM_EXIT_REPAIRED:
        count(at, DM_COUNTER_EXITS_REPAIRED, 1);
        break;
    case DM_EXIT_APPEALED:
        count(at, DM_COUNTER_EXITS_APPEALED, 1);
        break;
    case DM_EXIT_WITH_HOUSEMATE:
        break;
    }
}

/* ---- appeals and money ---- */

static void
count_filing(const struct target *at, const struct dm_event *event)
{
    if ((event->detail & DM_CASE_OUTSIDE) == 0) {
        count(at, DM_COUNTER_APPEALS, 1);
    }
    count(at, DM_COUNTER_FILING_YUAN, event->value);
    count(at, DM_COUNTER_COST_YUAN, event->value);
}

static void
count_decision(const struct target *at, const struct dm_event *event)
{
    count(at, DM_COUNTER_DECISIONS, 1);
    count(at, DM_COUNTER_GRANTED, (event->detail & DM_CASE_GRANTED) != 0);
    count(at, DM_COUNTER_WAITED, event->value);
}

static void
count_yuan(const struct target *at, enum dm_counter counter, const struct dm_event *event)
{
    count(at, counter, event->value);
    count(at, DM_COUNTER_COST_YUAN, event->value);
}

/* ---- any ---- */

static void
count_denied(
    const struct target *at, const struct dm_block *block, const struct dm_event *event)
{
    dm_tally_count(at->tally, at->cells, DM_COUNTER_DENIED, event->subject, event->value);
    count(at, DM_COUNTER_DENIED_AFTER, event->detail != 0 ? event->value : 0);
    dm_observe_refusal(at->tally, block, event);
}

static void
renew(struct dm_ledger *ledger, const struct dm_block *block, uint64_t p)
{
    if (dm_ledger_find(ledger, p) != NULL) {
        struct dm_ledger_row *row = dm_ledger_put(ledger, p);

        dm_history_close(&row->sanction, block->tick);
        dm_history_close(&row->wrongful, block->tick);
    }
}

static void
count_event(const struct target *at, struct dm_ledger *ledger, const struct dm_block *block,
    const struct dm_event *event)
{
    uint64_t p = block->first + event->person;

    switch ((enum dm_event_kind) event->kind) {
    case DM_EVENT_RECORD:
        count_record(at, block, event);
        break;
    case DM_EVENT_ENTRY:
    case DM_EVENT_FALL:
        count_entry(at, ledger, block, event);
        break;
    case DM_EVENT_DENIED:
        count_denied(at, block, event);
        break;
    case DM_EVENT_BARRED:
        dm_tally_count(
            at->tally, at->cells, DM_COUNTER_BARRED, event->subject, event->value);
        if (!dm_ledger_lose(ledger, p, event->value)) {
            *at->no_memory = true;
        }
        break;
    case DM_EVENT_BOUNTY:
        count_yuan(at, DM_COUNTER_BOUNTY_YUAN, event);
        break;
    case DM_EVENT_SHAMED:
        count(at, DM_COUNTER_SHAMED, event->value);
        break;
    case DM_EVENT_EXIT:
        count_exit(at, event);
        break;
    case DM_EVENT_FILED:
        count_filing(at, event);
        break;
    case DM_EVENT_DECIDED:
        count_decision(at, event);
        break;
    case DM_EVENT_COMPENSATED:
        count_yuan(at, DM_COUNTER_COMPENSATION_YUAN, event);
        break;
    case DM_EVENT_RENEWED:
        renew(ledger, block, p);
        break;
    case DM_EVENT_RATED:
    case DM_EVENT_OUSTED:
        break;
    }
}

void
dm_observe_events(
    struct dm_observer *self, struct dm_ledger *ledger, const struct dm_block *block)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];
        struct dm_cells cells = dm_cells_in(block, event->person);
        struct target at = { &self->tally, &cells, &self->no_memory };

        count_event(&at, ledger, block, event);
    }
}
