/* hilbert.h - Ehlers's Hilbert transform and the dominant cycle it finds, begun as in TA-Lib.
 *
 * Ehlers, Rocket Science for Traders, 2001. The transform is a filter of four taps, two bars apart, whose gain follows
 * the period of the bar before. TA-Lib keeps odd and even bars apart to save work; the values are the same. */
#ifndef TA_HILBERT_H
#define TA_HILBERT_H

#include <string.h>

#include "ta/kernel.h"

enum { HILBERT_MEMORY = 10, CYCLE_MAX = 50 };

static const double RADIAN = 180 / 3.14159265358979323846;     /* degrees in one */

struct hilbert {
    double smooth[CYCLE_MAX], detrended[HILBERT_MEMORY], quadrature[HILBERT_MEMORY];   /* newest first */
    double in_phase;                            /* detrended, three bars ago */
    double i2, q2, re, im;
    double period, smooth_period;               /* bars of the dominant cycle, and their slower mean */
    double phase;                               /* degrees */
};

static inline void hilbert_keep(double *x, size_t count, double newest)
{
    memmove(x + 1, x, (count - 1) * sizeof *x);
    x[0] = newest;
}

static inline double hilbert_taps(const double *x, double gain)
{
    return gain * (0.0962 * x[0] + 0.5769 * x[2] - 0.5769 * x[4] - 0.0962 * x[6]);
}

static inline void hilbert_period(struct hilbert *h, double i2, double q2)
{
    double last = h->period, period = last;
    h->re = 0.2 * (i2 * h->i2 + q2 * h->q2) + 0.8 * h->re;
    h->im = 0.2 * (i2 * h->q2 - q2 * h->i2) + 0.8 * h->im;
    h->i2 = i2;
    h->q2 = q2;
    if (h->im != 0 && h->re != 0) period = 360 / (atan(h->im / h->re) * RADIAN);
    period = larger(smaller(period, 1.5 * last), 0.67 * last);
    period = smaller(larger(period, 6), CYCLE_MAX);
    h->period        = 0.2 * period + 0.8 * last;
    h->smooth_period = 0.33 * h->period + 0.67 * h->smooth_period;
}

/* Takes the newest of a series, before which three more stand. Begin at bar 12, or 37 where TA-Lib does. */
static inline void hilbert_push(struct hilbert *h, const double *newest)
{
    double gain = 0.075 * h->period + 0.54;
    hilbert_keep(h->smooth, CYCLE_MAX, (4 * newest[0] + 3 * newest[-1] + 2 * newest[-2] + newest[-3]) * 0.1);
    hilbert_keep(h->detrended, HILBERT_MEMORY, hilbert_taps(h->smooth, gain));
    hilbert_keep(h->quadrature, HILBERT_MEMORY, hilbert_taps(h->detrended, gain));
    h->in_phase = h->detrended[3];
    double ahead_i = hilbert_taps(h->detrended + 3, gain), ahead_q = hilbert_taps(h->quadrature, gain);
    double q2 = 0.2 * (h->quadrature[0] + ahead_i) + 0.8 * h->q2, i2 = 0.2 * (h->in_phase - ahead_q) + 0.8 * h->i2;
    hilbert_period(h, i2, q2);
}

/* The phase of the dominant cycle, by the discrete Fourier transform of one cycle. */
static inline double hilbert_phase(struct hilbert *h)
{
    int    count = (int)(h->smooth_period + 0.5);
    double re = 0, im = 0;
    for (int k = 0; k < count; k++) {
        double angle = k * (360 / RADIAN) / count;
        re += sin(angle) * h->smooth[k];
        im += cos(angle) * h->smooth[k];
    }
    h->phase  = im != 0 ? atan(re / im) * RADIAN : h->phase + 90 * sign_of(re);
    h->phase += 90 + 360 / h->smooth_period + (im < 0 ? 180 : 0);
    if (h->phase > 315) h->phase -= 360;
    return h->phase;
}

struct trendline {              /* means of one cycle, newest first */
    double mean[3];
};

static inline double trendline_push(struct trendline *t, const struct hilbert *h, const double *close, size_t i)
{
    size_t count = (size_t)(h->smooth_period + 0.5);
    double sum   = 0;
    for (size_t k = 0; k < count; k++) sum += close[i - k];
    double mean = count > 0 ? sum / (double)count : 0;
    double line = (4 * mean + 3 * t->mean[0] + 2 * t->mean[1] + t->mean[2]) / 10;
    hilbert_keep(t->mean, 3, mean);
    return line;
}

#endif
