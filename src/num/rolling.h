/* rolling.h - figures of a moving window over a series: of the last so many rows, of the last so much time, or of all rows
 * so far (expanding). Semantics are pandas' defaults: a window ends at its row and includes it; one in time is open on the
 * left; what is not finite is missing and is passed over; with fewer than `least` known values the answer is NaN.
 *
 * No value is ever taken out of a running sum. The window is kept in two parts (the two-stack queue; blocks of van Herk,
 * 1992, are the case of fixed rows): suffixes of its older part are summed once backward, its newer part forward, both
 * about a value inside the window; what has left leaves no rounding behind. A window that never lets go is summed with
 * compensation (Neumaier 1974). Cost is constant a row; order statistics cost the window once a row.
 *
 * A figure that has no meaning (deviation of one value, correlation with a constant) is NaN; that includes skewness and
 * kurtosis of a constant, for which pandas says 0 and -3. Pure, no allocation: `scratch` has room for
 * ROLLING_ROOM x count values, and out for count; out may not be x. */
#ifndef NUM_ROLLING_H
#define NUM_ROLLING_H

#include <stddef.h>
#include <stdint.h>

enum { ROLLING_ROOM = 5 };

struct frame {                  /* which rows stand in the window of row i */
    size_t         rows;        /* the last `rows` of them; 0: all */
    const int64_t *at;          /* with a time for each row, ascending: those later than at[i] - width; else NULL */
    int64_t        width;
    size_t         least;       /* known values that an answer needs; pandas: rows for a window in rows, else 1 */
};

void rolling_sum(const double *x, size_t count, const struct frame *f, double *scratch, double *out);
void rolling_mean(const double *x, size_t count, const struct frame *f, double *scratch, double *out);
void rolling_variance(const double *x, size_t count, const struct frame *f, double *scratch, double *out);   /* n - 1 */
void rolling_deviation(const double *x, size_t count, const struct frame *f, double *scratch, double *out);  /* n - 1 */
void rolling_skewness(const double *x, size_t count, const struct frame *f, double *scratch, double *out);   /* unbiased */
void rolling_kurtosis(const double *x, size_t count, const struct frame *f, double *scratch, double *out);   /* unbiased, 0 for a normal */
void rolling_score(const double *x, size_t count, const struct frame *f, double *scratch, double *out);      /* (x - mean) / deviation */
void rolling_product(const double *x, size_t count, const struct frame *f, double *scratch, double *out);
void rolling_min(const double *x, size_t count, const struct frame *f, double *scratch, double *out);
void rolling_max(const double *x, size_t count, const struct frame *f, double *scratch, double *out);

/* Of rows where both are known. */
void rolling_covariance(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out);
void rolling_correlation(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out);

/* The least-squares line y = intercept + slope x through the window. */
void rolling_slope(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out);
void rolling_intercept(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out);

/* By linear interpolation between order statistics (type 7). */
void rolling_median(const double *x, size_t count, const struct frame *f, double *scratch, double *out);
void rolling_quantile(const double *x, size_t count, const struct frame *f, double level, double *scratch, double *out);

/* Rank of the newest value among the known ones of its window, from 1; ties share the mean of theirs. NaN where it is
 * missing itself. */
void rolling_rank(const double *x, size_t count, const struct frame *f, double *scratch, double *out);

/* The first row of the window of row i; `begin` is that of an earlier row. */
static inline size_t frame_begin(const struct frame *f, size_t i, size_t begin)
{
    if (f->rows && i + 1 > f->rows + begin) begin = i + 1 - f->rows;
    while (f->at && begin < i && f->at[i] - f->at[begin] >= f->width) begin++;
    return begin;
}

#endif
