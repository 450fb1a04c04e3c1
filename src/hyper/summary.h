/* summary.h - what a column of each segment comes to over a range of time. Zones answer for packed rows that lie whole in the range
 * and have no newer row over them; only the others are decoded. */
#ifndef HYPER_SUMMARY_H
#define HYPER_SUMMARY_H

#include "hyper/hyper.h"

struct hyper_summary {
    int64_t     segment, first_at, last_at;     /* times of its first and last row */
    size_t      rows;
    struct zone zone;                           /* of the values that are there; a sum of REAL is a sum of sums of blobs */
};

/* Tells of every segment that has rows in the range, ascending, or in the order of range->segments. Of INTEGER and REAL columns. */
typedef err hyper_summary_tell(void *arg, const struct hyper_summary *one);
err hyper_summarize(struct ctx *c, struct hyper *h, const struct hyper_range *range, size_t column, hyper_summary_tell *tell, void *arg);

/* Adds rows of one segment, later than those it already tells of. */
void hyper_summary_add(struct hyper_summary *s, const struct hyper_rows *rows, size_t column);

#endif
