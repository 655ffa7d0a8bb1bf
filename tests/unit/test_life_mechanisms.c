/* SPDX-License-Identifier: Apache-2.0
 *
 * Lives where every mechanism is on: each kind of event is told of somebody, as often as it
 * happened in the engine, which does not notice; where mechanisms are off, none is. */
#include "experiment/trace.h"

#include "small_world.h"

#include <math.h>

#define N_FOLLOWED 2000
#define TICKS      36

/* What happened to persons in the regime, in the order of dm_trace_kind. */
struct sums {
    double told[DM_N_TRACE_KINDS], happened[DM_N_TRACE_KINDS];
};

struct crowd {
    struct dm_trace trace[N_FOLLOWED];
    struct sums sums;
};

/* It stands in another library. */
static struct dm_scenario *
everything(const char *const *sets)
{
    return small_of_folder(SCENARIOS "/../tests/cli/scenarios", "everything", sets);
}

static enum dm_trace_kind
kind_of_exit(unsigned way)
{
    return way == DM_EXIT_FULFILLED  ? DM_TRACE_LEFT_FULFILLED
           : way == DM_EXIT_REPAIRED ? DM_TRACE_LEFT_REPAIRED
           : way == DM_EXIT_APPEALED ? DM_TRACE_LEFT_APPEALED
                                     : DM_N_TRACE_KINDS;
}

static enum dm_trace_kind
kind_of_entry(unsigned ground)
{
    return ground == DM_ENTRY_FIRM        ? DM_TRACE_ENTERED_FIRM
           : ground == DM_ENTRY_AT_WILL   ? DM_TRACE_ENTERED_AT_WILL
           : ground == DM_ENTRY_HOUSEHOLD ? DM_TRACE_ENTERED_HOUSEHOLD
                                          : DM_TRACE_LIST_ENTERED;
}

static void
count_event(double *n, const struct dm_event *event)
{
    switch ((enum dm_event_kind) event->kind) {
    case DM_EVENT_BOUNTY:
        n[DM_TRACE_BOUNTY] += event->value;
        break;
    case DM_EVENT_RATED:
        n[DM_TRACE_RATED_BADLY] += event->detail;
        n[DM_TRACE_RATED_WELL] += event->value - event->detail;
        break;
    case DM_EVENT_SHAMED:
        n[DM_TRACE_SHAMED] += event->value;
        break;
    case DM_EVENT_OUSTED:
        n[DM_TRACE_OUSTED] += 1.0;
        break;
    case DM_EVENT_COMPENSATED:
        n[DM_TRACE_COMPENSATED] += event->value;
        break;
    case DM_EVENT_RENEWED:
        n[DM_TRACE_RENEWED] += 1.0;
        break;
    case DM_EVENT_ENTRY:
        n[kind_of_entry(event->detail)] += 1.0;
        break;
    case DM_EVENT_EXIT:
        if (kind_of_exit(event->detail) != DM_N_TRACE_KINDS) {
            n[kind_of_exit(event->detail)] += 1.0;
        }
        break;
    case DM_EVENT_FILED:
        n[DM_TRACE_FILED_RIGHTLY] += 1.0;
        break;
    case DM_EVENT_DECIDED:
        n[(event->detail & DM_CASE_GRANTED) != 0 ? DM_TRACE_GRANTED_RIGHTLY
                                                 : DM_TRACE_DISMISSED_RIGHTLY] += 1.0;
        break;
    case DM_EVENT_DENIED:
        n[DM_TRACE_REFUSED] += event->value;
        break;
    case DM_EVENT_RECORD:
    case DM_EVENT_FALL:
    case DM_EVENT_BARRED:
        break;
    }
}

static void
follow(void *context, const struct dm_block *regime, const struct dm_block *twin)
{
    struct crowd *self = context;

    (void) twin;
    for (uint32_t k = 0; k < regime->n_events; k++) {
        count_event(self->sums.happened, &regime->events[k]);
    }
    for (uint32_t p = 0; p < N_FOLLOWED; p++) {
        dm_trace_look(&self->trace[p], regime);
    }
}

static struct crowd *
crowd_of(struct small_run *run)
{
    struct crowd *self = calloc(1, sizeof *self);
    struct dm_watch watch = { .self = self, .look = follow };

    assert_non_null(self);
    for (uint64_t p = 0; p < N_FOLLOWED; p++) {
        dm_trace_start(&self->trace[p], p, &run->lane.world[DM_REGIME], 0, TICKS);
    }
    run->lane.watch = &watch;
    small_tick(run, TICKS);
    run->lane.watch = NULL;
    return self;
}

