/* Laws of the moving windows: each answer is that of its window computed alone, from scratch and in extended precision; no
 * answer knows of what comes later; nothing of what has left a window stays behind. */
#include <math.h>

#include "../check.h"
#include "num/random.h"
#include "num/rolling.h"
#include "num/stat.h"

enum { ROWS = 400, ROOM = ROLLING_ROOM * ROWS };

static double  x[ROWS], y[ROWS], out[ROWS], again[ROWS], scratch[ROOM], part[ROWS], other[ROWS], work[ROWS];
static int64_t at[ROWS];

struct window {                         /* the known pairs of one window, the newest value last when it is known */
    size_t count;
    double newest;
};

struct moments {
    long double mean_x, mean_y, xx, yy, xy, third, fourth;
};

static struct moments moments_of(const struct window *w)
{
    struct moments m = {0};
    long double    n = (long double)w->count;
    for (size_t i = 0; i < w->count; i++) m.mean_x += part[i], m.mean_y += other[i];
    m.mean_x /= n, m.mean_y /= n;
    for (size_t i = 0; i < w->count; i++) {
        long double a = part[i] - m.mean_x, b = other[i] - m.mean_y;
        m.xx += a * a, m.yy += b * b, m.xy += a * b, m.third += a * a * a, m.fourth += a * a * a * a;
    }
    return m;
}

typedef double of_window(const struct window *w, const struct moments *m);

static double n_of(const struct window *w) { return (double)w->count; }
static double sum(const struct window *w, const struct moments *m)  { return (double)(m->mean_x * (long double)w->count); }
static double mean(const struct window *w, const struct moments *m) { (void)w; return (double)m->mean_x; }
static double variance(const struct window *w, const struct moments *m) { return w->count > 1 ? (double)m->xx / (n_of(w) - 1) : NAN; }
static double deviation(const struct window *w, const struct moments *m) { return sqrt(variance(w, m)); }
static double covariance(const struct window *w, const struct moments *m) { return w->count > 1 ? (double)m->xy / (n_of(w) - 1) : NAN; }
static double slope(const struct window *w, const struct moments *m) { (void)w; return m->xx > 0 ? (double)(m->xy / m->xx) : NAN; }

static double score(const struct window *w, const struct moments *m)
{
    return deviation(w, m) > 0 ? (double)(w->newest - m->mean_x) / deviation(w, m) : NAN;
}

static double correlation(const struct window *w, const struct moments *m)
{
    (void)w;
    return m->xx > 0 && m->yy > 0 ? (double)(m->xy / sqrtl(m->xx * m->yy)) : NAN;
}

static double skewness(const struct window *w, const struct moments *m)
{
    double n = n_of(w);
    return n > 2 && m->xx > 0 ? n * sqrt(n - 1) / (n - 2) * (double)(m->third / (m->xx * sqrtl(m->xx))) : NAN;
}

static double kurtosis(const struct window *w, const struct moments *m)
{
    double n = n_of(w);
    return n > 3 && m->xx > 0 ? n * (n + 1) * (n - 1) / ((n - 2) * (n - 3)) * (double)(m->fourth / (m->xx * m->xx)) -
                                    3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3))
                              : NAN;
}

static double quantile_at(const struct window *w, double level)
{
    for (size_t i = 0; i < w->count; i++) work[i] = part[i];
    stat_sort(work, w->count);
    return stat_quantile(work, w->count, level);
}

static double median(const struct window *w, const struct moments *m) { (void)m; return quantile_at(w, 0.5); }
static double lowest(const struct window *w, const struct moments *m) { (void)m; return quantile_at(w, 0); }
static double highest(const struct window *w, const struct moments *m) { (void)m; return quantile_at(w, 1); }

static double rank(const struct window *w, const struct moments *m)
{
    double below = 0, same = 0;
    (void)m;
    for (size_t i = 0; i < w->count; i++) below += part[i] < w->newest, same += part[i] == w->newest;
    return isnan(w->newest) ? NAN : below + (same + 1) / 2;
}

typedef void of_one(const double *, size_t, const struct frame *, double *, double *);
typedef void of_two(const double *, const double *, size_t, const struct frame *, double *, double *);

static const struct {
    const char *name;
    of_one     *one;
    of_two     *two;
    of_window  *alone;
} figures[] = {
    {"sum", rolling_sum, 0, sum},                     {"mean", rolling_mean, 0, mean},
    {"variance", rolling_variance, 0, variance},      {"deviation", rolling_deviation, 0, deviation},
    {"skewness", rolling_skewness, 0, skewness},      {"kurtosis", rolling_kurtosis, 0, kurtosis},
    {"score", rolling_score, 0, score},               {"min", rolling_min, 0, lowest},
    {"max", rolling_max, 0, highest},                 {"median", rolling_median, 0, median},
    {"rank", rolling_rank, 0, rank},                  {"covariance", 0, rolling_covariance, covariance},
    {"correlation", 0, rolling_correlation, correlation}, {"slope", 0, rolling_slope, slope},
};

