/* returns.h - from prices to returns and what they grow to.
 *
 * Prices are oldest first on one basis (adjusted, so that a split is no return); returns are fractions per period. A
 * price that is not positive makes the returns beside it NaN: it is bad data, not a loss. Pure, no allocation. */
#ifndef RISK_RETURNS_H
#define RISK_RETURNS_H

#include <stddef.h>

/* count prices give count - 1 returns: out[i] leads from price i to price i + 1. */
void returns_simple(const double *price, size_t count, double *out);    /* p1 / p0 - 1 */
void returns_log(const double *price, size_t count, double *out);       /* ln(p1 / p0) */

/* What simple returns compound to over the whole span, as a fraction. NaN below -100 % or with a NaN; 0 for none. */
double returns_compound(const double *returns, size_t count);

/* The yearly rate that compounds to the same (geometric, CAGR). A total loss is -1. NaN for none. */
double returns_annual(const double *returns, size_t count, double periods_per_year);

#endif
