/* SPDX-License-Identifier: Apache-2.0
 *
 * A statement being bound, column after column, in every writer of a database. Texts are
 * borrowed until the statement has run. */
#ifndef DEMERIT_STORAGE_BOUND_H
#define DEMERIT_STORAGE_BOUND_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct dm_bound {
    sqlite3_stmt *statement;
    int column; /* bound last; from 1 */
    int code;   /* SQLITE_OK until one fails, then its code */
};

void dm_bind_text(struct dm_bound *self, const char *text); /* NULL stays NULL */
void dm_bind_integer(struct dm_bound *self, int64_t value);
void dm_bind_real(struct dm_bound *self, double value); /* NaN becomes NULL */
/* Runs a statement that returns no row; false: it could not be bound or run. */
bool dm_bound_run(struct dm_bound *self);

#endif
