/* The language by examples: what is refused and where, what shares a step, what a piece comes to on a few rows. */
#include <math.h>

#include "calc/definitions.h"
#include "check.h"
#include "panel.h"

enum { MEMORY = 64 << 20, ROWS = 12 };

static err compile(struct ctx *c, const char *text, struct program *ret)
{
    struct definition all[8];
    size_t            count;
    ctx_open(c, MEMORY);
    TRY(definitions_read(c, slice_of(text), 8, all, &count));
    if (count == 0) return fail(c, ERR_INVALID, "an empty expression");
    return program_compile(c, &all[count - 1], 1, all, count - 1, ret);
}

TEST(calc_faults_are_told_where_they_are)
{
    static const struct { const char *text, *story; } bad[] = {
        {"", "an empty expression"},
        {"close +", "column 8: it breaks off: a value is expected\n   close +\n          ^"},
        {"close + rsi(close, 14)", "column 7: '+' cannot take a price together with a ratio: their units differ\n   close + rsi(close, 14)\n         ^"},
        {"close * close < volume", "cannot take a price^2 together with a volume"},
        {"smaa(close, 3)", "column 1: no function is called 'smaa'; do you mean sma\n   smaa(close, 3)\n   ^~~~"},
        {"clsoe", "nothing is called 'clsoe'; do you mean close"},
        {"mean", "'mean' takes arguments in brackets"},
        {"close(1)", "'close' takes no arguments"},
        {"mean()", "mean needs x: a series"},
        {"mean(close, 0)", "column 13: window must be a whole number from 1 to 100000"},
        {"mean(close, 2.5)", "window must be a whole number"},
        {"mean(close, volume)", "column 13: window must be a number that is known beforehand"},
        {"mean(close, \"soon\")", "column 13: window must be rows, whole days or weeks"},
        {"mean(close, window=3, window=4)", "window is given twice"},
        {"mean(close, width=3)", "column 13: mean has no argument 'width'"},
        {"mean(x=close, 3)", "behind a named argument all are named"},
        {"mean(5, 3)", "mean needs a series here, not one number"},
        {"rsi(close, 1)", "period must be a whole number from 2"},
        {"ta.mean(close)", "no indicator is called 'mean'"},
        {"macd(close)", "column 1: macd has several outputs; say which: .macd, .signal, .hist"},
        {"macd(close).hits", "macd has no output 'hits'"},
        {"rsi(close).rsi", "rsi has one output only"},
        {"(close).x", "only a call has outputs"},
        {"close and volume", "'and' needs a condition here"},
        {"if(close, 1, 2)", "'if' needs a condition here"},
        {"if(close > 1, close, volume)", "'if' cannot take a price together with a volume"},
        {"close = 3", "write == to compare"},
        {"1 < close < 3", "a comparison has two sides: join two of them with `and`"},
        {"close 5", "column 7: nothing is expected here but an operator or the end"},
        {"3 * (4", "')' is expected to close the bracket"},
        {"close ? 1", "column 7: a character that has no meaning here"},
        {"benchmark(close)", "benchmark takes one text: the symbol"},
        {"benchmark(\"SPY", "a text without its closing quote"},
        {"\"SPY\"", "a text is of no use here"},
        {"2 + 3", "an answer needs a series here, not one number"},
        {"close / (1 / 0)", "these numbers have no result"},
        {"close ^ 12e", "a number that breaks off"},
        {"close * 1e999", "a number that is too large"},
        {"cs_rank(close, by=\"size\")", "by must be \"class\", \"sector\" or \"currency\""},
        {"resample(close)", "resample takes an expression and"},
        {"resample(resample(close, \"week\"), \"month\")", "resample() cannot stand within another"},
        {"resample(cs_rank(close), \"week\")", "cs_rank looks at all assets of a day and cannot stand within resample()"},
        {"ewm_mean(close)", "one of span, alpha, com and halflife must be given"},
        {"ewm_mean(close, span=3, alpha=0.5)", "one of span, alpha, com and halflife must be given"},
        {"clip(close, 3, 2)", "low must not be above high"},
        {"a = b; b = a; b", "'b' is defined by itself"},
        {"a = 1; a = 2; a", "'a' is defined twice"},
        {"close = 1; close", "'close' has a meaning of its own"},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        AUTO_CTX       c = {0};
        struct program p;
        err            e = compile(&c, bad[k].text, &p);
        CHECK(e == ERR_INVALID && strstr(c.note, bad[k].story), "%s: %s: %s", bad[k].text, err_name(e), c.note);
    }
}

