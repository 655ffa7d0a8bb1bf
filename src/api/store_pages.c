/* SPDX-License-Identifier: Apache-2.0
 *
 * The one list of pages that a run writes. */
#include "pages.h"

#include "report/html.h"
#include "storage/folder.h"

#include <stddef.h>

const struct dm_page DM_PAGES[] = {
    { DM_FILE_REPORT, dm_report_html_again },
    { NULL, NULL },
};
