/* Laws of expressions, over random ones that are made of every function, input and indicator there is; nothing below names
 * one. Each is made together with what it comes to: the kernels called one after the other on whole columns, without
 * sharing, slots, stages or threads. */
#include <math.h>

#include "../check.h"
#include "../panel.h"
#include "calc/period.h"
#include "num/random.h"

enum { EXPRESSIONS = 600, MEMORY = 256 << 20, ROWS_ALL = PANEL_ASSETS * PANEL_DAYS };

struct made {                           /* a piece of an expression, and its values */
    char   *text;
    double *value;                      /* rows; NULL: one number */
    double  number;
    bool    truth;
};

struct maker {
    struct ctx              *c;
    const struct test_panel *t;
    struct random            r;
    bool                     ahead;     /* something that looks ahead is in it */
};

static size_t pick(struct maker *m, size_t count) { return (size_t)random_below(&m->r, count); }

static double *column_new(struct maker *m)
{
    double *v = ctx_alloc(m->c, sizeof *v, m->t->rows);
    for (size_t i = 0; v && i < m->t->rows; i++) v[i] = NAN;
    return v;
}

static struct made make_series(struct maker *m, int depth);
static struct made make_truth(struct maker *m, int depth);

static struct made make_number(struct maker *m)
{
    double n = (double)pick(m, 40) / 4;
    return (struct made){.text = ctx_print(m->c, "%.10g", n), .number = n};
}

static struct made make_input(struct maker *m)
{
    size_t       k = pick(m, INPUT_COUNT);
    struct made  x = {.value = column_new(m)};
    memcpy(x.value, m->t->input[k], m->t->rows * sizeof *x.value);
    x.text = ctx_print(m->c, inputs[k].says ? "%s(\"X\")" : "%s", inputs[k].name);
    return x;
}

/* ---- functions ---- */

struct chosen {                         /* the arguments of a function */
    struct call   call;
    struct made   column[ARGUMENTS_MAX];
    struct length length;
    bool          whole;                /* the length is in whole rows, so that it may be of the calendar */
    int           by;
};

static const char *const words[] = {[LENGTH_WEEK] = "week", [LENGTH_MONTH] = "month", [LENGTH_QUARTER] = "quarter", [LENGTH_YEAR] = "year"};

static void make_length(struct maker *m, const struct argument *a, struct text *out, struct chosen *ch)
{
    ch->whole       = a->flags & WHOLE;
    ch->length.kind = (enum length_kind)(1 + pick(m, ch->whole ? LENGTH_YEAR : LENGTH_DAYS));
    if (ch->length.kind >= LENGTH_WEEK) {
        text_print(out, "\"%s\"", words[ch->length.kind]);
        return;
    }
    ch->length.value = (double)(1 + pick(m, 20));
    text_print(out, ch->length.kind == LENGTH_DAYS ? "\"%.0fd\"" : "%.0f", ch->length.value);
}

/* The usual one more often than not; the first of several optional numbers without a usual one is left to `given`. */
static double make_number_for(struct maker *m, const struct argument *a, struct text *out)
{
    double low = fmax(a->min, -5), high = fmin(a->max, low + 9), n = low + (high - low) * (double)pick(m, 33) / 32;
    if (a->flags & WHOLE) n = ceil(n);
    text_print(out, "%.17g", n);
    return n;
}

static bool make_argument(struct maker *m, const struct function *f, size_t k, int depth, struct text *out, struct chosen *ch)
{
    const struct argument *a = &f->arguments[k];
    struct text own = {.c = m->c};
    ch->call.number[k] = a->kind == LENGTH ? NAN : a->usual;
    if (a->flags & OPTIONAL && pick(m, 3)) return true;
    switch (a->kind) {
    case LENGTH:
        make_length(m, a, &own, ch);
        ch->call.number[k] = ch->length.value;
        break;
    case GROUP:  ch->by = (int)pick(m, GROUP_COUNT); text_print(&own, "\"%s\"", group_names[ch->by]); break;
    case NUMBER: ch->call.number[k] = make_number_for(m, a, &own); break;
    case SERIES: case TRUTH:
        ch->column[k] = a->kind == TRUTH ? make_truth(m, depth - 1) : f->each && pick(m, 5) == 0 && k > 0 ? make_number(m) : make_series(m, depth - 1);
        text_put(&own, ch->column[k].text);
        break;
    }
    text_print(out, "%s%s%s%.*s", out->size ? ", " : "", a->flags & OPTIONAL ? a->name : "", a->flags & OPTIONAL ? "=" : "", (int)own.size, own.at);
    return text_done(out) == OK;
}

