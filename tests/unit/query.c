/* The questions of the store: what each finds, in which order, and what it says when there is nothing. */
#include "store/query.h"

#include <math.h>

#include "../check.h"
#include "../engine.h"
#include "../scratch.h"

enum { MEMORY = 64 << 20 };

struct desk {
    struct scratch folder;
    struct ctx     c;
    struct pool   *pool;
    struct store  *s;
};

static void desk_close(struct desk *d)
{
    store_release(&d->s);
    pool_close_at(&d->pool);
    ctx_close(&d->c);
    scratch_close(&d->folder);
}
#define AUTO_DESK __attribute__((cleanup(desk_close))) struct desk

static err add_asset(struct desk *d, int64_t id, const char *symbol, bool simulated)
{
    struct asset a = {.id = id, .symbol = symbol, .class = CLASS_STOCK, .listed = DAY_NONE, .delisted = DAY_NONE, .simulated = simulated};
    return store_insert(&d->c, d->s, &asset_shape, &a);
}

static err add_series(struct desk *d, int64_t id, int64_t asset_id, int64_t last, const char *source, bool simulated)
{
    struct series x = {.id = id, .asset_id = asset_id, .every = US_PER_DAY, .source = source, .first = 0, .last = last, .close = NAN, .count = 1, .simulated = simulated};
    return store_insert(&d->c, d->s, &series_shape, &x);
}

static bool desk_open(struct desk *d)
{
    ctx_open(&d->c, MEMORY);
    if (!scratch_open(&d->folder)) return false;
    char *url = engine_url(&d->c, &d->folder);
    return url && pool_open(&d->c, url, &d->pool) == OK && pool_lease(&d->c, d->pool, &d->s) == OK && store_begin(&d->c, d->s) == OK &&
           add_asset(d, 1, "MSFT", false) == OK && add_asset(d, 2, "AAPL", false) == OK && add_asset(d, 3, "AAP", false) == OK && add_asset(d, 4, "AAA.SIM", true) == OK &&
           add_series(d, 1, 1, 10, "a", false) == OK && add_series(d, 2, 1, 20, "b", false) == OK && add_series(d, 3, 2, 5, "a", false) == OK &&
           add_series(d, 4, 4, 9, "a", true) == OK;
}

TEST_ON_ENGINES(query_finds_assets_by_symbol_in_any_case)
{
    AUTO_DESK    d = {0};
    struct asset a;
    bool         found;
    NEED(desk_open(&d), "%s", d.c.note);
    CHECK(query_asset(&d.c, d.s, "aapl", &a) == OK && a.id == 2 && strcmp(a.symbol, "AAPL") == 0);
    CHECK(query_asset_exists(&d.c, d.s, "GONE", &a, &found) == OK && !found && query_asset_exists(&d.c, d.s, "MSFT", &a, &found) == OK && found && a.id == 1);
    CHECK(query_asset(&d.c, d.s, "AAPLX", &a) == ERR_NOT_FOUND && strstr(d.c.note, "'AAPLX'") && strstr(d.c.note, "AAPL"), "%s", d.c.note);
    CHECK(query_asset(&d.c, d.s, "%", &a) == ERR_NOT_FOUND && query_asset(&d.c, d.s, "", &a) == ERR_NOT_FOUND && query_asset(&d.c, d.s, "' OR 1=1 --", &a) == ERR_NOT_FOUND);
}

TEST_ON_ENGINES(query_never_mixes_markets)
{
    AUTO_DESK   d = {0};
    struct list real, simulated;
    NEED(desk_open(&d), "%s", d.c.note);
    CHECK(query_assets_of_market(&d.c, d.s, false, &real) == OK && query_assets_of_market(&d.c, d.s, true, &simulated) == OK);
    CHECK(real.count == 3 && simulated.count == 1 && ((struct asset *)simulated.at)[0].id == 4);
    for (size_t i = 1; i < real.count; i++) CHECK(strcmp(((struct asset *)real.at)[i - 1].symbol, ((struct asset *)real.at)[i].symbol) < 0);
    CHECK(query_series_of_market(&d.c, d.s, false, &real) == OK && real.count == 3 && query_series_of_market(&d.c, d.s, true, &simulated) == OK && simulated.count == 1);
    for (size_t i = 1; i < real.count; i++) CHECK(((struct series *)real.at)[i - 1].asset_id <= ((struct series *)real.at)[i].asset_id);
}

