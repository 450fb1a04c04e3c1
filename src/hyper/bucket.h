/* bucket.h - the buckets that time is cut into. Widths are spans as of base/day.h: those fixed are counted from Monday 2000-01-03,
 * so that weeks begin with a Monday; months and years (negative) go by the calendar. */
#ifndef HYPER_BUCKET_H
#define HYPER_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
    int64_t first, last;                /* instants, both inside; the outermost buckets end where times do */
};

struct bucket bucket_of(int64_t width, int64_t at);

/* Whether every bucket of `outer` is made of whole buckets of `inner`. */
bool bucket_nests(int64_t inner, int64_t outer);

#endif
