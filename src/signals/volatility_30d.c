#include <math.h>

#include "num/elementary.h"
#include "num/stat.h"
#include "signals/signal.h"

enum {
    RETURNS       = 30,
    SPAN_DAYS_MAX = 60,         /* 31 closes take 30 days where every day trades and about 44 elsewhere: beyond is a hole */
};

/* The returns of the window stand in a ring, whose order the deviation does not mind; it is computed anew for every day,
 * so that nothing drifts and a later start gives the same bits but for that order. */
static void run(const struct signal_in *in, double *out)
{
    double ring[RETURNS];
    for (size_t i = 1; i < in->count; i++) {
        bool known = in->close[i] > 0 && in->close[i - 1] > 0;
        ring[i % RETURNS] = known ? log_portable(in->close[i] / in->close[i - 1]) : NAN;
        if (i < RETURNS || (int64_t)in->day[i] - in->day[i - RETURNS] > SPAN_DAYS_MAX) continue;
        double deviation = stat_deviation(ring, RETURNS);
        if (isfinite(deviation)) out[i] = deviation * sqrt(in->periods_per_year);
    }
}

const struct signal signal_volatility_30d = {
    .name        = "volatility_30d",
    .title       = "Volatility, 30 sessions",
    .about       = "Sample deviation of the last 30 daily log returns, a year. None when their 31 closes span more than 60 "
                   "days.",
    .unit        = "%",
    .bars_needed = RETURNS + 1,
    .run         = run,
};
