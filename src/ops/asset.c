#include <math.h>

#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T) \
    X(T, TEXT, symbol, REQUIRED | PLACE | UPPER, "asset", .max = 64)

RECORD(asset_ask, ASK);
SHAPE(asset_ask, ASK);

#define SERIES_LINE(X, T)                                                                       \
    X(T, SPAN,   every,    0,        "interval of a bar")                                       \
    X(T, CHOICE, adjust,   0,        "adjustment convention", .choices = adjusts)               \
    X(T, TEXT,   source,   0,        "who delivered it")                                        \
    X(T, TEXT,   currency, NULLABLE, "currency; null is unknown")                               \
    X(T, TIME,   first,    NULLABLE, "start of its oldest bar")                                 \
    X(T, TIME,   last,     NULLABLE, "start of its newest bar")                                 \
    X(T, I64,    count,    0,        "bars in it")                                              \
    X(T, F64,    close,    NULLABLE, "close of its newest bar")

#define ACTION_LINE(X, T)                                                                       \
    X(T, DAY,    day,   0, "first day that trades without it")                                  \
    X(T, CHOICE, kind,  0, "split or dividend", .choices = action_kinds)                        \
    X(T, F64,    value, 0, "new shares per old one, or money per share as then traded")

RECORD(series_line, SERIES_LINE);
SHAPE(series_line, SERIES_LINE);
RECORD(action_line, ACTION_LINE);
SHAPE(action_line, ACTION_LINE);

#define CARD(X, T)                                                                              \
    X(T, TEXT,   symbol,    0,        "ticker")                                                 \
    X(T, TEXT,   name,      NULLABLE, "its name")                                               \
    X(T, CHOICE, class,     0,        "kind of asset", .choices = asset_classes)                \
    X(T, TEXT,   sector,    NULLABLE, "sector; null is unknown")                                \
    X(T, TEXT,   currency,  NULLABLE, "currency of its prices; null is unknown")                \
    X(T, DAY,    listed,    NULLABLE, "first day of trading, where known")                      \
    X(T, DAY,    delisted,  NULLABLE, "last day of trading, where it has ended")                \
    X(T, BOOL,   simulated, 0,        "made by `lumia simulate`")                               \
    X(T, I64,    revisions, 0,        "bars of it that were corrected")                         \
    X(T, LIST,   series,    0,        "runs of prices that are kept", .of = &series_line_shape) \
    X(T, LIST,   actions,   0,        "splits and dividends", .of = &action_line_shape, .max = 100000)

RECORD(asset_card, CARD);
SHAPE(asset_card, CARD);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct asset_ask *ask = in;
    struct asset            a;
    struct asset_card      *card;
    TRY(query_asset(c, h->store, ask->symbol, &a));
    TRY(NEW(c, card, 1));
    *card = (struct asset_card){.symbol = a.symbol, .name = a.name, .class = a.class, .sector = a.sector, .currency = a.currency,
                                .listed = a.listed, .delisted = a.delisted, .simulated = a.simulated};
    TRY(store_number(c, h->store, "SELECT count(*) FROM bar_revision WHERE series_id IN (SELECT id FROM series WHERE asset_id = $1)",
                     ARGS(v_int(a.id)), 0, &card->revisions));
    TRY(store_query(c, h->store, &series_line_shape, "SELECT every, adjust, source, currency, first, last, count, close FROM series"
                    " WHERE asset_id = $1 ORDER BY last DESC NULLS LAST, source", ARGS(v_int(a.id)), &card->series));
    TRY(store_query(c, h->store, &action_line_shape, "SELECT day, kind, value FROM action WHERE asset_id = $1 ORDER BY day, kind",
                    ARGS(v_int(a.id)), &card->actions));
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_asset = {
    .name    = "asset",
    .method  = "GET",
    .path    = "/v1/assets/{symbol}",
    .group   = "data",
    .title   = "One asset: its prices, splits and dividends",
    .about   = "Shows what is known of an asset: every run of prices with its interval, adjustment and source, and its splits and dividends.",
    .example = "asset AAPL",
    .in      = &asset_ask_shape,
    .out     = &asset_card_shape,
    .answers = ONE,
    .run     = run,
};
