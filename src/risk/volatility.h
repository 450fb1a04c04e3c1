/* volatility.h - how much returns move, a year.
 *
 * Returns are per period without NaN (one makes the answer NaN); the answer is a fraction a year: per period times the
 * root of periods_per_year, which assumes that periods are uncorrelated. Pure, no allocation. */
#ifndef RISK_VOLATILITY_H
#define RISK_VOLATILITY_H

#include <stddef.h>

static const double EWMA_DECAY = 0.94;  /* of daily variance a day: RiskMetrics Technical Document, 1996 */

/* Sample deviation (n - 1). NaN for fewer than two. */
double volatility_annual(const double *returns, size_t count, double periods_per_year);

/* Root of the mean of squared returns with weights decay^age, which sum to one (as pandas' adjust=True: no start value to
 * forget); about zero, not the mean, as RiskMetrics. NaN for none. */
double volatility_ewma(const double *returns, size_t count, double decay, double periods_per_year);

#endif
