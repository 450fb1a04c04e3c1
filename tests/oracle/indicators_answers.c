/* What reference programs answer at random parameters, over bars that are made to be difficult: files of tools/oracle, whose
 * first line says which program and how. The first bar with an answer has to be the same, and the answers. */
#include <math.h>
#include <stdlib.h>

#include "../check.h"
#include "base/file.h"
#include "base/number.h"
#include "ta/indicator.h"

enum { BARS_MAX = 4096, MARKETS_MAX = 4, TEXT_MAX = 8 << 20, CASES_MIN = 100 };

struct bars {
    char   name[16];
    size_t count;
    double column[5][BARS_MAX];                 /* open, high, low, close, volume */
};

struct answers {
    struct ctx   *c;
    struct slice  text;
    struct bars  *market;
    size_t        markets, cases;
    double        worst;
};

struct asked {                                  /* one case: an indicator, its parameters, and what it gave here */
    const struct indicator *indicator;
    const struct bars      *bars;
    struct slice            line;
    double                  param[PARAMS_MAX];
    double                  size;               /* largest price in the bars */
    size_t                  begin;
};

static double out[OUTPUTS_MAX][BARS_MAX];

/* Relative. What is nothing beside the prices may be anything beside an answer near 0: the references take values out of running
 * sums. Some find a deviation by subtracting two squares, whose rounding is that of a square of the price. */
static const double TOLERANCE = 1e-9, TOLERANCE_OF_EXACT = 1e-12, NOTHING = 2e-14, NOTHING_OF_SQUARE = 2e-15;

static double number_of(struct slice s)
{
    double value;
    if (slice_is(s, "inf") || slice_is(s, "-inf")) return s.at[0] == '-' ? -INFINITY : INFINITY;
    return number_read(s, &value) ? value : NAN;
}

static err read_text(struct ctx *c, const char *path, struct slice *ret)
{
    AUTO_INPUT in = {0};
    char      *text;
    size_t     size = 0, fresh = 1;
    TRY(input_open_file(c, &in, path));
    TRY(NEW(c, text, TEXT_MAX));
    while (fresh > 0 && size < TEXT_MAX) {
        TRY(input_read(c, &in, text + size, TEXT_MAX - size, &fresh));
        size += fresh;
    }
    *ret = (struct slice){text, size};
    return OK;
}

static void read_bars(struct answers *a, struct slice head)
{
    struct bars *b    = &a->market[a->markets++];
    struct slice name = slice_cut(&head, ' ');
    snprintf(b->name, sizeof b->name, "%.*s", (int)name.size, name.at);
    b->count = (size_t)number_of(head);
    for (size_t i = 0; i < b->count && i < BARS_MAX; i++) {
        struct slice line = slice_cut(&a->text, '\n');
        for (size_t k = 0; k < 5; k++) b->column[k][i] = number_of(slice_cut(&line, ' '));
    }
}

/* What an indicator does not have may only be 0. */
static bool set_named(struct asked *q, const char *name, double value)
{
    const struct param *p = q->indicator->params;
    size_t              k = 0;
    while (k < PARAMS_MAX && p[k].name && strcmp(p[k].name, name) != 0) k++;
    if (k == PARAMS_MAX || !p[k].name) return value == 0;
    q->param[k] = value;
    return true;
}

static double price_size(const struct bars *b)
{
    double size = 0;
    for (size_t i = 0; i < b->count; i++) size = fmax(size, b->column[1][i]);
    return size;
}

/* "MARKET INDICATOR UNSTABLE METASTOCK BEGIN PARAMETERS" */
static bool read_case(const struct answers *a, struct slice line, struct asked *ret)
{
    struct slice whole = line, market = slice_cut(&line, ' ');
    *ret = (struct asked){.line = whole, .indicator = indicator_find(slice_cut(&line, ' '))};
    for (size_t k = 0; k < a->markets; k++)
        if (slice_is(market, a->market[k].name)) ret->bars = &a->market[k];
    if (!ret->indicator || !ret->bars) return false;
    for (size_t k = 0; k < PARAMS_MAX; k++) ret->param[k] = ret->indicator->params[k].usual;
    double unstable = number_of(slice_cut(&line, ' ')), metastock = number_of(slice_cut(&line, ' '));
    ret->size  = price_size(ret->bars);
    ret->begin = (size_t)number_of(slice_cut(&line, ' '));
    for (size_t k = 0; line.size && k < PARAMS_MAX && ret->indicator->params[k].name; k++) ret->param[k] = number_of(slice_cut(&line, ' '));
    return set_named(ret, "unstable", unstable) && set_named(ret, "metastock", metastock);
}