/* A long text shows the piece around the place. */
TEST(calc_faults_fit_into_a_line)
{
    AUTO_CTX       c = {0};
    struct program p;
    char           text[EXPRESSION_SIZE_MAX + 1] = {0};
    for (size_t i = 0; i + 8 < sizeof text - 200; i += 8) memcpy(text + i, "close + ", 8);
    CHECK(compile(&c, text, &p) == ERR_INVALID && strlen(c.note) < 260 && strstr(c.note, "…"), "%s", c.note);
}

TEST(calc_limits_have_stories)
{
    static char    text[4 * EXPRESSION_SIZE_MAX];
    struct program p;
    {
        AUTO_CTX c = {0};
        memset(text, ' ', EXPRESSION_SIZE_MAX + 1);
        CHECK(compile(&c, text, &p) == ERR_INVALID, "blanks alone are empty: %s", c.note);
    }
    {
        AUTO_CTX     c = {0};
        struct node *tree;
        ctx_open(&c, MEMORY);
        CHECK(expression_parse(&c, (struct slice){text, EXPRESSION_SIZE_MAX + 1}, &tree) == ERR_LIMIT && strstr(c.note, "4097 bytes"), "%s", c.note);
    }
    {
        AUTO_CTX c = {0};
        memset(text, '(', 100);
        strncpy(text + 100, "close", 6);
        CHECK(compile(&c, text, &p) == ERR_INVALID && strstr(c.note, "more than 64 levels deep"), "%s", c.note);
    }
    {
        AUTO_CTX c = {0};
        for (size_t i = 0; i < 220; i++) memcpy(text + 4 * i, "1+1+", 4);
        memcpy(text + 880, "close", 6);
        CHECK(compile(&c, text, &p) == ERR_INVALID && strstr(c.note, "levels deep"), "%s", c.note);
    }
    {
        AUTO_CTX    c   = {0}, own = {0};
        struct text out = {.c = &own};
        ctx_open(&own, MEMORY);
        for (int i = 0; i <= WANTED_MAX; i++) text_print(&out, "%sbenchmark(\"A%d\")", i ? "+" : "", i);
        CHECK(text_done(&out) == OK && compile(&c, out.at, &p) == ERR_LIMIT && strstr(c.note, "more than 32 columns"), "%s", c.note);
    }
}

TEST(calc_what_stands_twice_is_computed_once)
{
    static const struct { const char *text; size_t steps, wanteds, slots, stages; } plans[] = {
        {"close", 0, 1, 0, 1},
        {"close + close", 1, 1, 1, 1},
        {"mean(close, 5) / mean(close, 5)", 2, 1, 2, 1},
        {"mean(close, 5) / mean(close, window=5)", 2, 1, 2, 1},
        {"a = ema(close, 5); a / lag(a, 1) - a / lag(a, 1)", 4, 1, 3, 1},
        {"macd(close).macd - macd(close).signal", 2, 1, 3, 1},
        {"close * (2 * 3 - 6 + 1)", 1, 1, 1, 1},
        {"abs(abs(abs(abs(close))))", 4, 1, 2, 1},
        {"cs_rank(close)", 1, 1, 0, 2},
        {"cs_rank(mean(cs_rank(close), 5))", 3, 1, 0, 3},
        {"mean(resample(close, \"week\"), 5)", 3, 1, 2, 1},
    };
    for (size_t k = 0; k < sizeof plans / sizeof *plans; k++) {
        AUTO_CTX       c = {0};
        struct program p;
        CHECK(compile(&c, plans[k].text, &p) == OK, "%s", c.note);
        CHECK(p.steps == plans[k].steps && p.wanteds == plans[k].wanteds && p.slots == plans[k].slots && p.stages == plans[k].stages,
              "%s: %zu steps, %zu columns, %zu slots, %zu stages", plans[k].text, p.steps, p.wanteds, p.slots, p.stages);
    }
}

