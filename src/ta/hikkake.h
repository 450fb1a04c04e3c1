/* hikkake.h - a false break that waits for its confirmation: what the plain pattern and the modified one share. */
#ifndef TA_HIKKAKE_H
#define TA_HIKKAKE_H

#include "ta/candle.h"

struct hikkake {
    double side;                        /* 100 or -100 */
    size_t at;                          /* bar of the last false break, 0 when it is confirmed or there was none */
};

/* set_up: 100, -100 or 0 for a false break at bar i. Answers that, or twice the side when a close within three bars confirms. */
static inline double hikkake_push(struct hikkake *h, const struct series_in *in, size_t i, double set_up)
{
    if (set_up != 0) {
        *h = (struct hikkake){set_up, i};
        return set_up;
    }
    bool waits = h->at != 0 && i <= h->at + 3;
    if (!waits || !(h->side > 0 ? in->close[i] > in->high[h->at - 1] : in->close[i] < in->low[h->at - 1])) return 0;
    h->at = 0;
    return 2 * h->side;
}

#endif
