/* stress.h - what a portfolio would lose if the past came again, or if factors moved.
 *
 * Returns are simple, rows x columns, a row per period and a column per asset; weights are of the beginning and drift with
 * the assets. A missing return is an asset that did not exist: the answer is NaN, not a guess. Pure, no allocation. */
#ifndef RISK_STRESS_H
#define RISK_STRESS_H

#include <stddef.h>

/* The return of a holding from row `first` on over `periods` rows, weights untouched; what is not invested stays as cash. */
double stress_span(const double *returns, size_t columns, const double *weights, size_t first, size_t periods);

struct stress {
    double loss;                /* return over the worst span, below 0 when money was lost; NaN when no span is known */
    size_t first;               /* its first row */
};

/* The worst of all spans of that many periods; of equals the first. */
struct stress stress_history(const double *returns, size_t rows, size_t columns, const double *weights, size_t periods);

/* The sum of weight x (beta x shock): betas are columns x factors. */
double stress_factors(const double *betas, const double *weights, size_t columns, const double *shocks, size_t factors);

#endif
