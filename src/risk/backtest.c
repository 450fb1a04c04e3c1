#include "risk/backtest.h"

#include <assert.h>
#include <math.h>

#include "num/distribution.h"

/* k ln p, where 0 ln 0 is 0. */
static double part(double k, double p) { return k > 0 ? k * log(p) : 0; }

static double binomial(double hits, double misses, double p) { return part(hits, p) + part(misses, 1 - p); }

static struct verdict verdict(double ratio, double freedom)
{
    ratio = fmax(ratio, 0);
    return (struct verdict){ratio, chi_square_tail(ratio, freedom)};
}

struct verdict backtest_kupiec(size_t exceptions, size_t count, double level)
{
    assert(exceptions <= count && level > 0 && level < 1);
    double hits = (double)exceptions, misses = (double)(count - exceptions);
    if (count == 0) return (struct verdict){NAN, NAN};
    return verdict(-2 * (binomial(hits, misses, 1 - level) - binomial(hits, misses, hits / (double)count)), 1);
}

struct steps {                          /* how often a period of one kind was followed by one of another: calm 0, exceeded 1 */
    double from[2][2];
};

static struct steps steps_of(const bool *exceeded, size_t count)
{
    struct steps s = {0};
    for (size_t i = 1; i < count; i++) s.from[exceeded[i - 1]][exceeded[i]]++;
    return s;
}

static double chain(const struct steps *s)
{
    double sum = 0;
    for (int k = 0; k < 2; k++) {
        double calm = s->from[k][0], hit = s->from[k][1];
        if (calm + hit > 0) sum += binomial(hit, calm, hit / (calm + hit));
    }
    return sum;
}

struct verdict backtest_independence(const bool *exceeded, size_t count)
{
    struct steps s = steps_of(exceeded, count);
    double hits = s.from[0][1] + s.from[1][1], misses = s.from[0][0] + s.from[1][0];
    if (hits == 0 || misses == 0) return (struct verdict){NAN, NAN};
    return verdict(-2 * (binomial(hits, misses, hits / (hits + misses)) - chain(&s)), 1);
}

struct verdict backtest_coverage(const bool *exceeded, size_t count, double level)
{
    struct verdict together = backtest_independence(exceeded, count);
    struct steps   s = steps_of(exceeded, count);
    if (isnan(together.ratio)) return together;
    struct verdict often = backtest_kupiec((size_t)(s.from[0][1] + s.from[1][1]), count - 1, level);
    return verdict(often.ratio + together.ratio, 2);
}
