#include <math.h>

#include "signals/signal.h"
#include "ta/indicator.h"

extern const struct indicator indicator_rsi;

enum { PERIOD = 14 };

/* Where nothing has moved yet gains have no share of anything. The indicator says 0 there, with TA-Lib; as a signal that
 * would read as a crash, so there is none. */
static void run(const struct signal_in *in, double *out)
{
    const struct series_in series = {.count = in->count, .close = in->close};
    indicator_rsi.run(&series, (const double[PARAMS_MAX]){PERIOD}, (double *const[]){out});
    for (size_t i = 0; i < in->count && in->close[i] == in->close[0]; i++) out[i] = NAN;
}

const struct signal signal_rsi_14 = {
    .name        = "rsi_14",
    .title       = "Relative strength index",
    .about       = "Share of gains in the recent movement, 0 to 100, smoothed over 14 sessions: the indicator rsi. None "
                   "before the first move.",
    .unit        = "",
    .bars_needed = PERIOD + 1,
    .run         = run,
};