static void set_frame(const struct function *f, struct chosen *ch, const int64_t *at)
{
    double least = NAN;
    for (size_t k = 0; k + 1 < ARGUMENTS_MAX; k++)
        if (f->arguments[k].name && f->arguments[k].kind == LENGTH) least = ch->call.number[k + 1];
    ch->call.frame = (struct frame){.least = left_out(least) ? 1 : (size_t)least};
    if (ch->length.kind == LENGTH_ROWS) ch->call.frame.rows = (size_t)ch->length.value, ch->call.frame.least = left_out(least) ? (size_t)ch->length.value : ch->call.frame.least;
    if (ch->length.kind == LENGTH_DAYS) ch->call.frame.at = at, ch->call.frame.width = (int64_t)ch->length.value;
    ch->call.life.length = ch->length.kind == LENGTH_ROWS || ch->length.kind == LENGTH_DAYS ? ch->length.value : 0;
    ch->call.life.at     = ch->length.kind == LENGTH_DAYS ? at : NULL;
}

static double scratch[10 * ROWS_ALL];

static void run_on(const struct function *f, struct chosen *ch, size_t first, size_t count, const int64_t *at, double *out)
{
    struct call *x = &ch->call;
    set_frame(f, ch, at);
    x->count   = count;
    x->scratch = scratch;
    x->out     = out + first;
    for (size_t k = 0; k < ARGUMENTS_MAX; k++) {
        x->in[k]   = ch->column[k].value ? ch->column[k].value + first : &ch->column[k].number;
        x->step[k] = ch->column[k].value != NULL;
    }
    f->run(x);
}

static void run_assets(struct maker *m, const struct function *f, struct chosen *ch, double *out)
{
    int64_t at[PANEL_DAYS];
    for (size_t a = 0; a < PANEL_ASSETS; a++) {
        size_t first = m->t->x.begin[a], end = m->t->x.begin[a + 1];
        for (size_t i = first; i < end; i++) at[i - first] = m->t->x.day[i];
        if (ch->length.kind < LENGTH_WEEK) {
            run_on(f, ch, first, end - first, at, out);
            continue;
        }
        for (size_t row = first, next; row < end; row = next) {
            for (next = row; next < end && period_first(ch->length.kind, m->t->x.day[next]) == period_first(ch->length.kind, m->t->x.day[row]);) next++;
            run_on(f, ch, row, next - row, at, out);
        }
    }
}

static void run_one_day(struct maker *m, const struct function *f, struct chosen *ch, int32_t day, uint32_t group, double *out)
{
    double in[PANEL_ASSETS], result[PANEL_ASSETS];
    size_t row[PANEL_ASSETS], count = 0;
    for (size_t a = 0; a < PANEL_ASSETS; a++)
        for (size_t i = m->t->x.begin[a]; i < m->t->x.begin[a + 1]; i++)
            if (m->t->x.day[i] == day && (ch->by < 0 || m->t->x.group[ch->by][a] == group)) row[count] = i, in[count++] = ch->column[0].value[i];
    if (count == 0) return;
    ch->call.count   = count;
    ch->call.in[0]   = in;
    ch->call.step[0] = 1;
    ch->call.out     = result;
    ch->call.scratch = scratch;
    f->run(&ch->call);
    for (size_t k = 0; k < count; k++) out[row[k]] = result[k];
}

static bool make_function(struct maker *m, const struct function *f, int depth, struct made *ret)
{
    struct chosen ch  = {.by = -1};
    struct text   out = {.c = m->c};
    bool          numbers = true;
    for (size_t k = 0; k < function_arguments(f); k++)
        if (!make_argument(m, f, k, depth, &out, &ch)) return false;
    if (f->refuse && f->refuse(ch.call.number)) return false;
    for (size_t k = 0; k < function_arguments(f); k++) numbers &= ch.column[k].value == NULL;
    if (numbers) return false;
    *ret = (struct made){.value = column_new(m), .truth = f->truth};
    if (f->operands == 2)      ret->text = ctx_print(m->c, "((%s) %s (%s))", ch.column[0].text, f->name, ch.column[1].text);
    else if (f->operands == 1) ret->text = ctx_print(m->c, "(%s (%s))", f->name, ch.column[0].text);
    else                       ret->text = ctx_print(m->c, "%s(%.*s)", f->name, (int)out.size, out.at);
    m->ahead |= f->ahead;
    if (!f->section) return run_assets(m, f, &ch, ret->value), true;
    for (size_t d = 0; d < m->t->x.days; d++)
        for (uint32_t g = 0; g < (ch.by < 0 ? 1 : PANEL_GROUPS); g++) run_one_day(m, f, &ch, m->t->x.calendar[d], g, ret->value);
    return true;
}

/* ---- indicators ---- */

