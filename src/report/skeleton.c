/* SPDX-License-Identifier: Apache-2.0
 *
 * The text of `demerit new`. Its numbers are assumed, and marked so: a reader is meant to
 * replace every one of them. Names a channel, a scheme, a list and a sanction, one of each,
 * and every mechanism beyond, commented out. */
#include "skeleton.h"

static const char head[] =
    "schema: demerit/1\n"
    "# A scenario to start from. It runs as it is:  demerit run ./%s.yaml\n"
    "# Check it after every change:                 demerit check %s.yaml\n"
    "# Every key there is, with its unit and bounds: demerit schema --reference\n"
    "#\n"
    "# The persons are synthetic. Nothing here can hold a real one, and no result is a "
    "reason to set up social scoring.\n"
    "name: %s\n"
    "title: A city of my own, applied to a synthetic society\n"
    "description: >\n"
    "  Two or three sentences on what this regime watches, what it does, and what is known "
    "about it.\n";

/* skeleton.yaml, by the build */
extern const char dm_skeleton_text[];

void
dm_skeleton(const char *name, struct dm_strbuf *out)
{
    dm_strbuf_addf(out, head, name, name, name);
    dm_strbuf_add(out, dm_skeleton_text);
}
