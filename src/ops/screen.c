#include <math.h>
#include <stdlib.h>

#include "calc/definitions.h"
#include "jobs/formulas.h"
#include "jobs/panel.h"
#include "ops/choose.h"
#include "ops/op.h"

enum { COLUMNS_MAX = 32, STALE_DAYS = 7 };

#define ASK(X, T)                                                                                                                   \
    X(T, TEXT,   expression, REQUIRED | PLACE, "the condition, such as rsi(close, 14) < 30 and close > sma(close, 200)", .max = EXPRESSION_SIZE_MAX) \
    X(T, TEXTS,  assets,     PLACE, CHOOSE_HELP, .max = CHOOSE_ITEMS_MAX)                                                           \
    X(T, TEXT,   columns,    NULLABLE, "expressions that are shown beside, parted by ;, each with a name in front or without: rsi = rsi(close, 14); close / lag(close, 252)", .max = EXPRESSION_SIZE_MAX) \
    X(T, TEXT,   sort,       0, "symbol, close, or one of the columns; what is missing comes last", .max = EXPRESSION_SIZE_MAX, .usual = "symbol") \
    X(T, BOOL,   descending, 0, "from the largest down", .usual = "false")                                                          \
    X(T, DAY,    as_of,      NULLABLE, "use only what was known at the close of that day; usual is the last close")                 \
    X(T, CHOICE, market,     NULLABLE, "real prices or a simulated market; usual is that of the symbols, else the real one", .choices = markets) \
    X(T, I64,    limit,      0, "rows at most", .min = 1, .max = 1000000, .usual = "100")                                           \
    X(T, TEXT,   cursor,     NULLABLE, "go on behind this row: symbol of the last one that was shown", .max = 64)

RECORD(screen_ask, ASK);
SHAPE(screen_ask, ASK);

#define LINE(X, T)                                                                                      \
    X(T, TEXT,   symbol,    0,        "asset that meets the condition")                                 \
    X(T, DAY,    date,      0,        "its last close; nothing later was used")                         \
    X(T, F64,    close,     0,        "that close, as traded")                                          \
    X(T, TEXT,   name,      NULLABLE, "its name")                                                       \
    X(T, CHOICE, class,     0,        "kind of asset", .choices = asset_classes)                        \
    X(T, TEXT,   sector,    NULLABLE, "sector; null is unknown")                                        \
    X(T, TEXT,   currency,  NULLABLE, "currency of its prices; null is unknown")                        \
    X(T, CHOICE, basis,     0,        "adjustment of the prices it was computed from, told as at the last close", .choices = adjusts) \
    X(T, BOOL,   simulated, 0,        "made by `lumia simulate`; the columns that were asked for follow, by name")

RECORD(screen_line, LINE);
SHAPE(screen_line, LINE, .open = true);

enum { FIXED = sizeof screen_line_fields / sizeof *screen_line_fields };
static_assert(FIXED + COLUMNS_MAX <= FIELDS_MAX && sizeof(struct screen_line) % sizeof(double) == 0);

struct screen {
    struct definition sought[1 + COLUMNS_MAX];  /* the condition, then the columns */
    size_t            columns;
    struct program    p;
    struct loaded     x;
    double           *value;                    /* of each asset, 1 + columns, at its last close */
    size_t           *met;                      /* assets, in the order in which they are shown */
    size_t            met_count;
};

static err name_columns(struct ctx *c, struct screen *s)
{
    for (size_t k = 1; k <= s->columns; k++) {
        struct definition *d = &s->sought[k];
        struct slice       name = d->name.size ? d->name : d->text;
        if (shape_find(&screen_line_shape, name)) return fail(c, ERR_INVALID, "columns: %.*s is shown anyway", (int)name.size, name.at);
        for (size_t i = 1; i < k; i++)
            if (slice_same(name, s->sought[i].name.size ? s->sought[i].name : s->sought[i].text))
                return fail(c, ERR_INVALID, "columns: '%.*s' stands twice", (int)name.size, name.at);
    }
    return OK;
}

