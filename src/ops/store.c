#include "ops/op.h"
#include "store/upkeep.h"

#define NOTHING(X, T) \
    X(T, BOOL, rows, 0, "count the rows too, which takes longer", .usual = "true")

RECORD(store_ask, NOTHING);
SHAPE(store_ask, NOTHING);

#define LINE(X, T)                                                          \
    X(T, TEXT, table, 0,        "table") \
    X(T, I64,  rows,  NULLABLE, "rows in it")                               \
    X(T, I64,  bytes, 0,        "bytes it takes, with its indexes")         \
    X(T, F64,  share, 0,        "part of the whole", .unit = "%")

RECORD(store_line, LINE);
SHAPE(store_line, LINE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct store_ask *ask = in;
    struct list             sizes;
    struct store_line      *lines;
    int64_t                 whole = 0;
    TRY(store_sizes(c, h->store, &sizes));
    TRY(NEW(c, lines, sizes.count));
    for (size_t i = 0; i < sizes.count; i++) whole += ((struct holding_size *)sizes.at)[i].bytes;
    for (size_t i = 0; i < sizes.count; i++) {
        const struct holding_size *size = (struct holding_size *)sizes.at + i;
        lines[i] = (struct store_line){size->table, INT_NONE, size->bytes, whole ? (double)size->bytes / (double)whole : 0};
        if (ask->rows) TRY(store_count(c, h->store, size->table, &lines[i].rows));
    }
    out->at    = lines;
    out->count = sizes.count;
    return OK;
}

const struct op op_store = {
    .name    = "store",
    .method  = "GET",
    .path    = "/v1/store",
    .group   = "system",
    .title   = "What the store holds, table by table, and how much room it takes",
    .about   = "Rows and bytes of every table, indexes included. `lumia health` tells the number of bars.",
    .example = "store",
    .in      = &store_ask_shape,
    .out     = &store_line_shape,
    .answers = MANY,
    .of_engine = true,
    .slow    = true,
    .run     = run,
};
