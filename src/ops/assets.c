#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T)                                                                                   \
    X(T, TEXT,   search, PLACE | NULLABLE, "part of a symbol or name", .max = 64)                   \
    X(T, CHOICE, class,  NULLABLE, "only this kind", .choices = asset_classes)                      \
    X(T, TEXT,   sector, NULLABLE, "only this sector", .max = 80)                                   \
    X(T, CHOICE, market, NULLABLE, "only real assets, or only simulated ones", .choices = markets)  \
    X(T, I64,    limit,  0,        "how many, by symbol", .min = 1, .max = 1000000, .usual = "100000")

RECORD(assets_ask, ASK);
SHAPE(assets_ask, ASK);

#define ASSET_LINE(X, T)                                                                                \
    X(T, TEXT,   symbol,      0,        "ticker")                                                       \
    X(T, TEXT,   name,        NULLABLE, "its name")                                                     \
    X(T, CHOICE, class,       0,        "kind of asset", .choices = asset_classes)                      \
    X(T, TEXT,   sector,      NULLABLE, "sector; null is unknown")                                      \
    X(T, TEXT,   currency,    NULLABLE, "currency of its prices; null is unknown")                      \
    X(T, SPAN,   every,       NULLABLE, "interval of its finest prices up to a day")                    \
    X(T, CHOICE, adjust,      NULLABLE, "adjustment of these prices", .choices = adjusts)               \
    X(T, TEXT,   source,      NULLABLE, "who delivered them")                                           \
    X(T, TIME,   first,       NULLABLE, "start of its oldest bar")                                      \
    X(T, TIME,   last,        NULLABLE, "start of its newest bar")                                      \
    X(T, I64,    bars,        0,        "bars in the store")                                            \
    X(T, F64,    close,       NULLABLE, "newest close")                                                 \
    X(T, F64,    return_365d, NULLABLE, "return over 365 days to that close, where the signals know it", .unit = "%") \
    X(T, BOOL,   simulated,   0,        "made by `lumia simulate`")

RECORD(asset_line, ASSET_LINE);
SHAPE(asset_line, ASSET_LINE);

static const char sql[] =
    "SELECT a.symbol, a.name, a.class, a.sector, a.currency, s.every, s.adjust, s.source, s.first, s.last, coalesce(s.count, 0), s.close,"
    " (SELECT newest FROM signal_value v WHERE v.series_id = s.id AND v.name = 'return_365d'), a.simulated FROM asset a LEFT JOIN series s ON s.id = (SELECT id FROM series WHERE asset_id = a.id AND count > 0"
    " ORDER BY every = 86400000000 DESC, last DESC, count DESC LIMIT 1)"
    " WHERE (instr(a.symbol, $1) > 0 OR instr(upper(a.name), $1) > 0 OR $1 IS NULL) AND (a.class = $2 OR $2 IS NULL)"
    " AND (a.sector = $3 OR $3 IS NULL) AND (a.simulated = $4 OR $4 IS NULL) ORDER BY a.symbol LIMIT $5";

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct assets_ask *ask = in;
    struct list              found;
    const char              *class = ask->class >= 0 ? asset_classes[ask->class] : NULL;
    char                    *search = ask->search ? asset_symbol(c, slice_of(ask->search)) : NULL;
    if (ask->search) TRY(got(search));
    TRY(store_query(c, h->store, &asset_line_shape, sql, ARGS(v_text(search), v_text(class), v_text(ask->sector),
                         ask->market < 0 ? v_text(NULL) : v_int(ask->market == MARKET_SIMULATED), v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_assets = {
    .name    = "assets",
    .method  = "GET",
    .path    = "/v1/assets",
    .group   = "data",
    .title   = "What is in the store",
    .about   = "Lists assets by symbol with their class, sector, currency and the prices that are kept of them.",
    .example = "assets --class stock --limit 5",
    .in      = &assets_ask_shape,
    .out     = &asset_line_shape,
    .answers = MANY,
    .run     = run,
};
