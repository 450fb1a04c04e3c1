/* attribution.h - which decision brought the return, and which holding the risk.
 *
 * Pure, no allocation. */
#ifndef RISK_ATTRIBUTION_H
#define RISK_ATTRIBUTION_H

#include <stddef.h>

struct brinson {                /* of one group, or the sum of all; allocation + selection + interaction is the active return */
    double allocation, selection, interaction;
};

struct group {                  /* weights each sum to 1 over the groups; a group that is not held has any return, 0 say */
    double weight, benchmark_weight;
    double earned, benchmark_earned;
};

/* Brinson, Hood and Beebower 1986, allocation after Brinson and Fachler 1985: a group is worth overweighting when it beats the
 * whole benchmark. out has room for count; returns the sum. */
struct brinson attribution_brinson(const struct group *groups, size_t count, struct brinson *out);

/* Volatility (the root of w'Cw) and, for each asset, what one more unit of weight adds to it (marginal) and what its weight
 * brings (component); components sum to the whole. All NaN when the whole is 0. */
double attribution_risk(const double *covariance, const double *weights, size_t count, double *ret_marginal, double *ret_component);

#endif
