/* backtest.h - whether a value at risk was exceeded as often, and as independently, as it said.
 *
 * Likelihood ratios and the probability of one as large under a model that is right: small is bad. Pure, no allocation. */
#ifndef RISK_BACKTEST_H
#define RISK_BACKTEST_H

#include <stdbool.h>
#include <stddef.h>

struct verdict {
    double ratio, probability;  /* NaN where nothing can be said */
};

/* Kupiec 1995: exceptions among count periods where a share of 1 - level was promised. NaN for none. */
struct verdict backtest_kupiec(size_t exceptions, size_t count, double level);

/* Christoffersen 1998: does an exception follow an exception no more often than it follows a calm day? exceeded[i] tells of
 * period i. NaN for fewer than two periods, or when there is none or nothing but exceptions. */
struct verdict backtest_independence(const bool *exceeded, size_t count);

/* Both at once: conditional coverage, on two degrees of freedom. Of the periods from the second on, as the paper does. */
struct verdict backtest_coverage(const bool *exceeded, size_t count, double level);

#endif