static bool
is_number(enum dm_trace_kind kind)
{
    return kind == DM_TRACE_BOUNTY || kind == DM_TRACE_RATED_BADLY ||
           kind == DM_TRACE_RATED_WELL || kind == DM_TRACE_SHAMED ||
           kind == DM_TRACE_COMPENSATED || kind == DM_TRACE_REFUSED;
}

/* Numbers and yuan, else how many events. */
static void
sum_told(struct crowd *self)
{
    for (int p = 0; p < N_FOLLOWED; p++) {
        const struct dm_trace *trace = &self->trace[p];

        assert_false(trace->no_memory);
        for (size_t k = 0; k < trace->n_events; k++) {
            enum dm_trace_kind kind = trace->events[k].kind;

            assert_true(k == 0 || trace->events[k].month >= trace->events[k - 1].month);
            self->sums.told[kind] += is_number(kind) ? trace->events[k].value : 1.0;
        }
    }
}

static void
crowd_free(struct crowd *self)
{
    for (int p = 0; p < N_FOLLOWED; p++) {
        dm_trace_clear(&self->trace[p]);
    }
    free(self);
}

/* ---- everything happens to somebody ---- */

/* Bodies that decide, a reward that is scarce, a school that asks a list. */
static const char *const busy[] = { "redress.external.officers=unlimited",
    "redress.officers=3000", "redress.external.filing=100 %", "rewards.bonus.ration=1 %",
    "response.shaming.escalates=100 %", "channels.company.misattribution.value=10 %",
    "sanctions.no-place.on.tier=null", "sanctions.no-place.on.scheme=null",
    "sanctions.no-place.on.list=shame", NULL };
/* Without a queue, decisions come at once or soon. */
static const char *const soon[] = { "redress.external.officers=unlimited",
    "redress.officers=unlimited", "redress.delay=0 months", "redress.pooled=true", NULL };

static double
all_of(const double *n, enum dm_trace_kind first, int count)
{
    double sum = 0.0;

    for (int k = 0; k < count; k++) {
        sum += n[(int) first + k];
    }
    return sum;
}

/* Terms that run out on the day of the next entry are told by that entry. */
static void
verify_told(const struct sums *sums)
{
    static const enum dm_trace_kind same[] = { DM_TRACE_BOUNTY, DM_TRACE_RATED_BADLY,
        DM_TRACE_RATED_WELL, DM_TRACE_SHAMED, DM_TRACE_OUSTED, DM_TRACE_COMPENSATED,
        DM_TRACE_RENEWED, DM_TRACE_LIST_ENTERED, DM_TRACE_ENTERED_FIRM,
        DM_TRACE_ENTERED_AT_WILL, DM_TRACE_ENTERED_HOUSEHOLD, DM_TRACE_LEFT_FULFILLED,
        DM_TRACE_LEFT_REPAIRED, DM_TRACE_LEFT_APPEALED };
    static const enum dm_trace_kind cases[] = { DM_TRACE_FILED_RIGHTLY,
        DM_TRACE_GRANTED_RIGHTLY, DM_TRACE_DISMISSED_RIGHTLY };
    double refused = sums->told[DM_TRACE_REFUSED];

    for (size_t k = 0; k < SMALL_COUNT(same); k++) {
        assert_true(sums->happened[same[k]] > 0.0);
        assert_int_equal(lround(sums->told[same[k]]), lround(sums->happened[same[k]]));
    }
    for (size_t k = 0; k < SMALL_COUNT(cases); k++) {
        assert_true(sums->happened[cases[k]] > 0.0);
        assert_int_equal(
            lround(all_of(sums->told, cases[k], 4)), lround(sums->happened[cases[k]]));
    }
    assert_true(refused > 0.0 && refused < sums->happened[DM_TRACE_REFUSED]);
}

static void
test_every_kind_is_told(void **state)
{
    struct small_run run;
    struct crowd *crowd;

    (void) state;
    small_start(&run, everything(busy));
    assert_int_equal(run.setting.population.n, N_FOLLOWED);
    crowd = crowd_of(&run);
    sum_told(crowd);
    for (int kind = 0; kind < DM_N_TRACE_KINDS; kind++) {
        if (!(crowd->sums.told[kind] > 0.0)) {
            fail_msg("kind %d is told of nobody", kind);
        }
    }
    verify_told(&crowd->sums);
    crowd_free(crowd);
    small_clear(&run);
}

