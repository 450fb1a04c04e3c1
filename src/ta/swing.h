/* swing.h - Wilder's swing index of a bar, of which the accumulation swing index is the total. */
#ifndef TA_SWING_H
#define TA_SWING_H

#include "ta/kernel.h"

/* Wilder (1978): the move of close, body and last body over the larger range, times the larger gap over `limit`, the largest
 * move of a day. A bar that did not move is 0; i is 1 or more. */
static inline double swing_of(const struct series_in *in, size_t i, double limit)
{
    double close = in->close[i], last = in->close[i - 1], opened = in->open[i - 1];
    double up = fabs(in->high[i] - last), down = fabs(in->low[i] - last), range = in->high[i] - in->low[i], body = fabs(last - opened);
    double gap = larger(up, down), whole = range + body / 4;
    if (up >= down && up >= range) whole = up - down / 2 + body / 4;
    else if (down >= range)        whole = down - up / 2 + body / 4;
    double move = (close - last) + (close - in->open[i]) / 2 + (last - opened) / 4;
    return whole != 0 ? 50 * (move / whole) * (gap / limit) : 0;
}

#endif