/* The rows of an asset on which all its columns are known. */
static void run_indicator(struct maker *m, const struct indicator *i, const double *param, const double *const *column, size_t output, double *out)
{
    static double dense[5][PANEL_DAYS], results[OUTPUTS_MAX][PANEL_DAYS];
    double       *result[OUTPUTS_MAX];
    for (size_t a = 0; a < PANEL_ASSETS; a++) {
        size_t row[PANEL_DAYS], count = 0;
        for (size_t r = m->t->x.begin[a]; r < m->t->x.begin[a + 1]; r++) {
            bool known = true;
            for (size_t k = 0; k < 5; k++) known &= !column[k] || isfinite(column[k][r]);
            for (size_t k = 0; k < 5 && known; k++) dense[k][count] = column[k] ? column[k][r] : NAN;
            if (known) row[count++] = r;
        }
        for (size_t o = 0; o < OUTPUTS_MAX; o++) {
            result[o] = results[o];
            for (size_t k = 0; k < PANEL_DAYS; k++) results[o][k] = NAN;
        }
        if (count > i->warmup(param)) i->run(&(struct series_in){count, dense[0], dense[1], dense[2], dense[3], dense[4]}, param, result);
        for (size_t k = 0; k < count; k++) out[row[k]] = results[output][k];
    }
}

static bool make_indicator(struct maker *m, int depth, struct made *ret)
{
    size_t count = 0, output;
    while (indicators[count]) count++;
    const struct indicator *i = indicators[pick(m, count)];
    double        param[PARAMS_MAX] = {0};
    const double *column[5]         = {0};
    bool          ahead             = m->ahead;
    struct made   x                 = make_series(m, depth - 1);
    struct text   out               = {.c = m->c};
    if (i->uses == USES_CLOSE) text_put(&out, x.text);
    else                       m->ahead = ahead;        /* what was made is not asked for */
    for (size_t p = 0; p < PARAMS_MAX && i->params[p].name; p++) {
        bool whole = !(i->fractional >> p & 1), left = pick(m, 2);
        param[p] = left ? i->params[p].usual : fmin(i->params[p].max, ceil(i->params[p].min) + (double)pick(m, 9));
        if (whole) param[p] = floor(param[p]);
        if (!left) text_print(&out, "%s%s=%.17g", out.size ? ", " : "", i->params[p].name, param[p]);
    }
    for (size_t k = 0; k < 5; k++)
        if (i->uses >> k & 1) column[k] = i->uses == USES_CLOSE ? x.value : m->t->input[k];
    output = pick(m, indicator_outputs(i));
    *ret   = (struct made){.value = column_new(m)};
    if (indicator_outputs(i) > 1) ret->text = ctx_print(m->c, "ta.%s(%.*s).%s", i->name, (int)out.size, out.size ? out.at : "", i->outputs[output]);
    else                          ret->text = ctx_print(m->c, "ta.%s(%.*s)", i->name, (int)out.size, out.size ? out.at : "");
    run_indicator(m, i, param, column, output, ret->value);
    return true;
}

static bool make_any(struct maker *m, bool truth, int depth, struct made *ret)
{
    size_t count = 0;
    while (functions[count]) count++;
    const struct function *f = functions[pick(m, count)];
    return f->truth == truth && make_function(m, f, depth, ret);
}

static struct made make_truth(struct maker *m, int depth)
{
    struct made x;
    while (!make_any(m, true, depth, &x)) { }
    return x;
}

static struct made make_series(struct maker *m, int depth)
{
    struct made x;
    if (depth <= 0) return make_input(m);
    if (pick(m, 3) == 0) return make_indicator(m, depth, &x) ? x : make_input(m);
    while (!make_any(m, pick(m, 6) == 0, depth, &x)) { }
    return x;
}

/* ---- the laws ---- */

static struct test_panel panel;
static struct ctx        held;

static bool open_panel(void)
{
    if (panel.rows) return true;
    ctx_open(&held, MEMORY);
    CHECK(panel_make(&held, 77, &panel) == OK, "%s", held.note);
    return panel.rows > 0;
}

/* The n-th expression; false where its units do not go together, which is right to be refused. */
static bool nth(struct ctx *c, uint64_t n, struct maker *m, struct made *ret, struct program *p)
{
    *m   = (struct maker){.c = c, .t = &panel, .r = {.seed = 5, .stream = n}};
    *ret = make_series(m, 1 + (int)(n % 3));
    err e = program_compile(c, &(struct definition){.text = slice_of(ret->text)}, 1, NULL, 0, p);
    CHECK(e == OK || strstr(c->note, "their units differ"), "%s: %s", ret->text, c->note);
    return e == OK;
}

