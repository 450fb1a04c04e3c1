/* advise.h - from what is known of an investor and a market to a recommendation. Pure: the same inputs give the same
 * bytes; nothing is read, written, guessed or timed. What is returned lives in the ctx. */
#ifndef ADVISE_ADVISE_H
#define ADVISE_ADVISE_H

#include "advise/budget.h"
#include "advise/policy.h"
#include "model/recommendation.h"

struct candidate {                      /* an asset of the market, as it was known at the close of as_of */
    const struct asset *asset;
    const char         *currency;       /* of its prices, or NULL */
    int32_t             basis;          /* enum adjust of the closes */
    double              price;          /* last close, as delivered */
    int32_t             price_day;
    size_t              history;        /* daily closes known by then */
    bool                signals_known, signals_fresh;
    const double       *signal;         /* one for each of market.signal_names; NaN where it could not say */
    size_t              count;          /* closes of the risk window, oldest first: day[i], growth[i], adjusted forwards */
    const int32_t      *day;
    const double       *growth;
    bool                broken;         /* a close of the window is not above zero */
};

struct market_view {
    int32_t             as_of;
    int64_t             known_at;       /* state of the store that it was read from; TIME_NONE: as it was then */
    bool                simulated;
    const char *const  *signal_names;
    size_t              signal_count;
    struct candidate   *candidates;     /* by symbol */
    size_t              count;
    struct lineage      data[2];        /* its closes and its signals: see market_seal() */
};

/* Looks once at what every recommendation from this view would look at again: broken closes, and digests of all that is
 * known. The digests' texts live in the ctx. Call it when the view is whole. */
err market_seal(struct ctx *c, struct market_view *m);

struct advised {                        /* whose answers a profile rests on; the whole is NULL where it was just given */
    const struct investor    *investor;
    const char               *digest;
    const struct risk_budget *budget;   /* without anything missing */
    int32_t                   said;     /* day */
};

/* ret->id is the SHA-256 of the document with an empty id; *ret_document is the document itself. */
err advise(struct ctx *c, const struct policy *p, const struct profile *who, const struct advised *advised, const struct market_view *m, const char *program,
           struct recommendation *ret, struct slice *ret_document);

/* ---- its steps, each testable alone ---- */

/* The band of an investor, and what decided it: "tolerance" or "horizon". */
enum band band_of(const struct policy *p, const struct profile *who, const char **ret_binding);

/* Weights that sum to at most one. They grow together in proportion to 1 / volatility until one meets its cap, or a class
 * or a sector meets the cap of all its members; those stop, the others go on. limited_by[i] says what stopped i: 0 nothing
 * (the money ran out), 1 its own cap, 2 its class, 3 its sector. group arrays hold small numbers, one per member. */
void fill_weights(size_t count, const double *volatility, double asset_cap, const size_t *class, const double *class_cap, size_t classes,
                  const size_t *sector, double sector_cap, size_t sectors, double *weight, int *limited_by);

/* Returns of the members over the days on which the market trades: rows x members, row after row. Closes that are missing
 * on a day are those of the last day before it. *ret_rows is at most `window`. */
err align_returns(struct ctx *c, const struct candidate *const *members, size_t count, size_t window, double **ret, int32_t **ret_day,
                  size_t *ret_rows, double *ret_periods_per_year);

#endif
