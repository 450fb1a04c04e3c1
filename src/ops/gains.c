#include <math.h>

#include "ops/accounts.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                   \
    X(T, TEXT, account, REQUIRED | PLACE, "name of the account", .max = 64)                         \
    X(T, I64,  year,    NULLABLE, "only sales of that year", .min = 1900, .max = 9999)

RECORD(gains_ask, ASK);
SHAPE(gains_ask, ASK);

#define LINE(X, T)                                                                                  \
    X(T, DAY,  sold,     0,        "day of the sale")                                               \
    X(T, TEXT, symbol,   0,        "what was sold")                                                 \
    X(T, F64,  quantity, 0,        "units of one lot")                                              \
    X(T, DAY,  bought,   0,        "day that lot came; with average cost that of the oldest")       \
    X(T, I64,  held_days, 0,       "days between")                                                  \
    X(T, CASH, proceeds, 0,        "money for them, after fees")                                    \
    X(T, CASH, cost,     NULLABLE, "what they had cost, with fees; null is unknown")                \
    X(T, CASH, gain,     NULLABLE, "the difference")                                                \
    X(T, TEXT, currency, 0,        "currency of it")                                                \
    X(T, I64,  activity, 0,        "activity that sold them")

RECORD(gain_line, LINE);
SHAPE(gain_line, LINE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct gains_ask *ask = in;
    struct account          account;
    struct book_in          activities;
    struct book             book;
    struct gain_line       *lines;
    TRY(account_find(c, h, ask->account, &account));
    TRY(account_book(c, h, &account, INT32_MAX, &activities));
    TRY(book_open(c, &activities, &book));
    TRY(book_advance(&book, INT32_MAX));
    TRY(NEW(c, lines, book.sale_count));
    for (size_t i = 0; i < book.sale_count; i++) {
        const struct sale *s = &book.sales[i];
        if (ask->year != INT_NONE && date_of_day(s->sold).year != ask->year) continue;
        lines[out->count++] = (struct gain_line){s->sold, s->asset->symbol, units_real(s->units), s->bought, s->sold - s->bought, s->proceeds, s->cost,
                                                 s->cost == CASH_NONE ? CASH_NONE : s->proceeds - s->cost, s->currency, s->activity_id};
        out->simulated |= s->asset->simulated;
    }
    out->at = lines;
    return OK;
}

const struct op op_gains = {
    .name    = "gains",
    .method  = "GET",
    .path    = "/v1/accounts/{account}/gains",
    .group   = "portfolio",
    .title   = "Gains and losses that were taken, lot by lot",
    .about   = "Lists every sale with the lots it took and what they had cost, for a tax return.",
    .example = "gains demo --year 2017",
    .in      = &gains_ask_shape,
    .out     = &gain_line_shape,
    .answers = MANY,
    .run     = run,
};
