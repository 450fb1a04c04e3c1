/* dirt.h - where a rollup is no longer what its table says: ranges of whole buckets, from the logs of the tables below it. */
#ifndef HYPER_DIRT_H
#define HYPER_DIRT_H

#include "hyper/rollups.h"

struct dirt {
    int64_t segment, first, last;       /* instants of the rows, both inside; whole buckets */
};

struct dirty {
    size_t       count;
    struct dirt *at;                    /* by segment and time; they neither touch nor overlap */
};

/* Of the segments from one to another. Lives in c. */
err dirty_read(struct ctx *c, struct rollup *r, int64_t segment_first, int64_t segment_last, struct dirty *ret);

#endif
