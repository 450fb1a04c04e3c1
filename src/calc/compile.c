#include "calc/compile.h"

#include <math.h>

#include "base/day.h"
#include "base/nearest.h"

const char *const group_names[] = {"class", "sector", "currency", NULL};

enum { COMPILE_DEPTH_MAX = 400 };        /* levels of what stands within something else, definitions and all */

enum operand_kind { OF_NUMBER, OF_SERIES, OF_OUTPUTS };

struct operand {                        /* what a piece of an expression comes to */
    enum operand_kind       kind;
    bool                    truth;
    struct unit             unit;
    double                  number;
    uint16_t                value;      /* of a series; of the first of several outputs */
    const struct indicator *indicator;  /* whose outputs they are */
};

struct included {                       /* a definition, taken apart once, and what it came to in each period */
    struct definition is;
    struct node      *tree;
    bool              done[PERIODS_MAX + 1], open;
    struct operand    operand[PERIODS_MAX + 1];
};

struct compiler {
    struct build      build;
    struct ctx       *c;
    struct slice      text;             /* what is being compiled: that of the expression, or of a definition in it */
    uint16_t          period;           /* of rows: 0, or within resample() */
    size_t            depth;
    struct included  *included;
    size_t            included_count;
};

#define fault_at(k, n, ...) expression_fault((k)->c, (k)->text, (n)->at, (n)->end, __VA_ARGS__)

static err compile(struct compiler *k, const struct node *n, struct operand *ret);

static struct operand series_of(uint16_t value, struct unit unit, bool truth)
{
    return (struct operand){.kind = OF_SERIES, .truth = truth, .unit = unit, .value = value};
}

static struct step step_new(const struct compiler *k, enum step_kind kind)
{
    struct step s = {.kind = kind, .by = -1, .period = k->period};
    for (size_t i = 0; i < INS_MAX; i++) s.in[i] = IN_NUMBER;
    return s;
}

/* ---- arguments ---- */

struct slot {                           /* a parameter, and what was given for it */
    struct argument    argument;
    const struct node *given;
    bool               by_name;         /* only */
};

static err bind_by_name(struct compiler *k, const struct node *call, const struct node *a, struct slot *slot, size_t count)
{
    size_t at = (size_t)(a->label.at - k->text.at);
    for (size_t i = 0; i < count; i++) {
        if (!slice_is(a->label, slot[i].argument.name)) continue;
        if (slot[i].given) return fault_at(k, a, "%s is given twice", slot[i].argument.name);
        slot[i].given = a;
        return OK;
    }
    return expression_fault(k->c, k->text, at, at + a->label.size, "%.*s has no argument '%.*s'", (int)call->word.size, call->word.at, (int)a->label.size, a->label.at);
}

static err bind(struct compiler *k, const struct node *call, struct slot *slot, size_t count)
{
    size_t place = 0;
    bool   named = false;
    for (const struct node *a = call->first; a; a = a->next) {
        named |= a->label.size > 0;
        if (a->label.size) {
            TRY(bind_by_name(k, call, a, slot, count));
            continue;
        }
        if (named) return fault_at(k, a, "behind a named argument all are named");
        if (place == count || slot[place].by_name)
            return fault_at(k, a, "%.*s takes %zu argument%s by place", (int)call->word.size, call->word.at, place, place == 1 ? "" : "s");
        slot[place++].given = a;
    }
    for (size_t i = 0; i < count; i++)
        if (!slot[i].given && !(slot[i].argument.flags & OPTIONAL))
            return fault_at(k, call, "%.*s needs %s: %s", (int)call->word.size, call->word.at, slot[i].argument.name, slot[i].argument.help);
    return OK;
}

static err compile_number(struct compiler *k, const struct slot *s, double *ret)
{
    const struct argument *a = &s->argument;
    struct operand         o;
    *ret = a->usual;
    if (!s->given) return OK;
    TRY(compile(k, s->given, &o));
    if (o.kind != OF_NUMBER) return fault_at(k, s->given, "%s must be a number that is known beforehand", a->name);
    if (o.number >= a->min && o.number <= a->max && (!(a->flags & WHOLE) || o.number == trunc(o.number))) return *ret = o.number, OK;
    return fault_at(k, s->given, "%s must be a %s from %.10g to %.10g", a->name, a->flags & WHOLE ? "whole number" : "number", a->min, a->max);
}

