/* Expressions that are kept under a name: computed with the signals, by the text that is kept and no other. */
#include <math.h>

#include "check.h"
#include "lab.h"
#include "model/signal.h"

enum { MEMORY = 256 << 20 };

static err ask(struct lab *l, struct ctx *c, const char *line, struct answer *ret)
{
    const struct op *op;
    ctx_open(c, MEMORY);
    *ret = (struct answer){0};
    return lab_run(l, c, line, &op, ret);
}

static void refused(struct lab *l, const char *line, const char *story)
{
    AUTO_CTX      c = {0};
    struct answer a;
    CHECK(ask(l, &c, line, &a) == ERR_INVALID && strstr(c.note, story), "%s: %s", line, c.note);
}

static double last_number(struct lab *l, const char *line, const char *name)
{
    AUTO_CTX      c = {0};
    struct answer a;
    CHECK(ask(l, &c, line, &a) == OK && a.count > 0, "%s: %s", line, c.note);
    if (a.count == 0) return NAN;
    const struct field *f = shape_find(a.shape, slice_of(name));
    CHECK(f != NULL, "%s has no %s", line, name);
    return f ? *(const double *)field_at(f, (const char *)a.at + (a.count - 1) * a.shape->size) : NAN;
}

static int64_t kept(struct lab *l, const char *name)
{
    AUTO_CTX    c = {0};
    AUTO_STORE *s = NULL;
    int64_t     count = -1;
    ctx_open(&c, MEMORY);
    CHECK(pool_lease(&c, l->pool, &s) == OK, "%s", c.note);
    CHECK(store_number(&c, s, "SELECT count(*) FROM signal_value WHERE name = $1", ARGS(v_text(name)), 0, &count) == OK, "%s", c.note);
    return count;
}

static void do_it(struct lab *l, const char *line)
{
    AUTO_CTX      c = {0};
    struct answer a;
    CHECK(ask(l, &c, line, &a) == OK, "%s: %s", line, c.note);
}

TEST(formulas_are_signals_of_their_own)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    do_it(&l, "formula save stretch \"close / sma(close, 50) - 1\"");
    CHECK(kept(&l, "stretch") == 0, "not before the job has run");
    do_it(&l, "run signal");
    CHECK(kept(&l, "stretch") == kept(&l, "rsi_14"), "%lld", (long long)kept(&l, "stretch"));
    double signal = last_number(&l, "signals AAPL --name stretch --to 2017-12-29", "value"), calc = last_number(&l, "calc \"close / sma(close, 50) - 1\" AAPL --to 2017-12-29", "value");
    CHECK(fabs(signal - calc) < 1e-12 && signal != 0, "%g %g", signal, calc);
    CHECK(fabs(last_number(&l, "calc stretch AAPL --to 2017-12-29", "value") - calc) < 1e-12, "an expression may name it");

    do_it(&l, "formula save stretch \"close / sma(close, 20) - 1\"");
    do_it(&l, "run signal");
    double anew = last_number(&l, "signals AAPL --name stretch --to 2017-12-29", "value");
    CHECK(fabs(anew - last_number(&l, "calc \"close / sma(close, 20) - 1\" AAPL --to 2017-12-29", "value")) < 1e-12 && anew != signal, "%g", anew);

    do_it(&l, "formula drop stretch");
    do_it(&l, "run signal");
    CHECK(kept(&l, "stretch") == 0 && kept(&l, "rsi_14") > 0);
}

TEST(formulas_refuse_what_is_no_signal)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    refused(&l, "formula save level \"sma(close, 20)\"", "price");
    refused(&l, "formula save rsi_14 \"rsi(close, 14)\"", "rsi_14");
    refused(&l, "formula save broken \"rsi(close\"", "column");
}
