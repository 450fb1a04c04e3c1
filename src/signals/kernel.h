/* kernel.h - what several signals share: change over calendar days, and distance from a mean of sessions.
 *
 * Each writes only where the value stands and leaves the rest of `out` as it was. One pass, O(n). Pure, no allocation. */
#ifndef SIGNALS_KERNEL_H
#define SIGNALS_KERNEL_H

#include "signals/signal.h"

/* Close over the last close at or before the day `days` calendar days earlier, minus 1, once bars_needed closes are there.
 * Nothing where that close is more than LATE_DAYS_MAX older than the day meant, or either is not positive. */
void signal_change(const struct signal_in *in, int32_t days, size_t bars_needed, double *out);

enum { LATE_DAYS_MAX = 7 };     /* a week: the longest closure of an exchange since 1990; more than that is a hole */

/* Close over the mean of the last `bars` closes (this one is among them), minus 1. Nothing where one is not positive. */
void signal_distance(const struct signal_in *in, size_t bars, double *out);

#endif
