/* SPDX-License-Identifier: Apache-2.0
 *
 * The one list of pages that a run writes. */
#include "pages.h"

#include "handles.h"
#include "report/html.h"
#include "storage/folder.h"

#include <stddef.h>

static dm_status
odd(const struct dm_results *results, const struct dm_scenario *scenario, const char *again,
    struct dm_strbuf *out)
{
    (void) results;
    (void) again;
    return dm_document_odd(scenario, out);
}

static dm_status
card(const struct dm_results *results, const struct dm_scenario *scenario,
    const char *again, struct dm_strbuf *out)
{
    (void) results;
    (void) again;
    return dm_document_card(scenario, out);
}

const struct dm_page DM_PAGES[] = {
    { DM_FILE_REPORT, dm_report_html_again, false },
    { DM_FILE_ODD, odd, true },
    { DM_FILE_CARD, card, true },
    { NULL, NULL, false },
};
