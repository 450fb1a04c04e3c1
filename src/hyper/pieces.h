/* pieces.h - goes through segments whose rows are worked out one segment at a time: a past state, a rollup. */
#ifndef HYPER_PIECES_H
#define HYPER_PIECES_H

#include "hyper/plan.h"
#include "hyper/table.h"

struct source {
    /* The first segment at or behind one. */
    err (*segment)(struct ctx *c, void *of, int64_t start, bool down, bool *ret_found, int64_t *ret);
    /* Its rows within what is wanted, all columns. */
    err (*rows)(struct ctx *c, void *of, int64_t segment, const struct wanted *w, struct hyper_rows *ret);
};

struct pieces {
    const struct source *source;
    void                *of;
    const struct wanted *wanted;
    struct ctx           c;             /* of the piece */
    bool                 begun;
    size_t               key_at;
    int64_t              segment;
    struct hyper_rows    rows;          /* none: all have been handed out */
};

/* All that is given outlives the pieces. */
void pieces_open(struct pieces *p, const struct source *source, void *of, const struct wanted *w);
void pieces_close(struct pieces *p);

/* The next segment that has rows. */
err pieces_next(struct ctx *c, struct pieces *p);

#endif
