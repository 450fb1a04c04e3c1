/* Nanoseconds a bar of every indicator at its usual parameters, over a panel of 505 series of 1,259 bars: best of five
 * rounds, one thread. Deterministic input; the sum of the last values is printed so that no work can be left out. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "base/ctx.h"
#include "base/log.h"
#include "ta/indicator.h"

enum { ASSETS = 505, BARS = 1259, ROUNDS = 5 };

/* TA-Lib 0.6 -O3, ns a bar, one core, over 2,400 x 4,000 bars: published figures, measured elsewhere and on another
 * machine. The ratio tells the order of size, no more. */
static const struct {
    const char *name;
    double      ns;
} published[] = {
    {"sma", 1.8}, {"ema", 2.6}, {"wma", 2.0}, {"dema", 6.1}, {"tema", 7.7}, {"kama", 2.6}, {"rsi", 7.5}, {"macd", 9.4},
    {"bbands", 6.4}, {"atr", 6.1}, {"natr", 6.1}, {"adx", 12.3}, {"stoch", 13.4}, {"stochrsi", 18.3}, {"cci", 23.9},
    {"mfi", 10.6}, {"obv", 5.4}, {"willr", 9.2}, {"roc", 0.9}, {"mom", 1.0}, {"aroon", 10.5}, {"sar", 7.0},
    {"stddev", 5.5}, {"linearreg", 12.0},
};

struct panel {
    double open[ASSETS][BARS], high[ASSETS][BARS], low[ASSETS][BARS], close[ASSETS][BARS], volume[ASSETS][BARS];
};

static struct panel panel;
static double       out[OUTPUTS_MAX][ASSETS][BARS];

static double random_unit(uint64_t *state)      /* splitmix64 (Steele, Lea and Flood 2014), 0 to 1 */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static void make_panel(void)
{
    uint64_t seed = 1;
    for (size_t a = 0; a < ASSETS; a++) {
        double price = 20 + 200 * random_unit(&seed);
        for (size_t i = 0; i < BARS; i++) {
            double range = price * 0.02 * random_unit(&seed);
            panel.open[a][i]   = price;
            price *= 1 + 0.03 * (random_unit(&seed) - 0.499);
            panel.close[a][i]  = price;
            panel.high[a][i]   = fmax(panel.open[a][i], price) + range;
            panel.low[a][i]    = fmin(panel.open[a][i], price) - range;
            panel.volume[a][i] = floor(1e6 * random_unit(&seed));
        }
    }
}

static void run_panel(const struct indicator *i, const double *param)
{
    for (size_t a = 0; a < ASSETS; a++) {
        double *rows[OUTPUTS_MAX];
        for (size_t o = 0; o < OUTPUTS_MAX; o++) rows[o] = out[o][a];
        struct series_in in = {BARS, panel.open[a], panel.high[a], panel.low[a], panel.close[a], panel.volume[a]};
        i->run(&in, param, rows);
    }
}

static double ns_per_bar(const struct indicator *i)
{
    double param[PARAMS_MAX], best = INFINITY;
    for (size_t k = 0; k < PARAMS_MAX; k++) param[k] = i->params[k].usual;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = time_steady();
        run_panel(i, param);
        best = fmin(best, (double)(time_steady() - start));
    }
    return best * 1000 / ((double)ASSETS * BARS);
}

static double published_ns(const char *name)
{
    for (size_t k = 0; k < sizeof published / sizeof *published; k++)
        if (strcmp(published[k].name, name) == 0) return published[k].ns;
    return NAN;
}

int main(void)
{
    double sum = 0;
    make_panel();
    printf("indicators, %d x %d bars, best of %d rounds, one thread\n", ASSETS, BARS, ROUNDS);
    printf("%-22s %9s %18s %7s\n", "indicator", "ns/bar", "TA-Lib published", "ratio");
    for (const struct indicator *const *i = indicators; *i; i++) {
        double ns = ns_per_bar(*i), peer = published_ns((*i)->name);
        if (isnan(peer)) printf("%-22s %9.2f %18s %7s\n", (*i)->name, ns, "-", "-");
        else             printf("%-22s %9.2f %18.1f %7.2f\n", (*i)->name, ns, peer, ns / peer);
        for (size_t o = 0; o < indicator_outputs(*i); o++) sum += out[o][ASSETS - 1][BARS - 1];
    }
    printf("sum of last values %.6g\n", sum);
    return 0;
}