static bool period_read(struct slice word, enum length_kind *ret)
{
    static const char *const names[] = {[LENGTH_WEEK] = "week", [LENGTH_MONTH] = "month", [LENGTH_QUARTER] = "quarter", [LENGTH_YEAR] = "year"};
    for (enum length_kind p = LENGTH_WEEK; p <= LENGTH_YEAR; p++)
        if (slice_is(word, names[p])) return *ret = p, true;
    return false;
}

static err compile_length(struct compiler *k, const struct slot *s, struct length *ret)
{
    const struct node *n = s->given;
    int64_t            span;
    *ret = (struct length){0};
    if (!n) return OK;
    if (n->kind != NODE_TEXT) {
        ret->kind = LENGTH_ROWS;
        return compile_number(k, s, &ret->value);
    }
    if ((s->argument.flags & WHOLE) && period_read(n->word, &ret->kind)) return OK;
    if (!span_read(n->word, &span) || span < US_PER_DAY || span % US_PER_DAY != 0)
        return fault_at(k, n, "%s must be rows, whole days or weeks such as \"30d\"%s", s->argument.name,
                        s->argument.flags & WHOLE ? ", or \"week\", \"month\", \"quarter\" or \"year\"" : "");
    *ret = (struct length){.kind = LENGTH_DAYS, .value = (double)(span / US_PER_DAY)};
    return OK;
}

static err compile_group(struct compiler *k, const struct slot *s, int16_t *ret)
{
    *ret = -1;
    if (!s->given) return OK;
    for (int16_t g = 0; g < GROUP_COUNT && s->given->kind == NODE_TEXT; g++)
        if (slice_is(s->given->word, group_names[g])) return *ret = g, OK;
    return fault_at(k, s->given, "%s must be \"class\", \"sector\" or \"currency\"", s->argument.name);
}

static err compile_column(struct compiler *k, const char *name, const struct slot *s, bool takes_number, struct operand *ret)
{
    bool condition = s->argument.kind == TRUTH;
    TRY(compile(k, s->given, ret));
    if (ret->kind == OF_OUTPUTS) {
        const char *const *o = ret->indicator->outputs;
        return fault_at(k, s->given, "%s has several outputs; say which: .%s, .%s%s%s", ret->indicator->name, o[0], o[1], o[2] ? ", ." : "", o[2] ? o[2] : "");
    }
    if (condition && !ret->truth) return fault_at(k, s->given, "'%s' needs a condition here, such as close > 5", name);
    if (ret->kind == OF_NUMBER && !takes_number) return fault_at(k, s->given, "%s needs a series here, not one number", name);
    return OK;
}

/* ---- functions ---- */

static err join_units(struct compiler *k, const struct node *n, const struct operand *columns, size_t count, struct unit *ret)
{
    *ret = columns[0].unit;
    for (size_t i = 1; i < count; i++) {
        struct unit before = *ret;
        if (unit_join(before, columns[i].unit, ret)) continue;
        const char *one = unit_name(k->c, before), *other = unit_name(k->c, columns[i].unit);
        TRY(got(one));
        TRY(got(other));
        return fault_at(k, n, "'%.*s' cannot take a %s together with a %s: their units differ", (int)n->word.size, n->word.at, one, other);
    }
    return OK;
}

static err unit_of(struct compiler *k, const struct node *n, const struct function *f, const struct operand *columns, size_t count, struct unit *ret)
{
    struct unit a = columns[0].unit, b = count > 1 ? columns[1].unit : UNIT_FREE;
    switch (f->unit) {
    case AS_RATIO:    *ret = UNIT_RATIO; break;
    case AS_FIRST:    *ret = a; break;
    case AS_COLUMNS:  return join_units(k, n, columns, count, ret);
    case AS_SQUARE:   *ret = unit_power(a, 2); break;
    case AS_ROOT:     *ret = unit_power(a, 0.5); break;
    case AS_PRODUCT:  *ret = unit_product(a, b, 1); break;
    case AS_QUOTIENT: *ret = unit_product(a, b, -1); break;
    case AS_POWER:    *ret = count > 1 && columns[1].kind == OF_NUMBER ? unit_power(a, columns[1].number) : UNIT_UNKNOWN; break;
    case AS_UNKNOWN:  *ret = UNIT_UNKNOWN; break;
    }
    return OK;
}

