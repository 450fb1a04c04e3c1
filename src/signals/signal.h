/* signal.h - what every signal says about itself.
 *
 * A signal is one number per asset and day, computed from what was known by the close of that day: an input of advice, a
 * column of the screener, a row of `lumia signals`. One file, one descriptor. Pure: arrays in, arrays out. The output is
 * painted with NaN before the call; a signal leaves NaN where its history is too short or has a hole. */
#ifndef SIGNALS_SIGNAL_H
#define SIGNALS_SIGNAL_H

#include <stdint.h>

#include "base/ctx.h"

struct signal_in {              /* the daily closes of one asset on one price basis, oldest first, no NaN */
    size_t         count;
    const int32_t *day;
    const double  *close;
    double         periods_per_year;    /* 252 for sessions, 365 where every day trades */
};

struct signal {
    const char *name, *title, *about;
    const char *unit;           /* "%" is stored as a fraction and shown times 100; "" is a bare number */
    size_t      bars_needed;    /* closes before the first value can stand */
    void (*run)(const struct signal_in *in, double *out);
};

extern const struct signal *const signals[];    /* NULL-terminated, by name */

const struct signal *signal_find(struct slice name);

#endif
