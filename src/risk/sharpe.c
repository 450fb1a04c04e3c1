#include "risk/sharpe.h"

#include <math.h>

#include "num/distribution.h"
#include "num/random.h"

static const double EULER = 0.57721566490153286061;

double sharpe_adjusted(double ratio, double skewness, double kurtosis)
{
    return ratio * (1 + skewness / 6 * ratio - (kurtosis - 3) / 24 * ratio * ratio);
}

double sharpe_probabilistic(const struct sharpe_sample *s, double benchmark)
{
    double variance = 1 - s->skewness * s->ratio + (s->kurtosis - 1) / 4 * s->ratio * s->ratio;
    return s->count >= 2 && variance > 0 ? normal_cdf((s->ratio - benchmark) * sqrt((s->count - 1) / variance)) : NAN;
}

double sharpe_by_luck(double trials, double variance)
{
    if (!(trials >= 2)) return NAN;
    return sqrt(variance) * ((1 - EULER) * normal_quantile(1 - 1 / trials) + EULER * normal_quantile(1 - 1 / (trials * M_E)));
}

double sharpe_deflated(const struct sharpe_sample *s, double trials, double variance)
{
    return sharpe_probabilistic(s, sharpe_by_luck(trials, variance));
}
