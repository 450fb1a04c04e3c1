#include "signals/kernel.h"

enum { BARS = 50 };

static void run(const struct signal_in *in, double *out) { signal_distance(in, BARS, out); }

const struct signal signal_distance_50d = {
    .name        = "distance_50d",
    .title       = "Distance from the mean of 50 sessions",
    .about       = "Close over the simple mean of the last 50 closes, minus 1.",
    .unit        = "%",
    .bars_needed = BARS,
    .run         = run,
};