/* A bare number stays free; what says nothing of units, such as a condition, is a ratio. */
static struct unit unit_of_result(const struct function *f, struct unit u) { return f->truth ? UNIT_RATIO : u; }

static err fold(struct compiler *k, const struct node *n, const struct step *s, struct operand *ret)
{
    double      value;
    struct call x = {.count = 1, .out = &value};
    memcpy(x.number, s->number, sizeof x.number);
    for (size_t i = 0; i < ARGUMENTS_MAX; i++) x.in[i] = &s->number[i];
    s->function->run(&x);
    *ret = (struct operand){.kind = OF_NUMBER, .truth = s->function->truth, .unit = UNIT_FREE, .number = value};
    return isfinite(value) ? OK : fault_at(k, n, "these numbers have no result");
}

static err compile_argument(struct compiler *k, const struct function *f, const struct slot *slot, size_t i, struct step *s, struct operand *columns, size_t *count)
{
    struct operand *o = &columns[*count];
    switch (slot->argument.kind) {
    case NUMBER: return compile_number(k, slot, &s->number[i]);
    case GROUP:  return compile_group(k, slot, &s->by);
    case LENGTH:
        TRY(compile_length(k, slot, &s->length));
        s->number[i] = s->length.kind == LENGTH_ALL ? NAN : s->length.value;
        return OK;
    case SERIES: case TRUTH:
        TRY(compile_column(k, f->name, slot, f->each, o));
        s->number[i] = o->number;
        s->in[i]     = o->kind == OF_NUMBER ? IN_NUMBER : o->value;
        ++*count;
        return OK;
    }
    return OK;
}

/* The condition of `if` has no part in the unit of what it picks. */
static size_t first_of_unit(const struct function *f, size_t columns) { return columns > 2 && f->arguments[0].kind == TRUTH ? 1 : 0; }

static err compile_function(struct compiler *k, const struct node *n, const struct function *f, struct operand *ret)
{
    struct slot    slot[ARGUMENTS_MAX] = {0};
    struct operand columns[ARGUMENTS_MAX] = {0};
    struct step    s     = step_new(k, STEP_FUNCTION);
    size_t         count = function_arguments(f), found = 0;
    bool           numbers = f->each;
    struct unit    unit = {0};
    uint16_t       value;
    s.function = f;
    if (f->section && k->period) return fault_at(k, n, "%s looks at all assets of a day and cannot stand within resample()", f->name);
    for (size_t i = 0; i < count; i++) slot[i].argument = f->arguments[i];
    TRY(bind(k, n, slot, count));
    for (size_t i = 0; i < count; i++) TRY(compile_argument(k, f, &slot[i], i, &s, columns, &found));
    for (size_t i = 0; i < found; i++) numbers &= columns[i].kind == OF_NUMBER;
    const char *wrong = f->refuse ? f->refuse(s.number) : NULL;
    if (wrong) return fault_at(k, n, "%s: %s", f->name, wrong);
    size_t first = first_of_unit(f, found);
    TRY(unit_of(k, n, f, columns + first, found - first, &unit));
    if (numbers) return fold(k, n, &s, ret);
    TRY(build_step(&k->build, &s, &value));
    *ret = series_of(value, unit_of_result(f, unit), f->truth);
    return OK;
}

/* ---- inputs ---- */

/* Within resample() it is what the week, or month, of it comes to. */
static err compile_input(struct compiler *k, enum input_id id, struct slice text, struct operand *ret)
{
    uint16_t value;
    TRY(build_column(&k->build, id, text, &value));
    if (k->period) {
        struct step s = step_new(k, STEP_GATHER);
        s.in[0]  = value;
        s.gather = inputs[id].gather;
        TRY(build_step(&k->build, &s, &value));
    }
    *ret = series_of(value, inputs[id].unit, false);
    return OK;
}

