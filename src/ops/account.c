#include <math.h>
#include <stdlib.h>

#include "ops/accounts.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                               \
    X(T, TEXT, account, REQUIRED | PLACE, "name of the account", .max = 64)                                     \
    X(T, DAY,  as_of,   NULLABLE, "as it stood at the close of that day; usual is the last day anything is known of")

RECORD(account_card_ask, ASK);
SHAPE(account_card_ask, ASK);

#define LOT_LINE(X, T)                                                                                          \
    X(T, I64,  activity, 0,        "activity that brought it")                                                  \
    X(T, DAY,  day,      0,        "day it came")                                                               \
    X(T, F64,  quantity, 0,        "units that are left of it, as they count today")                            \
    X(T, CASH, cost,     NULLABLE, "what they cost, with fees; null is unknown")

RECORD(lot_line, LOT_LINE);
SHAPE(lot_line, LOT_LINE);

#define HOLDING_LINE(X, T)                                                                                      \
    X(T, TEXT,   symbol,     0,        "what is held")                                                          \
    X(T, TEXT,   name,       NULLABLE, "its name")                                                              \
    X(T, CHOICE, class,      0,        "kind of asset", .choices = asset_classes)                               \
    X(T, F64,    quantity,   0,        "units")                                                                 \
    X(T, TEXT,   currency,   0,        "currency it is counted in")                                             \
    X(T, F64,    price,      0,        "last close, as traded")                                                 \
    X(T, DAY,    price_day,  0,        "day of that close")                                                     \
    X(T, F64,    value,      0,        "value, in the currency of the account")                                 \
    X(T, F64,    weight,     NULLABLE, "share of the account", .unit = "%")                                     \
    X(T, CASH,   cost,       NULLABLE, "what it cost, with fees, in its own currency; null is unknown")         \
    X(T, F64,    gain,       NULLABLE, "value less cost, not taken yet, in its own currency")                   \
    X(T, CASH,   realised,   NULLABLE, "gains and losses of what was sold, in its own currency")                \
    X(T, CASH,   income,     0,        "dividends and interest after fees, in its own currency")                \
    X(T, LIST,   lots,       0,        "the lots, the oldest first", .of = &lot_line_shape, .max = 100000)

RECORD(holding_line, HOLDING_LINE);
SHAPE(holding_line, HOLDING_LINE);

#define PURSE_LINE(X, T)                                                                                        \
    X(T, TEXT, currency, 0, "currency")                                                                         \
    X(T, CASH, money,    0, "money in it; below zero where more was spent than came in")

RECORD(purse_line, PURSE_LINE);
SHAPE(purse_line, PURSE_LINE);

#define CARD(X, T)                                                                                              \
    X(T, TEXT,   name,      0,        "account")                                                                \
    X(T, TEXT,   currency,  0,        "currency of value")                                                      \
    X(T, DAY,    as_of,     0,        "at the close of this day")                                               \
    X(T, F64,    value,     0,        "of all that is in it")                                                   \
    X(T, F64,    cash,      0,        "of it: money")                                                           \
    X(T, LIST,   holdings,  0,        "what is held, the largest first", .of = &holding_line_shape, .max = 100000) \
    X(T, LIST,   money,     0,        "money, currency by currency", .of = &purse_line_shape)                   \
    X(T, BOOL,   simulated, 0,        "holds simulated assets")                                                 \
    X(T, TEXTS,  notes,     0,        "what a reader should know")

RECORD(account_card, CARD);
SHAPE(account_card, CARD);

static err lots_of(struct ctx *c, const struct holding *h, struct list *ret)
{
    struct lot_line *lines;
    TRY(NEW(c, lines, h->lot_count));
    for (size_t i = 0; i < h->lot_count; i++)
        lines[i] = (struct lot_line){h->lots[i].activity_id, h->lots[i].day, units_real(h->lots[i].units), h->lots[i].cost};
    *ret = (struct list){lines, h->lot_count};
    return OK;
}

static err holding_of(struct ctx *c, const struct account_value *v, size_t i, struct holding_line *ret)
{
    const struct holding    *h = &v->worth.book.holdings[i];
    const struct worth_part *p = &v->worth.parts[i];
    int64_t                  cost = holding_cost(h);
    *ret = (struct holding_line){.symbol = h->asset->symbol, .name = h->asset->name, .class = h->asset->class, .quantity = units_real(h->units),
                                 .currency = h->currency, .price = p->price, .price_day = p->price_day, .value = p->value, .cost = cost,
                                 .realised = h->realised, .income = h->income - h->costs};
    ret->weight = v->worth.closing > 0 ? p->value / v->worth.closing : NAN;
    ret->gain   = cost == CASH_NONE ? NAN : ret->quantity * ret->price - (double)cost / CASH_UNIT;
    return lots_of(c, h, &ret->lots);
}

static int by_value(const void *a, const void *b)
{
    const struct holding_line *x = a, *y = b;
    return x->value != y->value ? (x->value < y->value ? 1 : -1) : strcmp(x->symbol, y->symbol);
}

static err holdings_of(struct ctx *c, const struct account_value *v, struct list *ret)
{
    struct holding_line *lines;
    size_t               count = 0;
    TRY(NEW(c, lines, v->worth.part_count));
    for (size_t i = 0; i + 1 < v->worth.part_count; i++)
        if (v->worth.book.holdings[i].units > 0) TRY(holding_of(c, v, i, &lines[count++]));
    qsort(lines, count, sizeof *lines, by_value);
    *ret = (struct list){lines, count};
    return OK;
}

static err money_of(struct ctx *c, const struct book *b, struct list *ret)
{
    struct purse_line *lines;
    TRY(NEW(c, lines, b->purse_count));
    for (size_t i = 0; i < b->purse_count; i++) lines[i] = (struct purse_line){b->purses[i].currency, b->purses[i].money};
    *ret = (struct list){lines, b->purse_count};
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct account_card_ask *ask = in;
    struct account_value           v;
    struct account_card           *card;
    TRY(account_value(c, h, &(struct account_ask){ask->account, DAY_NONE, ask->as_of}, &v));
    TRY(NEW(c, card, 1));
    *card = (struct account_card){.name = v.account.name, .currency = v.account.currency, .as_of = v.in.to, .value = v.worth.closing,
                                  .cash = v.worth.parts[v.worth.part_count - 1].value, .simulated = v.simulated, .notes = v.notes};
    TRY(holdings_of(c, &v, &card->holdings));
    TRY(money_of(c, &v.worth.book, &card->money));
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_account = {
    .name    = "account",
    .method  = "GET",
    .path    = "/v1/accounts/{account}",
    .group   = "portfolio",
    .title   = "What an account holds and is worth",
    .about   = "Replays the activities of an account up to a day and values what is held at the last closes: units, lots with what they cost, gains that were "
               "taken and those that were not, dividends, and money by currency.",
    .example = "account demo --as-of 2017-12-29",
    .in      = &account_card_ask_shape,
    .out     = &account_card_shape,
    .answers = ONE,
    .slow    = true,
    .run     = run,
};
