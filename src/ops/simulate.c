#include <math.h>

#include "ops/op.h"
#include "simulate/market.h"
#include "store/bars.h"
#include "store/query.h"

#define ASK(X, T)                                                                                                   \
    X(T, I64, seed,   0, "the same seed gives the same market, bit for bit", .min = 0, .max = 9007199254740991, .usual = "1")   \
    X(T, I64, stocks, 0, "stocks", .min = 0, .max = 800000, .usual = "40")                                          \
    X(T, I64, etfs,   0, "ETFs", .min = 0, .max = 800000, .usual = "10")                                            \
    X(T, I64, funds,  0, "mutual funds", .min = 0, .max = 800000, .usual = "6")                                     \
    X(T, I64, crypto, 0, "coins", .min = 0, .max = 800000, .usual = "4")                                            \
    X(T, DAY, from,   0, "first day", .usual = "2010-01-01")                                                        \
    X(T, DAY, to,     0, "last day", .usual = "2019-12-31")

RECORD(simulate_ask, ASK);
SHAPE(simulate_ask, ASK);

#define DONE(X, T)                                                      \
    X(T, I64,  assets,    0, "assets that were made")                   \
    X(T, I64,  bars,      0, "new bars")                                \
    X(T, I64,  repeated,  0, "bars that were there already")            \
    X(T, I64,  revised,   0, "bars of another seed or first day that were dropped") \
    X(T, I64,  actions,   0, "splits and dividends")                    \
    X(T, I64,  seed,      0, "seed they were drawn from")               \
    X(T, BOOL, simulated, 0, "always: nothing of this is real")

RECORD(simulate_done, DONE);
SHAPE(simulate_done, DONE);

static const int32_t classes[MARKET_CLASS_COUNT] = {CLASS_STOCK, CLASS_ETF, CLASS_FUND, CLASS_CRYPTO};

struct maker {
    struct ctx            *c;
    const struct house    *house;
    struct market_plan     plan;
    struct market_factors  factors;
    struct market_bars     room;
    struct bars            bars;
    int64_t               *known;
    int64_t                revision;
    struct simulate_done  *done;
};

static err make_room(struct maker *m)
{
    struct market_bars *r = &m->room;
    double             *factors;
    r->room       = market_days(&m->plan);
    r->event_room = market_events_max(&m->plan);
    TRY(NEW(m->c, r->day, r->room));
    TRY(NEW(m->c, r->events, r->event_room));
    TRY(NEW(m->c, m->known, r->room));
    TRY(bars_new(m->c, r->room, &m->bars));
    r->open   = m->bars.value[BAR_OPEN];
    r->high   = m->bars.value[BAR_HIGH];
    r->low    = m->bars.value[BAR_LOW];
    r->close  = m->bars.value[BAR_CLOSE];
    r->volume = m->bars.value[BAR_VOLUME];
    for (size_t i = 0; i < r->room; i++) m->bars.value[BAR_TOTAL][i] = NAN, m->known[i] = m->house->now;
    TRY(NEW(m->c, factors, market_factors_room(&m->plan)));
    market_factors(&m->plan, factors, &m->factors);
    return OK;
}

/* Once there is a change, and only then: the same market again is no news to the jobs. */
static err touch(struct maker *m)
{
    if (m->revision) return OK;
    TRY(store_touch(m->c, m->house->store, &asset_shape, &m->revision));
    TRY(store_touch(m->c, m->house->store, &series_shape, &m->revision));
    TRY(store_touch(m->c, m->house->store, &action_shape, &m->revision));
    return store_touch(m->c, m->house->store, &bar_shape, &m->revision);
}

static const char *sector_of(const struct market_asset *drawn)
{
    if (drawn->sector >= 0) return market_sectors[drawn->sector];
    return drawn->class == MARKET_CRYPTO ? "Crypto" : "Broad market";
}

static struct asset asset_of(const struct market_asset *drawn, int64_t id)
{
    return (struct asset){.id = id, .symbol = drawn->symbol, .name = drawn->name, .class = classes[drawn->class], .currency = "USD",
                          .listed = drawn->listed, .delisted = drawn->delisted, .simulated = true, .sector = sector_of(drawn)};
}

static err make_asset(struct maker *m, const struct market_asset *drawn, struct asset *a, struct series *s)
{
    bool        found;
    struct list all;
    TRY(query_asset_exists(m->c, m->house->store, drawn->symbol, a, &found));
    if (found && !a->simulated) return fail(m->c, ERR_CONFLICT, "%s is in the store as a real asset", drawn->symbol);
    if (!found) {
        int64_t id;
        TRY(store_next_id(m->c, m->house->store, &asset_shape, &id));
        *a = asset_of(drawn, id);
        TRY(store_insert(m->c, m->house->store, &asset_shape, a));
        TRY(touch(m));
    }
    TRY(query_series_of_asset(m->c, m->house->store, a->id, &all));
    if (all.count) {
        *s = *(struct series *)all.at;
        return OK;
    }
    *s = (struct series){.asset_id = a->id, .every = US_PER_DAY, .adjust = ADJUST_RAW, .source = "simulate", .currency = "USD", .first = TIME_NONE,
                         .last = TIME_NONE, .close = NAN, .events = true, .simulated = true};
    TRY(store_next_id(m->c, m->house->store, &series_shape, &s->id));
    return store_insert(m->c, m->house->store, &series_shape, s);
}

