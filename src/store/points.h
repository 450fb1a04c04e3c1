/* points.h - time series in and out, whatever engine keeps them: the points of a hypertable (HYPERTABLE of shape/table.h) as
 * columns. Column k of a struct hyper_rows is field HYPER_VALUES + k of the shape; a null is a NaN or a bit of its nulls. What
 * is answered lives in the ctx. Everything that writes does so inside a transaction. */
#ifndef STORE_POINTS_H
#define STORE_POINTS_H

#include "hyper/points.h"
#include "store/store.h"

struct point_range {                    /* from <= time <= to */
    int64_t  segment, from, to;
    uint64_t columns;                   /* bit k: column k is wanted, the others are NULL */
    size_t   limit;                     /* the first so many; 0: all */
};

/* Points of one segment, oldest first. */
err store_read_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, struct hyper_rows *ret);

/* Points of one segment: none of those that are added is there yet; those that are put replace what is there. */
err store_add_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows);
err store_put_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows);

/* One point for each of many segments, such as a day of a market: row i, whose times need not ascend, is put into segments[i]. */
err store_put_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *rows);

/* Many points of each of many different segments, none of which is there yet; where it pays `workers` threads share the work. */
err store_add_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *const *rows, size_t count,
                   size_t workers);

/* Deletes from <= time <= to of a segment. */
err store_forget_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, int64_t from, int64_t to);

/* Packs what lies as single rows, where the engine packs at all: of one segment, or with segment NULL of all. What is read does
 * not change; *ret_count points were packed. */
err store_pack_points(struct ctx *c, struct store *s, const struct table *t, const int64_t *segment, int64_t *ret_count);

/* How many points a segment has, and from when to when: INT_NONE where there are none. */
struct point_extent {
    int64_t count, first, last;
};
err store_extent(struct ctx *c, struct store *s, const struct table *t, int64_t segment, struct point_extent *ret);

/* The first segment at or behind a number that has points. */
err store_next_segment(struct ctx *c, struct store *s, const struct table *t, int64_t segment, bool *ret_found, int64_t *ret);

/* Gives stretch after stretch of one segment to visit(); range->segment is not looked at, `segments` says which: NULL for all. Up to
 * `workers` threads read side by side where nothing is being written; a segment is given to one of them, in order of time. What
 * is handed out is gone after the visit. */
typedef err point_visit(void *arg, size_t worker, int64_t segment, const struct hyper_rows *rows);
err store_scan_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, const int64_t *segments,
                      size_t segment_count, size_t workers, point_visit *visit, void *arg);

/* An F64 column of many segments on one calendar: ret[i * time_count + t], NaN where segment i has no point at times[t]. Both
 * ascend, each once. */
err store_panel(struct ctx *c, struct store *s, const struct table *t, size_t column, const int64_t *segments, size_t segment_count,
                const int64_t *times, size_t time_count, size_t workers, double **ret);

/* The newest point of each segment and its F64 column, in no order that means anything. */
struct point_latest {
    int64_t segment, at;
    double  value;
};
err store_latest(struct ctx *c, struct store *s, const struct table *t, size_t column, struct list *ret);

/* Makes the points of a segment those of `rows`, bit for bit, and writes only what differs; *ret_written: so many rows. */
err store_set_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows, int64_t *ret_written);

#endif