static err compile_told(struct compiler *k, const struct node *n, enum input_id id, struct operand *ret)
{
    if (!n->first || n->first->next || n->first->kind != NODE_TEXT || n->first->word.size == 0 || n->first->label.size)
        return fault_at(k, n, "%s takes one text: the %s", inputs[id].name, inputs[id].says);
    return compile_input(k, id, n->first->word, ret);
}

/* ---- indicators ---- */

static const enum input_id bar_inputs[] = {INPUT_OPEN, INPUT_HIGH, INPUT_LOW, INPUT_CLOSE, INPUT_VOLUME};

enum { BAR_INPUTS = sizeof bar_inputs / sizeof *bar_inputs, INDICATOR_SLOTS_MAX = PARAMS_MAX + BAR_INPUTS };

/* One that reads the close alone takes any series in its place, first; the others read bars, each column of which can be
 * given by name. Then come the parameters. */
static size_t indicator_slots(const struct indicator *i, struct slot *slot)
{
    size_t count = 0;
    if (i->uses == USES_CLOSE) slot[count++].argument = (struct argument){.name = "x", .kind = SERIES, .help = "the series in place of the close"};
    for (size_t p = 0; p < PARAMS_MAX && i->params[p].name; p++) {
        const struct param *q = &i->params[p];
        slot[count++].argument = (struct argument){q->name, NUMBER, OPTIONAL | (i->fractional >> p & 1 ? 0 : WHOLE), q->usual, q->min, q->max, q->help};
    }
    for (size_t b = 0; b < BAR_INPUTS && i->uses != USES_CLOSE; b++)
        if (i->uses >> b & 1) {
            slot[count].by_name = true;
            slot[count++].argument = (struct argument){.name = inputs[bar_inputs[b]].name, .kind = SERIES, .flags = OPTIONAL, .help = "in place of that of the bar"};
        }
    return count;
}

static struct unit indicator_unit(const struct indicator *i, struct unit price)
{
    switch (i->scaling) {
    case SCALES_WITH_PRICE:  return price;
    case SCALE_FREE:         return UNIT_RATIO;
    case SCALES_WITH_SQUARE: return unit_power(price, 2);
    case SCALES_WITH_VOLUME: return UNIT_VOLUME;
    case SCALES_OTHERWISE:   break;
    }
    return UNIT_UNKNOWN;
}

static err indicator_column(struct compiler *k, const struct indicator *i, const struct slot *slot, size_t b, struct operand *ret)
{
    if (slot->given) return compile_column(k, i->name, slot, false, ret);
    return compile_input(k, bar_inputs[b], (struct slice){0}, ret);
}

static err indicator_columns(struct compiler *k, const struct indicator *i, const struct slot *slot, size_t params, struct step *s, struct unit *ret)
{
    struct operand o;
    bool           one = i->uses == USES_CLOSE, priced = false;
    size_t         next = one ? 0 : params;
    *ret = UNIT_PRICE;
    for (size_t b = 0; b < BAR_INPUTS; b++) {
        if (!(i->uses >> b & 1)) continue;
        TRY(indicator_column(k, i, &slot[next++], b, &o));
        s->in[b] = o.value;
        if (!priced && bar_inputs[b] != INPUT_VOLUME) *ret = o.unit, priced = true;
    }
    return OK;
}

static err compile_indicator(struct compiler *k, const struct node *n, const struct indicator *i, struct operand *ret)
{
    struct slot slot[INDICATOR_SLOTS_MAX] = {0};
    struct step s      = step_new(k, STEP_INDICATOR);
    size_t      count  = indicator_slots(i, slot), first = i->uses == USES_CLOSE, params = 0;
    struct unit price;
    uint16_t    value;
    s.indicator = i;
    while (params < PARAMS_MAX && i->params[params].name) params++;
    TRY(bind(k, n, slot, count));
    for (size_t p = 0; p < params; p++) TRY(compile_number(k, &slot[first + p], &s.number[p]));
    TRY(indicator_columns(k, i, slot, params, &s, &price));
    TRY(build_step(&k->build, &s, &value));
    *ret = series_of(value, indicator_unit(i, price), false);
    if (indicator_outputs(i) > 1) ret->kind = OF_OUTPUTS, ret->indicator = i;
    return OK;
}

