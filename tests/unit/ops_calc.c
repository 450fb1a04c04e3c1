/* Expressions over the store: what the bars say, pages, conditions, and nothing that comes later. */
#include <math.h>

#include "check.h"
#include "lab.h"

enum { MEMORY = 256 << 20 };

static err ask(struct lab *l, struct ctx *c, const char *line, struct answer *ret)
{
    const struct op *op;
    ctx_open(c, MEMORY);
    *ret = (struct answer){0};
    return lab_run(l, c, line, &op, ret);
}

static void refused(struct lab *l, const char *line, err want, const char *story)
{
    AUTO_CTX      c = {0};
    struct answer a;
    err           e = ask(l, &c, line, &a);
    CHECK(e == want && strstr(c.note, story), "%s: %s: %s", line, err_name(e), c.note);
}

static const void *field(const struct answer *a, size_t row, const char *name)
{
    const struct field *f = shape_find(a->shape, slice_of(name));
    CHECK(f != NULL && row < a->count, "%s, row %zu of %zu", name, row, a->count);
    return f && row < a->count ? field_at(f, (const char *)a->at + row * a->shape->size) : NULL;
}

static double number(const struct answer *a, size_t row, const char *name)
{
    const double *at = field(a, row, name);
    return at ? *at : NAN;
}

static const char *text(const struct answer *a, size_t row, const char *name)
{
    const char *const *at = field(a, row, name);
    return at && *at ? *at : "";
}

TEST(ops_calc_say_what_they_cannot)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    refused(&l, "calc \"close + rsi(close, 14)\" AAPL", ERR_INVALID, "column 7: '+' cannot take a price together with a ratio");
    refused(&l, "calc close NOSUCH", ERR_NOT_FOUND, "NOSUCH");
    refused(&l, "calc close class=bond", ERR_INVALID, "there is no class 'bond'");
    refused(&l, "calc close colour=red", ERR_INVALID, "none of class=, sector=, currency= and a symbol");
    refused(&l, "calc close AAPL --market simulated", ERR_INVALID, "never mixed");
    refused(&l, "calc close AAPL --to 2001-01-01", ERR_INSUFFICIENT, "by then");
    refused(&l, "calc close --from 2018-01-01 --to 2017-01-01", ERR_INVALID, "from must not be later");
    refused(&l, "calc close AAPL --cursor AAPL", ERR_INVALID, "cursor must be");
    refused(&l, "calc \"benchmark('NOSUCH')\" AAPL", ERR_NOT_FOUND, "NOSUCH");
    refused(&l, "calc \"signal('nosuch')\" AAPL", ERR_NOT_FOUND, "no signal 'nosuch' is kept");
    refused(&l, "screen close", ERR_INVALID, "needs a condition");
    refused(&l, "screen \"close > 5\" --sort rsi", ERR_INVALID, "sort: 'rsi' is neither");
    refused(&l, "screen \"close > 5\" --columns close", ERR_INVALID, "close is shown anyway");
    refused(&l, "screen \"close > 5\" --columns \"a = volume; a = open\"", ERR_INVALID, "'a' is defined twice");
    refused(&l, "screen \"close > 5\" --columns \"volume; volume\"", ERR_INVALID, "'volume' stands twice");
    refused(&l, "screen \"close > 5\" --cursor NOSUCH", ERR_INVALID, "not among what meets");
}

/* Beside the op that tells the bars themselves. */
TEST(ops_calc_reads_what_the_bars_say)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0}, d = {0};
    struct answer a, bars;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "calc \"(high - low) / open\" AAPL MSFT --from 2017-03-01 --to 2017-06-30", &a) == OK, "%s", c.note);
    CHECK(ask(&l, &d, "bars AAPL --from 2017-03-01 --to 2017-06-30", &bars) == OK, "%s", d.note);
    CHECK(a.count == 2 * bars.count && bars.count > 60, "%zu and %zu rows", a.count, bars.count);
    for (size_t i = 0; i < bars.count; i++) {
        double want = (number(&bars, i, "high") - number(&bars, i, "low")) / number(&bars, i, "open");
        CHECK(strcmp(text(&a, i, "symbol"), "AAPL") == 0 && fabs(number(&a, i, "value") - want) < 1e-12, "row %zu: %g", i, number(&a, i, "value"));
    }
    CHECK(strcmp(text(&a, 0, "unit"), "ratio") == 0);
}

