/* stat.h - plain statistics over arrays: sums, spread, order, ranks, scores of a section.
 *
 * Unless said, values hold no NaN; a NaN that slips in comes out as NaN, never as a number, except where the values must
 * be sorted: there it is a bug, and asserted. Pure, no allocation: what needs room is given it. */
#ifndef NUM_STAT_H
#define NUM_STAT_H

#include <stddef.h>

/* Compensated (Neumaier 1974): within one ulp of the exact sum unless the condition number passes 1/eps. 0 for none. */
double stat_sum(const double *values, size_t count);

double stat_mean(const double *values, size_t count);           /* NaN for none */
double stat_deviation(const double *values, size_t count);      /* sample, n - 1, by Welford; NaN below 2 */

/* Sum of products, in four lanes folded in a fixed order: fast, and the same bits whatever the compiler. */
double stat_dot(const double *a, const double *b, size_t count);

/* Pearson's; NaN below 2 or when either side never moves. */
double stat_correlation(const double *a, const double *b, size_t count);

double stat_skewness(const double *values, size_t count);       /* biased, as R and scipy; NaN below 2 or without a move */
double stat_kurtosis(const double *values, size_t count);       /* biased, 3 for a normal; NaN likewise */

/* Correlation of the values with themselves `lag` later, over the whole mean and sum of squares (Box and Jenkins). */
double stat_autocorrelation(const double *values, size_t count, size_t lag);

void stat_sort(double *values, size_t count);                   /* ascending, in place, n log n at worst */

/* Quantile by linear interpolation between order statistics: Hyndman and Fan's type 7, as R and numpy by default.
 * `sorted` is ascending, level from 0 to 1. NaN for none. */
double stat_quantile(const double *sorted, size_t count, double level);
double stat_median(double *values, size_t count);               /* reorders the values; NaN for none */

/* Ranks from 1, ties share the mean of theirs. NaN has rank NaN and does not count. `scratch` has room for count. */
void stat_ranks(const double *values, size_t count, double *scratch, double *out);

/* How far each stands from the middle of its section, cut off at -limit and limit: (value - median) / (1.4826 MAD).
 * NaN is left out and scores NaN; all are NaN when fewer than SECTION_MIN are left. Why not mean and deviation: a section
 * of assets has members ten times as far out as the rest, and those would squeeze everybody else together, which cutting
 * off afterwards does not repair. When more than half are equal the MAD is 0, and 1.2533 times the mean distance from
 * the median takes its place (Iglewicz and Hoaglin 1993); when all are equal everybody stands in the middle: 0. */
void stat_scores(const double *values, size_t count, double limit, double *scratch, double *out);

enum { SECTION_MIN = 3 };       /* of one or two values, none stands out */

#endif
