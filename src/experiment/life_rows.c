/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of kinds are part of struct dm_life_event_row (port/sink.h). */
#include "life_rows.h"

#include <math.h>
#include <stdio.h>

#define DAYS_A_MONTH 30.4375

static const char *const kinds[DM_N_TRACE_KINDS] = {
    [DM_TRACE_ACT_SEEN] = "act-seen",
    [DM_TRACE_ACT_MISFILED] = "act-misfiled",
    [DM_TRACE_ACT_UNSEEN] = "act-unseen",
    [DM_TRACE_RECORD] = "record",
    [DM_TRACE_RECORD_FALSE] = "record-false",
    [DM_TRACE_RECORD_MISATTRIBUTED] = "record-misattributed",
    [DM_TRACE_RECORD_ENDS] = "record-ends",
    [DM_TRACE_TIER] = "tier",
    [DM_TRACE_LIST_ENTERED] = "list-entered",
    [DM_TRACE_LIST_LEFT] = "list-left",
    [DM_TRACE_REFUSED] = "refused",
    [DM_TRACE_FINED] = "fined",
    [DM_TRACE_JOB_LOST] = "job-lost",
    [DM_TRACE_JOB_FOUND] = "job-found",
    [DM_TRACE_AWARE] = "aware",
    [DM_TRACE_RENEWED] = "renewed",
    [DM_TRACE_RECORD_RATING] = "record-rating",
    [DM_TRACE_POINTS_BY_TABLE] = "points-by-table",
    [DM_TRACE_FED] = "fed",
    [DM_TRACE_JOINED] = "joined",
    [DM_TRACE_ENTERED_FIRM] = "list-entered-firm",
    [DM_TRACE_ENTERED_AT_WILL] = "list-entered-at-will",
    [DM_TRACE_ENTERED_HOUSEHOLD] = "list-entered-household",
    [DM_TRACE_LEFT_FULFILLED] = "list-left-fulfilled",
    [DM_TRACE_LEFT_REPAIRED] = "list-left-repaired",
    [DM_TRACE_LEFT_APPEALED] = "list-left-appealed",
    [DM_TRACE_LEFT_WITH_HOUSEMATE] = "list-left-household",
    [DM_TRACE_REVERSED] = "listing-reversed",
    [DM_TRACE_SUSPENDED] = "listing-suspended",
    [DM_TRACE_RESUMED] = "listing-resumed",
    [DM_TRACE_FILED_RIGHTLY] = "appeal-filed-rightly",
    [DM_TRACE_FILED_WRONGLY] = "appeal-filed-wrongly",
    [DM_TRACE_FILED_OUTSIDE_RIGHTLY] = "appeal-filed-outside-rightly",
    [DM_TRACE_FILED_OUTSIDE_WRONGLY] = "appeal-filed-outside-wrongly",
    [DM_TRACE_GRANTED_RIGHTLY] = "appeal-granted-rightly",
    [DM_TRACE_GRANTED_WRONGLY] = "appeal-granted-wrongly",
    [DM_TRACE_GRANTED_OUTSIDE_RIGHTLY] = "appeal-granted-outside-rightly",
    [DM_TRACE_GRANTED_OUTSIDE_WRONGLY] = "appeal-granted-outside-wrongly",
    [DM_TRACE_DISMISSED_RIGHTLY] = "appeal-refused-rightly",
    [DM_TRACE_DISMISSED_WRONGLY] = "appeal-refused-wrongly",
    [DM_TRACE_DISMISSED_OUTSIDE_RIGHTLY] = "appeal-refused-outside-rightly",
    [DM_TRACE_DISMISSED_OUTSIDE_WRONGLY] = "appeal-refused-outside-wrongly",
    [DM_TRACE_COMPENSATED] = "compensated",
    [DM_TRACE_STRUCK] = "records-struck",
    [DM_TRACE_REFUSED_BY_COPIES] = "refused-by-copies",
    [DM_TRACE_REFUSED_SCHOOL] = "refused-school",
    [DM_TRACE_REFUSED_SCHOOL_BY_COPIES] = "refused-school-by-copies",
    [DM_TRACE_BOUNTY] = "bounty",
    [DM_TRACE_RATED_WELL] = "rated-well",
    [DM_TRACE_RATED_BADLY] = "rated-badly",
    [DM_TRACE_SHAMED] = "shamed",
    [DM_TRACE_OUSTED] = "job-lost-shamed",
    [DM_TRACE_TIES_CUT] = "ties-cut",
    [DM_TRACE_TIES_RESTORED] = "ties-restored",
    [DM_TRACE_TIES_MADE] = "ties-made",
    [DM_TRACE_REWARD_DRAWN] = "reward-drawn",
    [DM_TRACE_REWARD_NOT_DRAWN] = "reward-not-drawn",
};

