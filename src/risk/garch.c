#include "risk/garch.h"

#include <math.h>
#include <string.h>

#include "num/matrix.h"
#include "num/minimise.h"
#include "num/stat.h"

enum { MEAN, OMEGA, ALPHA, BETA, GAMMA, PARAMETERS };   /* GARCH has the first four */
enum { BACK = 75, LOGS_AT_ONCE = 8, STEPS_MAX = 500 };

static const double BACK_DECAY = 0.94, FLAT = 1e-7;

/* Of the variance of the whole. Below it the model explains nothing: it has found a stretch that never moves, of which the
 * likelihood grows without end. */
static const double OMEGA_LEAST = 1e-10;

struct likelihood {
    const double *returns;
    double        unit;                 /* what brings them to a deviation of 1, so that everything is near 1 */
    size_t        count, parameters;
    double        first;                /* variance, in those units as all that follows */
};

/* The logarithm of a product, taken when it is full: a logarithm costs more than all else in the loop. Variances here are
 * in units of the whole series', so eight of them do not leave the range of a double. */
struct log_sum {
    double product, sum;
    int    factors;
};

static inline void log_add(struct log_sum *l, double x)
{
    l->product *= x;
    if (++l->factors < LOGS_AT_ONCE) return;
    l->sum += log(l->product);
    l->product = 1;
    l->factors = 0;
}

static inline double log_total(const struct log_sum *l) { return l->sum + log(l->product); }

/* Minus the logarithm of the likelihood, less its constant, and without a slope. */
static double height_only(const struct likelihood *l, const double *p)
{
    double         variance = l->first, squares = 0, gamma = l->parameters > GAMMA ? p[GAMMA] : 0;
    struct log_sum logs = {.product = 1};
    for (size_t t = 0; t < l->count; t++) {
        double e = l->returns[t] * l->unit - p[MEAN], square = e * e;
        log_add(&logs, variance);
        squares += square / variance;
        variance = p[OMEGA] + (p[ALPHA] + (e < 0 ? gamma : 0)) * square + p[BETA] * variance;
    }
    return (log_total(&logs) + squares) / 2;
}

/* The same with its slope, and the sum of outer products of the slopes of single periods where asked for. */
static double height_and_slope(const struct likelihood *l, const double *p, double *slope, double *outer)
{
    double         variance = l->first, squares = 0, gamma = l->parameters > GAMMA ? p[GAMMA] : 0, d[PARAMETERS] = {0}, one[PARAMETERS];
    struct log_sum logs = {.product = 1};
    size_t         n = l->parameters;
    memset(slope, 0, n * sizeof *slope);
    for (size_t t = 0; t < l->count; t++) {
        double e = l->returns[t] * l->unit - p[MEAN], square = e * e, inverse = 1 / variance, ratio = square * inverse;
        double weight = inverse * (1 - ratio) / 2, react = p[ALPHA] + (e < 0 ? gamma : 0);
        log_add(&logs, variance);
        squares += ratio;
        for (size_t k = 0; k < PARAMETERS; k++) one[k] = weight * d[k];
        one[MEAN] -= e * inverse;
        for (size_t k = 0; k < n; k++) slope[k] += one[k];
        if (outer)
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++) outer[i * n + j] += one[i] * one[j];
        d[MEAN]  = p[BETA] * d[MEAN] - 2 * react * e;
        d[OMEGA] = p[BETA] * d[OMEGA] + 1;
        d[ALPHA] = p[BETA] * d[ALPHA] + square;
        d[BETA]  = p[BETA] * d[BETA] + variance;
        d[GAMMA] = p[BETA] * d[GAMMA] + (e < 0 ? square : 0);
        variance = p[OMEGA] + react * square + p[BETA] * variance;
    }
    return (log_total(&logs) + squares) / 2;
}

/* ---- free variables, of which any value is allowed: mean, log omega, logit of persistence, logit of the share of it that
 * reacts, and (GJR) logit of the share of the reaction that rises answer for ---- */

static double share(double x) { return 1 / (1 + exp(-x)); }
static double logit(double share_) { return log(share_ / (1 - share_)); }

struct bound {                          /* the parameters of free variables, and what they turn on */
    double p[PARAMETERS], lasting, reacting, rising;
};

static struct bound bound_of(const double *x, size_t n)
{
    struct bound b = {.lasting = share(x[2]), .reacting = share(x[3]), .rising = n > GAMMA ? share(x[4]) : 0.5};
    double reaction = b.lasting * b.reacting;
    b.p[MEAN]  = x[0];
    b.p[OMEGA] = exp(x[1]);
    b.p[ALPHA] = 2 * reaction * b.rising;
    b.p[GAMMA] = 2 * reaction * (1 - 2 * b.rising);
    b.p[BETA]  = b.lasting * (1 - b.reacting);
    return b;
}

static double height(const double *x, double *ret_slope, void *arg)
{
    const struct likelihood *l = arg;
    struct bound b = bound_of(x, l->parameters);
    if (b.p[OMEGA] < OMEGA_LEAST) return INFINITY;
    if (!ret_slope) return height_only(l, b.p);
    double s[PARAMETERS] = {0}, h = height_and_slope(l, b.p, s, NULL);
    double by_reaction = 2 * b.rising * s[ALPHA] + 2 * (1 - 2 * b.rising) * s[GAMMA], reaction = b.lasting * b.reacting;
    ret_slope[0] = s[MEAN];
    ret_slope[1] = s[OMEGA] * b.p[OMEGA];
    ret_slope[2] = (by_reaction * b.reacting + s[BETA] * (1 - b.reacting)) * b.lasting * (1 - b.lasting);
    ret_slope[3] = (by_reaction - s[BETA]) * b.lasting * b.reacting * (1 - b.reacting);
    if (l->parameters > GAMMA) ret_slope[4] = (2 * s[ALPHA] - 4 * s[GAMMA]) * reaction * b.rising * (1 - b.rising);
    return h;
}

