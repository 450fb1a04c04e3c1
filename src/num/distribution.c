#include "num/distribution.h"

#include <math.h>
#include <stdbool.h>

#include "num/random.h"

enum { STEPS_MAX = 10000 };             /* of a series or a fraction; some root of the larger parameter is usual */

static const double TINY = 1e-300, CLOSE = 1e-16;

static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

double normal_density(double x) { return exp(-x * x / 2) / sqrt(2 * M_PI); }
double normal_cdf(double x)     { return erfc(-x / M_SQRT2) / 2; }

/* One step of Lentz's method (1976) for a continued fraction b + a1 / (b1 + a2 / (b2 + …)). */
struct fraction {
    double value, above, below;
};

static bool fraction_step(struct fraction *f, double a, double b)
{
    f->below = b + a * f->below;
    f->above = b + a / f->above;
    if (fabs(f->below) < TINY) f->below = TINY;
    if (fabs(f->above) < TINY) f->above = TINY;
    f->below = 1 / f->below;
    double change = f->above * f->below;
    f->value *= change;
    return fabs(change - 1) < CLOSE;
}

/* Abramowitz and Stegun 26.5.8, for x below (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    struct fraction f = {1, 1, 0};
    for (int i = 1; i <= STEPS_MAX; i++) {
        double m = (double)(i / 2), even = m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1));
        if (fraction_step(&f, (i % 2 ? odd : even) * x, 1)) break;
    }
    return exp(a * log(x) + b * log1p(-x) + log_gamma(a + b) - log_gamma(a) - log_gamma(b)) / (a * f.value);
}

double beta_share(double a, double b, double x)
{
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return NAN;
    if (x == 0 || x == 1) return x;
    return x < (a + 1) / (a + b + 2) ? beta_fraction(a, b, x) : 1 - beta_fraction(b, a, 1 - x);
}

/* Abramowitz and Stegun 6.5.29 below a + 1, 6.5.31 above. */
double gamma_upper_share(double a, double x)
{
    if (!(a > 0 && x >= 0)) return NAN;
    if (x == 0 || isinf(x)) return x == 0;
    double scale = exp(a * log(x) - x - log_gamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int i = 1; i <= STEPS_MAX && term > sum * CLOSE; i++) sum += term *= x / (a + i);
        return 1 - scale * sum;
    }
    struct fraction f = {x + 1 - a, x + 1 - a, 0};
    for (int i = 1; i <= STEPS_MAX; i++)
        if (fraction_step(&f, -i * (i - a), x + 2 * i + 1 - a)) break;
    return scale / f.value;
}

double chi_square_tail(double x, double freedom) { return x <= 0 ? 1 : gamma_upper_share(freedom / 2, x / 2); }

double fisher_tail(double f, double freedom_above, double freedom_below)
{
    if (f <= 0) return 1;
    return beta_share(freedom_below / 2, freedom_above / 2, freedom_below / (freedom_below + freedom_above * f));
}

/* P(T < -t) for t >= 0. */
static double student_tail(double t, double freedom)
{
    if (isinf(freedom)) return normal_cdf(-t);
    return beta_share(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
}

double student_cdf(double t, double freedom)
{
    if (isnan(t) || !(freedom > 0)) return NAN;
    return t < 0 ? student_tail(-t, freedom) : 1 - student_tail(t, freedom);
}

double student_log_density(double t, double freedom)
{
    if (isinf(freedom)) return -t * t / 2 - log(2 * M_PI) / 2;
    return log_gamma((freedom + 1) / 2) - log_gamma(freedom / 2) - log(freedom * M_PI) / 2 - (freedom + 1) / 2 * log1p(t * t / freedom);
}

/* Halving of the bracket, on a scale of powers first, then Newton where it stays inside. */
double student_quantile(double p, double freedom)
{
    if (!(p >= 0 && p <= 1 && freedom > 0)) return NAN;
    if (p == 0 || p == 1) return p == 0 ? -INFINITY : INFINITY;
    if (p == 0.5) return 0;
    double tail = p < 0.5 ? p : 1 - p, low = 0, high = 1;
    while (student_tail(high, freedom) > tail && high < 1e300) low = high, high *= 2;
    double t = (low + high) / 2;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
        double gap = student_tail(t, freedom) - tail, next = t + gap / exp(student_log_density(t, freedom));
        if (gap > 0) low = t;
        else         high = t;
        if (gap == 0) break;
        t = next > low && next < high ? next : (low + high) / 2;
    }
    return p < 0.5 ? -t : t;
}
