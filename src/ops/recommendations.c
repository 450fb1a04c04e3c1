#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T) \
    X(T, I64, limit, 0, "how many, the newest first", .min = 1, .max = 10000, .usual = "50")

RECORD(recommendations_ask, ASK);
SHAPE(recommendations_ask, ASK);

#define LINE(X, T)                                                                          \
    X(T, TEXT,   id,        0,        "id of the record: `lumia recommendation ID`")        \
    X(T, TIME,   created,   0,        "when it was first given")                            \
    X(T, CHOICE, kind,      0,        "allocate or insufficient", .choices = advice_kinds)  \
    X(T, DAY,    as_of,     NULLABLE, "nothing after the close of this day was used")       \
    X(T, F64,    risk,      0,        "risk tolerance as given")                            \
    X(T, SPAN,   horizon,   0,        "horizon as given")                                   \
    X(T, CASH,   capital,   0,        "capital as given")                                   \
    X(T, BOOL,   simulated, 0,        "rests on a simulated market")

RECORD(recommendation_line, LINE);
SHAPE(recommendation_line, LINE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct recommendations_ask *ask = in;
    struct list                       found;
    TRY(store_query(c, h->store, &recommendation_line_shape, "SELECT id, created, kind, as_of, risk, horizon, capital, simulated FROM advice"
                    " ORDER BY created DESC, id LIMIT $1", ARGS(v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_recommendations = {
    .name    = "recommendations",
    .method  = "GET",
    .path    = "/v1/recommendations",
    .group   = "advice",
    .title   = "Recommendations that were given",
    .about   = "Lists the records that are kept, the newest first.",
    .example = "recommendations --limit 5",
    .in      = &recommendations_ask_shape,
    .out     = &recommendation_line_shape,
    .answers = MANY,
    .run     = run,
};
