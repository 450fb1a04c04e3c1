/* panel.h - the universe that an expression is computed over, out of the store: of each asset the daily bars that are known
 * by the close of a day, splits and dividends included, and whatever else the program wants beside them.
 *
 * Prices are on the basis of bars_growth(), the best that the data allow, and told as at the last close that is there: the
 * newest close is the one that was traded, and a split or dividend before it is no jump. Volume goes the other way, so that
 * price times volume is what was turned over. Nothing later than the day has a say. Results live in the ctx. */
#ifndef JOBS_PANEL_H
#define JOBS_PANEL_H

#include "calc/program.h"
#include "jobs/house.h"
#include "model/asset.h"
#include "model/series.h"

struct panel_ask {
    bool    simulated;
    int32_t to;                         /* nothing later than its close; DAY_NONE: all there is */
    bool    growth;                     /* not as at the last close, but from the first one on: a value does not change when a later bar comes */
    bool  (*wants)(const void *arg, const struct asset *a);
    const void *arg;
};

struct loaded {
    struct panel   x;
    struct asset  *asset;               /* x.assets of them, by symbol; each has a row at least */
    struct series *series;              /* that its bars come from */
    int32_t       *basis;               /* what its prices are adjusted for */
    double        *close;               /* its last one, as traded */
};

/* ERR_NOT_FOUND for a benchmark or a signal that there is none of. */
err panel_load(struct ctx *c, const struct house *h, const struct program *p, const struct panel_ask *ask, struct loaded *ret);

/* The same for one asset and one series of it. */
err panel_load_one(struct ctx *c, const struct house *h, const struct program *p, const struct panel_ask *ask, const struct asset *a,
                   const struct series *series, struct loaded *ret);

/* Runs the program. `take` gets the outputs of each asset once, on any thread, good until it returns. */
err panel_compute(struct ctx *c, size_t threads, const struct program *p, const struct panel *x,
                  void (*take)(void *arg, size_t asset, const double *const *out), void *arg);

#endif
