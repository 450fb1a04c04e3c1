#include <assert.h>

#include "simulate/model.h"

/* Log drift and deviation a year. With stocks' loadings and noise (asset.c) these put two stocks' correlation near 0.3. */
static const double MARKET_DRIFT = 0.06, MARKET_DEVIATION = 0.16, SECTOR_DEVIATION = 0.09, CRYPTO_DRIFT = 0.10,
                    CRYPTO_DEVIATION = 0.45;

static const double CRYPTO_TO_MARKET = 0.8;     /* coins have followed shares since 2020 or so */

/* As estimated on index returns time and again: bursts halve in about a month, and shocks have tails like t(6). */
static const struct garch FACTOR_START = {.shock = 0.07, .memory = 0.91, .freedom = 6, .variance = 1};

enum { FACTOR_MARKET = MARKET_SECTORS, FACTOR_CRYPTO, FACTOR_COUNT, ROWS = MARKET_SECTORS + 4 };

size_t market_factors_room(const struct market_plan *plan) { return ROWS * market_days(plan); }

static void place_rows(const struct market_plan *plan, double *room, struct market_factors *ret)
{
    size_t days = ret->days = market_days(plan);
    ret->market           = room;
    ret->market_deviation = room + days;
    ret->crypto           = room + 2 * days;
    ret->crypto_deviation = room + 3 * days;
    for (size_t k = 0; k < MARKET_SECTORS; k++) ret->sector[k] = room + (4 + k) * days;
    ret->sector_deviation = SECTOR_DEVIATION / sqrt(SESSIONS_PER_YEAR);
}

static void draw_market(struct market_factors *f, size_t i, struct garch *garch, struct random *r)
{
    double deviation = MARKET_DEVIATION / sqrt(SESSIONS_PER_YEAR);
    f->market_deviation[i] = deviation * sqrt(garch->variance);
    f->market[i]           = MARKET_DRIFT / SESSIONS_PER_YEAR + deviation * garch_step(garch, r);
}

static void draw_crypto(struct market_factors *f, size_t i, struct garch *garch, struct random *r)
{
    double deviation = CRYPTO_DEVIATION / sqrt(DAYS_PER_YEAR), shared = isnan(f->market[i]) ? 0 : f->market[i];
    f->crypto_deviation[i] = deviation * sqrt(garch->variance);
    f->crypto[i] = CRYPTO_DRIFT / DAYS_PER_YEAR + CRYPTO_TO_MARKET * shared + deviation * garch_step(garch, r);
}

void market_factors(const struct market_plan *plan, double *room, struct market_factors *ret)
{
    struct garch  garch[FACTOR_COUNT];
    struct random random[FACTOR_COUNT];
    assert(market_days(plan) <= MARKET_DAYS_MAX);
    place_rows(plan, room, ret);
    for (unsigned k = 0; k < FACTOR_COUNT; k++) {
        garch[k]  = FACTOR_START;
        random[k] = model_stream(plan, DRAW_FACTOR, k, 0);
    }
    for (size_t i = 0; i < ret->days; i++) {
        int32_t day  = plan->first_day + (int32_t)i;
        bool    open = market_session(plan, MARKET_STOCK, day);
        for (unsigned k = 0; k < FACTOR_COUNT; k++) model_seek(&random[k], day);
        if (open) draw_market(ret, i, &garch[FACTOR_MARKET], &random[FACTOR_MARKET]);
        else      ret->market[i] = ret->market_deviation[i] = NAN;
        draw_crypto(ret, i, &garch[FACTOR_CRYPTO], &random[FACTOR_CRYPTO]);
        for (size_t k = 0; k < MARKET_SECTORS; k++)
            ret->sector[k][i] = open ? ret->sector_deviation * garch_step(&garch[k], &random[k]) : NAN;
    }
}
