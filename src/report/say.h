/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences with numbers in them. */
#ifndef DEMERIT_REPORT_SAY_H
#define DEMERIT_REPORT_SAY_H

#include "prose.h"

/* Adds `sentence` with what its marks stand for: $p a share (int64_t, nano) as per cent, $n
 * a number (int64_t, nano), $c a whole number (int64_t), $m months (int), $s a text. */
void dm_say(struct dm_strbuf *out, const char *sentence, ...);
/* `again`, the command that repeats a run, on one line, to be copied; NULL: nothing. */
void dm_say_again(const char *again, struct dm_prose *prose);

#endif