static void
test_decisions_at_once(void **state)
{
    struct small_run run;
    struct crowd *crowd;

    (void) state;
    small_start(&run, everything(soon));
    crowd = crowd_of(&run);
    sum_told(crowd);
    for (int k = 0; k < 4; k++) { /* nothing waits, so nothing is suspended */
        assert_true(crowd->sums.told[DM_TRACE_FILED_RIGHTLY + k] > 0.0);
    }
    assert_true(crowd->sums.told[DM_TRACE_SUSPENDED] < 1.0);
    assert_true(crowd->sums.told[DM_TRACE_LEFT_APPEALED] < 1.0);
    assert_int_equal(lround(all_of(crowd->sums.told, DM_TRACE_FILED_RIGHTLY, 4)),
        lround(all_of(crowd->sums.told, DM_TRACE_GRANTED_RIGHTLY, 8)));
    crowd_free(crowd);
    small_clear(&run);
}

/* ---- what is told adds up to where one stands ---- */

static int
bits(uint32_t set)
{
    int n = 0;

    for (; set != 0; set &= set - 1) {
        n++;
    }
    return n;
}

static void
verify_ties(const struct small_run *run, const struct dm_trace *trace)
{
    int first = bits(run->setting.network.ties[trace->person]), n = first;

    for (size_t k = 0; k < trace->n_events; k++) {
        const struct dm_trace_event *event = &trace->events[k];

        n = event->kind == DM_TRACE_RENEWED    ? first
            : event->kind == DM_TRACE_TIES_CUT ? n - (int) event->value
            : event->kind == DM_TRACE_TIES_RESTORED || event->kind == DM_TRACE_TIES_MADE
                ? n + (int) event->value
                : n;
    }
    assert_int_equal(n, bits(dm_world_ties(&run->lane.world[DM_REGIME], trace->person)));
}

static void
verify_standing(const struct small_run *run, const struct dm_trace *trace)
{
    const struct dm_world *world = &run->lane.world[DM_REGIME];
    uint32_t listed = 0;
    int suspended = 0;

    for (size_t k = 0; k < trace->n_events; k++) {
        const struct dm_trace_event *event = &trace->events[k];
        uint32_t bit = event->subject >= 0 ? UINT32_C(1) << event->subject : 0U;

        if (event->kind == DM_TRACE_RENEWED) {
            listed = 0;
        } else if (event->kind == DM_TRACE_LIST_ENTERED ||
                   (event->kind >= DM_TRACE_ENTERED_FIRM &&
                       event->kind <= DM_TRACE_ENTERED_HOUSEHOLD)) {
            listed |= bit;
        } else if (event->kind == DM_TRACE_LIST_LEFT ||
                   (event->kind >= DM_TRACE_LEFT_FULFILLED &&
                       event->kind <= DM_TRACE_LEFT_WITH_HOUSEMATE)) {
            assert_true((listed & bit) != 0);
            listed &= ~bit;
        }
        suspended += event->kind == DM_TRACE_SUSPENDED;
        suspended -= event->kind == DM_TRACE_RESUMED;
        assert_true(suspended >= 0);
    }
    assert_int_equal(listed, world->listed[0][trace->person]);
}

static void
test_standing_adds_up(void **state)
{
    struct small_run run;
    struct crowd *crowd;

    (void) state;
    small_start(&run, everything(NULL));
    crowd = crowd_of(&run);
    for (int p = 0; p < N_FOLLOWED; p++) {
        verify_ties(&run, &crowd->trace[p]);
        verify_standing(&run, &crowd->trace[p]);
    }
    crowd_free(crowd);
    small_clear(&run);
}

/* ---- and the engine does not notice ---- */

static void
test_the_world_is_the_same(void **state)
{
    struct small_run followed, alone;
    struct crowd *crowd;

    (void) state;
    small_start(&followed, everything(NULL));
    small_start(&alone, everything(NULL));
    crowd = crowd_of(&followed);
    small_tick(&alone, TICKS);
    for (int side = 0; side < DM_N_SIDES; side++) {
        char a[33], b[33];

        small_state_text(&followed, side, a);
        small_state_text(&alone, side, b);
        assert_string_equal(a, b);
    }
    crowd_free(crowd);
    small_clear(&followed);
    small_clear(&alone);
}

static void
test_off_tells_nothing(void **state)
{
    struct small_run run;
    struct crowd *crowd;

    (void) state;
    small_rich(&run, NULL);
    crowd = crowd_of(&run);
    sum_told(crowd);
    assert_true(crowd->sums.told[DM_TRACE_RECORD] > 100.0);
    for (int kind = DM_TRACE_AWARE + 1; kind < DM_N_TRACE_KINDS; kind++) {
        assert_true(crowd->sums.told[kind] < 1.0);
    }
    crowd_free(crowd);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_is_told),
        cmocka_unit_test(test_decisions_at_once),
        cmocka_unit_test(test_standing_adds_up),
        cmocka_unit_test(test_the_world_is_the_same),
        cmocka_unit_test(test_off_tells_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