/* The likelihood has ridges: the search begins at the best of a few usual pairs of persistence and reaction. */
static void begin(const struct likelihood *l, double mean, double *x)
{
    static const double lasting[] = {0.5, 0.7, 0.9, 0.98}, reacting[] = {0.02, 0.05, 0.1, 0.3};
    double lowest = INFINITY;
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++) {
            double at[PARAMETERS] = {mean, log(1 - lasting[i]), logit(lasting[i]), logit(reacting[k]), 0};
            double h = height(at, NULL, (void *)l);
            if (h < lowest) lowest = h, memcpy(x, at, sizeof at);
        }
}

/* ---- standard errors, in the natural parameters ---- */

static double natural_height(const double *p, double *ret_slope, void *arg)
{
    return ret_slope ? height_and_slope(arg, p, ret_slope, NULL) : height_only(arg, p);
}

static void errors_of(const struct likelihood *l, const double *p, double *ret_error, double *ret_robust)
{
    size_t n = l->parameters;
    double h[PARAMETERS * PARAMETERS], slope[PARAMETERS], outer[PARAMETERS * PARAMETERS] = {0};
    struct valley v = {.count = n, .height = natural_height, .arg = (void *)l};
    for (size_t k = 0; k < n; k++) ret_error[k] = ret_robust[k] = NAN;
    curvature(&v, p, h);
    if (!matrix_cholesky(h, n)) return;
    (void)height_and_slope(l, p, slope, outer);
    for (size_t k = 0; k < n; k++) {
        double column[PARAMETERS] = {0};
        column[k] = 1;
        matrix_cholesky_solve(h, n, column);
        ret_error[k]  = sqrt(column[k]);
        ret_robust[k] = sqrt(matrix_quadratic(outer, column, n));
    }
}

/* ---- the fit ---- */

static double usual_first(const double *returns, size_t count, double mean)
{
    double sum = 0, weights = 0, weight = 1;
    for (size_t i = 0; i < count && i < BACK; i++, weight *= BACK_DECAY) {
        sum     += weight * (returns[i] - mean) * (returns[i] - mean);
        weights += weight;
    }
    return sum / weights;
}

static struct garch_parameters in_units(const double *p, double deviation)
{
    return (struct garch_parameters){p[MEAN] * deviation, p[OMEGA] * deviation * deviation, p[ALPHA], p[GAMMA], p[BETA]};
}

static double next_variance(const struct garch_parameters *p, double variance, double r)
{
    double e = r - p->mean;
    return p->omega + (p->alpha + (e < 0 ? p->gamma : 0)) * e * e + p->beta * variance;
}

static double variance_after(const struct garch_parameters *p, double first, const double *returns, size_t count)
{
    for (size_t t = 0; t < count; t++) first = next_variance(p, first, returns[t]);
    return first;
}

double garch_log_likelihood(const struct garch_parameters *p, double first, const double *returns, size_t count)
{
    double sum = 0, variance = first;
    for (size_t t = 0; t < count; t++) {
        sum += log(2 * M_PI * variance) + (returns[t] - p->mean) * (returns[t] - p->mean) / variance;
        variance = next_variance(p, variance, returns[t]);
    }
    return -sum / 2;
}

void garch_variances(const struct garch_parameters *p, double first, const double *returns, size_t count, double *out)
{
    out[0] = first;
    for (size_t t = 0; t < count; t++) out[t + 1] = next_variance(p, out[t], returns[t]);
}

double garch_persistence(const struct garch_parameters *p) { return p->alpha + p->gamma / 2 + p->beta; }
double garch_long_run(const struct garch_parameters *p)    { return p->omega / (1 - garch_persistence(p)); }

double garch_forecast(const struct garch *g, size_t ahead)
{
    double rest = garch_long_run(&g->fitted);
    return rest + pow(garch_persistence(&g->fitted), (double)ahead) * (g->last - rest);
}

bool garch_fit(const double *returns, size_t count, enum garch_kind kind, double first, struct garch *ret, const char **ret_why)
{
    double deviation = stat_deviation(returns, count), mean = stat_mean(returns, count);
    *ret_why = count < GARCH_COUNT_MIN ? "too few returns" : isnan(deviation) ? "a return is missing" : deviation == 0 ? "returns never move" : NULL;
    if (*ret_why) return false;

    double before = isnan(first) ? usual_first(returns, count, mean) : first, x[PARAMETERS];
    if (before == 0) before = deviation * deviation;
    struct likelihood l = {returns, 1 / deviation, count, kind == GJR ? PARAMETERS : GAMMA, before / (deviation * deviation)};
    struct valley v = {.count = l.parameters, .height = height, .arg = &l, .flat = FLAT, .steps_max = STEPS_MAX};
    begin(&l, mean / deviation, x);
    struct lowest low   = minimise(&v, x);
    struct bound  bound = bound_of(x, l.parameters);

    double error[PARAMETERS] = {0}, robust[PARAMETERS] = {0};
    errors_of(&l, bound.p, error, robust);
    ret->fitted    = in_units(bound.p, deviation);
    ret->error     = in_units(error, deviation);
    ret->robust    = in_units(robust, deviation);
    ret->first     = before;
    ret->converged = low.flat;
    ret->log_likelihood = garch_log_likelihood(&ret->fitted, before, returns, count);
    ret->last           = variance_after(&ret->fitted, before, returns, count);
    return true;
}
