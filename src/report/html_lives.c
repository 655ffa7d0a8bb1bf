/* SPDX-License-Identifier: Apache-2.0
 *
 * Sample lives, the regime's beside the twin's, each as a list of what happened when. */
#include "html_page.h"

#include "life_words.h"
#include "prose.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool
is_of(const struct dm_life_event_row *event, const struct dm_life_row *life,
    const char *world)
{
    return event->person == life->person && strcmp(event->world, world) == 0;
}

static void
add_event(struct dm_html_page *page, const struct dm_life_event_row *event)
{
    struct dm_strbuf words = { .text = NULL };
    bool is_false = dm_life_event_is_false(event);

    dm_life_event_words(&words, page->scenario, event);
    dm_strbuf_addf(page->out,
        "<li><span class=\"when\">y %" PRId32 " m %" PRId32 "</span><span%s>",
        event->month / 12 + 1, event->month % 12 + 1, is_false ? " class=\"false\"" : "");
    dm_html_text(page->out, words.text != NULL ? words.text : "");
    dm_html(page, "</span></li>\n");
    dm_strbuf_clear(&words);
}

static bool
is_unseen(const struct dm_life_event_row *event)
{
    return strcmp(event->kind, "act-unseen") == 0;
}

/* Whether an earlier event of the life is of the same unseen act. */
static bool
told_before(const struct dm_html_page *page, const struct dm_life_row *life,
    const char *world, size_t i)
{
    const struct dm_life_event_row *events = page->results->life_events;

    for (size_t k = 0; k < i; k++) {
        if (is_of(&events[k], life, world) && is_unseen(&events[k]) &&
            strcmp(events[k].subject, events[i].subject) == 0) {
            return true;
        }
    }
    return false;
}

/* What nobody saw, added up: one line an act, or it would hide the rest. */
static int
add_unseen(struct dm_html_page *page, const struct dm_life_row *life, const char *world)
{
    const struct dm_life_event_row *events = page->results->life_events;
    int lines = 0;

    for (size_t i = 0; i < page->results->n_life_events; i++) {
        struct dm_life_event_row sum = events[i];
        struct dm_strbuf words = { .text = NULL };
        if (!is_of(&sum, life, world) || !is_unseen(&sum) || sum.subject == NULL ||
            told_before(page, life, world, i)) {
            continue;
        }
        sum.value = 0.0;
        for (size_t k = i; k < page->results->n_life_events; k++) {
            if (is_of(&events[k], life, world) && is_unseen(&events[k]) &&
                strcmp(events[k].subject, sum.subject) == 0) {
                sum.value += isfinite(events[k].value) ? events[k].value : 1.0;
            }
        }
        dm_life_event_words(&words, page->scenario, &sum);
        dm_html(page, "<li><span class=\"when\">in all</span><span>");
        dm_html_text(page->out, words.text != NULL ? words.text : "");
        dm_html(page, "</span></li>\n");
        dm_strbuf_clear(&words);
        lines++;
    }
    return lines;
}

static void
add_world(struct dm_html_page *page, const struct dm_life_row *life, const char *world)
{
    bool twin = strcmp(world, "twin") == 0;
    double days = twin ? life->days_lost_twin : life->days_lost_regime;
    struct dm_strbuf head = { .text = NULL };
    int n = 0;

    dm_strbuf_add(&head, twin ? "In the twin" : "Under the regime");
    if (isfinite(days)) {
        dm_strbuf_add(&head, ": ");
        dm_prose_number(&head, days, 0);
        dm_strbuf_add(&head, " days without some service in the months measured");
    }
    dm_strbuf_addf(page->out, "<div class=\"life%s\">\n", twin ? " twin" : "");
    dm_html_element(page, "h4", head.text != NULL ? head.text : world);
    dm_html(page, "<ol>\n");
    for (size_t i = 0; i < page->results->n_life_events; i++) {
        const struct dm_life_event_row *event = &page->results->life_events[i];
        if (is_of(event, life, world) && !is_unseen(event)) {
            add_event(page, event);
            n++;
        }
    }
    n += add_unseen(page, life, world);
    dm_html(page, n > 0 ? ""
                        : "<li><span class=\"when\">never</span>"
                          "<span>nothing happened that this model records</span></li>\n");
    dm_html(page, "</ol>\n</div>\n");
    dm_strbuf_clear(&head);
}

static void
add_life(struct dm_html_page *page, const struct dm_life_row *life)
{
    struct dm_strbuf person = { .text = NULL }, notes = { .text = NULL };

    dm_life_person_words(&person, life);
    dm_html_element(page, "h3", dm_life_pick_words(life->pick));
    dm_html_element(page, "p", person.text != NULL ? person.text : "");
    if (dm_life_notes(&notes, page->results, life)) {
        dm_html_element(page, "p", notes.text != NULL ? notes.text : "");
    }
    dm_html(page, "<div class=\"lives\">\n");
    add_world(page, life, "regime");
    if (page->has_twin) {
        add_world(page, life, "twin");
    }
    dm_html(page, "</div>\n");
    dm_strbuf_clear(&person);
    dm_strbuf_clear(&notes);
}

void
dm_html_lives(struct dm_html_page *page)
{
    if (page->results->n_lives == 0) {
        return;
    }
    dm_html_section(page, "lives", "Sample lives in both worlds");
    dm_html_element(page, "p", dm_life_luck_text);
    dm_html_element(page, "p",
        "Each was chosen by the rule in its heading, never by opinion or fear. What stands "
        "in bold was recorded and is not true of this person. y 6 m 3 is month 3 of "
        "year 6; what a person did unseen is added up at the end.");
    for (size_t i = 0; i < page->results->n_lives; i++) {
        add_life(page, &page->results->lives[i]);
    }
    dm_html(page, "</section>\n");
}
