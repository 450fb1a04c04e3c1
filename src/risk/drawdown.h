/* drawdown.h - how far below its highest value so far a wealth stands, as a fraction from -1 to 0.
 *
 * Wealth includes distributions: prices adjusted for splits and dividends, oldest first. A value that is not positive is
 * NaN in the series and is passed over elsewhere. Pure, no allocation. */
#ifndef RISK_DRAWDOWN_H
#define RISK_DRAWDOWN_H

#include <stddef.h>

struct drawdown {               /* the deepest; of equals the first */
    double depth;               /* trough / peak - 1; NaN when there is no positive value at all */
    size_t peak, trough;        /* indexes; equal when wealth never fell */
    size_t recovered;           /* first index at or above the peak again; count when it is not */
};

struct drawdown drawdown_max(const double *wealth, size_t count);

/* The `room` deepest falls, deepest first and the earlier of equals first; a fall lasts from a peak to its recovery, so none
 * lies in another. Returns how many falls there are. */
size_t drawdown_table(const double *wealth, size_t count, struct drawdown *out, size_t room);

/* At the last value; NaN when that is not positive or there is none. */
double drawdown_now(const double *wealth, size_t count);

void drawdown_series(const double *wealth, size_t count, double *out);

/* Ulcer index (Martin and McCann 1989): root of the mean square of the series, as a fraction. NaN values are left out. */
double drawdown_ulcer(const double *wealth, size_t count);

#endif
