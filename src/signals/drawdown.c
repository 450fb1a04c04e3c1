#include "risk/drawdown.h"
#include "signals/signal.h"

static void run(const struct signal_in *in, double *out) { drawdown_series(in->close, in->count, out); }

const struct signal signal_drawdown = {
    .name        = "drawdown",
    .title       = "Drawdown",
    .about       = "Close over the highest close so far, minus 1: 0 at a new high, below 0 otherwise.",
    .unit        = "%",
    .bars_needed = 1,
    .run         = run,
};
