#include "signals/kernel.h"

#include <math.h>

void signal_change(const struct signal_in *in, int32_t days, size_t bars_needed, double *out)
{
    size_t after = 0;                           /* first close later than the day meant; the one wanted stands before it */
    for (size_t i = 0; i < in->count; i++) {
        int64_t meant = (int64_t)in->day[i] - days;
        while (in->day[after] <= meant) after++;
        if (i + 1 < bars_needed || after == 0 || meant - in->day[after - 1] > LATE_DAYS_MAX) continue;
        if (in->close[i] > 0 && in->close[after - 1] > 0) out[i] = in->close[i] / in->close[after - 1] - 1;
    }
}

struct sum {                    /* Neumaier's compensated sum */
    double value, lost;
};

static void add(struct sum *s, double x)
{
    double next = s->value + x;
    s->lost += fabs(s->value) >= fabs(x) ? (s->value - next) + x : (x - next) + s->value;
    s->value = next;
}

/* The window's sum is kept by adding what enters and taking off what leaves. Only the rounding of `lost` is lost for good:
 * after n closes the sum is off by at most 4 n^2 u^2 times the largest sum so far, u = 2^-53; for ten thousand closes that
 * is 5e-24 of the highest level ever, however far prices have fallen since. */
void signal_distance(const struct signal_in *in, size_t bars, double *out)
{
    struct sum sum = {0};
    size_t     bad = 0;                         /* closes in the window that are not positive; they stay out of the sum */
    for (size_t i = 0; i < in->count; i++) {
        if (in->close[i] > 0) add(&sum, in->close[i]);
        else                  bad++;
        if (i >= bars && in->close[i - bars] > 0) add(&sum, -in->close[i - bars]);
        else if (i >= bars)                       bad--;
        if (i + 1 >= bars && bad == 0) out[i] = in->close[i] / ((sum.value + sum.lost) / (double)bars) - 1;
    }
}