TEST_ON_ENGINES(query_series_come_newest_first)
{
    AUTO_DESK   d = {0};
    struct list all;
    NEED(desk_open(&d), "%s", d.c.note);
    CHECK(query_series_of_asset(&d.c, d.s, 1, &all) == OK && all.count == 2 && ((struct series *)all.at)[0].id == 2 && ((struct series *)all.at)[1].id == 1);
    CHECK(query_series_of_asset(&d.c, d.s, 77, &all) == OK && all.count == 0);
}

TEST_ON_ENGINES(query_actions_come_by_day)
{
    AUTO_DESK   d = {0};
    struct list all;
    static const int32_t days[] = {30, 10, 20, 10};
    NEED(desk_open(&d), "%s", d.c.note);
    for (size_t i = 0; i < 4; i++) {
        struct action a = {.asset_id = 1, .day = days[i], .kind = i == 3 ? ACTION_DIVIDEND : ACTION_SPLIT, .value = 2, .source = "x"};
        CHECK(store_insert(&d.c, d.s, &action_shape, &a) == OK, "%s", d.c.note);
    }
    CHECK(query_actions(&d.c, d.s, 1, &all) == OK && all.count == 4);
    for (size_t i = 1; i < all.count; i++) CHECK(((struct action *)all.at)[i - 1].day <= ((struct action *)all.at)[i].day);
}

TEST_ON_ENGINES(query_runs_newest_and_good)
{
    AUTO_DESK  d = {0};
    struct run r;
    bool       found;
    NEED(desk_open(&d), "%s", d.c.note);
    CHECK(query_run_newest(&d.c, d.s, "signal", &r, &found) == OK && !found);
    for (int64_t id = 1; id <= 3; id++) {
        struct run x = {.id = id, .job = id == 3 ? "other" : "signal", .started = id, .outcome = id == 2 ? RUN_FAILED : RUN_OK};
        CHECK(store_insert(&d.c, d.s, &run_shape, &x) == OK, "%s", d.c.note);
    }
    CHECK(query_run_newest(&d.c, d.s, "signal", &r, &found) == OK && found && r.id == 2 && r.outcome == RUN_FAILED);
    CHECK(query_run_good(&d.c, d.s, "signal", &r, &found) == OK && found && r.id == 1);
}

TEST_ON_ENGINES(query_signals_are_those_of_the_series)
{
    AUTO_DESK   d = {0};
    struct list all;
    NEED(desk_open(&d), "%s", d.c.note);
    for (int64_t series = 1; series <= 2; series++)
        for (int n = 0; n < 2; n++) {
            struct signal_value v = {.series_id = series, .asset_id = 1, .name = n ? "a" : "b", .code = "x", .newest = NAN};
            CHECK(store_insert(&d.c, d.s, &signal_value_shape, &v) == OK, "%s", d.c.note);
        }
    CHECK(query_signals(&d.c, d.s, 1, &all) == OK && all.count == 2 && strcmp(((struct signal_value *)all.at)[0].name, "a") == 0);
    CHECK(query_forget_signals(&d.c, d.s, 1) == OK && query_signals(&d.c, d.s, 1, &all) == OK && all.count == 0);
    CHECK(query_signals(&d.c, d.s, 2, &all) == OK && all.count == 2);
}

TEST_ON_ENGINES(query_advice_by_id)
{
    AUTO_DESK     d = {0};
    struct advice a = {.id = "abc", .created = 1, .kind = ADVICE_ALLOCATE, .as_of = DAY_NONE, .horizon = -12, .capital = 1, .document = "{\"x\":\"\xc3\xa9\"}"}, back;
    bool          found;
    NEED(desk_open(&d), "%s", d.c.note);
    CHECK(store_insert(&d.c, d.s, &advice_shape, &a) == OK, "%s", d.c.note);
    CHECK(query_advice(&d.c, d.s, "abc", &back, &found) == OK && found && strcmp(back.document, a.document) == 0 && back.as_of == DAY_NONE);
    CHECK(query_advice(&d.c, d.s, "nope", &back, &found) == OK && !found);
}
