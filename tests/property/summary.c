/* All at once is the same as one by one: for every kind of series that the figures have an answer or none for. */
#include "risk/summary.h"

#include <math.h>

#include "../check.h"
#include "num/random.h"
#include "num/stat.h"
#include "risk/drawdown.h"
#include "risk/ratio.h"
#include "risk/returns.h"
#include "risk/tail.h"
#include "risk/volatility.h"

enum { MOST = 1003, KINDS = 7 };

static double x[MOST], sorted[MOST], wealth[MOST + 1], scratch[MOST];

static void same(const char *name, double got, double want, int kind, size_t count)
{
    bool agree = isnan(want) ? isnan(got) : fabs(got - want) <= 1e-10 * fmax(1, fabs(want));
    CHECK(agree, "%s of kind %d, %zu: %.17g, alone %.17g", name, kind, count, got, want);
}

/* Usual; only gains; only losses; still; a few values over and over; one that loses more than all; with a hole. */
static double draw(struct random *r, int kind, size_t i)
{
    double z = 0.01 * random_student(r, 4);
    return kind == 1 ? fabs(z) : kind == 2 ? -fabs(z) / 10 : kind == 3 ? 0.001 : kind == 4 ? (double)(i % 3) * 0.01 - 0.01 : kind == 5 && i == 5 ? -1.5
           : kind == 6 && i == 3 ? NAN : z;
}

static void check(int kind, size_t count)
{
    struct random r = {.seed = 61, .stream = (uint64_t)kind};
    bool          hole = false;
    wealth[0] = 1;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = x[i] = draw(&r, kind, i);
        wealth[i + 1] = wealth[i] * (1 + x[i]);
        hole |= isnan(x[i]);
    }
    if (!hole) stat_sort(sorted, count);
    struct summary s = summary_of(x, count, 0.0001, 0.95, 252, scratch);
    same("return", s.annual_return, returns_annual(x, count, 252), kind, count);
    same("volatility", s.volatility, volatility_annual(x, count, 252), kind, count);
    same("sharpe", s.sharpe, sharpe(x, count, 0.0001, 252), kind, count);
    same("sortino", s.sortino, sortino(x, count, 0.0001, 252), kind, count);
    same("calmar", s.calmar, calmar(x, count, 252), kind, count);
    same("omega", s.omega, omega(x, count, 0.0001), kind, count);
    same("skewness", s.skewness, stat_skewness(x, count), kind, count);
    same("kurtosis", s.kurtosis, stat_kurtosis(x, count), kind, count);
    if (hole) return;
    same("var", s.var, tail_var(sorted, count, 0.95), kind, count);
    if (kind == 5 || count == 0) return;        /* below nothing, wealth is passed over by one and counted by the other */
    same("ulcer", s.ulcer, drawdown_ulcer(wealth, count + 1), kind, count);
    same("drawdown", s.drawdown, drawdown_max(wealth, count + 1).depth, kind, count);
}

TEST(property_summary_is_each_alone)
{
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t count = 0; count <= MOST; count = count < 20 ? count + 1 : count * 3 + 2) check(kind, count);
}
