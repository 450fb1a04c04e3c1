/* views.h - expected returns: what the market's own weights imply, and what becomes of that when somebody has views
 * (Black and Litterman 1992). Pure. What is returned lives in the ctx it was given. */
#ifndef PORT_VIEWS_H
#define PORT_VIEWS_H

#include "port/model.h"

/* Returns for which `weight` would be the best portfolio at that aversion to risk: aversion Q weight. */
void implied_returns(const struct risk_model *m, const double *weight, double aversion, double *ret);

struct view {                           /* a portfolio of assets will return so much, in excess and per period */
    const double *holding;              /* per asset: 1 for one asset, 1 and -1 for one over another */
    double        value;
    double        confidence;           /* 0 to 1, both excluded; 0.5 is as sure as the prior is of the same portfolio */
};

/* Posterior mean, and covariance of the returns around it (count x count; NULL: not wanted), for a prior whose uncertainty is
 * `tau` times the covariance. A view's variance is (1 - confidence) / confidence times what the prior has for it (Idzorek
 * 2005, in closed form after Walters 2007). ERR_INVALID for a confidence outside. */
err black_litterman(struct ctx *c, const struct risk_model *m, const double *prior, double tau, const struct view *views, size_t view_count,
                    double *ret_mean, double *ret_covariance);

#endif
