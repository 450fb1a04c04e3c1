#include "signals/kernel.h"

/* The fewest sessions that a US exchange ever held in 31 days, those of September 2001. */
enum { DAYS = 30, BARS_NEEDED = 18 };

static void run(const struct signal_in *in, double *out) { signal_change(in, DAYS, BARS_NEEDED, out); }

const struct signal signal_return_30d = {
    .name        = "return_30d",
    .title       = "Return, 30 days",
    .about       = "Close over the last close at or before 30 calendar days earlier, minus 1. None when that close is "
                   "more than a week older still.",
    .unit        = "%",
    .bars_needed = BARS_NEEDED,
    .run         = run,
};
