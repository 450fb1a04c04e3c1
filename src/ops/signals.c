#include <math.h>

#include "jobs/formulas.h"
#include "ops/op.h"
#include "signals/signal.h"
#include "store/query.h"

#define ASK(X, T)                                                                                   \
    X(T, TEXT, symbol, REQUIRED | PLACE | UPPER, "asset", .max = 64)                                \
    X(T, DAY,  as_of,  NULLABLE, "what they said at the close of that day; usual is the last")      \
    X(T, TEXT, name,   NULLABLE, "only this one, over its whole history", .max = 64)                \
    X(T, DAY,  from,   NULLABLE, "with name: first day")                                            \
    X(T, DAY,  to,     NULLABLE, "with name: last day")

RECORD(signals_ask, ASK);
SHAPE(signals_ask, ASK);

#define LINE(X, T)                                                                              \
    X(T, DAY,    day,       0,        "close it speaks of; nothing later was used")             \
    X(T, TEXT,   name,      0,        "signal")                                                 \
    X(T, F64,    value,     NULLABLE, "what it says; null where its history does not tell")     \
    X(T, TEXT,   shown,     0,        "the same for a reader: fractions in percent")            \
    X(T, CHOICE, basis,     0,        "adjustment of the prices it was computed from", .choices = adjusts) \
    X(T, BOOL,   fresh,     0,        "computed from the prices as they are now")               \
    X(T, BOOL,   simulated, 0,        "made by `lumia simulate`")                               \
    X(T, TEXT,   title,     0,        "what it is")

RECORD(signal_line, LINE);
SHAPE(signal_line, LINE);

struct known {                          /* of a signal, or of a formula that is one */
    const char *title, *unit;
};

static bool find_known(const struct list *formulas, const char *name, struct known *ret)
{
    const struct signal *s = signal_find(slice_of(name));
    if (s) return *ret = (struct known){s->title, s->unit}, true;
    for (size_t i = 0; i < formulas->count; i++) {
        const struct formula *f = (const struct formula *)formulas->at + i;
        if (strcmp(f->name, name) == 0) return *ret = (struct known){f->about ? f->about : f->text, ""}, true;
    }
    return false;
}

static char *shown(struct ctx *c, const char *unit, double value)
{
    if (isnan(value)) return ctx_print(c, "-");
    return strcmp(unit, "%") == 0 ? ctx_print(c, "%.2f %%", value * 100) : ctx_print(c, "%.2f", value);
}

/* The first index whose day is later. */
static size_t behind(const struct list *days, int32_t day)
{
    size_t low = 0, high = days->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (((const int32_t *)days->at)[middle] <= day) low = middle + 1;
        else high = middle;
    }
    return low;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct signals_ask *ask = in;
    struct asset              a;
    struct list               all, formulas;
    struct known              known;
    struct signal_line       *lines;
    size_t                    room = 0;
    TRY(query_asset(c, h->store, ask->symbol, &a));
    TRY(formulas_load_kept(c, h->store, &formulas));
    if (ask->name && !find_known(&formulas, ask->name, &known)) return fail(c, ERR_NOT_FOUND, "no signal '%s'; see `lumia manual signals`", ask->name);
    TRY(query_series_of_asset(c, h->store, a.id, &all));
    const struct series *series = series_daily(all.at, all.count, ask->name ? (ask->to == DAY_NONE ? INT32_MAX : ask->to)
                                                                            : (ask->as_of == DAY_NONE ? INT32_MAX : ask->as_of));
    if (!series) return fail(c, ERR_INSUFFICIENT, "%s has no daily closes by then", a.symbol);
    TRY(query_signals(c, h->store, series->id, &all));
    if (all.count == 0) return fail(c, ERR_INSUFFICIENT, "%s has no signals yet: run `lumia run signal`", a.symbol);
    const struct signal_value *s = all.at;
    for (size_t i = 0; i < all.count; i++) room += ask->name ? s[i].days.count : 1;
    TRY(NEW(c, lines, room));
    for (size_t i = 0; i < all.count; i++) {
        bool fresh = s[i].series_revision == series->revision;
        if (!find_known(&formulas, s[i].name, &known) || (ask->name && strcmp(ask->name, s[i].name) != 0)) continue;
        int32_t to    = ask->name ? ask->to : ask->as_of;
        size_t  end   = to == DAY_NONE ? s[i].days.count : behind(&s[i].days, to);
        size_t  begin = !ask->name ? (end ? end - 1 : 0) : ask->from == DAY_NONE ? 0 : behind(&s[i].days, ask->from - 1);
        for (size_t k = begin; k < end; k++) {
            double value = ((const double *)s[i].value.at)[k];
            char  *text  = shown(c, known.unit, value);
            if (!text) return ERR_NOMEM;
            lines[out->count++] = (struct signal_line){((const int32_t *)s[i].days.at)[k], s[i].name, value, text, s[i].basis, fresh, a.simulated,
                                                       known.title};
        }
    }
    if (out->count == 0) return fail(c, ERR_INSUFFICIENT, "%s has no closes in that range", a.symbol);
    out->at = lines;
    return OK;
}

const struct op op_signals = {
    .name    = "signals",
    .method  = "GET",
    .path    = "/v1/assets/{symbol}/signals",
    .group   = "analytics",
    .title   = "What the signals say of an asset",
    .about   = "Shows every signal at a close, or one of them over its history. Each is computed from closes up to that day and nothing later, by the "
               "job `signal`.",
    .example = "signals AAPL --as-of 2017-12-29",
    .in      = &signals_ask_shape,
    .out     = &signal_line_shape,
    .answers = MANY,
    .run     = run,
};
