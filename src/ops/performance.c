#include <math.h>
#include <stdlib.h>

#include "ops/accounts.h"
#include "ops/op.h"
#include "ops/returns.h"

enum { DAYS_OF_YEAR = 365 };

#define ASK(X, T)                                                                                                   \
    X(T, TEXT, account,   REQUIRED | PLACE, "name of the account", .max = 64)                                       \
    X(T, DAY,  from,      NULLABLE, "first day; usual is that of the first activity")                               \
    X(T, DAY,  to,        NULLABLE, "last day; usual is the last one anything is known of")                         \
    X(T, TEXT, benchmark, NULLABLE | UPPER, "asset to set it against; usual is that of the account", .max = 64)     \
    X(T, BOOL, days,      0, "the value of every day too")

RECORD(performance_ask, ASK);
SHAPE(performance_ask, ASK);

#define PART(X, T)                                                                                                  \
    X(T, TEXT, symbol,       NULLABLE, "asset; null is money, its interest, its costs and its currencies")          \
    X(T, F64,  gain,         0,        "what it earned; the parts add up to the gain of the account")               \
    X(T, F64,  income,       0,        "of it: dividends and interest, less what was booked on it alone")           \
    X(T, F64,  currency_gain, 0,       "of it: by moves of its currency")                                           \
    X(T, F64,  contribution, 0,        "to the time-weighted return; they add up to it", .unit = "%")               \
    X(T, F64,  value,        0,        "value at the end")

RECORD(performance_part, PART);
SHAPE(performance_part, PART);

#define DAY_LINE(X, T)                                                                                              \
    X(T, DAY, day,    0, "day")                                                                                     \
    X(T, F64, value,  0, "value at its close")                                                                      \
    X(T, F64, in,     0, "brought in from outside")                                                                 \
    X(T, F64, out,    0, "taken out")                                                                               \
    X(T, F64, growth, 0, "of one unit since the beginning")

RECORD(performance_day, DAY_LINE);
SHAPE(performance_day, DAY_LINE);

#define ANSWER(X, T)                                                                                                \
    X(T, TEXT, account,        0,        "account")                                                                 \
    X(T, TEXT, currency,       0,        "currency of all money")                                                   \
    X(T, DAY,  from,           0,        "first day")                                                               \
    X(T, DAY,  to,             0,        "last day")                                                                \
    X(T, F64,  opening,        0,        "value at the close before the first day")                                 \
    X(T, F64,  in,             0,        "brought in")                                                              \
    X(T, F64,  out,            0,        "taken out")                                                               \
    X(T, F64,  gain,           0,        "earned")                                                                  \
    X(T, F64,  closing,        0,        "value at the end")                                                        \
    X(T, F64,  time_weighted,  0,        "growth of one unit held throughout, whatever came in and went out", .unit = "%") \
    X(T, F64,  time_weighted_year, NULLABLE, "the same per year; null below a year", .unit = "%")                   \
    X(T, F64,  money_weighted, NULLABLE, "rate per year at which all that moved comes to the value at the end", .unit = "%") \
    X(T, F64,  worst_drawdown, 0,        "deepest fall of the growth from a height it had reached", .unit = "%")    \
    X(T, TEXT, benchmark,      NULLABLE, "what it is set against")                                                  \
    X(T, F64,  benchmark_growth, NULLABLE, "growth of the benchmark over the same days", .unit = "%")               \
    X(T, F64,  benchmark_closing, NULLABLE, "what the account would be worth had all that came in and went out gone into the benchmark") \
    X(T, LIST, parts,          0,        "what earned it, the most first", .of = &performance_part_shape, .max = 100000) \
    X(T, LIST, days,           0,        "day by day, where asked for", .of = &performance_day_shape, .max = 100000) \
    X(T, BOOL, simulated,      0,        "holds simulated assets")                                                  \
    X(T, TEXTS, notes,         0,        "what a reader should know")

RECORD(performance_answer, ANSWER);
SHAPE(performance_answer, ANSWER);

/* ---- parts and days ---- */

static int by_gain(const void *a, const void *b)
{
    const struct performance_part *x = a, *y = b;
    if (x->gain != y->gain) return x->gain < y->gain ? 1 : -1;
    return !x->symbol || !y->symbol ? !x->symbol - !y->symbol : strcmp(x->symbol, y->symbol);
}

