#include "ops/op.h"
#include "ta/indicator.h"

#define ASK(X, T) \
    X(T, TEXT, search, PLACE | NULLABLE, "part of a name, title or group", .max = 64)

RECORD(indicators_ask, ASK);
SHAPE(indicators_ask, ASK);

#define LINE(X, T)                                                                          \
    X(T, TEXT, name,       0,        "what it is called by; TA-Lib's name where it has one") \
    X(T, TEXT, title,      0,        "what it is")                                          \
    X(T, TEXT, group,      0,        "kind of indicator")                                   \
    X(T, TEXT, parameters, 0,        "its parameters as name=usual [least..most]")          \
    X(T, TEXT, outputs,    0,        "what it gives")                                       \
    X(T, BOOL, overlay,    0,        "drawn over the price")                                \
    X(T, TEXT, about,      0,        "what it says")                                        \
    X(T, TEXT, reference,  NULLABLE, "who described it, where")

RECORD(indicator_line, LINE);
SHAPE(indicator_line, LINE);

static bool holds(const char *text, const char *part)
{
    size_t size = strlen(part);
    for (; strlen(text) >= size; text++)
        if (slice_like((struct slice){text, size}, part)) return true;
    return false;
}

static err line_of(struct ctx *c, const struct indicator *i, struct indicator_line *ret)
{
    struct text parameters = {.c = c}, outputs = {.c = c};
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++)
        text_print(&parameters, "%s%s=%g [%g..%g]", k ? ", " : "", i->params[k].name, i->params[k].usual, i->params[k].min, i->params[k].max);
    for (size_t k = 0; k < indicator_outputs(i); k++) text_print(&outputs, "%s%s", k ? ", " : "", i->outputs[k]);
    TRY(text_done(&parameters));
    TRY(text_done(&outputs));
    *ret = (struct indicator_line){i->name, i->title, i->group, parameters.at, outputs.at, i->overlay, i->about, i->reference};
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct indicators_ask *ask = in;
    struct indicator_line       *lines;
    size_t                       all = 0;
    (void)h;
    while (indicators[all]) all++;
    TRY(NEW(c, lines, all));
    for (size_t k = 0; k < all; k++) {
        const struct indicator *i = indicators[k];
        if (ask->search && !holds(i->name, ask->search) && !holds(i->title, ask->search) && !holds(i->group, ask->search)) continue;
        TRY(line_of(c, i, &lines[out->count++]));
    }
    out->at = lines;
    return OK;
}

const struct op op_indicators = {
    .name      = "indicators",
    .method    = "GET",
    .path      = "/v1/indicators",
    .group     = "analytics",
    .title     = "Indicators that can be computed",
    .about     = "Lists every technical indicator with its parameters and what it gives; `lumia manual NAME` tells more.",
    .example   = "indicators moving",
    .in        = &indicators_ask_shape,
    .out       = &indicator_line_shape,
    .answers   = MANY,
    .storeless = true,
    .run       = run,
};
