/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of a result. */
#include "handles.h"

#include "report/html.h"

char *
demerit_report_html(const struct demerit_result *self, const char *again)
{
    struct dm_strbuf out = { .text = NULL };

    if (dm_report_html_again(&self->results, self->scenario, again, &out) != DM_OK) {
        out.failed = true;
    }
    return dm_text_from(&out);
}

bool
demerit_report_has_charts(void)
{
    return dm_report_has_charts();
}
