#include "num/irr.h"

#include <math.h>

#include "num/elementary.h"

enum { STEPS = 48, HALVINGS = 80 };

static const double GROWTH_LOG_MAX = 13.815511557963774, GROWTH_LOG_MIN = -9.210340371976182;     /* of 1 + r: 10^6 and 10^-4 */

/* Worth on the first day, by the logarithm of 1 + r. */
static double worth_at(const double *flow, const int32_t *day, size_t count, double growth_log)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += flow[i] * exp_portable(-growth_log * (double)(day[i] - day[0]) / 365);
    return sum;
}

static double between(const double *flow, const int32_t *day, size_t count, double low, double high)
{
    double at_low = worth_at(flow, day, count, low);
    if (at_low == 0) return low;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = low + (high - low) / 2, at = worth_at(flow, day, count, middle);
        if (at == 0) return middle;
        if ((at < 0) == (at_low < 0)) low = middle;
        else                          high = middle;
    }
    return low + (high - low) / 2;
}

/* Steps grow with their distance from 0: rates lie near it. */
static double step_at(double limit, int i) { return limit * (double)(i * i) / (STEPS * STEPS); }

double irr_of_days(const double *flow, const int32_t *day, size_t count)
{
    double below = NAN, above = NAN, last_up, last_down;
    if (count < 2 || day[count - 1] == day[0]) return NAN;
    last_up = last_down = worth_at(flow, day, count, 0);
    if (last_up == 0) return 0;
    for (int i = 1; i <= STEPS && isnan(below) && isnan(above); i++) {
        double up = worth_at(flow, day, count, step_at(GROWTH_LOG_MAX, i)), down = worth_at(flow, day, count, step_at(GROWTH_LOG_MIN, i));
        if ((up < 0) != (last_up < 0))
            above = between(flow, day, count, step_at(GROWTH_LOG_MAX, i - 1), step_at(GROWTH_LOG_MAX, i));
        if ((down < 0) != (last_down < 0))
            below = between(flow, day, count, step_at(GROWTH_LOG_MIN, i), step_at(GROWTH_LOG_MIN, i - 1));
        last_up = up, last_down = down;
    }
    if (isnan(below) && isnan(above)) return NAN;
    double found = isnan(below) || (!isnan(above) && above <= -below) ? above : below;
    return exp_portable(found) - 1;
}
