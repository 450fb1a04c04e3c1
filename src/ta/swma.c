#include "ta/weighted.h"

static double weight(const double *param, size_t k)
{
    return smaller((double)k + 1, param[0] - (double)k);
}

WEIGHTED(weight)

const struct indicator indicator_swma = {
    .name      = "swma",
    .title     = "Symmetric Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under a triangle with its top in the middle of the window.",
    .reference = "As in pandas-ta; TRIMA of the same length",
    .params    = {{"period", 1, 1000, 10, "bars in the window"}},
    .outputs   = {"swma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
