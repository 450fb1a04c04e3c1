/* ewm.h - exponentially weighted figures of all values so far: pandas' ewm with its defaults (adjust=True,
 * ignore_na=False, bias=False).
 *
 * The weight of a value decays by 1 - alpha a row, whether or not the rows between hold values; with times it halves every
 * half-life. A missing value (NaN) repeats the last answer. What is not known at the start is NaN. Pure, no allocation. */
#ifndef NUM_EWM_H
#define NUM_EWM_H

#include <stddef.h>
#include <stdint.h>

struct decay {
    double         alpha;       /* above 0, at most 1: 2 / (span + 1), 1 / (1 + centre of mass), 1 - 0.5^(1 / half-life) */
    const int64_t *at;          /* with a time for each row, ascending: half_life counts and alpha does not; else NULL */
    double         half_life;   /* in the unit of at */
    size_t         least;       /* known values that an answer needs; 0 counts as 1 */
};

void ewm_mean(const double *x, size_t count, const struct decay *d, double *out);
void ewm_variance(const double *x, size_t count, const struct decay *d, double *out);
void ewm_deviation(const double *x, size_t count, const struct decay *d, double *out);

/* Of rows where both are known. Correlation is that of the biased figures, as in pandas. */
void ewm_covariance(const double *x, const double *y, size_t count, const struct decay *d, double *out);
void ewm_correlation(const double *x, const double *y, size_t count, const struct decay *d, double *out);

#endif
