/* SPDX-License-Identifier: Apache-2.0
 *
 * For comparison with the reference model, not installed: `dump --canon SCENARIO` prints
 * the canonical JSON of a scenario, `dump
 * --state SCENARIO` the fixed attributes and, tick by tick, every column of both worlds as
 * JSON lines. Options: --set path=value,
 * --replicate R, --months M, --tile T. The names of columns are those of
 * reference/README.md. */
#include "engine/lane.h"
#include "read_scenario.h"
#include "scenario/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    bool canon;
    const char *scenario;
    const char *sets[64];
    size_t n_sets;
    uint32_t replicate;
    int32_t months, tile;
};

struct line {
    uint32_t replicate;
    const char *world;
    int tick;
};

static void
head(const struct line *at, const char *column, const char *of)
{
    printf(
        "{\"replicate\":%u,\"world\":\"%s\",\"tick\":%d,\"column\":\"%s%s%s\",\"values\":[",
        (unsigned) at->replicate, at->world, at->tick, column, of[0] != '\0' ? "." : "",
        of);
}

/* `value(context, p)` for every person; INT64_MIN prints as null. */
#define PRINT(at, column, of, n, expression)                                               \
    do {                                                                                   \
        head((at), (column), (of));                                                        \
        for (uint64_t p = 0; p < (n); p++) {                                               \
            int64_t value = (int64_t) (expression);                                        \
            printf(p > 0 ? "," : "%s", "");                                                \
            if (value == INT64_MIN) {                                                      \
                printf("null");                                                            \
            } else {                                                                       \
                printf("%" PRId64, value);                                                 \
            }                                                                              \
        }                                                                                  \
        printf("]}\n");                                                                    \
    } while (0)

static void
print_causes(const struct line *at, enum dm_column column, int k, const char *of,
    const struct dm_world *world)
{
    head(at, dm_columns[column].name, of);
    for (uint64_t p = 0; p < world->n; p++) {
        printf("%s%" PRId64, p > 0 ? "," : "", dm_world_kept(world, column, k, p));
    }
    printf("]}\n");
}

struct neighbourhood {
    int64_t work, friends, household;
    uint32_t sum;
};

static struct neighbourhood
neighbourhood_of(const struct dm_network *network, uint64_t p)
{
    const struct dm_population *people = network->population;
    const struct dm_ring *ring = dm_network_ring(network, (uint32_t) (p / DM_COMMUNITY));
    struct neighbourhood around = { 0, 0, 0, 0 };
    uint64_t first = p - dm_household_place(people, p);

    for (int32_t slot = 0; slot < dm_ring_slots(ring) + network->n_long; slot++) {
        if ((network->ties[p] >> slot & 1U) != 0) {
            bool work = dm_network_slot_kind(network, ring, slot) == DM_SLOT_WORK;

            around.work += work;
            around.friends += !work;
            around.sum += (uint32_t) dm_network_mate(network, p, slot);
        }
    }
    for (uint64_t q = first; q < first + dm_household_adults(people, p); q++) {
        around.household += q != p;
        around.sum += q != p ? (uint32_t) q : 0U;
    }
    return around;
}

/* In 2^-32, as it is drawn for the household; of this, half is kept. */
static uint32_t
income_rank(const struct dm_population *people, uint64_t p)
{
    uint32_t rank =
        dm_word(people->key, p - dm_household_place(people, p), 0, 0, DM_DRAW_INCOME, 0);

    DM_ASSERT(rank >> 16 == people->income_rank[p]);
    return rank;
}

static void
print_society(const struct line *at, const struct dm_setting_of_run *setting)
{
    const struct dm_population *people = &setting->population;
    const struct dm_network *network = &setting->network;
    uint64_t n = people->n;

    PRINT(at, "setting", "", n, dm_population_cell(people, p) % 2);
    PRINT(at, "jurisdiction", "", n, dm_population_cell(people, p) / 2);
    PRINT(at, "household_start", "", n, p - dm_household_place(people, p));
    PRINT(at, "adults", "", n, dm_household_adults(people, p));
    PRINT(at, "children", "", n, people->children[p]);
    PRINT(at, "group", "", n, (people->traits[p] & DM_TRAIT_GROUP_B) != 0);
    PRINT(at, "income_rank", "", n, income_rank(people, p));
    PRINT(at, "base_income", "", n, people->base_income[p]);
    PRINT(at, "age_band", "", n, people->age_band[p]);
    PRINT(at, "honesty", "", n, people->norms[p] & 7);
    PRINT(at, "prosociality", "", n, people->norms[p] >> 3 & 7);
    PRINT(at, "outspokenness", "", n, people->norms[p] >> 6 & 7);
    PRINT(at, "online", "", n, (people->traits[p] & DM_TRAIT_ONLINE) != 0);
    PRINT(at, "driver", "", n, (people->traits[p] & DM_TRAIT_DRIVER) != 0);
    PRINT(at, "labour", "", n, (people->traits[p] & DM_TRAIT_LABOUR) != 0);
    PRINT(at, "ties_work", "", n, neighbourhood_of(network, p).work);
    PRINT(at, "ties_friends", "", n, neighbourhood_of(network, p).friends);
    PRINT(at, "ties_household", "", n, neighbourhood_of(network, p).household);
    PRINT(at, "tie_sum", "", n, neighbourhood_of(network, p).sum);
}

