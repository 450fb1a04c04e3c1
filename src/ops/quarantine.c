#include "model/import.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                   \
    X(T, TEXT,   file,   PLACE | NULLABLE, "only of files whose name contains this", .max = 4096)   \
    X(T, CHOICE, reason, NULLABLE, "only for this reason", .choices = quarantine_reasons)           \
    X(T, I64,    limit,  0, "how many", .min = 1, .max = 1000000, .usual = "1000")

RECORD(quarantine_ask, ASK);
SHAPE(quarantine_ask, ASK);

#define LINE(X, T)                                                                                  \
    X(T, TEXT,   file,   0,        "file it stood in")                                              \
    X(T, I64,    line,   0,        "line of the file, the first is 1")                              \
    X(T, CHOICE, reason, 0,        "why it was turned away", .choices = quarantine_reasons)         \
    X(T, TEXT,   symbol, NULLABLE, "symbol, where it could be read")                                \
    X(T, TEXT,   detail, 0,        "what was found, and where")                                     \
    X(T, TEXT,   row,    0,        "the row itself, cut at 400 bytes")

RECORD(quarantine_line, LINE);
SHAPE(quarantine_line, LINE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct quarantine_ask *ask = in;
    struct list                  found;
    const char                  *reason = ask->reason >= 0 ? quarantine_reasons[ask->reason] : NULL;
    TRY(store_query(c, h->store, &quarantine_line_shape, "SELECT file, line, reason, symbol, detail, row FROM quarantine"
                    " WHERE (instr(file, $1) > 0 OR $1 IS NULL) AND (reason = $2 OR $2 IS NULL) ORDER BY file, line LIMIT $3",
                    ARGS(v_text(ask->file), v_text(reason), v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_quarantine = {
    .name    = "quarantine",
    .method  = "GET",
    .path    = "/v1/quarantine",
    .group   = "data",
    .title   = "Rows of files that were turned away",
    .about   = "Lists rows that could not be used, with file, line and reason: not a number, negative, high below low, out of order, or a repetition "
               "with other values.",
    .example = "quarantine --limit 5",
    .in      = &quarantine_ask_shape,
    .out     = &quarantine_line_shape,
    .answers = MANY,
    .run     = run,
};