TEST(property_calc_is_its_kernels_one_by_one)
{
    size_t compared = 0, told = 0;
    for (uint64_t n = 0; n < EXPRESSIONS && open_panel(); n++) {
        AUTO_CTX       c = {0};
        struct maker   m;
        struct made    x;
        struct program p;
        double        *out;
        ctx_open(&c, MEMORY);
        if (!nth(&c, n, &m, &x, &p)) continue;
        CHECK(NEW(&c, out, panel.rows) == OK && panel_run_program(&c, &panel, &p, 1 + n % 2, &out) == OK, "%s", c.note);
        bool same = same_bits(out, x.value, panel.rows);
        CHECK(same, "seed %llu: %s", (unsigned long long)n, x.text);
        CHECK(p.ahead == m.ahead, "%s", x.text);
        compared++;
        for (size_t i = 0; i < panel.rows; i++) told += !isnan(out[i]);
    }
    CHECK(compared > EXPRESSIONS / 2 && told > compared * 20, "%zu expressions, %zu values", compared, told);
}

TEST(property_calc_does_not_look_ahead)
{
    size_t compared = 0;
    for (uint64_t n = 0; n < EXPRESSIONS && open_panel(); n++) {
        AUTO_CTX          c = {0};
        struct maker      m;
        struct made       x;
        struct program    p;
        struct test_panel cut;
        double           *out;
        ctx_open(&c, MEMORY);
        if (!nth(&c, n, &m, &x, &p) || m.ahead) continue;
        int32_t end = panel.x.calendar[20 + n % (PANEL_DAYS / 2)];
        CHECK(panel_cut(&c, &panel, end, &cut) == OK, "%s", c.note);
        CHECK(NEW(&c, out, panel.rows) == OK && panel_run_program(&c, &cut, &p, 1, &out) == OK, "%s", c.note);
        for (size_t a = 0; a < PANEL_ASSETS; a++) {
            size_t first = cut.x.begin[a], count = cut.x.begin[a + 1] - first;
            bool   same  = same_bits(out + first, x.value + panel.x.begin[a], count);
            CHECK(same, "seed %llu: %s knows of what comes later", (unsigned long long)n, x.text);
        }
        compared++;
    }
    CHECK(compared > EXPRESSIONS / 2);
}

static bool same_tree(const struct node *a, const struct node *b)
{
    if (!a || !b) return a == b;
    return a->kind == b->kind && a->ta == b->ta && slice_same(a->label, b->label) && memcmp(&a->number, &b->number, sizeof a->number) == 0 &&
           (a->kind == NODE_NUMBER || slice_same(a->word, b->word)) && same_tree(a->first, b->first) && same_tree(a->next, b->next);
}

TEST(property_calc_text_comes_back)
{
    for (uint64_t n = 0; n < EXPRESSIONS && open_panel(); n++) {
        AUTO_CTX     c = {0};
        struct maker m = {.c = &c, .t = &panel, .r = {.seed = 9, .stream = n}};
        struct node *tree, *again;
        struct text  once = {.c = &c}, twice = {.c = &c};
        ctx_open(&c, MEMORY);
        struct made x = make_series(&m, 1 + (int)(n % 3));
        CHECK(expression_parse(&c, slice_of(x.text), &tree) == OK, "%s", c.note);
        expression_put(&once, tree);
        CHECK(text_done(&once) == OK && expression_parse(&c, text_slice(&once), &again) == OK, "%s", c.note);
        expression_put(&twice, again);
        bool same = same_tree(tree, again) && slice_same(text_slice(&once), text_slice(&twice)) && once.size <= strlen(x.text);
        CHECK(same, "%s became %s", x.text, once.at);
    }
}

/* Every function is described, and what an operator is called is a sign or a word of the grammar. */
TEST(property_calc_functions_are_complete)
{
    for (const struct function *const *i = functions; *i; i++) {
        const struct function *f = *i;
        size_t count = function_arguments(f), columns = 0;
        bool   optional = false;
        CHECK(f->name && f->group && f->about && f->run && count > 0, "%s", f->name);
        CHECK(function_find(slice_of(f->name), f->operands) == f, "two are called %s", f->name);
        CHECK(f->operands == 0 || f->operands == count, "%s", f->name);
        CHECK(input_find(slice_of(f->name), true) == INPUT_COUNT && input_find(slice_of(f->name), false) == INPUT_COUNT, "%s is an input too", f->name);
        for (size_t k = 0; k < count; k++) {
            const struct argument *a = &f->arguments[k];
            CHECK(a->help && *a->help, "%s of %s", a->name, f->name);
            CHECK(!optional || (a->flags & OPTIONAL), "%s of %s stands behind what may be left out", a->name, f->name);
            CHECK(a->kind != NUMBER || a->max > a->min, "%s of %s has no limits", a->name, f->name);
            optional |= a->flags & OPTIONAL;
            columns  += a->kind == SERIES || a->kind == TRUTH;
        }
        CHECK(columns > 0, "%s", f->name);
    }
}
