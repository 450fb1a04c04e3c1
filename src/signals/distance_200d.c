#include "signals/kernel.h"

enum { BARS = 200 };

static void run(const struct signal_in *in, double *out) { signal_distance(in, BARS, out); }

const struct signal signal_distance_200d = {
    .name        = "distance_200d",
    .title       = "Distance from the mean of 200 sessions",
    .about       = "Close over the simple mean of the last 200 closes, minus 1.",
    .unit        = "%",
    .bars_needed = BARS,
    .run         = run,
};
