#include <math.h>

#include "num/distribution.h"
#include "num/minimise.h"
#include "num/stat.h"
#include "risk/tail_model.h"

enum { STEPS_MAX = 300, STUDENT_COUNT_MIN = 10 };

/* Differences give a slope of nine digits at best. */
static const double FLAT = 1e-7, FREEDOM_MAX = 200;     /* beyond it the curve is the normal's to 1 % of a density */

/* ---- Student ---- */

struct sample {
    const double *x;
    size_t        count;
    double        centre, unit;         /* to values near 0 with a deviation of 1 */
};

struct curve {
    double location, scale, freedom;
};

/* Free variables: location, log scale, log freedom. */
static struct curve curve_of(const double *v) { return (struct curve){v[0], exp(v[1]), exp(v[2])}; }

static double student_height(const struct sample *s, struct curve c)
{
    double sum = 0, n = (double)s->count;
    for (size_t i = 0; i < s->count; i++) {
        double z = ((s->x[i] - s->centre) * s->unit - c.location) / c.scale;
        sum += log1p(z * z / c.freedom);
    }
    return (c.freedom + 1) / 2 * sum - n * (student_log_density(0, c.freedom) - log(c.scale));
}

/* Location and scale by their derivatives, freedom by differences of the part that depends on it. */
static double student_valley(const double *v, double *ret_slope, void *arg)
{
    const struct sample *s = arg;
    struct curve c = curve_of(v);
    if (!(c.freedom < 1e6 && c.freedom > 1e-3)) return INFINITY;
    double height = student_height(s, c) / (double)s->count;
    if (!ret_slope) return height;
    double push = 0, pull = 0, sum = 0, share = 0;
    for (size_t i = 0; i < s->count; i++) {
        double z = ((s->x[i] - s->centre) * s->unit - c.location) / c.scale, weight = (c.freedom + 1) / (c.freedom + z * z);
        push  += weight * z;
        pull  += weight * z * z;
        sum   += log1p(z * z / c.freedom);
        share += z * z / (c.freedom + z * z);
    }
    double n = (double)s->count, step = 1e-4 * c.freedom;
    double peak = (student_log_density(0, c.freedom + step) - student_log_density(0, c.freedom - step)) / (2 * step);
    ret_slope[0] = -push / c.scale / n;
    ret_slope[1] = 1 - pull / n;
    ret_slope[2] = c.freedom * ((sum - (c.freedom + 1) / c.freedom * share) / 2 / n - peak);
    return height;
}

static double normal_log_likelihood(const double *x, size_t count, double mean, double deviation)
{
    double square = 0;
    for (size_t i = 0; i < count; i++) square += (x[i] - mean) * (x[i] - mean);
    return -(double)count * (log(2 * M_PI) / 2 + log(deviation)) - square / (2 * deviation * deviation);
}

static void normal_fit(const double *x, size_t count, double mean, double deviation, struct student *ret)
{
    double scale = deviation * sqrt((double)(count - 1) / (double)count);
    *ret = (struct student){mean, scale, INFINITY, normal_log_likelihood(x, count, mean, scale)};
}

bool student_fit(const double *returns, size_t count, struct student *ret)
{
    double mean = stat_mean(returns, count), deviation = stat_deviation(returns, count), v[] = {0, log(0.8), log(5)};
    if (count < STUDENT_COUNT_MIN || !(deviation > 0)) return false;
    struct sample s = {returns, count, mean, 1 / deviation};
    struct valley valley = {.count = 3, .height = student_valley, .arg = &s, .flat = FLAT, .steps_max = STEPS_MAX};
    struct lowest low    = minimise(&valley, v);
    struct curve  c      = curve_of(v);
    if (c.freedom > FREEDOM_MAX) normal_fit(returns, count, mean, deviation, ret);
    else *ret = (struct student){mean + deviation * c.location, deviation * c.scale, c.freedom,
                                 -(low.height + log(deviation)) * (double)count};
    return true;
}

/* ---- generalised Pareto ---- */

/* Grimshaw 1993: for a ratio k = shape / scale the best shape is the mean of ln(1 + k x), so that one variable is left. */
struct peaks {
    const double *returns;              /* ascending: the first `count` lie beyond the threshold */
    size_t        count;
    double        threshold, mean, largest;
};

static double excess(const struct peaks *p, size_t i) { return (-p->returns[i] - p->threshold) / p->mean; }

static double shape_for(const struct peaks *p, double k)
{
    double sum = 0;
    for (size_t i = 0; i < p->count; i++) sum += log1p(k * excess(p, i));
    return sum / (double)p->count;
}

/* Mean minus log likelihood of excesses in units of their mean; at k = 0 the exponential's, 1. */
static double pareto_height(const struct peaks *p, double k)
{
    if (fabs(k) < 1e-8) return 1;
    double shape = shape_for(p, k);
    return shape / k > 0 ? log(shape / k) + shape + 1 : INFINITY;
}

/* Golden section between three points of which the middle one is lowest. */
static double lowest_between(const struct peaks *p, double low, double high)
{
    static const double golden = 0.6180339887498949;
    double a = high - golden * (high - low), b = low + golden * (high - low), at_a = pareto_height(p, a), at_b = pareto_height(p, b);
    while (high - low > 1e-10 * fmax(1, fabs(low) + fabs(high))) {
        if (at_a < at_b) {
            high = b, b = a, at_b = at_a;
            a    = high - golden * (high - low);
            at_a = pareto_height(p, a);
        } else {
            low  = a, a = b, at_a = at_b;
            b    = low + golden * (high - low);
            at_b = pareto_height(p, b);
        }
    }
    return (low + high) / 2;
}

/* k runs from just above -1 / largest, where the likelihood has a pole that is no estimate (shape below -1), to a heavy tail. */
static double best_ratio(const struct peaks *p)
{
    enum { POINTS = 200 };
    double least = -1 / p->largest, best = 0, lowest = INFINITY, step = (10 - least) / POINTS;
    for (int i = 1; i < POINTS; i++) {
        double k = least + step * i, height = pareto_height(p, k);
        if (shape_for(p, k) > -1 && height < lowest) lowest = height, best = k;
    }
    return lowest_between(p, fmax(best - step, least + step / 100), best + step);
}

bool pareto_fit(const double *sorted, size_t count, double threshold, struct pareto *ret)
{
    double u = count ? -stat_quantile(sorted, count, 1 - threshold) : NAN;
    struct peaks p = {.returns = sorted, .threshold = u};
    while (p.count < count && -sorted[p.count] > u) p.mean += -sorted[p.count++] - u;
    p.mean /= (double)p.count;
    if (p.count < PEAKS_MIN || -sorted[0] == -sorted[p.count - 1]) return false;
    p.largest = excess(&p, 0);
    double k = best_ratio(&p), shape = fabs(k) < 1e-8 ? 0 : shape_for(&p, k), scale = shape == 0 ? p.mean : shape / k * p.mean;
    *ret = (struct pareto){.threshold = u, .shape = shape, .scale = scale, .share = (double)p.count / (double)count, .peaks = p.count,
                           .log_likelihood = -(double)p.count * (pareto_height(&p, k) + log(p.mean))};
    return true;
}
