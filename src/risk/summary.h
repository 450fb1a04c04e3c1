/* summary.h - the figures that everybody asks of a series of returns, all at once: four passes instead of some twenty.
 *
 * The same figures as the functions of returns.h, volatility.h, ratio.h, drawdown.h, tail.h and stat.h, to rounding, and NaN
 * where those are. Returns are simple, per period; one NaN makes every figure NaN. Pure, no allocation. */
#ifndef RISK_SUMMARY_H
#define RISK_SUMMARY_H

#include <stddef.h>

struct summary {
    double annual_return, volatility, sharpe, sortino, calmar, omega, ulcer, skewness, kurtosis, var, drawdown;
};

/* risk_free is per period and is the target of Sortino and Omega too; level such as 0.95 is that of the value at risk.
 * `scratch` has room for count values. */
struct summary summary_of(const double *returns, size_t count, double risk_free, double level, double periods_per_year, double *scratch);

#endif
