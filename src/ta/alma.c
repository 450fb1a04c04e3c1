#include "ta/weighted.h"

/* No weight is so small that their sum could be 0. */
static double weight(const double *param, size_t k)
{
    double far = ((double)k - param[1] * (param[0] - 1)) * param[2] / param[0];
    return exp(-far * far / 2) + 1e-300;
}

WEIGHTED(weight)

const struct indicator indicator_alma = {
    .name      = "alma",
    .title     = "Arnaud Legoux Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under a Gaussian bell whose middle stands at `offset` of the window and whose width is "
                 "the window over `sigma`.",
    .reference = "Legoux and Kouzis-Loukas, Arnaud Legoux Moving Average, 2009",
    .params    = {{"period", 1, 1000, 9, "bars in the window"},
                  {"offset", 0, 1, 0.85, "place of the middle, 1 is the newest bar"},
                  {"sigma", 0.1, 100, 6, "window over width of the bell"}},
    .fractional = 1 << 1 | 1 << 2,
    .outputs   = {"alma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
