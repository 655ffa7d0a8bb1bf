/* SPDX-License-Identifier: Apache-2.0
 *
 * The report's style and script, made when the program is built (assets/bundle.py). The
 * script is empty where charts could not be bundled, or were not wanted. */
#ifndef DEMERIT_REPORT_HTML_ASSETS_H
#define DEMERIT_REPORT_HTML_ASSETS_H

extern const char dm_report_style[], dm_report_script[];
/* sha256-... as a content security policy writes it */
extern const char dm_report_style_hash[], dm_report_script_hash[];

#endif