/* As at a day: the newest close is the one that was traded, and what comes later changes nothing. */
TEST(ops_calc_knows_nothing_later)
{
    static const char *const what[] = {"returns(close, 20)", "rsi(close, 14)", "cs_rank(ema(close, 12) / close)", "corr(close, benchmark('BRP.SIM'), 30)",
                                       "signal('return_30d')", "atr(14) / close", "obv() * close"};
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    for (size_t k = 0; k < sizeof what / sizeof *what; k++) {
        AUTO_CTX      c = {0}, d = {0}, asset = {0};
        struct answer then, now, assets;
        char          line[256];
        CHECK(ask(&l, &asset, "assets --market simulated --class etf", &assets) == OK && assets.count > 0, "%s", asset.note);
        char *expression = ctx_copy(&asset, slice_of(what[k])), *symbol = expression ? strstr(expression, "BRP.SIM") : NULL;
        if (symbol) memcpy(symbol, text(&assets, 0, "symbol"), 7);
        snprintf(line, sizeof line, "calc \"%s\" --market simulated --from 2017-01-03 --to 2017-06-30", expression);
        CHECK(ask(&l, &c, line, &then) == OK, "%s: %s", line, c.note);
        snprintf(line, sizeof line, "calc \"%s\" --market simulated --from 2017-01-03", expression);
        CHECK(ask(&l, &d, line, &now) == OK && now.count > then.count && then.count > 300, "%s: %zu and %zu rows: %s", line, then.count, now.count, d.note);
        size_t known = 0;
        for (size_t i = 0, j = 0; i < then.count; i++, j++) {
            while (strcmp(text(&now, j, "symbol"), text(&then, i, "symbol")) != 0) j++;
            double a = number(&then, i, "value"), b = number(&now, j, "value");
            bool   same = isnan(a) ? isnan(b) : fabs(a - b) <= 1e-9 * fmax(1, fabs(a));
            CHECK(same, "%s of %s: %.17g became %.17g", expression, text(&then, i, "symbol"), a, b);
            known += !isnan(a);
        }
        CHECK(known > then.count / 2, "%s: %zu of %zu", expression, known, then.count);
    }
}

TEST(ops_calc_goes_on_where_a_page_ended)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0}, behind = {0};
    struct answer whole, page;
    char          cursor[64] = "", line[256];
    size_t        seen = 0;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "calc close --from 2017-12-01 --to 2017-12-29", &whole) == OK && whole.count > 60, "%s", c.note);
    for (size_t turn = 0; turn < 100 && seen < whole.count; turn++) {
        AUTO_CTX own = {0};
        snprintf(line, sizeof line, "calc close --from 2017-12-01 --to 2017-12-29 --limit 7%s%s", cursor[0] ? " --cursor " : "", cursor);
        CHECK(ask(&l, &own, line, &page) == OK && page.count > 0 && page.count <= 7, "%s: %s", line, own.note);
        if (page.count == 0) return;
        for (size_t i = 0; i < page.count && seen < whole.count; i++, seen++)
            CHECK(strcmp(text(&page, i, "symbol"), text(&whole, seen, "symbol")) == 0 && number(&page, i, "value") == number(&whole, seen, "value"));
        char day[DAY_SIZE + 1] = {0};
        (void)day_write(day, *(const int32_t *)field(&page, page.count - 1, "date"));
        snprintf(cursor, sizeof cursor, "%s/%s", text(&page, page.count - 1, "symbol"), day);
    }
    CHECK(seen == whole.count);
    CHECK(ask(&l, &behind, "calc close --from 2017-12-29 --to 2017-12-29 --cursor XOM/2017-12-29", &page) == OK && page.count == 0, "%s", behind.note);
}

TEST(ops_screen_lists_what_meets_it)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0}, d = {0}, e = {0};
    struct answer all, some, rest;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "screen \"close > 0\" --columns \"year = returns(close, 252); up = close > lag(close)\" --sort year --as-of 2017-12-29", &all) == OK, "%s", c.note);
    CHECK(ask(&l, &d, "screen \"year > 0.2\" --columns \"year = returns(close, 252)\" --sort year --descending --as-of 2017-12-29", &some) == OK, "%s", d.note);
    size_t meet = 0;
    for (size_t i = 0; i < all.count; i++) {
        meet += number(&all, i, "year") > 0.2;
        CHECK(i == 0 || isnan(number(&all, i, "year")) || number(&all, i, "year") >= number(&all, i - 1, "year"), "row %zu", i);
    }
    CHECK(meet == some.count && meet > 1 && meet < all.count, "%zu of %zu, not %zu", some.count, all.count, meet);
    for (size_t i = 1; i < some.count; i++) CHECK(number(&some, i, "year") <= number(&some, i - 1, "year"), "row %zu", i);
    char line[256];
    snprintf(line, sizeof line, "screen \"year > 0.2\" --columns \"year = returns(close, 252)\" --sort year --descending --as-of 2017-12-29 --cursor %s", text(&some, 0, "symbol"));
    CHECK(ask(&l, &e, line, &rest) == OK && rest.count == some.count - 1 && strcmp(text(&rest, 0, "symbol"), text(&some, 1, "symbol")) == 0, "%s", e.note);
}

/* What has no close of the last week is not told as if it were of now; what is missing is not met. */
TEST(ops_screen_leaves_out_what_is_stale_or_missing)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0}, d = {0};
    struct answer a;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "screen \"close > 0\" --as-of 2019-06-30", &a) == OK && a.count == 0, "%zu rows: %s", a.count, c.note);
    CHECK(ask(&l, &d, "screen \"returns(close, 5000) > 0 or returns(close, 5000) <= 0\"", &a) == OK && a.count == 0, "%zu rows: %s", a.count, d.note);
}
