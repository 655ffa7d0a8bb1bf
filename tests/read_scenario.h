/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a scenario of the tree, for the test programs that look into the engine. */
#ifndef DEMERIT_TESTS_READ_SCENARIO_H
#define DEMERIT_TESTS_READ_SCENARIO_H

#include "scenario/scenario.h"

#include <stddef.h>

/* `reference` is a name in scenarios/ or a path; `sets` are `a.b.c=value`. 0 and a scenario
 * to be freed with dm_scenario_free(); otherwise an exit status, and what is wrong on
 * standard error. */
int test_read_scenario(struct dm_scenario **out, const char *reference,
    const char *const *sets, size_t n_sets);

#endif
