#include "ta/weighted.h"

static double weight(const double *param, size_t k)
{
    return sin((double)(k + 1) * 3.14159265358979323846 / (param[0] + 1));
}

WEIGHTED(weight)

const struct indicator indicator_sinwma = {
    .name      = "sinwma",
    .title     = "Sine Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under half a sine wave.",
    .reference = "Everget, Sine Weighted Moving Average, 2018",
    .params    = {{"period", 1, 1000, 14, "bars in the window"}},
    .outputs   = {"sinwma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
