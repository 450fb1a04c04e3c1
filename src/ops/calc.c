#include <math.h>

#include "calc/definitions.h"
#include "jobs/formulas.h"
#include "jobs/panel.h"
#include "ops/choose.h"
#include "ops/op.h"

enum { STEPS_NAMED_MAX = 64, ROWS_MAX = 10000000 };

#define ASK(X, T)                                                                                                                   \
    X(T, TEXT,   expression, REQUIRED | PLACE, "what to compute, such as zscore(close, 252); `lumia expressions` lists what it may hold", .max = EXPRESSION_SIZE_MAX) \
    X(T, TEXTS,  assets,  PLACE, CHOOSE_HELP, .max = CHOOSE_ITEMS_MAX)                                                              \
    X(T, DAY,    from,    NULLABLE, "every day from here on; usual is the last close of each asset alone")                          \
    X(T, DAY,    to,      NULLABLE, "last day; nothing later is used")                                                              \
    X(T, CHOICE, market,  NULLABLE, "real prices or a simulated market; usual is that of the symbols, else the real one", .choices = markets) \
    X(T, I64,    limit,   0, "rows at most", .min = 1, .max = ROWS_MAX, .usual = "100000")                                          \
    X(T, TEXT,   cursor,  NULLABLE, "go on behind this row: symbol/date of the last one that was shown", .max = 80)

RECORD(calc_ask, ASK);
SHAPE(calc_ask, ASK);

#define ROW(X, T)                                                                                               \
    X(T, TEXT,   symbol,    0,        "asset")                                                                  \
    X(T, DAY,    date,      0,        "close it speaks of; nothing later was used")                             \
    X(T, F64,    value,     NULLABLE, "what the expression comes to; of a condition 1 or 0; null where it cannot say") \
    X(T, TEXT,   unit,      0,        "what that is measured in: price, ratio, volume, their powers, condition, or unknown") \
    X(T, CHOICE, basis,     0,        "adjustment of the prices it was computed from, told as at the last close", .choices = adjusts) \
    X(T, BOOL,   simulated, 0,        "made by `lumia simulate`")

RECORD(calc_row, ROW);
SHAPE(calc_row, ROW);

/* The last of several definitions is what is asked for; it may name the others, and the formulas that are kept. */
static err compile(struct ctx *c, const struct house *h, const char *text, struct program *ret)
{
    struct definition *all, *known;
    size_t             count, known_count;
    TRY(NEW(c, all, STEPS_NAMED_MAX));
    TRY(definitions_read(c, slice_of(text), STEPS_NAMED_MAX, all, &count));
    if (count == 0) return fail(c, ERR_INVALID, "an empty expression");
    TRY(formulas_known(c, h->store, all, count - 1, &known, &known_count));
    return program_compile(c, &all[count - 1], 1, known, known_count, ret);
}

struct page {                           /* which rows are shown */
    size_t           *first, *end;      /* of each asset, counted from its own first */
    size_t           *place;            /* of its first row among those shown */
    struct calc_row  *row;
    size_t            count;
};

struct row_place {                          /* of the last row that was shown */
    char   *symbol;
    int32_t day;
};

static err cursor_read(struct ctx *c, const char *text, struct row_place *ret)
{
    *ret = (struct row_place){.day = DAY_NONE};
    if (!text) return OK;
    struct slice rest = slice_of(text), symbol = slice_cut(&rest, '/');
    ret->symbol = asset_symbol(c, symbol);
    TRY(got(ret->symbol));
    return day_read(rest, &ret->day) ? OK : fail(c, ERR_INVALID, "cursor must be a symbol and a day, such as AAPL/2017-12-29");
}

static size_t behind(const int32_t *day, size_t count, int32_t last)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (day[middle] <= last) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void choose_rows(const struct loaded *x, const struct calc_ask *ask, const struct row_place *cursor, struct page *p)
{
    for (size_t a = 0; a < x->x.assets; a++) {
        const int32_t *day   = x->x.day + x->x.begin[a];
        size_t         count = x->x.begin[a + 1] - x->x.begin[a], left = (size_t)ask->limit - p->count;
        int            order = cursor->symbol ? strcmp(x->asset[a].symbol, cursor->symbol) : 1;
        p->first[a] = ask->from == DAY_NONE ? count - 1 : behind(day, count, ask->from - 1);
        p->end[a]   = count;
        if (order == 0) {
            size_t seen = behind(day, count, cursor->day);
            if (seen > p->first[a]) p->first[a] = seen;
        }
        if (order < 0) p->first[a] = count;
        if (p->end[a] - p->first[a] > left) p->end[a] = p->first[a] + left;
        p->place[a] = p->count;
        p->count   += p->end[a] - p->first[a];
    }
}

struct showing {
    const struct loaded *x;
    const struct page   *p;
    const char          *unit;
};

static void take(void *arg, size_t a, const double *const *out)
{
    const struct showing *s = arg;
    const struct loaded  *x = s->x;
    struct calc_row      *row = s->p->row + s->p->place[a];
    for (size_t i = s->p->first[a]; i < s->p->end[a]; i++, row++)
        *row = (struct calc_row){x->asset[a].symbol, x->x.day[x->x.begin[a] + i], out[0][i], s->unit, x->basis[a], x->asset[a].simulated};
}

static err show(struct ctx *c, const struct house *h, const struct calc_ask *ask, const struct program *p, const struct loaded *x, struct answer *out)
{
    struct page  page = {0};
    struct row_place cursor;
    TRY(cursor_read(c, ask->cursor, &cursor));
    TRY(NEW(c, page.first, x->x.assets));
    TRY(NEW(c, page.end, x->x.assets));
    TRY(NEW(c, page.place, x->x.assets));
    choose_rows(x, ask, &cursor, &page);
    TRY(NEW(c, page.row, page.count));
    struct showing s = {x, &page, p->output[0].truth ? "condition" : unit_name(c, p->output[0].unit)};
    TRY(got(s.unit));
    TRY(panel_compute(c, h->threads, p, &x->x, take, &s));
    out->at    = page.row;
    out->count = page.count;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct calc_ask *ask = in;
    struct program         p;
    struct choice          choice;
    struct loaded          x;
    if (ask->from != DAY_NONE && ask->to != DAY_NONE && ask->from > ask->to) return fail(c, ERR_INVALID, "from must not be later than to");
    TRY(compile(c, h, ask->expression, &p));
    TRY(choose(c, h, &ask->assets, ask->market, &choice));
    TRY(panel_load(c, h, &p, &(struct panel_ask){.simulated = choice.simulated, .to = ask->to, .wants = choice_wants, .arg = &choice}, &x));
    if (x.x.assets == 0) return fail(c, ERR_INSUFFICIENT, "no such asset has daily prices%s", ask->to == DAY_NONE ? "" : " by then");
    out->simulated = choice.simulated;
    return show(c, h, ask, &p, &x, out);
}

const struct op op_calc = {
    .name    = "calc",
    .method  = "GET",
    .path    = "/v1/calc",
    .group   = "analytics",
    .title   = "An expression over prices, for every asset",
    .about   = "Computes an expression over daily bars, asset by asset: arithmetic, figures of moving windows, exponentially weighted ones, ranks among all "
               "assets of a day, every indicator, sentiment and other assets. Units are checked; what is missing stays missing. `lumia manual calc` tells the "
               "language.",
    .example = "calc \"zscore(ema(close, 12) / ema(close, 26), 252)\" --assets class=stock --to 2017-12-29",
    .in      = &calc_ask_shape,
    .out     = &calc_row_shape,
    .answers = MANY,
    .slow    = true,
    .run     = run,
};
