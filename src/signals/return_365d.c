#include "signals/kernel.h"

/* Fewer sessions than a US exchange ever held in a year and a day. */
enum { DAYS = 365, BARS_NEEDED = 245 };

static void run(const struct signal_in *in, double *out) { signal_change(in, DAYS, BARS_NEEDED, out); }

const struct signal signal_return_365d = {
    .name        = "return_365d",
    .title       = "Return, a year",
    .about       = "Close over the last close at or before 365 calendar days earlier, minus 1. None when that close is "
                   "more than a week older still.",
    .unit        = "%",
    .bars_needed = BARS_NEEDED,
    .run         = run,
};
