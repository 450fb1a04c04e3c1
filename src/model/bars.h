/* bars.h - what a run of bars can become: another interval, another adjustment. Pure; results live in the ctx. */
#ifndef MODEL_BARS_H
#define MODEL_BARS_H

#include "model/action.h"
#include "model/bar.h"
#include "model/series.h"

err bars_new(struct ctx *c, size_t count, struct bars *ret);

/* One bar per interval that holds any: first open, highest high, lowest low, last close, sum of volume, last adjusted
 * close. A bar is labelled by the start of its interval: midnight, Monday, or the first of the month. */
err bars_resample(struct ctx *c, const struct bars *in, int64_t every, struct bars *ret);

/* The start of the interval that holds an instant. */
int64_t bar_start(int64_t at, int64_t every);

/* The splits and dividends of an asset, ascending by day. */
struct events {
    const struct action *at;
    size_t               count;
    bool                 complete;      /* there are no others */
    bool                 possible;      /* false for what knows neither (coins, currencies): every convention is the same */
};

/* Turns prices of one convention into another, in place. ERR_INSUFFICIENT says what is not known. Volume follows splits.
 *
 * Split factor of a day: the product of all splits that came later. Dividend factor: the product over later ex-dates of
 * 1 - dividend / close of the day before, both as traded (the method of CRSP and Yahoo). */
err bars_adjust(struct ctx *c, struct bars *b, int32_t from, int32_t to, const struct events *e);

/* What one unit held since the first bar has grown to, on the best basis the data allow: with dividends, else with splits
 * taken out, else as delivered; *ret_basis says which. Events are applied forwards, so that nothing that happens later
 * changes a bit of what stands before it. `growth` has room for b->count. */
void bars_growth(const struct bars *b, int32_t from, const struct events *e, double *growth, int32_t *ret_basis);

/* true when the two bars say the same; a column that `fresh` does not give (NaN) says nothing. */
bool bar_agrees(const double *fresh, const double *stored);

#endif
