#include "ta/weighted.h"

static double weight(const double *, size_t k)
{
    double root = sqrt(5), golden = (1 + root) / 2;
    return (pow(golden, (double)k + 1) - pow(-1 / golden, (double)k + 1)) / root;
}

WEIGHTED(weight)

const struct indicator indicator_fwma = {
    .name      = "fwma",
    .title     = "Fibonacci Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under the numbers of Fibonacci, the largest on the newest bar.",
    .reference = "As in pandas-ta",
    .params    = {{"period", 1, 1000, 10, "bars in the window"}},
    .outputs   = {"fwma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
