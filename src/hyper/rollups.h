/* rollups.h - the inside of rollup.h, for the module that shows rollups to SQL and for retention. */
#ifndef HYPER_ROLLUPS_H
#define HYPER_ROLLUPS_H

#include "hyper/rollup.h"
#include "hyper/rollup_spec.h"
#include "hyper/table.h"

struct rollup {
    struct rollup_spec spec;
    struct rollup_plan plan;
    struct hyper      *kept, *source;   /* what was worked out; what it is worked out from */
    struct rollup     *below;           /* the source, where that is a rollup itself */
    int64_t            id;              /* in the source's list */
};

/* Makes the tables behind a rollup, and tells its source. */
err rollup_make(struct ctx *c, sqlite3 *db, const char *schema, const char *name, const char *const *args, size_t count);
err rollup_drop(struct ctx *c, struct rollup *r);
err rollup_rename(struct ctx *c, struct rollup *r, const char *name);

err rollup_open_in(struct ctx *c, sqlite3 *db, const char *schema, const char *name, struct rollup **ret);

/* Whether a table is a rollup, made to be opened as one. */
err rollup_is(struct ctx *c, struct hyper *h, bool *ret);

/* ERR_REFUSED, with the name of a rollup, where a table has one: it may not go away, nor change its name. */
err rollup_none(struct ctx *c, struct hyper *h);

/* The rollup behind *id in the list of a table; *ret_name NULL: there is none. INT64_MIN is before the first. */
err rollup_next(struct ctx *c, struct hyper *h, int64_t *id, const char **ret_name);

/* Whether nothing has changed since the last refresh. */
err rollup_clean(struct ctx *c, struct rollup *r, bool *ret);

/* The first segment at or behind one that has buckets, or may have. */
err rollup_segment(struct ctx *c, struct rollup *r, int64_t start, bool down, bool *ret_found, int64_t *ret);

/* What lies before an instant, rounded up to whole buckets, is never worked out again: its rows are about to be dropped. */
err rollup_freeze(struct ctx *c, struct rollup *r, int64_t before);

#endif
