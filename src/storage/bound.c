/* SPDX-License-Identifier: Apache-2.0
 *
 * Values for the columns of a statement, in order; the first failure is kept. */
#include "bound.h"

#include <math.h>

static void
keep(struct dm_bound *self, int code)
{
    self->code = self->code == SQLITE_OK ? code : self->code;
}

void
dm_bind_text(struct dm_bound *self, const char *text)
{
    keep(self, sqlite3_bind_text(self->statement, ++self->column, text, -1, SQLITE_STATIC));
}

void
dm_bind_integer(struct dm_bound *self, int64_t value)
{
    keep(self, sqlite3_bind_int64(self->statement, ++self->column, value));
}

/* SQLite itself binds NaN as NULL; said here so that it is not by chance. */
void
dm_bind_real(struct dm_bound *self, double value)
{
    int at = ++self->column;

    keep(self, isnan(value) ? sqlite3_bind_null(self->statement, at)
                            : sqlite3_bind_double(self->statement, at, value));
}

bool
dm_bound_run(struct dm_bound *self)
{
    return self->code == SQLITE_OK && sqlite3_step(self->statement) == SQLITE_DONE;
}
