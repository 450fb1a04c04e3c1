/* The ops of risk answer what the floor computes, and say plainly what they cannot. */
#include <math.h>

#include "check.h"
#include "lab.h"
#include "ops/risk_measures.h"

enum { MEMORY = 256 << 20 };

static err ask(struct lab *l, struct ctx *c, const char *line, struct answer *ret)
{
    const struct op *op;
    ctx_open(c, MEMORY);
    return lab_run(l, c, line, &op, ret);
}

static void refused(struct lab *l, const char *line, err want, const char *story)
{
    AUTO_CTX      c = {0};
    struct answer a;
    err           e = ask(l, &c, line, &a);
    CHECK(e == want && strstr(c.note, story), "%s: %s: %s", line, err_name(e), c.note);
}

TEST(ops_risk_say_what_they_cannot)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    refused(&l, "risk AAPL --to 2016-06-10", ERR_INSUFFICIENT, "2 returns are needed, and there are 2 daily closes (AAPL has 2)");
    refused(&l, "risk AAPL MSFT --to 2016-06-09", ERR_INSUFFICIENT, "1 daily close in common");
    refused(&l, "risk AAPL aapl", ERR_INVALID, "AAPL is named twice");
    refused(&l, "risk AAPL MSFT --weights 1", ERR_INVALID, "1 weights for 2 symbols");
    refused(&l, "risk AAPL MSFT --weights 1,much", ERR_INVALID, "not 'much'");
    refused(&l, "risk NOSUCH", ERR_NOT_FOUND, "NOSUCH");
    refused(&l, "correlate AAPL", ERR_INVALID, "two assets or more");
    refused(&l, "correlate AAPL MSFT --method pairwise --to 2016-06-20", ERR_INSUFFICIENT, "20 are needed");
    refused(&l, "correlate AAPL MSFT --method nonlinear --to 2016-06-20", ERR_INSUFFICIENT, "nonlinear has no answer");
    refused(&l, "factors AAPL MSFT JPM XOM --to 2016-06-14", ERR_INSUFFICIENT, "3 factors need more than 4 returns");
    refused(&l, "factors AAPL AAPL", ERR_INVALID, "named twice");
    refused(&l, "factors AAPL MSFT --shock XOM=-0.1", ERR_INVALID, "'XOM' is none of the factors");
    refused(&l, "factors AAPL MSFT --shock MSFT=low", ERR_INVALID, "a shock is symbol=return");
}

/* Two hold 0.6 and 0.4 of the whole: its volatility is that of their returns put together, and its parts sum to it. */
TEST(ops_risk_of_a_portfolio)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0};
    struct answer a;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "risk AAPL MSFT --weights 0.6,0.4 --benchmark JPM --falls 3", &a) == OK, "%s", c.note);
    if (!a.at) return;
    const struct risk_answer  *r    = a.at;
    const struct risk_holding *h    = r->holdings.at;
    const struct risk_fall    *fall = r->drawdowns.at;
    const struct risk_tail    *tail = r->tails.at;
    CHECK(r->holdings.count == 2 && fabs(h[0].component + h[1].component - r->volatility) < 1e-12, "%g", r->volatility);
    CHECK(r->volatility < 0.6 * h[0].volatility + 0.4 * h[1].volatility);
    CHECK(r->drawdowns.count == 3 && fall[0].depth <= fall[1].depth && fall[0].trough > fall[0].peak);
    for (size_t i = 0; i < r->tails.count; i++) CHECK(isnan(tail[i].var) || tail[i].cvar >= tail[i].var, "%s", tail[i].method);
    CHECK(!isnan(r->beta) && !isnan(r->alpha) && r->sharpe_low < r->sharpe && r->sharpe < r->sharpe_high);
    CHECK(r->backtest_days == r->returns - 250 && !r->simulated);
}

/* One asset at its whole weight is itself; with half in cash it moves half as much. */
TEST(ops_risk_of_cash)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0}, d = {0};
    struct answer a, b;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "risk AAPL", &a) == OK && ask(&l, &d, "risk AAPL --weights 0.5", &b) == OK, "%s %s", c.note, d.note);
    const struct risk_answer *whole = a.at, *half = b.at;
    CHECK(fabs(half->volatility - whole->volatility / 2) < 1e-12 && isnan(whole->beta));
    CHECK(fabs(half->kurtosis - whole->kurtosis) < 1e-9);
    CHECK(whole->volatility_parkinson > 0 && whole->volatility_yang_zhang > whole->volatility_rogers_satchell / 2 && isnan(half->volatility_parkinson));
}

static double correlation_of_pair(struct lab *l, const char *line)
{
    AUTO_CTX      c = {0};
    struct answer a;
    CHECK(ask(l, &c, line, &a) == OK && a.count == 1, "%s: %s", line, c.note);
    const struct field *f = shape_find(a.shape, slice_of("correlation"));
    return *(const double *)field_at(f, a.at);
}

TEST(ops_correlate_by_every_method)
{
    static const char *const methods[] = {"sample", "ewma", "ledoit_wolf", "constant_correlation", "nonlinear", "oas", "denoised", "gerber", "pairwise"};
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    double sample = correlation_of_pair(&l, "correlate AAPL MSFT");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        double r = correlation_of_pair(&l, ctx_print(&l.c, "correlate AAPL MSFT --method %s", methods[i]));
        CHECK(r >= -1 && r <= 1 && fabs(r - sample) < 0.5, "%s: %g for %g", methods[i], r, sample);
    }
    CHECK(correlation_of_pair(&l, "correlate MSFT AAPL") == sample);
    CHECK(fabs(correlation_of_pair(&l, "correlate AAPL MSFT --method pairwise") - sample) < 1e-12, "both have all days");
}

static double number_of(const struct answer *a, const char *field) { return *(const double *)field_at(shape_find(a->shape, slice_of(field)), a->at); }

TEST(ops_factors_shocked)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0};
    struct answer a;
    lab_open(&l, LAB_FULL);
    CHECK(ask(&l, &c, "factors AAPL MSFT JPM --errors ols --shock msft=-0.5 --shock JPM=0.1", &a) == OK, "%s", c.note);
    if (!a.at) return;
    const struct list *terms = field_at(shape_find(a.shape, slice_of("terms")), a.at);
    const struct shape *term = shape_find(a.shape, slice_of("terms"))->of;
    const struct field *value = shape_find(term, slice_of("value"));
    double msft = *(const double *)field_at(value, (const char *)terms->at + term->size);
    double jpm  = *(const double *)field_at(value, (const char *)terms->at + 2 * term->size);
    CHECK(terms->count == 3 && fabs(number_of(&a, "shocked") - (-0.5 * msft + 0.1 * jpm)) < 1e-15, "%g", number_of(&a, "shocked"));
}
