#include "risk/tail_model.h"

#include <assert.h>
#include <math.h>

#include "num/distribution.h"
#include "num/random.h"
#include "num/stat.h"
#include "risk/tail.h"

struct tail tail_gaussian(const double *returns, size_t count, double level)
{
    assert(level > 0 && level < 1);
    double mean = stat_mean(returns, count), deviation = stat_deviation(returns, count), z = normal_quantile(1 - level);
    return (struct tail){-(mean + deviation * z), -mean + deviation * normal_density(z) / (1 - level)};
}

/* Maillard 2012: the derivative of the bent quantile has no root. `excess` is kurtosis above the normal's. */
static bool is_monotone(double skewness, double excess)
{
    double square = skewness * skewness;
    return square / 9 - 4 * (excess / 8 - square / 6) * (1 - excess / 8 + 5 * square / 36) <= 0;
}

struct tail tail_cornish_fisher(const double *returns, size_t count, double level)
{
    assert(level > 0 && level < 1);
    double mean = stat_mean(returns, count), deviation = stat_deviation(returns, count), z = normal_quantile(1 - level);
    double s = stat_skewness(returns, count), k = stat_kurtosis(returns, count) - 3;
    if (!is_monotone(s, k)) return (struct tail){NAN, NAN};
    double bent = z + (z * z - 1) * s / 6 + (z * z * z - 3 * z) * k / 24 - (2 * z * z * z - 5 * z) * s * s / 36;
    double beyond = normal_density(z) / (1 - level) * (1 + z * s / 6 + (z * z - 1) * k / 24 - (2 * z * z - 1) * s * s / 36);
    return (struct tail){-(mean + deviation * bent), -mean + deviation * beyond};
}

struct tail tail_student(const struct student *s, double level)
{
    assert(level > 0 && level < 1);
    if (isinf(s->freedom)) {
        double z = normal_quantile(1 - level);
        return (struct tail){-(s->location + s->scale * z), -s->location + s->scale * normal_density(z) / (1 - level)};
    }
    double t = student_quantile(1 - level, s->freedom), f = s->freedom;
    double beyond = f > 1 ? exp(student_log_density(t, f)) / (1 - level) * (f + t * t) / (f - 1) : NAN;
    return (struct tail){-(s->location + s->scale * t), -s->location + s->scale * beyond};
}

struct tail tail_pareto(const struct pareto *p, double level)
{
    assert(level > 0 && level < 1);
    double ratio = p->share / (1 - level);
    if (!(ratio >= 1)) return (struct tail){NAN, NAN};
    double far = fabs(p->shape) < 1e-9 ? log(ratio) : (pow(ratio, p->shape) - 1) / p->shape, var = p->threshold + p->scale * far;
    return (struct tail){var, p->shape < 1 ? (var + p->scale - p->shape * p->threshold) / (1 - p->shape) : NAN};
}

struct tail tail_monte_carlo(const struct student *s, size_t periods, double level, uint64_t seed, size_t draws, double *scratch)
{
    for (size_t i = 0; i < draws; i++) {
        struct random r = {.seed = seed, .stream = i};
        double wealth = 1;
        for (size_t t = 0; t < periods && wealth > 0; t++) {
            double z = isinf(s->freedom) ? random_normal(&r) : random_student(&r, s->freedom);
            wealth *= fmax(1 + s->location + s->scale * z, 0);          /* no more than all can be lost */
        }
        scratch[i] = wealth - 1;
    }
    stat_sort(scratch, draws);
    return (struct tail){tail_var(scratch, draws, level), tail_cvar(scratch, draws, level)};
}

struct tail tail_filtered(const double *returns, const double *variances, size_t count, double mean, double level, double *scratch)
{
    double next = sqrt(variances[count]);
    for (size_t i = 0; i < count; i++) scratch[i] = mean + (returns[i] - mean) / sqrt(variances[i]) * next;
    stat_sort(scratch, count);
    return (struct tail){tail_var(scratch, count, level), tail_cvar(scratch, count, level)};
}
