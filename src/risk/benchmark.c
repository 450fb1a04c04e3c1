#include "risk/benchmark.h"

#include <math.h>
#include <stdbool.h>

#include "risk/returns.h"

typedef bool chosen(double benchmark);

static bool any(double benchmark)
{
    (void)benchmark;
    return true;
}

static bool rising(double benchmark)  { return benchmark > 0; }
static bool falling(double benchmark) { return benchmark < 0; }

struct line {
    double count, mean_x, mean_y, xx, xy;
};

static struct line line_of(const struct versus *v, chosen *choose)
{
    struct line l = {0};
    for (size_t i = 0; i < v->count; i++) {
        if (!choose(v->benchmark[i])) continue;
        double x = v->benchmark[i] - l.mean_x, y = v->returns[i] - l.mean_y;
        l.mean_x += x / ++l.count;
        l.mean_y += y / l.count;
        l.xx += x * (v->benchmark[i] - l.mean_x);
        l.xy += x * (v->returns[i] - l.mean_y);
    }
    return l;
}

static double slope(const struct line *l) { return l->count > 1 && l->xx > 0 ? l->xy / l->xx : NAN; }

double beta(const struct versus *v)
{
    struct line l = line_of(v, any);
    return slope(&l);
}

double beta_downside(const struct versus *v)
{
    struct line l = line_of(v, falling);
    return slope(&l);
}

double alpha_jensen(const struct versus *v)
{
    struct line l = line_of(v, any);
    double alpha = l.mean_y - v->risk_free - slope(&l) * (l.mean_x - v->risk_free);
    return alpha > -1 ? pow(1 + alpha, v->periods_per_year) - 1 : NAN;
}

double treynor(const struct versus *v)
{
    double b = beta(v), free = pow(1 + v->risk_free, v->periods_per_year) - 1;
    return b != 0 ? (returns_annual(v->returns, v->count, v->periods_per_year) - free) / b : NAN;
}

struct active {
    double mean, deviation;
};

static struct active active_of(const struct versus *v)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < v->count; i++) {
        double active = v->returns[i] - v->benchmark[i], step = active - mean;
        mean   += step / (double)(i + 1);
        square += step * (active - mean);
    }
    return (struct active){mean, v->count > 1 ? sqrt(square / (double)(v->count - 1)) : NAN};
}

double tracking_error(const struct versus *v) { return active_of(v).deviation * sqrt(v->periods_per_year); }

double information_ratio(const struct versus *v)
{
    struct active a = active_of(v);
    return a.deviation > 0 ? a.mean / a.deviation * sqrt(v->periods_per_year) : NAN;
}

static double annual_where(const struct versus *v, const double *returns, chosen *choose)
{
    double wealth = 1, count = 0;
    for (size_t i = 0; i < v->count; i++) {
        if (!choose(v->benchmark[i])) continue;
        wealth *= 1 + returns[i];
        count++;
    }
    return count > 0 && wealth >= 0 ? pow(wealth, v->periods_per_year / count) - 1 : NAN;
}

static double capture(const struct versus *v, chosen *choose)
{
    double theirs = annual_where(v, v->benchmark, choose);
    return theirs != 0 ? annual_where(v, v->returns, choose) / theirs : NAN;
}

double capture_up(const struct versus *v)   { return capture(v, rising); }
double capture_down(const struct versus *v) { return capture(v, falling); }