TEST(calc_units)
{
    static const struct { const char *text, *unit; } known[] = {
        {"close", "price"}, {"2 * close", "price"}, {"close / open", "ratio"}, {"close * volume", "price*volume"}, {"var(close)", "price^2"},
        {"sqrt(var(close))", "price"}, {"sqrt(close)", "price^0.5"}, {"close ^ 3", "price^3"}, {"close ^ volume", "unknown"}, {"1 / close", "price^-1"},
        {"slope(volume, close, 5)", "price^-1*volume"}, {"ema(volume, 5)", "volume"}, {"atr(5)", "price"}, {"rsi(close)", "ratio"},
        {"product(close, 3) + 1", "unknown"}, {"cov(close, volume)", "price*volume"}, {"(close > open) + 1", "ratio"}, {"if(close > 1, 1, close)", "price"},
        {"-close", "price"}, {"mood", "ratio"}, {"ta.var(close, 5)", "price^2"},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        AUTO_CTX       c = {0};
        struct program p;
        CHECK(compile(&c, known[k].text, &p) == OK, "%s", c.note);
        const char *unit = unit_name(&c, p.output[0].unit);
        CHECK(unit && strcmp(unit, known[k].unit) == 0, "%s: %s", known[k].text, unit);
    }
}

/* ---- a few rows ---- */

static const int32_t days[ROWS] = {17532, 17533, 17534, 17535, 17536, 17539, 17540, 17541, 17542, 17543, 17546, 17547};   /* 2018-01-01 (a Monday) to -16 */
static const double  closes[ROWS] = {10, 11, 12, 11, 10, 20, 21, NAN, 22, 20, 30, 31};

/* One asset, whose close is above and whose volume is 100, 101, …; compares with `want`. */
static void comes_to(const char *text, const double *want)
{
    AUTO_CTX          c = {0};
    struct program    p;
    struct test_panel t = {.rows = ROWS};
    double            out[ROWS], volume[ROWS], *ret = out;
    size_t            begin[] = {0, ROWS};
    for (size_t i = 0; i < ROWS; i++) volume[i] = 100 + (double)i;
    for (int k = 0; k < INPUT_COUNT; k++) t.input[k] = k == INPUT_VOLUME ? volume : (double *)(void *)(uintptr_t)closes;
    t.x = (struct panel){.assets = 1, .days = ROWS, .rows_max = ROWS, .begin = begin, .day = days, .calendar = days};
    CHECK(compile(&c, text, &p) == OK && panel_run_program(&c, &t, &p, 1, &ret) == OK, "%s: %s", text, c.note);
    for (size_t i = 0; i < ROWS; i++) {
        bool same = isnan(want[i]) ? isnan(out[i]) : fabs(out[i] - want[i]) < 1e-12;
        CHECK(same, "%s, row %zu: %g, not %g", text, i, out[i], want[i]);
    }
}

#define COMES_TO(text, ...) comes_to(text, (const double[ROWS]){__VA_ARGS__})

