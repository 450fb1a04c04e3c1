/* garch.h - volatility that clusters: GARCH(1,1) of Bollerslev (1986) and GJR of Glosten, Jagannathan and Runkle (1993), with
 * a constant mean and normal errors, by maximum likelihood.
 *
 *     r_t = mean + e_t,  variance_t = omega + (alpha + gamma [e_{t-1} < 0]) e_{t-1}^2 + beta variance_{t-1}
 *
 * omega > 0, alpha >= 0, alpha + gamma >= 0, beta >= 0, and alpha + gamma / 2 + beta < 1. The first variance is the weighted
 * mean of the first 75 squared residuals with weights 0.94^i (as the package arch does) unless one is given. Returns are
 * per period, without NaN. Pure, no allocation. */
#ifndef RISK_GARCH_H
#define RISK_GARCH_H

#include <stdbool.h>
#include <stddef.h>

enum { GARCH_COUNT_MIN = 50 };          /* with fewer returns, five parameters are read from noise */

enum garch_kind { GARCH, GJR };

struct garch_parameters {
    double mean, omega, alpha, gamma, beta;     /* gamma is 0 in GARCH */
};

struct garch {
    struct garch_parameters fitted;
    struct garch_parameters error;      /* standard errors from the curvature of the likelihood */
    struct garch_parameters robust;     /* and those of Bollerslev and Wooldridge 1992; NaN where the curvature is not that of a peak */
    double first;                       /* variance before the first return */
    double last;                        /* variance of the period that comes next */
    double log_likelihood;
    bool   converged;
};

/* false, and why in a word, when there is no answer: too few returns, none that moves, or a NaN among them. first NaN: usual. */
[[nodiscard]] bool garch_fit(const double *returns, size_t count, enum garch_kind kind, double first, struct garch *ret, const char **ret_why);

double garch_log_likelihood(const struct garch_parameters *p, double first, const double *returns, size_t count);

/* The variance of each period as known at its beginning: count of them, and of the next one more. */
void garch_variances(const struct garch_parameters *p, double first, const double *returns, size_t count, double *out);

double garch_persistence(const struct garch_parameters *p);
double garch_long_run(const struct garch_parameters *p);        /* variance it returns to */
double garch_forecast(const struct garch *g, size_t ahead);     /* variance of the period `ahead` behind the next */

#endif
