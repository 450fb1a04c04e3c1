/* fold.h - rows of one segment become one row per bucket. Rows come in order of time; what is missing is folded as SQL does: left
 * out, and a bucket of nothing but missing values is missing. Sums of REAL are added up in order of time. */
#ifndef HYPER_FOLD_H
#define HYPER_FOLD_H

#include "hyper/bucket.h"
#include "hyper/rollup_spec.h"
#include "hyper/rows.h"

struct fold_state {
    size_t count;                       /* values, or rows, so far */
    union {
        int64_t      i;
        double       r;
        struct slice t;
    } value;
};

struct folding {
    struct ctx               *c;
    const struct rollup_spec *rollup;
    const struct rollup_plan *plan;
    const struct spec        *spec;     /* of what comes out */
    struct heap               out;
    struct bucket             now;
    bool                      open;     /* rows of `now` have come */
    struct fold_state         state[HYPER_COLUMNS_MAX];
};

/* All that is given outlives the folding; what comes out lives in c. */
err fold_open(struct ctx *c, const struct rollup_spec *rollup, const struct rollup_plan *plan, const struct spec *spec, struct folding *ret);

/* Texts are copied before it returns. ERR_LIMIT: a sum of INTEGER goes beyond 64 bits. */
err fold_rows(struct folding *f, const struct hyper_rows *rows);

/* The last bucket is complete; more may follow behind it. */
err fold_end(struct folding *f);

#endif