static void
print_scheme(const struct line *at, const struct dm_world *world, int32_t s, const char *id)
{
    uint64_t n = world->n;

    PRINT(at, "own", id, n, world->own[s][p]);
    PRINT(at, "tier", id, n, world->tier[s][p]);
    PRINT(at, "gain_level", id, n, world->gain_level[s][p]);
    PRINT(at, "spell", id, n, world->spell[0][p] >> s & 1);
    if (world->plan->measure_causes) {
        PRINT(at, "lawful", id, n, dm_world_kept(world, DM_COLUMN_LAWFUL, s, p));
        PRINT(at, "error", id, n, dm_world_kept(world, DM_COLUMN_ERROR, s, p));
        PRINT(at, "induced", id, n, dm_world_kept(world, DM_COLUMN_INDUCED, s, p));
        print_causes(at, DM_COLUMN_SPELL_CAUSE, s, id, world);
    }
}

static void
print_grounds(
    const struct line *at, const struct dm_world *world, int32_t l, const char *id)
{
    const struct dm_plan_keeps *keeps = &world->plan->keeps;
    uint64_t n = world->n;

    if (keeps->exits) {
        PRINT(at, "shield", id, n, dm_world_kept(world, DM_COLUMN_SHIELD, l, p));
        PRINT(at, "spent", id, n, dm_world_kept(world, DM_COLUMN_SPENT, l, p));
    }
    if (keeps->copies) {
        PRINT(at, "stale", id, n, dm_world_kept(world, DM_COLUMN_STALE, l, p));
    }
    if ((keeps->windows >> l & 1U) != 0) {
        PRINT(at, "window", id, n, dm_world_kept(world, DM_COLUMN_WINDOW, l, p));
    }
    if ((keeps->households >> l & 1U) != 0) {
        PRINT(at, "inherited", id, n,
            dm_world_kept(world, DM_COLUMN_INHERITED, 0, p) >> l & 1);
    }
    if (keeps->suspends) {
        PRINT(at, "suspended", id, n,
            dm_world_kept(world, DM_COLUMN_SUSPENDED, 0, p) >> l & 1);
    }
    if (keeps->redress) {
        PRINT(at, "stage", id, n, dm_world_kept(world, DM_COLUMN_STAGE, l, p));
    }
}

static void
print_list(const struct line *at, const struct dm_world *world, int32_t l, const char *id)
{
    uint64_t n = world->n;

    PRINT(at, world->plan->list[l].by_act ? "hits" : "left", id, n,
        dm_world_kept(world, DM_COLUMN_STAY, l, p));
    PRINT(at, "listed", id, n, world->listed[0][p] >> l & 1);
    print_grounds(at, world, l, id);
    if (world->plan->measure_causes) {
        print_causes(at, DM_COLUMN_LIST_CAUSE, l, id, world);
    }
}

static void
print_responses(const struct line *at, const struct dm_world *world)
{
    const struct dm_plan_keeps *keeps = &world->plan->keeps;
    uint64_t n = world->n;

    if (keeps->crowding) {
        PRINT(at, "crowd", "", n, world->crowd[0][p]);
    }
    if (keeps->ties) {
        PRINT(at, "ties", "", n, dm_world_ties(world, p));
    }
    if (keeps->evasion) {
        PRINT(at, "evading", "", n, world->evading[0][p]);
    }
    if (keeps->opinion) {
        PRINT(at, "approval", "", n, world->approval[0][p]);
    }
    if (keeps->signal) {
        PRINT(at, "signal", "", n, world->signal[0][p]);
    }
}

static void
print_world(
    const struct line *at, const struct dm_world *world, const struct dm_regime *regime)
{
    uint64_t n = world->n;

    PRINT(at, "employed", "", n, world->employed[0][p]);
    PRINT(at, "published", "", n, world->published[0][p]);
    if (world->plan->adapt.on) {
        PRINT(at, "aware", "", n, world->aware[0][p]);
        PRINT(at, "fear", "", n, world->fear[0][p]);
    }
    if (world->plan->keeps.opt_in != 0) {
        PRINT(at, "members", "", n, world->members[0][p]);
    }
    if (world->plan->keeps.bounties) {
        PRINT(at, "owed", "", n, dm_world_kept(world, DM_COLUMN_OWED, 0, p));
    }
    if (world->plan->keeps.ratings) {
        PRINT(at, "rated_badly", "", n, dm_world_kept(world, DM_COLUMN_RATED_BADLY, 0, p));
    }
    if (world->plan->keeps.means) {
        PRINT(at, "means", "", n, world->means[0][p]);
    }
    print_responses(at, world);
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        print_scheme(at, world, s, regime->schemes[s].id.s);
    }
    for (int32_t l = 0; l < regime->n_lists; l++) {
        print_list(at, world, l, regime->lists[l].id.s);
    }
}