/* The condition may name the columns, and both the formulas that are kept. */
static err compile(struct ctx *c, const struct house *h, const struct screen_ask *ask, struct screen *s)
{
    struct definition *known;
    size_t             known_count;
    if (ask->columns) TRY(definitions_read(c, slice_of(ask->columns), COLUMNS_MAX, s->sought + 1, &s->columns));
    TRY(name_columns(c, s));
    s->sought[0].text = slice_of(ask->expression);
    TRY(formulas_known(c, h->store, s->sought + 1, s->columns, &known, &known_count));
    TRY(program_compile(c, s->sought, 1 + s->columns, known, known_count, &s->p));
    return s->p.output[0].truth ? OK : fail(c, ERR_INVALID, "a screen needs a condition, such as close > sma(close, 200), and this is a number");
}

static void take(void *arg, size_t a, const double *const *out)
{
    struct screen *s    = arg;
    size_t         last = s->x.x.begin[a + 1] - s->x.x.begin[a] - 1;
    for (size_t k = 0; k <= s->columns; k++) s->value[a * (1 + s->columns) + k] = out[k][last];
}

static int32_t last_day(const struct loaded *x, size_t a) { return x->x.day[x->x.begin[a + 1] - 1]; }

/* What has no close of the last days has ended, or is not kept up: it is not told as if it were of now. */
static void find_met(struct screen *s, int32_t as_of)
{
    int32_t now = as_of;
    for (size_t a = 0; a < s->x.x.assets && as_of == DAY_NONE; a++)
        if (last_day(&s->x, a) > now) now = last_day(&s->x, a);
    for (size_t a = 0; a < s->x.x.assets; a++)
        if (s->value[a * (1 + s->columns)] == 1 && now - last_day(&s->x, a) <= STALE_DAYS) s->met[s->met_count++] = a;
}

/* ---- order ---- */

struct row_place {
    size_t asset;
    double key;
};

static int by_key(const void *a, const void *b, void *descending)
{
    const struct row_place *x = a, *y = b;
    int                 sign = *(bool *)descending ? -1 : 1;
    if (isnan(x->key) != isnan(y->key)) return isnan(x->key) - isnan(y->key);
    if (x->key < y->key) return -sign;
    if (x->key > y->key) return sign;
    return x->asset < y->asset ? -1 : x->asset > y->asset;
}

static err key_of(struct ctx *c, const struct screen *s, const char *sort, size_t *ret_column)
{
    for (size_t k = 1; k <= s->columns; k++)
        if (slice_is(s->sought[k].name.size ? s->sought[k].name : s->sought[k].text, sort)) return *ret_column = k, OK;
    return fail(c, ERR_INVALID, "sort: '%s' is neither symbol, nor close, nor one of the columns", sort);
}

/* Assets come by symbol: that order is their number. */
static err sort_met(struct ctx *c, const struct screen_ask *ask, struct screen *s)
{
    struct row_place *order;
    size_t        column = 0;
    bool          by_symbol = strcmp(ask->sort, "symbol") == 0, by_close = strcmp(ask->sort, "close") == 0, descending = ask->descending;
    if (!by_symbol && !by_close) TRY(key_of(c, s, ask->sort, &column));
    TRY(NEW(c, order, s->met_count));
    for (size_t i = 0; i < s->met_count; i++) {
        size_t a = s->met[i];
        order[i] = (struct row_place){a, by_symbol ? (double)a : by_close ? s->x.close[a] : s->value[a * (1 + s->columns) + column]};
    }
    if (s->met_count) qsort_r(order, s->met_count, sizeof *order, by_key, &descending);
    for (size_t i = 0; i < s->met_count; i++) s->met[i] = order[i].asset;
    return OK;
}

static err skip_to(struct ctx *c, const struct screen *s, const char *cursor, size_t *ret)
{
    char *symbol;
    *ret = 0;
    if (!cursor) return OK;
    symbol = asset_symbol(c, slice_of(cursor));
    TRY(got(symbol));
    for (size_t i = 0; i < s->met_count; i++)
        if (strcmp(s->x.asset[s->met[i]].symbol, symbol) == 0) return *ret = i + 1, OK;
    return fail(c, ERR_INVALID, "cursor: %s is not among what meets the condition", symbol);
}

