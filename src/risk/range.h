/* range.h - volatility from open, high, low and close, which say more of a day than its close alone.
 *
 * Bars are oldest first on one basis; the answer is a fraction a year. NaN for no bars (Yang and Zhang: fewer than three), or
 * when a bar has a price that is missing, not above 0 or outside its own range: such a bar says nothing of a range. Pure, no
 * allocation. */
#ifndef RISK_RANGE_H
#define RISK_RANGE_H

#include <stddef.h>

struct range_in {
    size_t        count;
    const double *open, *high, *low, *close;
};

double volatility_parkinson(const struct range_in *in, double periods_per_year);        /* 1980: high and low; no drift, no gaps */
double volatility_garman_klass(const struct range_in *in, double periods_per_year);     /* 1980: all four; no drift, no gaps */
double volatility_rogers_satchell(const struct range_in *in, double periods_per_year);  /* 1991: any drift, no gaps */
double volatility_yang_zhang(const struct range_in *in, double periods_per_year);       /* 2000: any drift, and gaps overnight */

#endif