/* What happened in the tick: only where the society is one community, whose block is then
 * still there. */
static void
print_block(
    const struct line *at, const struct dm_block *block, const struct dm_scenario *scenario)
{
    int64_t count[DM_COMMUNITY];

    for (int32_t v = 0; v < scenario->n_services; v++) {
        memset(count, 0, sizeof count);
        for (uint32_t k = 0; k < block->n_events; k++) {
            if (block->events[k].kind == DM_EVENT_DENIED && block->events[k].subject == v) {
                count[block->events[k].person] += block->events[k].value;
            }
        }
        PRINT(at, "denied", scenario->services[v].id.s, block->m, count[p]);
    }
    memset(count, 0, sizeof count);
    for (uint32_t k = 0; k < block->n_events; k++) {
        count[block->events[k].person] += block->events[k].kind == DM_EVENT_RECORD;
    }
    PRINT(at, "records", "", block->m, count[p]);
    PRINT(at, "income", "", block->m, block->income[p]);
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        PRINT(at, "rate_index", scenario->acts[a].id.s, block->m,
            dm_block_rate_index(block, a, (uint32_t) p) == DM_NO_RATE
                ? INT64_MIN
                : dm_block_rate_index(block, a, (uint32_t) p));
    }
}

static int
run(const struct dm_scenario *scenario, const struct options *options)
{
    static const char *const names[] = { "regime", "twin" };
    struct dm_setting_of_run setting;
    struct dm_error err = { 0 };
    struct dm_lane lane;
    int32_t months = options->months > 0 ? options->months : 12 * scenario->run.years;

    if (dm_setting_init(&setting, scenario, &err) != DM_OK ||
        dm_lane_init(&lane, &setting, &dm_exchange_serial, 1, options->tile, &err) !=
            DM_OK) {
        fprintf(stderr, "dump: %s\n", err.text);
        return 65;
    }
    struct line at = { options->replicate, "society", -1 };
    print_society(&at, &setting);
    dm_lane_start(&lane, options->replicate);
    for (at.tick = 0; at.tick < months; at.tick++) {
        if (dm_lane_tick(&lane, false, &err) != DM_OK) {
            fprintf(stderr, "dump: %s\n", err.text);
            return 70;
        }
        for (int side = lane.n_sides - 1; side >= 0; side--) {
            at.world = names[side];
            print_world(&at, &lane.world[side],
                side == DM_REGIME ? &scenario->regime : &scenario->twin);
            if (setting.population.n_communities == 1) {
                print_block(&at, &lane.workers[0].block[side], scenario);
            }
        }
    }
    dm_lane_clear(&lane);
    dm_setting_clear(&setting);
    return 0;
}

static bool
parse(struct options *options, int argc, char **argv)
{
    *options = (struct options){ .replicate = 1, .tile = 1 };
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--canon") == 0 || strcmp(argv[i], "--state") == 0) {
            options->canon = strcmp(argv[i], "--canon") == 0;
        } else if (strcmp(argv[i], "--set") == 0 && options->n_sets < 64) {
            options->sets[options->n_sets++] = next;
            i++;
        } else if (strcmp(argv[i], "--replicate") == 0) {
            options->replicate = (uint32_t) strtoul(next, NULL, 10);
            i++;
        } else if (strcmp(argv[i], "--months") == 0) {
            options->months = (int32_t) strtol(next, NULL, 10);
            i++;
        } else if (strcmp(argv[i], "--tile") == 0) {
            options->tile = (int32_t) strtol(next, NULL, 10);
            i++;
        } else {
            options->scenario = argv[i];
        }
    }
    return options->scenario != NULL;
}

int
main(int argc, char **argv)
{
    struct dm_strbuf text = { 0 };
    struct dm_scenario *scenario = NULL;
    struct options options;
    int code;

    if (!parse(&options, argc, argv)) {
        fprintf(stderr, "usage: dump --canon|--state SCENARIO [--set path=value]\n");
        return 64;
    }
    code = test_read_scenario(&scenario, options.scenario, options.sets, options.n_sets);
    if (code != 0) {
        return code;
    }
    if (options.canon) {
        code = dm_scenario_canon(scenario, &text) == DM_OK ? 0 : 70;
        printf("%s\n", text.text != NULL ? text.text : "");
    } else {
        code = run(scenario, &options);
    }
    dm_strbuf_clear(&text);
    dm_scenario_free(scenario);
    return code;
}
