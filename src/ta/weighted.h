/* weighted.h - means of a window under weights of their own. An indicator's file says `weight(param, k)`, k = 0 for the oldest of
 * param[0] bars, and then WEIGHTED(weight). The batch works the weights out once; bar by bar they are worked out again, to the
 * same bits. */
#ifndef TA_WEIGHTED_H
#define TA_WEIGHTED_H

#include "ta/kernel.h"

enum { WEIGHTS_MAX = 1000 };            /* the largest period */

typedef double weight_of(const double *param, size_t k);

static inline void weigh_window(weight_of *weight, const double *param, double *ret_weights)
{
    for (size_t k = 0; k < (size_t)param[0]; k++) ret_weights[k] = weight(param, k);
}

static inline double weighted_mean(const double *weights, const double *window, size_t period)
{
    double sum = 0, total = 0;
    for (size_t k = 0; k < period; k++) {
        sum   += weights[k] * window[k];
        total += weights[k];
    }
    return sum / total;
}

#define WEIGHTED(weight)                                                                                               \
    static size_t warmup(const double *param) { return (size_t)param[0] - 1; }                                        \
    static void run(const struct series_in *in, const double *param, double *const *out)                              \
    {                                                                                                                  \
        double weights[WEIGHTS_MAX];                                                                                   \
        size_t period = (size_t)param[0];                                                                              \
        weigh_window(weight, param, weights);                                                                          \
        for (size_t i = period - 1; i < in->count; i++)                                                                \
            out[0][i] = weighted_mean(weights, in->close + i + 1 - period, period);                                    \
    }                                                                                                                  \
    static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)           \
    {                                                                                                                  \
        double weights[WEIGHTS_MAX];                                                                                   \
        size_t period = (size_t)param[0];                                                                              \
        if (i + 1 < period) return;                                                                                    \
        weigh_window(weight, param, weights);                                                                          \
        out[0][i] = weighted_mean(weights, in->close + i + 1 - period, period);                                        \
    }

#endif