static void run_case(struct asked *q)
{
    const struct bars *b = q->bars;
    double *const      rows[OUTPUTS_MAX] = {out[0], out[1], out[2], out[3]};
    for (size_t o = 0; o < OUTPUTS_MAX; o++)
        for (size_t i = 0; i < BARS_MAX; i++) out[o][i] = 0;
    q->indicator->run(&(struct series_in){b->count, b->column[0], b->column[1], b->column[2], b->column[3], b->column[4]}, q->param, rows);
    size_t begin = q->indicator->warmup(q->param);
    if (begin > b->count) begin = b->count;
    CHECK(begin == q->begin, "%.*s: begins at bar %zu, the reference at %zu", (int)q->line.size, q->line.at, begin, q->begin);
}

/* How far the squares of two deviations may lie apart: of an output that is one, or a band of that width. */
static bool same_square(const struct asked *q, size_t bar, double error)
{
    bool band = strcmp(q->indicator->name, "bbands") == 0, is = band || strcmp(q->indicator->name, "stddev") == 0;
    double width = band ? out[0][bar] - out[2][bar] : out[0][bar], factor = band ? fmax(q->param[1], q->param[2]) : q->param[1];
    return is && error * fmax(width, error) <= NOTHING_OF_SQUARE * q->size * q->size * factor * factor;
}

static void compare(struct answers *a, const struct asked *q, size_t o, size_t bar, double want)
{
    double got = out[o][bar], error = fabs(got - want);
    double nothing = q->indicator->scaling == SCALES_WITH_SQUARE ? NOTHING_OF_SQUARE * q->size * q->size : NOTHING * q->size;
    if (isnan(want) ? isnan(got) || got == 0 : got == want || error <= nothing || same_square(q, bar, error)) return;       /* 0/0 is 0 here */
    a->worst = fmax(a->worst, error / fabs(want));
    double tolerance = q->indicator->stability == EXACT ? TOLERANCE_OF_EXACT : TOLERANCE;
    CHECK(error <= tolerance * fabs(want), "%.*s: output %zu, bar %zu: %.17g, the reference has %.17g", (int)q->line.size, q->line.at, o, bar, got, want);
}

/* "all" tells the bars that are not 0. */
static void check_output(struct answers *a, const struct asked *q, size_t o, struct slice line)
{
    bool   all  = slice_is(slice_cut(&line, ' '), "all");
    size_t seen = 0, live = 0;
    while (line.size) {
        struct slice value = slice_cut(&line, ' '), bar = slice_cut(&value, ':');
        compare(a, q, o, (size_t)number_of(bar), number_of(value));
        seen++;
    }
    for (size_t i = 0; i < q->bars->count; i++) live += out[o][i] != 0;
    if (all) CHECK(live == seen, "%.*s: fires %zu times, in the reference %zu", (int)q->line.size, q->line.at, live, seen);
    else     CHECK(seen > 0 || q->begin == q->bars->count, "%.*s: the reference has no value", (int)q->line.size, q->line.at);
}

static void check_answers(const char *path)
{
    AUTO_CTX       c = {0};
    struct answers a = {.c = &c};
    struct asked   q = {0};
    size_t         o = 0;
    ctx_open(&c, 64 << 20);
    err e = read_text(&c, path, &a.text);
    if (e == OK) e = NEW(&c, a.market, MARKETS_MAX);
    CHECK(e == OK, "%s", c.note);
    while (e == OK && a.text.size) {
        struct slice line = slice_cut(&a.text, '\n'), what = slice_cut(&line, ' ');
        if (slice_is(what, "bars")) read_bars(&a, line);
        if (slice_is(what, "out") && q.indicator && o < indicator_outputs(q.indicator)) check_output(&a, &q, o++, line);
        if (!slice_is(what, "case")) continue;
        bool known = read_case(&a, line, &q);
        CHECK(known, "%.*s: not an indicator, a market or a parameter here", (int)line.size, line.at);
        if (!known) continue;
        run_case(&q);
        a.cases++, o = 0;
    }
    CHECK(a.cases >= CASES_MIN, "%s has only %zu cases", path, a.cases);
    printf("%s: %zu cases, largest relative error %.2g\n", path, a.cases, a.worst);
}

TEST(oracle_talib_anywhere) { check_answers("tests/oracle/indicators_talib.txt"); }
TEST(oracle_tulip_anywhere) { check_answers("tests/oracle/indicators_tulip.txt"); }
