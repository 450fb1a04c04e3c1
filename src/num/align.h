/* align.h - series with times of their own, brought to common ones.
 *
 * Times are strictly ascending; any unit. Rows are told by index, so that any number of columns can follow. Pure, no
 * allocation. */
#ifndef NUM_ALIGN_H
#define NUM_ALIGN_H

#include <stddef.h>
#include <stdint.h>

static const size_t ROW_NONE = (size_t)-1;

/* The times that are in either, or in both; returns how many. out has room for count_a + count_b, or for the smaller. */
size_t align_union(const int64_t *a, size_t count_a, const int64_t *b, size_t count_b, int64_t *out);
size_t align_intersection(const int64_t *a, size_t count_a, const int64_t *b, size_t count_b, int64_t *out);

/* For each of `to` the row of `from` with exactly that time, or ROW_NONE. */
void align_rows(const int64_t *to, size_t to_count, const int64_t *from, size_t from_count, size_t *out);

/* For each of `to` the latest row of `from` at or before it and not older than tolerance (below 0: however old): a join as
 * of a time, pandas' merge_asof. `to` may hold equal times. */
void align_rows_as_of(const int64_t *to, size_t to_count, const int64_t *from, size_t from_count, int64_t tolerance, size_t *out);

/* Values at those rows; NaN where there is none. */
void align_take(const double *values, const size_t *row, size_t count, double *out);

#endif
