#include "signals/signal.h"

enum { SKIPPED = 21, BACK = 252 };      /* sessions of a month and of a year */

/* Jegadeesh and Titman 1993: the last month is left out, for it tends to turn back (Jegadeesh 1990). */
static void run(const struct signal_in *in, double *out)
{
    for (size_t i = BACK; i < in->count; i++) {
        double late = in->close[i - SKIPPED], early = in->close[i - BACK];
        if (late > 0 && early > 0) out[i] = late / early - 1;
    }
}

const struct signal signal_momentum_12_1 = {
    .name        = "momentum_12_1",
    .title       = "Momentum, 12 months without the last",
    .about       = "Close 21 sessions ago over the close 252 sessions ago, minus 1.",
    .unit        = "%",
    .bars_needed = BACK + 1,
    .run         = run,
};
