/* universe.h - which assets somebody chooses from, and what is known of them together at the close of a day: returns,
 * covariance, names. Shared by the operations that build portfolios; everything lives in the ctx. */
#ifndef OPS_UNIVERSE_H
#define OPS_UNIVERSE_H

#include "model/profile.h"
#include "ops/market.h"
#include "port/portfolio.h"

enum { UNIVERSE_MAX = 500, UNIVERSE_SESSIONS_MIN = 20, UNIVERSE_SESSIONS_MAX = 252 };

extern const char *const covariance_names[];

#define UNIVERSE(X, T)                                                                                                      \
    X(T, TEXTS,  symbols,    PLACE | UPPER, "assets to choose from; usual is whatever has prices over the whole window", .max = 500) \
    X(T, I64,    window,     0, "sessions to look back", .min = 20, .max = 252, .usual = "252")                                 \
    X(T, CHOICE, covariance, 0, "how returns are seen together: shrunk to their mean correlation, shrunk to one variance, or as they were", \
      .choices = covariance_names, .usual = "correlation")                                                                  \
    X(T, DAY,    as_of,      NULLABLE, "use only what was known at the close of that day; usual is the last close")             \
    X(T, TIME,   known_at,   NULLABLE, "of the state of the store at that instant, corrections that came later undone; usual is its state now") \
    X(T, CHOICE, market,     0, "real prices or a simulated market; they are never mixed", .choices = markets, .usual = "real")

struct universe_ask {
    const struct list *symbols;
    int64_t            window;
    int32_t            covariance, as_of, market;
};

struct universe {
    size_t                          count, rows;        /* assets, and days of returns */
    const struct candidate        **member;
    const char                    **symbol;
    double                         *returns;            /* rows x count, simple, per session */
    double                          periods_per_year;
    int32_t                         from, to;           /* first and last day of the returns */
    double                         *mean, *covariance;  /* per year; covariance is positive definite */
    struct repair                   repair;
    struct risk_model               model;
    bool                            simulated;
};

err universe_load(struct ctx *c, const struct house *h, const struct universe_ask *ask, struct universe *ret);

/* The place of a symbol, or ERR_INVALID. */
err universe_find(struct ctx *c, const struct universe *u, struct slice symbol, size_t *ret);

/* "AAPL=0.4" items into a number per asset, 0 where none is given. NULL where no item is given at all. */
err universe_weights(struct ctx *c, const struct universe *u, const struct list *items, const char *what, double **ret);

/* Rows that hold each sector to at most `most`, with their names. */
err universe_sector_rows(struct ctx *c, const struct universe *u, double most, struct portfolio_problem *p);

/* What was mended, in a sentence; nothing where nothing was. */
err universe_notes(struct ctx *c, const struct universe *u, struct list *ret_texts);

#endif
