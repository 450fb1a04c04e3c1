/* sharpe.h - how far a Sharpe ratio can be believed.
 *
 * Kurtosis is 3 for a normal; skewness and kurtosis are the biased ones of stat.h. Pure, no allocation. */
#ifndef RISK_SHARPE_H
#define RISK_SHARPE_H

#include <stddef.h>

/* Pezier and White 2006: the ratio with a penalty for a long left tail; in the period of the ratio it is given. */
double sharpe_adjusted(double ratio, double skewness, double kurtosis);

struct sharpe_sample {
    double ratio;               /* per period, not annualised */
    double count;               /* periods it was measured over */
    double skewness, kurtosis;  /* of the returns */
};

/* Bailey and Lopez de Prado 2012: the probability that the true ratio is above `benchmark` (per period). NaN below 2. */
double sharpe_probabilistic(const struct sharpe_sample *s, double benchmark);

/* The same authors 2014: the ratio that the best of `trials` would show by luck alone, when the trials' ratios vary by
 * `variance`; and the probability that the true one is above that. trials is 2 or more. */
double sharpe_by_luck(double trials, double variance);
double sharpe_deflated(const struct sharpe_sample *s, double trials, double variance);

#endif
