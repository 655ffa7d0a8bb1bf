/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger against plain sums by person, kept beside it while a run goes on. */
#include "measure/ledger.h"

#include "small_world.h"

#define YEARS  4
#define WARMUP 5

/* Of everybody: income of two years, service-months lost, whether ever listed. */
struct plain {
    uint32_t *income[2], *lost; /* [n], owned */
    uint8_t *listed;            /* [n], owned */
    uint32_t tick;
};

static void
add_income(uint32_t *sum, int64_t income)
{
    uint64_t all = (uint64_t) *sum + (uint64_t) (income > 0 ? income : 0);

    *sum = all < UINT32_MAX ? (uint32_t) all : UINT32_MAX;
}

static void
look(void *context, const struct dm_block *block, const struct dm_block *twin)
{
    struct plain *self = context;

    (void) twin;
    if (block->tick < WARMUP) {
        return;
    }
    for (uint32_t k = 0; k < block->n_events; k++) {
        if (block->events[k].kind == DM_EVENT_BARRED) {
            self->lost[block->first + block->events[k].person] += block->events[k].value;
        }
    }
    for (uint32_t i = 0; i < block->m; i++) {
        uint64_t p = block->first + i;

        if (block->tick < WARMUP + 12) {
            add_income(&self->income[0][p], block->income[i]);
        }
        if (block->tick >= 12 * YEARS - 12) {
            add_income(&self->income[1][p], block->income[i]);
        }
        self->listed[p] |= block->world->listed[0][p] != 0;
    }
}

static void
verify(const struct small_run *run, const struct plain *plain)
{
    const struct dm_ledger *ledger = &run->lane.ledger[DM_REGIME];
    uint32_t lost = 0, listed = 0, differ = 0;
    uint32_t *all = calloc((size_t) ledger->n, sizeof *all);

    assert_non_null(all);
    dm_ledger_lost_all(ledger, all);
    for (uint64_t p = 0; p < ledger->n; p++) {
        for (int k = 0; k < 2; k++) {
            assert_int_equal(dm_ledger_income(ledger, k, &run->setting.population, p),
                plain->income[k][p]);
        }
        assert_int_equal(dm_ledger_lost(ledger, p), plain->lost[p]);
        assert_int_equal(all[p], plain->lost[p]);
        assert_int_equal(dm_ledger_listed(ledger, p), plain->listed[p]);
        lost += plain->lost[p] != 0;
        listed += plain->listed[p];
        differ += plain->income[0][p] != plain->income[1][p];
    }
    assert_true(lost > 0 && lost < ledger->n && listed > 0 && listed < ledger->n);
    assert_true(differ > 0);
    free(all);
}

static void
test_as_plain_sums(void **state)
{
    static const char *const sets[] = { "run.years=4", "run.warmup_months=5",
        "society.persons=5000", NULL };
    struct small_run run;
    struct plain plain = { .lost = NULL };
    struct dm_watch watch = { .self = &plain, .look = look };
    struct dm_error err = { 0 };

    (void) state;
    small_rich(&run, sets);
    for (int k = 0; k < 2; k++) {
        plain.income[k] = calloc(5000, sizeof *plain.income[k]);
    }
    plain.lost = calloc(5000, sizeof *plain.lost);
    plain.listed = calloc(5000, sizeof *plain.listed);
    run.lane.watch = &watch;
    for (int t = 0; t < 12 * YEARS; t++) {
        assert_int_equal(dm_lane_tick(&run.lane, t >= WARMUP, &err), DM_OK);
    }
    verify(&run, &plain);
    dm_ledger_zero(&run.lane.ledger[DM_REGIME]);
    assert_int_equal(dm_ledger_lost(&run.lane.ledger[DM_REGIME], 17), 0);
    free(plain.income[0]);
    free(plain.income[1]);
    free(plain.lost);
    free(plain.listed);
    small_clear(&run);
}

/* Of days lost modulo 2^32; of flags nothing is lost beside them. */
static void
test_rows(void **state)
{
    struct dm_ledger ledger;
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(dm_ledger_init(&ledger, 5000, &err), DM_OK);
    assert_null(dm_ledger_find(&ledger, 4999));
    assert_true(dm_ledger_lose(&ledger, 4999, 0xfffffffeU));
    dm_ledger_put(&ledger, 4999)->flags = DM_LEDGER_LISTED;
    assert_true(dm_ledger_lose(&ledger, 4998, 1));
    assert_true(dm_ledger_lose(&ledger, 4999, 0x10003U));
    assert_int_equal(dm_ledger_lost(&ledger, 4999), 0x10001);
    assert_int_equal(dm_ledger_lost(&ledger, 4998), 1);
    assert_int_equal(dm_ledger_listed(&ledger, 4999), 1);
    assert_int_equal(dm_ledger_listed(&ledger, 4998), 0);
    assert_int_equal(dm_ledger_score(&ledger, 4999), 0);
    assert_true(dm_ledger_row_bytes(&ledger) >= 2 * 14);
    dm_ledger_clear(&ledger);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_plain_sums),
        cmocka_unit_test(test_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
