/* market.h - an invented market of any size, drawn from a seed: for tests, benchmarks and demonstrations.
 *
 * Nothing here is a forecast, and no asset, name or price is that of a real company, fund or coin: every symbol ends in
 * ".SIM" and every name begins with "Simulated". The same plan gives the same bits on every machine. An asset depends on
 * the seed, the first day, its class and its number in the class alone: a later last day or more assets add to what was
 * there and change none of it. Pure: the caller owns all memory, and billions of rows need the room of one asset.
 *
 * The model: log returns are loadings times shared factors (market, eleven sectors, crypto) plus noise of the asset's own;
 * factors and noise are GARCH(1,1) with Student-t shocks. tests/unit/simulate.c holds it to
 * bounds: volatility, correlation, fat tails, clustering. */
#ifndef SIMULATE_MARKET_H
#define SIMULATE_MARKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum market_class { MARKET_STOCK, MARKET_ETF, MARKET_FUND, MARKET_CRYPTO, MARKET_CLASS_COUNT };

enum {
    MARKET_SECTORS     = 11,
    MARKET_CLASS_MAX   = 800000,    /* assets of one class: what symbols of five letters can tell apart */
    MARKET_DAYS_MAX    = 100000,    /* calendar days of a plan: 273 years */
    MARKET_SYMBOL_SIZE = 10,        /* "BCDFG.SIM" and a NUL */
    MARKET_NAME_SIZE   = 64,
};

struct market_plan {
    uint64_t seed;
    int32_t  first_day, last_day;                   /* both included */
    uint32_t stocks, etfs, funds, cryptos;          /* how many of each; indexes run in this order */
};

struct market_asset {
    char              symbol[MARKET_SYMBOL_SIZE], name[MARKET_NAME_SIZE];
    enum market_class class;
    uint32_t          number;                       /* in its class, from 0 */
    int               sector;                       /* index of market_sectors, or -1: broad, or crypto */
    int32_t           listed;                       /* may be after the plan ends: then it has no bars */
    int32_t           delisted;                     /* last day it may trade, or DAY_NONE while that lies after the plan */
    int32_t           end;                          /* the same, known beforehand: only the generator may look */

    double beta;                                    /* loading on the market, or for crypto on the crypto factor */
    double sector_beta;
    double noise;                                   /* deviation of its own log return, a year */
    double drift;                                   /* of its own log return, a year; an ETF's or fund's costs are in it */
    double first_price;
    double dividend_yield;                          /* a year; 0 pays none */
    double turnover;                                /* money traded on a usual day; NaN for funds */
    int    dividend_month, dividend_day;            /* first ex-month of a year, 1 to 3, and earliest ex-day in it */
};

struct market_factors {         /* one value per calendar day from first_day on; log returns */
    size_t  days;
    double *market, *market_deviation;              /* NaN where stocks don't trade; what deviation was due that day */
    double *crypto, *crypto_deviation;
    double *sector[MARKET_SECTORS];                 /* over the market; NaN where stocks don't trade */
    double  sector_deviation;                       /* the usual one of each of them, a session */
};

enum market_event_kind { MARKET_SPLIT, MARKET_DIVIDEND };

struct market_event {
    int32_t                day;                     /* ex-day: the open of that day is the first price after it */
    enum market_event_kind kind;
    double                 value;                   /* split: new shares for one old; dividend: cash per share as traded */
};

struct market_bars {            /* arrays by the caller; prices as traded, unadjusted; a fund's volume is NaN */
    size_t               room, count;               /* room of market_days() always does */
    int32_t             *day;
    double              *open, *high, *low, *close, *volume;
    size_t               event_room, event_count;   /* room of market_events_max() always does */
    struct market_event *events;
};

extern const char *const market_sectors[MARKET_SECTORS];

size_t market_days(const struct market_plan *plan);         /* calendar days */
size_t market_count(const struct market_plan *plan);        /* assets */
size_t market_events_max(const struct market_plan *plan);   /* events of one asset at most */

/* Does this class trade that day? Crypto and nothing else at week ends; stocks, ETFs and funds not on ten holidays that
 * are computed by rule and resemble those of US exchanges, without their one-off closures. No day outside the plan. */
bool market_session(const struct market_plan *plan, enum market_class class, int32_t day);

void market_asset(const struct market_plan *plan, size_t index, struct market_asset *ret);

/* The factor path that all assets share; run it once. `room` has market_factors_room() doubles and must outlive *ret. */
size_t market_factors_room(const struct market_plan *plan);
void   market_factors(const struct market_plan *plan, double *room, struct market_factors *ret);

/* Fills *out with all bars and events of one asset, in order of day; sets count and event_count. */
void market_generate(const struct market_plan *plan, const struct market_factors *factors, size_t index,
                     struct market_bars *out);

#endif