enum { FIGURES = sizeof figures / sizeof *figures };

static void run(size_t k, size_t count, const struct frame *f, double *ret)
{
    if (figures[k].one) figures[k].one(x, count, f, scratch, ret);
    else                figures[k].two(x, y, count, f, scratch, ret);
}

/* Kinds of series: returns, a price far from 0 that never returns to it, one with gaps and ties, one with stretches. */
static void fill(int kind, uint64_t seed)
{
    struct random r = {.seed = seed, .stream = (uint64_t)kind};
    double price = 1e6;
    int64_t time = 0;
    for (size_t i = 0; i < ROWS; i++) {
        double step = random_normal(&r);
        price += step;
        x[i] = kind == 1 ? price : kind == 2 ? floor(3 * step) : kind == 3 && i % 50 > 20 ? 7.25 : step;
        y[i] = x[i] / 2 + random_normal(&r);
        if (kind == 2 && random_below(&r, 5) == 0) x[i] = NAN;
        if (kind == 2 && random_below(&r, 9) == 0) y[i] = INFINITY;
        at[i] = time += (int64_t)random_below(&r, 4) + 1;
    }
}

static struct window window_of(const struct frame *f, size_t i, bool pairs)
{
    struct window w     = {.newest = isfinite(x[i]) ? x[i] : NAN};
    size_t        begin = frame_begin(f, i, 0);
    for (size_t k = begin; k <= i; k++) {
        if (!isfinite(x[k]) || (pairs && !isfinite(y[k]))) continue;
        part[w.count]    = x[k];
        other[w.count++] = pairs ? y[k] : x[k];
    }
    return w;
}

/* The reference is exact; what may differ is the rounding of the figure itself, which a small spread far from 0 magnifies. */
static bool near(double got, double want, double room)
{
    return isnan(want) ? isnan(got) : fabs(got - want) <= room * fmax(1, fabs(want));
}

static void check_figure(size_t k, const struct frame *f, int kind)
{
    run(k, ROWS, f, out);
    for (size_t i = 0; i < ROWS; i++) {
        struct window  w = window_of(f, i, figures[k].two);
        struct moments m = moments_of(&w);
        double want = w.count < f->least || w.count == 0 ? NAN : figures[k].alone(&w, &m);
        CHECK(near(out[i], want, 1e-11), "%s, kind %d, row %zu of frame %zu/%lld: %.17g, alone %.17g", figures[k].name, kind, i, f->rows,
              (long long)f->width, out[i], want);
    }
}

TEST(property_rolling_is_the_window_alone)
{
    const struct frame frames[] = {{.rows = 1, .least = 1}, {.rows = 7, .least = 7}, {.rows = 60, .least = 2}, {.rows = 1000, .least = 5},
                                   {.at = at, .width = 1, .least = 1}, {.at = at, .width = 30, .least = 3}, {.rows = 9, .at = at, .width = 20, .least = 2},
                                   {.least = 1}};
    for (int kind = 0; kind < 4; kind++) {
        fill(kind, 31);
        for (size_t f = 0; f < sizeof frames / sizeof *frames; f++)
            for (size_t k = 0; k < FIGURES; k++) check_figure(k, &frames[f], kind);
    }
}

/* The same bits whether or not the series goes on, and whatever has left the window: also a NaN, also 1e300. */
TEST(property_rolling_knows_only_its_window)
{
    const struct frame f = {.rows = 20, .least = 1};
    for (size_t k = 0; k < FIGURES; k++) {
        fill(0, 32);
        run(k, ROWS, &f, out);
        for (size_t count = 1; count < ROWS; count += 37) {
            run(k, count, &f, again);
            CHECK(memcmp(out, again, count * sizeof *out) == 0, "%s looks ahead of row %zu", figures[k].name, count);
        }
        x[100] = 1e300;
        x[150] = NAN;
        run(k, ROWS, &f, again);
        for (size_t i = 0; i < ROWS; i++)
            if (i < 100 || i >= 170) CHECK(near(again[i], out[i], 1e-12), "%s row %zu: %.17g and %.17g", figures[k].name, i, again[i], out[i]);
    }
}

TEST(property_rolling_of_nothing)
{
    const struct frame f = {.rows = 5, .least = 1};
    for (size_t i = 0; i < ROWS; i++) x[i] = y[i] = NAN;
    for (size_t k = 0; k < FIGURES; k++) {
        run(k, ROWS, &f, out);
        bool none = true;
        for (size_t i = 0; i < ROWS; i++) none &= isnan(out[i]);
        CHECK(none, "%s made a number up", figures[k].name);
        run(k, 0, &f, out);
    }
}
