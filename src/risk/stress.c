#include "risk/stress.h"

#include <math.h>

#include "num/stat.h"

double stress_span(const double *returns, size_t columns, const double *weights, size_t first, size_t periods)
{
    double gain = 0;
    for (size_t j = 0; j < columns; j++) {
        double growth = 1;
        if (weights[j] == 0) continue;
        for (size_t t = first; t < first + periods; t++) growth *= 1 + returns[t * columns + j];
        gain += weights[j] * (growth - 1);
    }
    return gain;
}

struct stress stress_history(const double *returns, size_t rows, size_t columns, const double *weights, size_t periods)
{
    struct stress worst = {.loss = NAN};
    for (size_t first = 0; periods > 0 && first + periods <= rows; first++) {
        double gain = stress_span(returns, columns, weights, first, periods);
        if (gain < worst.loss || (isnan(worst.loss) && !isnan(gain))) worst = (struct stress){gain, first};
    }
    return worst;
}

double stress_factors(const double *betas, const double *weights, size_t columns, const double *shocks, size_t factors)
{
    double gain = 0;
    for (size_t j = 0; j < columns; j++)
        if (weights[j] != 0) gain += weights[j] * stat_dot(betas + j * factors, shocks, factors);
    return gain;
}
