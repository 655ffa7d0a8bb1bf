/* SPDX-License-Identifier: Apache-2.0
 *
 * Flows: records, entries, refusals, days without access. */
#include "observer.h"

static void
count_event(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_event *event,
    const struct dm_cells *cells)
{
    struct dm_tally *tally = &self->tally;

    switch ((enum dm_event_kind) event->kind) {
    case DM_EVENT_RECORD:
        dm_tally_count(tally, cells, DM_COUNTER_RECORDS, 0, 1);
        dm_tally_count(tally, cells, DM_COUNTER_CHANNEL_RECORDS, event->detail, 1);
        if (event->value != DM_RECORD_ERROR) {
            dm_tally_count(tally, cells, DM_COUNTER_RECORDS_TRUE, 0, 1);
            dm_tally_count(tally, cells, DM_COUNTER_CHANNEL_TRUE, event->detail, 1);
        }
        break;
    case DM_EVENT_ENTRY:
    case DM_EVENT_FALL:
        dm_tally_count(tally, cells, DM_COUNTER_ENTRIES, 0, 1);
        break;
    case DM_EVENT_DENIED:
        dm_tally_count(tally, cells, DM_COUNTER_DENIED, event->subject, event->value);
        dm_observe_refusal(tally, block, event);
        break;
    case DM_EVENT_BARRED:
        dm_tally_count(tally, cells, DM_COUNTER_BARRED, event->subject, event->value);
        ledger->lost[block->first + event->person] += event->value;
        break;
    case DM_EVENT_BOUNTY:
    case DM_EVENT_RATED:
    case DM_EVENT_SHAMED:
    case DM_EVENT_OUSTED:
    case DM_EVENT_EXIT:
    case DM_EVENT_FILED:
    case DM_EVENT_DECIDED:
    case DM_EVENT_COMPENSATED:
    case DM_EVENT_RENEWED:
        break;
    }
}

void
dm_observe_events(
    struct dm_observer *self, struct dm_ledger *ledger, const struct dm_block *block)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];
        uint64_t p = block->first + event->person;
        struct dm_cells cells = dm_cells_of(block->world, p);

        count_event(self, ledger, block, event, &cells);
    }
}
