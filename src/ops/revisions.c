#include "model/bar.h"
#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T)                                                               \
    X(T, TEXT, symbol, REQUIRED | PLACE | UPPER, "asset", .max = 64)            \
    X(T, I64,  limit,  0, "how many, the newest correction first", .min = 1, .max = 1000000, .usual = "1000")

RECORD(revisions_ask, ASK);
SHAPE(revisions_ask, ASK);

#define LINE(X, T)                                                              \
    X(T, TIME, at,          0,        "start of the bar")                       \
    X(T, TIME, replaced_at, 0,        "when the correction became known")       \
    X(T, TEXT, source,      0,        "who delivered it")                       \
    X(T, F64,  open,        NULLABLE, "open before the correction")             \
    X(T, F64,  high,        NULLABLE, "high before the correction")             \
    X(T, F64,  low,         NULLABLE, "low before the correction")              \
    X(T, F64,  close,       NULLABLE, "close before the correction")            \
    X(T, F64,  volume,      NULLABLE, "volume before the correction")           \
    X(T, F64,  total,       NULLABLE, "adjusted close before the correction")

RECORD(revision_line, LINE);
SHAPE(revision_line, LINE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct revisions_ask *ask = in;
    struct asset                a;
    struct list                 found;
    TRY(query_asset(c, h->store, ask->symbol, &a));
    TRY(store_query(c, h->store, &revision_line_shape, "SELECT r.at, r.replaced_at, s.source, r.open, r.high, r.low, r.close, r.volume, r.total"
                    " FROM bar_revision r JOIN series s ON s.id = r.series_id WHERE s.asset_id = $1 ORDER BY r.replaced_at DESC, r.at, s.source LIMIT $2",
                    ARGS(v_int(a.id), v_int(ask->limit)), &found));
    out->at        = found.at;
    out->count     = found.count;
    out->simulated = a.simulated;
    return OK;
}

const struct op op_revisions = {
    .name    = "revisions",
    .method  = "GET",
    .path    = "/v1/assets/{symbol}/revisions",
    .group   = "data",
    .title   = "Bars of an asset as they stood before they were corrected",
    .about   = "A bar that is delivered again with other values is corrected, and what it said before is kept with the moment at which the correction "
               "became known.",
    .example = "revisions AAPL",
    .in      = &revisions_ask_shape,
    .out     = &revision_line_shape,
    .answers = MANY,
    .run     = run,
};
