#include <math.h>

#include "ops/op.h"
#include "ops/prices.h"
#include "ta/indicator.h"

#define ASK(X, T)                                                                                                   \
    X(T, TEXT,   name,   REQUIRED | PLACE, "indicator: see `lumia indicators`", .max = 64)                          \
    X(T, TEXT,   symbol, REQUIRED | PLACE | UPPER, "asset", .max = 64)                                              \
    X(T, DAY,    from,   NULLABLE, "first day that is shown; earlier bars are used for the warm-up")                \
    X(T, DAY,    to,     NULLABLE, "last day")                                                                      \
    X(T, TIME,   as_of,  NULLABLE, "as the store knew them at that instant, corrections that came later undone; usual is as it knows them now")\
    X(T, SPAN,   every,  0,        "interval of the bars", .usual = "1d")                                           \
    X(T, CHOICE, adjust, NULLABLE, "adjustment of the prices; usual is as delivered", .choices = adjusts)           \
    X(T, TEXT,   source, NULLABLE, "only of this source", .max = 64)                                                \
    X(T, TEXTS,  params, 0,        "its parameters as name=value; on the command line and in a query also by their own names, such as --period 50")

RECORD(indicator_ask, ASK);
SHAPE(indicator_ask, ASK, .open = true);

#define DATED(X, T) X(T, DAY, date, 0, "day, or the first day of the week or month; the outputs follow, by name")
#define TIMED(X, T) X(T, TIME, date, 0, "start of the bar; the outputs follow, by name")

RECORD(indicator_day, DATED);
SHAPE(indicator_day, DATED, .open = true);
RECORD(indicator_time, TIMED);
SHAPE(indicator_time, TIMED, .open = true);

static err unknown_parameter(struct ctx *c, const struct indicator *i, struct slice name)
{
    struct text known = {.c = c};
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++) text_print(&known, "%s%s", k ? ", " : "", i->params[k].name);
    TRY(text_done(&known));
    return fail(c, ERR_INVALID, "%s has no parameter '%.*s'; it has %s", i->name, (int)name.size, name.at, known.size ? known.at : "none");
}

static err not_a_value(struct ctx *c, const struct indicator *i, size_t param, struct slice given)
{
    struct text        known   = {.c = c};
    const char *const *choices = i->choices[param];
    for (size_t k = 0; choices && choices[k]; k++) text_print(&known, "%s%s", k ? ", " : "", choices[k]);
    TRY(text_done(&known));
    return fail(c, ERR_INVALID, "%s must be %s%s, not '%.*s'", i->params[param].name, choices ? "one of " : "a number", known.size ? known.at : "",
                (int)given.size, given.at);
}

static err read_params(struct ctx *c, const struct indicator *i, const struct list *given, double *param)
{
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++) param[k] = i->params[k].usual;
    for (size_t g = 0; g < given->count; g++) {
        struct slice rest = slice_of(((const char *const *)given->at)[g]), name = slice_cut(&rest, '=');
        size_t       k = 0;
        while (k < PARAMS_MAX && i->params[k].name && !slice_is(name, i->params[k].name)) k++;
        if (k == PARAMS_MAX || !i->params[k].name) return unknown_parameter(c, i, name);
        if (!indicator_read(i, k, rest, &param[k])) return not_a_value(c, i, k, rest);
    }
    return indicator_check(c, i, param);
}

struct computed {
    const struct indicator *indicator;
    struct bars             bars;
    double                 *out[OUTPUTS_MAX];
    size_t                  outputs, warmup;
};

static err compute(struct ctx *c, const double *param, struct computed *x)
{
    double *const *v = x->bars.value;
    x->outputs = indicator_outputs(x->indicator);
    x->warmup  = x->indicator->warmup(param);
    for (size_t k = 0; k < x->outputs; k++) {
        TRY(NEW(c, x->out[k], x->bars.count));
        for (size_t i = 0; i < x->bars.count; i++) x->out[k][i] = NAN;
    }
    if (x->bars.count <= x->warmup) return OK;
    x->indicator->run(&(struct series_in){x->bars.count, v[BAR_OPEN], v[BAR_HIGH], v[BAR_LOW], v[BAR_CLOSE], v[BAR_VOLUME]}, param, x->out);
    return OK;
}

/* A shape made for this answer: the date, then a number for every output. */
static err shape_for(struct ctx *c, const struct computed *x, bool daily, const struct shape **ret)
{
    struct shape *shape;
    struct field *field;
    TRY(NEW(c, shape, 1));
    TRY(NEW(c, field, x->outputs + 1));
    field[0] = daily ? indicator_day_fields[0] : indicator_time_fields[0];
    for (size_t k = 0; k < x->outputs; k++)
        field[k + 1] = (struct field){.name = x->indicator->outputs[k], .kind = F64, .flags = NULLABLE, .offset = 8 * (k + 1), .help = x->indicator->title};
    *shape = (struct shape){.name = x->indicator->name, .size = 8 * (x->outputs + 1), .fields = field, .field_count = x->outputs + 1, .open = true};
    *ret = shape;
    return OK;
}

static err answer_rows(struct ctx *c, const struct computed *x, const struct indicator_ask *ask, struct answer *out)
{
    bool   daily = ask->every < 0 || ask->every >= US_PER_DAY;
    size_t from  = 0;
    char  *row;
    while (ask->from != DAY_NONE && from < x->bars.count && x->bars.at[from] < time_of_day(ask->from)) from++;
    TRY(shape_for(c, x, daily, &out->shape));
    TRY(NEW(c, row, out->shape->size * (x->bars.count - from)));
    out->at    = row;
    out->count = x->bars.count - from;
    for (size_t i = from; i < x->bars.count; i++, row += out->shape->size) {
        if (daily) *(int32_t *)(void *)row = day_of_time(x->bars.at[i]);
        else       *(int64_t *)(void *)row = x->bars.at[i];
        for (size_t k = 0; k < x->outputs; k++) ((double *)(void *)row)[k + 1] = x->out[k][i];
    }
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct indicator_ask *ask = in;
    struct computed             x = {.indicator = indicator_find(slice_of(ask->name))};
    struct prices               p;
    double                      param[PARAMS_MAX] = {0};
    if (!x.indicator) return fail(c, ERR_NOT_FOUND, "no indicator '%s'; see `lumia indicators`", ask->name);
    TRY(read_params(c, x.indicator, &ask->params, param));
    TRY(prices_load(c, h, ask->symbol, &(struct prices_ask){ask->every, ask->adjust, DAY_NONE, ask->to, ask->source}, &p));
    x.bars         = p.bars;
    out->simulated = p.asset.simulated;
    TRY(compute(c, param, &x));
    if (x.bars.count <= x.warmup)
        return fail(c, ERR_INSUFFICIENT, "%s needs %zu bars before its first value; %s has %zu", x.indicator->name, x.warmup + 1, p.asset.symbol, x.bars.count);
    return answer_rows(c, &x, ask, out);
}

const struct op op_indicator = {
    .name    = "indicator",
    .method  = "GET",
    .path    = "/v1/assets/{symbol}/indicators/{name}",
    .group   = "analytics",
    .title   = "An indicator over the prices of an asset",
    .about   = "Computes a technical indicator bar by bar, oldest first; null stands where its history is still too short. Parameters are given by "
               "their names, such as --period 50; `lumia indicators` lists them.",
    .example = "indicator sma AAPL --period 50 --from 2017-12-01",
    .in      = &indicator_ask_shape,
    .out     = &indicator_day_shape,
    .or_out  = &indicator_time_shape,
    .answers = MANY,
    .run     = run,
};