static err parts_of(struct ctx *c, const struct worth *w, struct list *ret)
{
    struct performance_part *parts;
    size_t                   count = 0;
    TRY(NEW(c, parts, w->part_count));
    for (size_t i = 0; i < w->part_count; i++) {
        const struct worth_part *p = &w->parts[i];
        if (p->gain == 0 && p->value == 0) continue;
        parts[count++] = (struct performance_part){p->asset ? p->asset->symbol : NULL, p->gain, p->income, p->currency_gain, p->contribution, p->value};
    }
    qsort(parts, count, sizeof *parts, by_gain);
    *ret = (struct list){parts, count};
    return OK;
}

static err days_of(struct ctx *c, const struct worth *w, struct list *ret)
{
    struct performance_day *days;
    TRY(NEW(c, days, w->day_count));
    for (size_t i = 0; i < w->day_count; i++)
        days[i] = (struct performance_day){w->days[i].day, w->days[i].value, w->days[i].in, w->days[i].out, w->days[i].growth};
    *ret = (struct list){days, w->day_count};
    return OK;
}

static double worst_fall(const struct worth *w)
{
    double peak = 1, worst = 0;
    for (size_t i = 0; i < w->day_count; i++) {
        peak  = fmax(peak, w->days[i].growth);
        worst = fmin(worst, w->days[i].growth / peak - 1);
    }
    return worst;
}

/* ---- the benchmark ---- */

/* Its growth on the close before `from` is where it starts; a day without a close has that of the last before it. */
static err set_against(struct ctx *c, const struct house *h, const char *symbol, const struct account_value *v, struct performance_answer *a)
{
    struct returns r;
    size_t         at    = 0, start_at = 0;
    const char   **names;
    const struct worth *w = &v->worth;
    TRY(NEW(c, names, 1));
    names[0] = symbol;
    TRY(returns_load(c, h, &(struct returns_ask){{names, 1}, DAY_NONE, v->in.to}, &r));
    if (r.simulated != v->simulated) return fail(c, ERR_INVALID, "%s is %s and the account is not: real and simulated prices are never mixed", symbol, r.simulated ? "simulated" : "real");
    struct quotes growth = {r.day, r.growth, r.rows + 1};
    double        start  = quote_on(&growth, v->in.from - 1, &start_at), units;
    if (isnan(start)) return fail(c, ERR_INSUFFICIENT, "the benchmark %s has no close before the first day", symbol);
    units = a->opening / start;
    for (size_t i = 0; i < w->day_count; i++) {
        double now = quote_on(&growth, w->days[i].day, &at), before = i ? quote_on(&growth, w->days[i].day - 1, &start_at) : start;
        units += w->days[i].in / before - w->days[i].out / now;
        a->benchmark_growth  = now / start - 1;
        a->benchmark_closing = units * now;
    }
    a->benchmark = symbol;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct performance_ask *ask = in;
    struct account_value          v;
    struct performance_answer    *a;
    TRY(account_value(c, h, &(struct account_ask){ask->account, ask->from, ask->to}, &v));
    TRY(NEW(c, a, 1));
    TRY(shape_default(c, &performance_answer_shape, a));
    const struct worth *w    = &v.worth;
    double              year = (double)(v.in.to - v.in.from + 1) / DAYS_OF_YEAR;
    a->account = v.account.name, a->currency = v.account.currency, a->from = v.in.from, a->to = v.in.to;
    a->opening = w->opening, a->in = w->in, a->out = w->out, a->gain = w->gain, a->closing = w->closing;
    a->time_weighted = w->growth, a->money_weighted = w->money_weighted, a->worst_drawdown = worst_fall(w);
    if (year >= 1 && w->growth > -1) a->time_weighted_year = pow(1 + w->growth, 1 / year) - 1;
    a->simulated = v.simulated, a->notes = v.notes;
    const char *benchmark = ask->benchmark ? ask->benchmark : v.account.benchmark;
    if (benchmark) TRY(set_against(c, h, benchmark, &v, a));
    TRY(parts_of(c, w, &a->parts));
    if (ask->days) TRY(days_of(c, w, &a->days));
    out->at    = a;
    out->count = 1;
    return OK;
}

const struct op op_performance = {
    .name    = "performance",
    .method  = "GET",
    .path    = "/v1/accounts/{account}/performance",
    .group   = "portfolio",
    .title   = "How an account did, and what it earned that with",
    .about   = "Values an account at every close and tells the time-weighted return, which is that of what was held, and the money-weighted one, which is that of "
               "whoever paid in and took out when they did; the gain of each holding, of it dividends and moves of currencies; and the same beside a benchmark. "
               "The gains add up to the gain, the contributions to the return.",
    .example = "performance demo --to 2017-12-29",
    .in      = &performance_ask_shape,
    .out     = &performance_answer_shape,
    .answers = ONE,
    .slow    = true,
    .run     = run,
};