/* Is what is stored part of the same market? Only another last day leaves the past as it was. */
static bool same_past(const struct bars *stored, const struct bars *fresh)
{
    if (fresh->count == 0) return stored->count == 0;
    for (size_t i = 0; i < stored->count && i < fresh->count; i++)
        if (stored->at[i] != fresh->at[i] || stored->value[BAR_CLOSE][i] != fresh->value[BAR_CLOSE][i]) return false;
    return true;
}

/* Another seed or first day draws another asset under the same symbol, and nothing of the one before may stay. */
static err replace_other(struct maker *m, const struct market_asset *drawn, struct asset *a, struct series *s)
{
    struct store *store = m->house->store;
    struct bars   stored;
    TRY(store_read_bars(m->c, store, s, INT64_MIN, INT64_MAX, 1u << BAR_CLOSE, &stored));
    bool same = same_past(&stored, &m->bars), delisted = a->delisted == DAY_NONE && drawn->delisted != DAY_NONE;
    if (same && !delisted) return OK;
    *a = asset_of(drawn, a->id);
    TRY(store_upsert(m->c, store, &asset_shape, a));
    TRY(touch(m));
    if (same) return OK;
    TRY(store_forget_bars(m->c, store, s->id));
    TRY(store_execute(m->c, store, "DELETE FROM bar_revision WHERE series_id = $1", ARGS(v_int(s->id)), NULL));
    TRY(store_execute(m->c, store, "DELETE FROM action WHERE asset_id = $1", ARGS(v_int(a->id)), NULL));
    m->done->revised += (int64_t)stored.count;
    s->first    = s->last = TIME_NONE;
    s->close    = NAN;
    s->count    = 0;
    s->revision = m->revision;
    return OK;
}

static err save_actions(struct maker *m, const struct asset *a)
{
    for (size_t i = 0; i < m->room.event_count; i++) {
        const struct market_event *e = &m->room.events[i];
        TRY(store_upsert(m->c, m->house->store, &action_shape, &(struct action){
            .asset_id = a->id, .day = e->day, .kind = e->kind == MARKET_SPLIT ? ACTION_SPLIT : ACTION_DIVIDEND, .value = e->value,
            .source = "simulate", .simulated = true, .known_at = TIME_NONE}));
    }
    m->done->actions += (int64_t)m->room.event_count;
    return OK;
}

static err make_one(struct maker *m, size_t index)
{
    struct market_asset drawn;
    struct asset        a;
    struct series       s;
    struct merged       merged = {0};
    market_asset(&m->plan, index, &drawn);
    market_generate(&m->plan, &m->factors, index, &m->room);
    if (m->room.count == 0) return OK;                  /* it lists after the last day */
    TRY(make_asset(m, &drawn, &a, &s));
    for (size_t i = 0; i < m->room.count; i++) m->bars.at[i] = time_of_day(m->room.day[i]);
    m->bars.count = m->room.count;
    TRY(replace_other(m, &drawn, &a, &s));
    TRY(store_merge_bars(m->c, m->house->store, &s, &m->bars, m->known, INT_NONE, &merged));
    TRY(save_actions(m, &a));
    if (merged.stored > 0) {
        TRY(touch(m));
        s.revision = m->revision;
    }
    TRY(store_upsert(m->c, m->house->store, &series_shape, &s));
    m->done->assets++;
    m->done->bars     += merged.stored;
    m->done->repeated += merged.repeated;
    return OK;
}

/* What a small asset leaves in the ctx is let go with its own ctx, so that millions of bars need the room of one asset. */
static err make_all(struct maker *m)
{
    struct ctx *outer = m->c;
    size_t      count = market_count(&m->plan);
    for (size_t i = 0; i < count; i++) {
        AUTO_CTX own = {0};
        ctx_open_part(&own, outer);
        m->c = &own;
        err e = make_one(m, i);
        m->c = outer;
        TRY(ctx_end_part(outer, &own, e));
        progress(m->house, "simulated market", (int64_t)i + 1, (int64_t)count);
    }
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct simulate_ask *ask = in;
    struct maker               m   = {.c = c, .house = h, .plan = {(uint64_t)ask->seed, ask->from, ask->to, (uint32_t)ask->stocks, (uint32_t)ask->etfs,
                                                                   (uint32_t)ask->funds, (uint32_t)ask->crypto}};
    if (ask->from > ask->to) return fail(c, ERR_INVALID, "from must not be later than to");
    if (ask->to - ask->from >= MARKET_DAYS_MAX) return fail(c, ERR_LIMIT, "at most %d days can be simulated", MARKET_DAYS_MAX);
    TRY(NEW(c, m.done, 1));
    *m.done = (struct simulate_done){.seed = ask->seed, .simulated = true};
    TRY(make_room(&m));
    TRY(store_begin(c, h->store));
    TRY(make_all(&m));
    TRY(store_commit(c, h->store));
    out->at    = m.done;
    out->count = 1;
    return OK;
}

const struct op op_simulate = {
    .name    = "simulate",
    .method  = "POST",
    .path    = "/v1/simulations",
    .group   = "data",
    .title   = "Make a market of any size from a seed",
    .about   = "Draws stocks, ETFs, funds and coins with common factors, clustered volatility, splits, dividends, listings and delistings on trading "
               "calendars. Everything that comes from it is marked simulated wherever it is shown, its symbols end in .SIM, and it is never mixed with "
               "real prices. The same seed gives the same bits.",
    .example = "simulate --seed 7 --stocks 3 --etfs 1 --funds 1 --crypto 1 --from 2018-01-01 --to 2018-12-31",
    .in      = &simulate_ask_shape,
    .out     = &simulate_done_shape,
    .answers = ONE,
    .slow    = true,
    .run     = run,
};