static err compile_output(struct compiler *k, const struct node *n, struct operand *ret)
{
    TRY(compile(k, n->first, ret));
    if (ret->kind != OF_OUTPUTS) return fault_at(k, n, "%.*s has one output only", (int)n->first->word.size, n->first->word.at);
    for (size_t o = 0; o < indicator_outputs(ret->indicator); o++)
        if (slice_is(n->word, ret->indicator->outputs[o])) return *ret = series_of((uint16_t)(ret->value + o), ret->unit, false), OK;
    return fault_at(k, n, "%s has no output '%.*s'", ret->indicator->name, (int)n->word.size, n->word.at);
}

/* ---- resample ---- */

static err compile_resample(struct compiler *k, const struct node *n, struct operand *ret)
{
    const struct node *x = n->first, *to = x ? x->next : NULL;
    enum length_kind   kind;
    if (!to || to->next || to->kind != NODE_TEXT || !period_read(to->word, &kind))
        return fault_at(k, n, "resample takes an expression and \"week\", \"month\", \"quarter\" or \"year\"");
    if (k->period) return fault_at(k, n, "resample() cannot stand within another");
    k->period = build_period(&k->build, kind);
    struct slot slot = {.argument = {.kind = SERIES}, .given = x};
    TRY(compile_column(k, "resample", &slot, false, ret));
    struct step s = step_new(k, STEP_SPREAD);
    s.in[0]   = ret->value;
    k->period = 0;
    return build_step(&k->build, &s, &ret->value);
}

/* ---- names ---- */

static struct included *find_included(struct compiler *k, struct slice name)
{
    for (size_t i = k->included_count; i-- > 0;)
        if (name.size && slice_same(name, k->included[i].is.name)) return &k->included[i];
    return NULL;
}

static err compile_included(struct compiler *k, struct included *i, struct operand *ret)
{
    struct slice outer = k->text;
    if (i->done[k->period]) return *ret = i->operand[k->period], OK;
    if (i->open) return fail(k->c, ERR_INVALID, "'%.*s' is defined by itself", (int)i->is.name.size, i->is.name.at);
    i->open = true;
    if (!i->tree) TRY(expression_parse(k->c, i->is.text, &i->tree));
    k->text = i->is.text;
    TRY(compile(k, i->tree, ret));
    k->text = outer;
    i->open = false;
    i->done[k->period]    = true;
    i->operand[k->period] = *ret;
    return OK;
}

/* Everything that has a name, and what is nearest to this one. */
static err like(struct compiler *k, const char *word, const char **ret)
{
    const char **names;
    size_t       count = 0, room = INPUT_COUNT + k->included_count;
    for (const struct function *const *f = functions; *f; f++) room++;
    for (const struct indicator *const *i = indicators; *i; i++) room++;
    TRY(NEW(k->c, names, room));
    for (size_t i = 0; i < INPUT_COUNT; i++) names[count++] = inputs[i].name;
    for (const struct function *const *f = functions; *f; f++)
        if ((*f)->operands == 0) names[count++] = (*f)->name;
    for (const struct indicator *const *i = indicators; *i; i++) names[count++] = (*i)->name;
    for (size_t i = 0; i < k->included_count; i++)
        if (k->included[i].is.name.size) TRY(got(names[count++] = ctx_copy(k->c, k->included[i].is.name)));
    *ret = nearest(word, names, count);
    return OK;
}

static err unknown(struct compiler *k, const struct node *n, const char *what)
{
    const char *near, *word = ctx_copy(k->c, n->word);
    bool        takes = function_find(n->word, 0) || indicator_find(n->word) || input_find(n->word, true) != INPUT_COUNT || slice_is(n->word, "resample");
    TRY(got(word));
    if (takes && n->kind == NODE_NAME) return fault_at(k, n, "'%s' takes arguments in brackets", word);
    TRY(like(k, word, &near));
    if (n->ta && near && strcmp(near, word) == 0) near = NULL;
    if (!n->ta && near && strcmp(near, word) == 0) return fault_at(k, n, "'%s' takes no arguments", word);
    return expression_fault(k->c, k->text, n->at, n->at + n->word.size + (n->ta ? 3 : 0), "%s is called '%s'; %s%s", what, word,
                            near ? "do you mean " : "see `lumia expressions`", near ? near : "");
}