TEST(calc_on_a_few_rows)
{
    const double N = NAN;
    COMES_TO("close + 1", 11, 12, 13, 12, 11, 21, 22, N, 23, 21, 31, 32);
    COMES_TO("close > 15", 0, 0, 0, 0, 0, 1, 1, N, 1, 1, 1, 1);
    COMES_TO("close > 15 and volume > 105", 0, 0, 0, 0, 0, 0, 1, N, 1, 1, 1, 1);
    COMES_TO("close > 15 and volume > 200", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    COMES_TO("close > 15 or volume > 100", 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    COMES_TO("not close > 15", 1, 1, 1, 1, 1, 0, 0, N, 0, 0, 0, 0);
    COMES_TO("missing(close)", 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
    COMES_TO("if(missing(close), 0, close)", 10, 11, 12, 11, 10, 20, 21, 0, 22, 20, 30, 31);
    COMES_TO("fill_forward(close)", 10, 11, 12, 11, 10, 20, 21, 21, 22, 20, 30, 31);
    COMES_TO("-2 ^ 2 + 0 * volume", -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4);
    COMES_TO("2 ^ -1 ^ 2 + 0 * volume", .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5);
    COMES_TO("8 - 2 - 1 + 0 * volume", 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5);
    COMES_TO("100 / (volume - 104)", -25, -100. / 3, -50, -100, N, 100, 50, 100. / 3, 25, 20, 100. / 6, 100. / 7);
    COMES_TO("sum(volume, \"week\")", 100, 201, 303, 406, 510, 105, 211, 318, 426, 535, 110, 221);
    COMES_TO("sum(volume, \"3d\")", 100, 201, 303, 306, 309, 105, 211, 318, 321, 324, 110, 221);
    COMES_TO("sum(volume, 3)", N, N, 303, 306, 309, 312, 315, 318, 321, 324, 327, 330);
    COMES_TO("resample(close, \"week\")", N, N, N, N, N, 10, 10, 10, 10, 10, 20, 20);
    COMES_TO("resample(sum(volume), \"week\")", N, N, N, N, N, 510, 510, 510, 510, 510, 1045, 1045);
    COMES_TO("resample(high / low, \"week\")", N, N, N, N, N, 1.2, 1.2, 1.2, 1.2, 1.2, 1.1, 1.1);
    COMES_TO("sma(close, 2)", N, 10.5, 11.5, 11.5, 10.5, 15, 20.5, N, 21.5, 21, 25, 30.5);
    COMES_TO("sma(lag(close, 4), 2)", N, N, N, N, N, 10.5, 11.5, 11.5, 10.5, 15, 20.5, N);
    COMES_TO("cs_rank(close)", 1, 1, 1, 1, 1, 1, 1, N, 1, 1, 1, 1);
    COMES_TO("cs_count(close)", 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1);
    COMES_TO("larger(close, 15)", 15, 15, 15, 15, 15, 20, 21, N, 22, 20, 30, 31);
    COMES_TO("clip(close, 11, 21)", 11, 11, 12, 11, 11, 20, 21, N, 21, 20, 21, 21);
    COMES_TO("quantile(close, 0, 3, least=1)", 10, 10, 10, 11, 10, 10, 10, 20, 21, 20, 20, 20);
    COMES_TO("ta.max(close, 2)", N, 11, 12, 12, 11, 20, 21, N, 22, 22, 30, 31);
}

TEST(calc_text_is_told_in_one_way)
{
    static const struct { const char *text, *told; } same[] = {
        {"((close))+ ( (1) )", "close + 1"}, {"a-(b-c)", "a - (b - c)"}, {"(a-b)-c", "a - b - c"}, {"(-2)^2", "(-2) ^ 2"}, {"-(2^2)", "-2 ^ 2"},
        {"2^(3^2)", "2 ^ 3 ^ 2"}, {"(2^3)^2", "(2 ^ 3) ^ 2"}, {"not(a and b)", "not (a and b)"}, {"(not a)and b", "not a and b"}, {"-(-x)", "--x"},
        {"f(x,'a\"b',n=.50)", "f(x, 'a\"b', n=0.5)"}, {"ta.f( ).y", "ta.f().y"}, {"(a<b)==c", "(a < b) == c"}, {"(a or b)and c", "(a or b) and c"},
        {"'it'", "\"it\""}, {"2^(-1)", "2 ^ -1"}, {"1e3", "1000"},
    };
    for (size_t k = 0; k < sizeof same / sizeof *same; k++) {
        AUTO_CTX     c   = {0};
        struct text  out = {.c = &c};
        struct node *tree;
        ctx_open(&c, MEMORY);
        CHECK(expression_parse(&c, slice_of(same[k].text), &tree) == OK, "%s", c.note);
        expression_put(&out, tree);
        CHECK(text_done(&out) == OK && strcmp(out.at, same[k].told) == 0, "%s: %s", same[k].text, out.at);
    }
}
