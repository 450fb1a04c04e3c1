#include "ta/weighted.h"

/* Not lgamma(), which writes to a global. */
static double log_factorial(double n)
{
    int sign;
    return lgamma_r(n + 1, &sign);
}

/* Over the largest one, so that nothing overflows. */
static double weight(const double *param, size_t k)
{
    double n = param[0] - 1, middle = floor(n / 2);
    return exp(log_factorial(middle) + log_factorial(n - middle) - log_factorial((double)k) - log_factorial(n - (double)k));
}

WEIGHTED(weight)

const struct indicator indicator_pwma = {
    .name      = "pwma",
    .title     = "Pascal Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under the row of Pascal's triangle as long as the window.",
    .reference = "Binomial filter; as in pandas-ta",
    .params    = {{"period", 1, 1000, 10, "bars in the window"}},
    .outputs   = {"pwma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