struct subject {
    char text[2 * DM_MAX_ID_BYTES + 2];
};

static struct subject
subject_of(const struct dm_scenario *scenario, const struct dm_regime *regime,
    const struct dm_trace_event *event)
{
    struct subject subject = { "" };
    const char *id = "", *of = "";

    switch (event->kind) {
    case DM_TRACE_TIER:
        id = regime->schemes[event->scheme].tiers[event->subject].id.s;
        of = regime->n_schemes > 1 ? regime->schemes[event->scheme].id.s : "";
        break;
    case DM_TRACE_LIST_ENTERED:
    case DM_TRACE_LIST_LEFT:
    case DM_TRACE_ENTERED_FIRM:
    case DM_TRACE_ENTERED_AT_WILL:
    case DM_TRACE_ENTERED_HOUSEHOLD:
    case DM_TRACE_LEFT_FULFILLED:
    case DM_TRACE_LEFT_REPAIRED:
    case DM_TRACE_LEFT_APPEALED:
    case DM_TRACE_LEFT_WITH_HOUSEMATE:
    case DM_TRACE_REVERSED:
    case DM_TRACE_SUSPENDED:
    case DM_TRACE_RESUMED:
    case DM_TRACE_FILED_RIGHTLY:
    case DM_TRACE_FILED_WRONGLY:
    case DM_TRACE_FILED_OUTSIDE_RIGHTLY:
    case DM_TRACE_FILED_OUTSIDE_WRONGLY:
    case DM_TRACE_GRANTED_RIGHTLY:
    case DM_TRACE_GRANTED_WRONGLY:
    case DM_TRACE_GRANTED_OUTSIDE_RIGHTLY:
    case DM_TRACE_GRANTED_OUTSIDE_WRONGLY:
    case DM_TRACE_DISMISSED_RIGHTLY:
    case DM_TRACE_DISMISSED_WRONGLY:
    case DM_TRACE_DISMISSED_OUTSIDE_RIGHTLY:
    case DM_TRACE_DISMISSED_OUTSIDE_WRONGLY:
    case DM_TRACE_COMPENSATED:
    case DM_TRACE_STRUCK:
        id = regime->lists[event->subject].id.s;
        break;
    case DM_TRACE_REFUSED:
    case DM_TRACE_REFUSED_BY_COPIES:
    case DM_TRACE_REFUSED_SCHOOL:
    case DM_TRACE_REFUSED_SCHOOL_BY_COPIES:
        id = scenario->services[event->subject].id.s;
        break;
    case DM_TRACE_ACT_SEEN:
    case DM_TRACE_ACT_MISFILED:
    case DM_TRACE_ACT_UNSEEN:
    case DM_TRACE_RECORD:
    case DM_TRACE_RECORD_FALSE:
    case DM_TRACE_RECORD_MISATTRIBUTED:
    case DM_TRACE_RECORD_ENDS:
    case DM_TRACE_FINED:
    case DM_TRACE_RECORD_RATING:
    case DM_TRACE_POINTS_BY_TABLE:
        id = scenario->acts[event->subject].id.s;
        break;
    case DM_TRACE_FED:
    case DM_TRACE_JOINED:
        id = regime->schemes[event->subject].id.s;
        break;
    case DM_TRACE_REWARD_DRAWN:
    case DM_TRACE_REWARD_NOT_DRAWN:
        id = regime->rewards[event->subject].id.s;
        break;
    case DM_TRACE_JOB_LOST:
    case DM_TRACE_JOB_FOUND:
    case DM_TRACE_AWARE:
    case DM_TRACE_RENEWED:
    case DM_TRACE_BOUNTY:
    case DM_TRACE_RATED_WELL:
    case DM_TRACE_RATED_BADLY:
    case DM_TRACE_SHAMED:
    case DM_TRACE_OUSTED:
    case DM_TRACE_TIES_CUT:
    case DM_TRACE_TIES_RESTORED:
    case DM_TRACE_TIES_MADE:
    case DM_N_TRACE_KINDS:
        break;
    }
    (void) snprintf(
        subject.text, sizeof subject.text, "%s%s%s", of, of[0] != '\0' ? "/" : "", id);
    return subject;
}