static err compile_name(struct compiler *k, const struct node *n, struct operand *ret)
{
    enum input_id    id = input_find(n->word, false);
    struct included *i  = find_included(k, n->word);
    if (id != INPUT_COUNT) return compile_input(k, id, (struct slice){0}, ret);
    if (i) return compile_included(k, i, ret);
    return unknown(k, n, "nothing");
}

static err compile_call(struct compiler *k, const struct node *n, struct operand *ret)
{
    enum input_id           id = input_find(n->word, true);
    const struct function  *f  = function_find(n->word, 0);
    const struct indicator *i  = indicator_find(n->word);
    if (!n->ta && slice_is(n->word, "resample")) return compile_resample(k, n, ret);
    if (!n->ta && id != INPUT_COUNT)             return compile_told(k, n, id, ret);
    if (!n->ta && f)                             return compile_function(k, n, f, ret);
    if (i)                                       return compile_indicator(k, n, i, ret);
    return unknown(k, n, n->ta ? "no indicator" : "no function");
}

static err compile_node(struct compiler *k, const struct node *n, struct operand *ret)
{
    switch (n->kind) {
    case NODE_NUMBER:   *ret = (struct operand){.kind = OF_NUMBER, .unit = UNIT_FREE, .number = n->number}; return OK;
    case NODE_TEXT:     return fault_at(k, n, "a text is of no use here");
    case NODE_NAME:     return compile_name(k, n, ret);
    case NODE_CALL:     return compile_call(k, n, ret);
    case NODE_OUTPUT:   return compile_output(k, n, ret);
    case NODE_OPERATOR: return compile_function(k, n, function_find(n->word, n->first->next ? 2 : 1), ret);
    }
    return OK;
}

/* A long sum is as deep as it is long. */
static err compile(struct compiler *k, const struct node *n, struct operand *ret)
{
    if (++k->depth > COMPILE_DEPTH_MAX) return fault_at(k, n, "more than %d levels deep", COMPILE_DEPTH_MAX);
    TRY(compile_node(k, n, ret));
    k->depth--;
    return OK;
}

static err compile_sought(struct compiler *k, struct included *i, struct output *ret)
{
    struct operand o;
    TRY(expression_parse(k->c, i->is.text, &i->tree));
    k->text = i->is.text;
    struct slot slot = {.argument = {.kind = SERIES}, .given = i->tree};
    i->open = true;
    TRY(compile_column(k, "an answer", &slot, false, &o));
    i->open       = false;
    i->done[0]    = true;
    i->operand[0] = o;
    *ret = (struct output){o.value, o.truth, o.unit};
    return OK;
}

static err program_new(struct ctx *c, size_t count, struct program *p)
{
    *p = (struct program){.outputs = count};
    TRY(NEW(c, p->step, STEPS_MAX));
    TRY(NEW(c, p->result, BUILD_RESULTS_MAX));
    TRY(NEW(c, p->wanted, WANTED_MAX));
    return NEW(c, p->output, count);
}

err program_compile(struct ctx *c, const struct definition *sought, size_t count, const struct definition *known, size_t known_count,
                    struct program *ret)
{
    struct program  p;
    struct compiler k = {.build = {.c = c, .p = &p}, .c = c};
    if (count + known_count > DEFINITIONS_MAX) return fail(c, ERR_LIMIT, "%zu expressions; at most %d at once", count + known_count, DEFINITIONS_MAX);
    TRY(program_new(c, count, &p));
    TRY(NEW(c, k.included, known_count + count));
    for (size_t i = 0; i < known_count; i++) k.included[k.included_count++].is = known[i];
    for (size_t i = 0; i < count; i++) {
        struct included *own = &k.included[k.included_count];
        own->is = sought[i];
        TRY(compile_sought(&k, own, &p.output[i]));
        k.included_count++;
    }
    TRY(build_places(&k.build));
    *ret = p;
    return OK;
}
