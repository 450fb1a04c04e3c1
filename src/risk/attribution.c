#include "risk/attribution.h"

#include <math.h>

#include "num/matrix.h"
#include "num/stat.h"

struct brinson attribution_brinson(const struct group *groups, size_t count, struct brinson *out)
{
    struct brinson sum = {0};
    double whole = 0;
    for (size_t i = 0; i < count; i++) whole += groups[i].benchmark_weight * groups[i].benchmark_earned;
    for (size_t i = 0; i < count; i++) {
        const struct group *g = &groups[i];
        double over = g->weight - g->benchmark_weight, better = g->earned - g->benchmark_earned;
        out[i] = (struct brinson){over * (g->benchmark_earned - whole), g->benchmark_weight * better, over * better};
        sum.allocation  += out[i].allocation;
        sum.selection   += out[i].selection;
        sum.interaction += out[i].interaction;
    }
    return sum;
}

double attribution_risk(const double *covariance, const double *weights, size_t count, double *ret_marginal, double *ret_component)
{
    matrix_times_vector(covariance, weights, count, count, ret_marginal);
    double variance = stat_dot(weights, ret_marginal, count), volatility = variance > 0 ? sqrt(variance) : NAN;
    for (size_t i = 0; i < count; i++) {
        ret_marginal[i] /= volatility;
        ret_component[i] = weights[i] * ret_marginal[i];
    }
    return volatility;
}
