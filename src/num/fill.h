/* fill.h - missing values (NaN) of a series: filled by a stated rule, or told.
 *
 * In place. Nothing is filled before the first known value. Filling makes numbers up; whoever asks for it says so to
 * whoever reads them. Pure, no allocation. */
#ifndef NUM_FILL_H
#define NUM_FILL_H

#include <stddef.h>
#include <stdint.h>

/* The last known value is carried on over at most `limit` rows (0: any number). To stop at a delisting, pass the rows up to
 * it. Returns how many were filled. */
size_t fill_forward(double *values, size_t count, size_t limit);

/* On the straight line between the known values on both sides, by time where `at` is given, else by row. It looks ahead.
 * Behind the last known value nothing is filled (pandas repeats that value). Returns how many were filled. */
size_t fill_linear(double *values, const int64_t *at, size_t count);

struct gap {
    size_t first, count;        /* rows without a value, in a run */
};

/* The runs of missing values between the first and the last known one, in order. Writes at most `room` of them and returns
 * how many there are. */
size_t fill_gaps(const double *values, size_t count, struct gap *out, size_t room);

#endif
