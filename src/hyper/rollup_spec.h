/* rollup_spec.h - what CREATE VIRTUAL TABLE … USING hypertable_rollup(…) declares: a table, the width of a bucket, and columns that
 * are each a fold of one of the table's: bar, '1 week', open=first(open), high=max(high), bars=count(). */
#ifndef HYPER_ROLLUP_SPEC_H
#define HYPER_ROLLUP_SPEC_H

#include "hyper/spec.h"

enum fold { FOLD_FIRST, FOLD_LAST, FOLD_MIN, FOLD_MAX, FOLD_SUM, FOLD_AVG, FOLD_COUNT };

struct rollup_spec {
    const char *source;
    int64_t     width;                          /* of a bucket, as of bucket.h */
    const char *chunk;                          /* the option's text; NULL: not said */
    size_t      column_count;
    const char *name[HYPER_COLUMNS_MAX], *of[HYPER_COLUMNS_MAX];        /* of: "" counts rows */
    enum fold   fold[HYPER_COLUMNS_MAX];
};

err rollup_spec_read(struct ctx *c, const char *const *args, size_t count, struct rollup_spec *ret);

/* What is known once the table is: the place and type of what is folded, and the declaration of a hypertable that holds it. */
struct rollup_plan {
    size_t           of[HYPER_COLUMNS_MAX];     /* a column of the table; SIZE_MAX: counts rows */
    enum column_type type[HYPER_COLUMNS_MAX];   /* of the result */
    uint64_t         needs;                     /* columns of the table */
    size_t           argument_count;
    const char      *arguments[HYPER_COLUMNS_MAX + 3];
};

err rollup_spec_plan(struct ctx *c, const struct rollup_spec *r, const struct spec *source, struct rollup_plan *ret);

#endif