static dm_status
send_events(const struct dm_setting_of_run *setting, const struct dm_trace *trace, int side,
    const struct dm_sink *sink, struct dm_error *err)
{
    const struct dm_scenario *scenario = setting->scenario;
    const struct dm_regime *regime =
        side == DM_REGIME ? &scenario->regime : &scenario->twin;
    dm_status st = DM_OK;

    for (size_t k = 0; st == DM_OK && k < trace->n_events; k++) {
        const struct dm_trace_event *event = &trace->events[k];
        struct subject subject = subject_of(scenario, regime, event);
        struct dm_life_event_row row = {
            .person = trace->person,
            .world = side == DM_REGIME ? "regime" : "twin",
            .month = event->month,
            .kind = kinds[event->kind],
            .subject = subject.text[0] != '\0' ? subject.text : NULL,
            .channel = event->channel >= 0 ? regime->channels[event->channel].id.s : NULL,
            .value = event->value,
        };

        st = sink->life_event(sink->self, &row, err);
    }
    return st;
}

static void
age_text(char *text, size_t size, const struct dm_society *society, int32_t band)
{
    if (band + 1 < society->n_age_bands) {
        (void) snprintf(text, size, "%d-%d", (int) society->age_band_from[band],
            (int) society->age_band_from[band + 1] - 1);
    } else {
        (void) snprintf(text, size, "%d+", (int) society->age_band_from[band]);
    }
}

dm_status
dm_life_rows_send(const struct dm_setting_of_run *setting,
    const struct dm_trace traces[DM_N_SIDES], const char *pick, uint32_t replicate,
    bool with_events, const struct dm_sink *sink, struct dm_error *err)
{
    const struct dm_population *people = &setting->population;
    uint64_t p = traces[DM_REGIME].person;
    bool paired = setting->plan[DM_TWIN] != NULL;
    const double days = DAYS_A_MONTH / 65536.0;
    char age[32];
    struct dm_life_row row = {
        .pick = pick,
        .person = p,
        .replicate = replicate,
        .group = (people->traits[p] & DM_TRAIT_GROUP_B) != 0 ? "B" : "A",
        .setting = (people->traits[p] & DM_TRAIT_RURAL) != 0 ? "rural" : "urban",
        .age_band = age,
        .income_quintile = people->quintile[p] + 1,
        .base_income_yuan = people->base_income[p],
        .days_lost_regime = days * (double) traces[DM_REGIME].lost,
        .days_lost_twin = paired ? days * (double) traces[DM_TWIN].lost : (double) NAN,
    };
    dm_status st = DM_OK;

    age_text(age, sizeof age, &setting->scenario->society, people->age_band[p]);
    if (sink->life != NULL) {
        st = sink->life(sink->self, &row, err);
    }
    for (int side = 0; side < (paired ? 2 : 1); side++) {
        if (st == DM_OK && with_events && sink->life_event != NULL) {
            st = send_events(setting, &traces[side], side, sink, err);
        }
    }
    return st;
}
