#include "calc/function.h"
#include "calc/input.h"
#include "jobs/formulas.h"
#include "ops/op.h"
#include "ta/indicator.h"

#define ASK(X, T) \
    X(T, TEXT, search, PLACE | NULLABLE, "part of a name, a group or what it says", .max = 64)

RECORD(expressions_ask, ASK);
SHAPE(expressions_ask, ASK);

#define LINE(X, T)                                                                              \
    X(T, TEXT, name,    0, "what it is called by")                                              \
    X(T, TEXT, kind,    0, "input, operator, function, indicator or formula")                            \
    X(T, TEXT, usage,   0, "how it is written; what stands in square brackets may be left out") \
    X(T, TEXT, outputs, NULLABLE, "of an indicator with several: which, as in macd(close).signal") \
    X(T, TEXT, unit,    NULLABLE, "of an input: what it is measured in")                        \
    X(T, TEXT, about,   0, "what it says")

RECORD(expression_line, LINE);
SHAPE(expression_line, LINE);

static bool holds(const char *text, const char *part)
{
    size_t size = strlen(part);
    for (; text && strlen(text) >= size; text++)
        if (slice_like((struct slice){text, size}, part)) return true;
    return false;
}

struct listing {
    struct ctx             *c;
    const char             *search;
    struct expression_line *line;
    size_t                  count;
};

static void add(struct listing *l, struct expression_line line, const char *group)
{
    if (l->search && !holds(line.name, l->search) && !holds(line.about, l->search) && !holds(group, l->search) && !holds(line.kind, l->search)) return;
    l->line[l->count++] = line;
}

static err add_inputs(struct listing *l)
{
    for (size_t k = 0; k < INPUT_COUNT; k++) {
        const struct input *i = &inputs[k];
        char *usage = i->says ? ctx_print(l->c, "%s(\"%s\")", i->name, i->says) : ctx_print(l->c, "%s", i->name);
        const char *unit = unit_name(l->c, i->unit);
        TRY(got(usage));
        TRY(got(unit));
        add(l, (struct expression_line){.name = i->name, .kind = "input", .usage = usage, .unit = unit, .about = i->about}, "inputs");
    }
    return OK;
}

static err add_functions(struct listing *l)
{
    for (const struct function *const *f = functions; *f; f++) {
        struct text usage = {.c = l->c};
        function_put(&usage, *f);
        TRY(text_done(&usage));
        add(l, (struct expression_line){.name = (*f)->name, .kind = (*f)->operands ? "operator" : "function", .usage = usage.at, .about = (*f)->about}, (*f)->group);
    }
    return OK;
}

/* A name that a function has too is reached behind `ta.`. */
static err add_indicator(struct listing *l, const struct indicator *i)
{
    struct text usage = {.c = l->c}, outputs = {.c = l->c};
    bool        one = i->uses == USES_CLOSE;
    text_print(&usage, "%s%s(%s", function_find(slice_of(i->name), 0) ? "ta." : "", i->name, one ? "x" : "");
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++)
        text_print(&usage, "[%s%s=%g]", one || k ? ", " : "", i->params[k].name, i->params[k].usual);
    text_put_char(&usage, ')');
    for (size_t k = 0; k < indicator_outputs(i); k++) text_print(&outputs, "%s%s", k ? ", " : "", i->outputs[k]);
    TRY(text_done(&usage));
    TRY(text_done(&outputs));
    add(l, (struct expression_line){.name = i->name, .kind = "indicator", .usage = usage.at, .outputs = indicator_outputs(i) > 1 ? outputs.at : NULL, .about = i->title}, i->group);
    return OK;
}

static void add_formulas(struct listing *l, const struct list *all)
{
    for (size_t k = 0; k < all->count; k++) {
        const struct formula *f = (const struct formula *)all->at + k;
        add(l, (struct expression_line){.name = f->name, .kind = "formula", .usage = f->name, .unit = f->unit, .about = f->about ? f->about : f->text}, "formulas");
    }
}

static size_t count_all(void)
{
    size_t count = INPUT_COUNT;
    for (const struct function *const *f = functions; *f; f++) count++;
    for (const struct indicator *const *i = indicators; *i; i++) count++;
    return count;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    struct listing l = {.c = c, .search = ((const struct expressions_ask *)in)->search};
    struct list    formulas;
    TRY(formulas_load(c, h->store, &formulas));
    TRY(NEW(c, l.line, count_all() + formulas.count));
    TRY(add_inputs(&l));
    TRY(add_functions(&l));
    for (const struct indicator *const *i = indicators; *i; i++) TRY(add_indicator(&l, *i));
    add_formulas(&l, &formulas);
    out->at    = l.line;
    out->count = l.count;
    return OK;
}

const struct op op_expressions = {
    .name    = "expressions",
    .method  = "GET",
    .path    = "/v1/expressions",
    .group   = "analytics",
    .title   = "What an expression may hold",
    .about   = "Lists inputs, operators, functions, indicators and kept formulas of the language of `lumia calc` and `lumia screen`, each as it is written.",
    .example = "expressions windows",
    .in      = &expressions_ask_shape,
    .out     = &expression_line_shape,
    .answers = MANY,
    .run     = run,
};
