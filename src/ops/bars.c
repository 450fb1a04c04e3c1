#include "ops/op.h"
#include "ops/prices.h"

#define ASK(X, T)                                                                                                   \
    X(T, TEXT,   symbol, REQUIRED | PLACE | UPPER, "asset", .max = 64)                                              \
    X(T, DAY,    from,   NULLABLE, "first day")                                                                     \
    X(T, DAY,    to,     NULLABLE, "last day")                                                                      \
    X(T, SPAN,   every,  0,        "interval: 1d, 1w, 1mo, or finer where the store holds it", .usual = "1d")       \
    X(T, CHOICE, adjust, NULLABLE, "raw as traded, split without splits, total without dividends too; usual is as delivered", .choices = adjusts) \
    X(T, TIME,   as_of,  NULLABLE, "as the store knew them at that instant, corrections that came later undone; usual is as it knows them now")   \
    X(T, TEXT,   source, NULLABLE, "only of this source; usual is the one that covers most of the range", .max = 64) \
    X(T, I64,    limit,  0,        "how many at most, the newest are kept", .min = 1, .max = 10000000, .usual = "1000000")

RECORD(bars_ask, ASK);
SHAPE(bars_ask, ASK);

#define REST(X, T)                                                                              \
    X(T, F64,    open,      NULLABLE, "first price")                                            \
    X(T, F64,    high,      NULLABLE, "highest price")                                          \
    X(T, F64,    low,       NULLABLE, "lowest price")                                           \
    X(T, F64,    close,     NULLABLE, "last price")                                             \
    X(T, F64,    volume,    NULLABLE, "units traded")                                           \
    X(T, CHOICE, adjust,    0,        "adjustment convention of the prices", .choices = adjusts) \
    X(T, TEXT,   source,    0,        "who delivered them")                                     \
    X(T, BOOL,   simulated, 0,        "made by `lumia simulate`")

#define DAILY(X, T) X(T, DAY, date, 0, "day, or the first day of the week or month") REST(X, T)
#define INTRADAY(X, T) X(T, TIME, date, 0, "start of the bar") REST(X, T)

RECORD(bar_row, DAILY);
SHAPE(bar_row, DAILY);
RECORD(intraday_bar_row, INTRADAY);
SHAPE(intraday_bar_row, INTRADAY);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct bars_ask *ask = in;
    struct prices          p;
    TRY(prices_load(c, h, ask->symbol, &(struct prices_ask){ask->every, ask->adjust, ask->from, ask->to, ask->source}, &p));
    size_t skip  = p.bars.count > (size_t)ask->limit ? p.bars.count - (size_t)ask->limit : 0, count = p.bars.count - skip;
    bool   daily = ask->every < 0 || ask->every >= US_PER_DAY;
    out->shape = daily ? &bar_row_shape : &intraday_bar_row_shape;
    out->at    = ctx_alloc(c, out->shape->size, count);
    out->count = count;
    TRY(got(out->at));
    for (size_t i = 0; i < count; i++) {
        double v[BAR_COLUMNS];
        for (size_t k = 0; k < BAR_COLUMNS; k++) v[k] = p.bars.value[k][skip + i];
        struct intraday_bar_row row = {p.bars.at[skip + i], v[BAR_OPEN], v[BAR_HIGH], v[BAR_LOW], v[BAR_CLOSE], v[BAR_VOLUME], p.adjust,
                                       p.series.source, p.asset.simulated};
        if (!daily) ((struct intraday_bar_row *)out->at)[i] = row;
        else ((struct bar_row *)out->at)[i] = (struct bar_row){day_of_time(row.date), row.open, row.high, row.low, row.close, row.volume,
                                                              row.adjust, row.source, row.simulated};
    }
    return OK;
}

const struct op op_bars = {
    .name    = "bars",
    .method  = "GET",
    .path    = "/v1/assets/{symbol}/bars",
    .group   = "data",
    .title   = "Prices of an asset",
    .about   = "Bars by day, week, month or finer, oldest first, as delivered or with splits and dividends taken out or put back where their "
               "history is known; where it is not, the answer is `insufficient`, never a guess. A week is labelled by its Monday, a month by "
               "its first day.",
    .example = "bars AAPL --from 2017-01-01 --to 2017-12-31 --every 1w",
    .in      = &bars_ask_shape,
    .out     = &bar_row_shape,
    .or_out  = &intraday_bar_row_shape,
    .answers = MANY,
    .run     = run,
};