/* ---- answer ---- */

static err shape_for(struct ctx *c, const struct screen *s, const struct shape **ret)
{
    struct shape *shape;
    struct field *field;
    TRY(NEW(c, shape, 1));
    TRY(NEW(c, field, FIXED + s->columns));
    memcpy(field, screen_line_fields, sizeof screen_line_fields);
    for (size_t k = 0; k < s->columns; k++) {
        const struct definition *d = &s->sought[k + 1];
        char *name = ctx_copy(c, d->name.size ? d->name : d->text), *text = ctx_copy(c, d->text);
        TRY(got(name));
        TRY(got(text));
        field[FIXED + k] = (struct field){.name = name, .kind = F64, .flags = NULLABLE, .help = text, .offset = sizeof(struct screen_line) + k * sizeof(double)};
    }
    *shape = (struct shape){.name = "screen_line", .size = sizeof(struct screen_line) + s->columns * sizeof(double), .fields = field,
                            .field_count = FIXED + s->columns, .open = true};
    *ret = shape;
    return OK;
}

static err tell(struct ctx *c, const struct screen_ask *ask, const struct screen *s, struct answer *out)
{
    size_t skip;
    char  *row;
    TRY(skip_to(c, s, ask->cursor, &skip));
    TRY(shape_for(c, s, &out->shape));
    out->count = s->met_count - skip < (size_t)ask->limit ? s->met_count - skip : (size_t)ask->limit;
    out->at    = row = ctx_alloc(c, out->shape->size, out->count);
    TRY(got(row));
    for (size_t i = 0; i < out->count; i++, row += out->shape->size) {
        size_t              k = s->met[skip + i];
        const struct asset *a = &s->x.asset[k];
        *(struct screen_line *)(void *)row = (struct screen_line){
            .symbol = a->symbol, .date = last_day(&s->x, k), .close = s->x.close[k], .name = a->name, .class = a->class, .sector = a->sector,
            .currency = s->x.series[k].currency ? s->x.series[k].currency : a->currency, .basis = s->x.basis[k], .simulated = a->simulated};
        memcpy(row + sizeof(struct screen_line), &s->value[k * (1 + s->columns) + 1], s->columns * sizeof(double));
    }
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct screen_ask *ask = in;
    struct screen            s   = {0};
    struct choice            choice;
    TRY(compile(c, h, ask, &s));
    TRY(choose(c, h, &ask->assets, ask->market, &choice));
    TRY(panel_load(c, h, &s.p, &(struct panel_ask){.simulated = choice.simulated, .to = ask->as_of, .wants = choice_wants, .arg = &choice}, &s.x));
    TRY(NEW(c, s.value, s.x.x.assets * (1 + s.columns)));
    TRY(NEW(c, s.met, s.x.x.assets));
    TRY(panel_compute(c, h->threads, &s.p, &s.x.x, take, &s));
    find_met(&s, ask->as_of);
    TRY(sort_met(c, ask, &s));
    out->simulated = choice.simulated;
    return tell(c, ask, &s, out);
}

const struct op op_screen = {
    .name    = "screen",
    .method  = "GET",
    .path    = "/v1/screen",
    .group   = "analytics",
    .title   = "Assets that meet a condition",
    .about   = "Evaluates a condition at the last close of every asset and lists those that meet it, with whatever columns are asked for. Where a condition "
               "cannot say, for a history too short or a value missing, it is not met. Assets without a close in the last 7 days are left out. The "
               "language is that of `lumia calc`.",
    .example = "screen \"rsi(close, 14) > 50 and close > sma(close, 200)\" --columns \"year = returns(close, 252)\" --sort year --as-of 2017-12-29",
    .in      = &screen_ask_shape,
    .out     = &screen_line_shape,
    .answers = MANY,
    .slow    = true,
    .run     = run,
};
