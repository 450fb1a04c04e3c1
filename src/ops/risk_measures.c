#include "ops/risk_measures.h"

#include <math.h>

#include "num/elementary.h"
#include "num/rolling.h"
#include "num/stat.h"
#include "risk/attribution.h"
#include "risk/backtest.h"
#include "risk/benchmark.h"
#include "risk/bootstrap.h"
#include "risk/covariance.h"
#include "risk/drawdown.h"
#include "risk/garch.h"
#include "risk/ratio.h"
#include "risk/returns.h"
#include "risk/series_test.h"
#include "risk/sharpe.h"
#include "risk/stress.h"
#include "risk/tail.h"
#include "risk/tail_model.h"
#include "risk/volatility.h"

SHAPE(risk_tail, RISK_TAIL);
SHAPE(risk_fall, RISK_FALL);
SHAPE(risk_span, RISK_SPAN);
SHAPE(risk_holding, RISK_HOLDING);
SHAPE(risk_answer, RISK_ANSWER);

enum { BACKTEST_WINDOW = 250, NOTES_MAX = 16, TAILS_MAX = 8, DRAWS = 100000, SERIES_DRAWN = 500 };

static const double   PARETO_THRESHOLD = 0.9;
static const uint64_t DRAW_SEED        = 1;     /* of the Monte Carlo: the same answer for the same question */

static err note(struct risk_work *w, struct risk_answer *a, const char *text)
{
    const char **all = a->notes.at;
    if (!text) return ERR_NOMEM;
    if (!all) TRY(NEW(w->c, all, NOTES_MAX));
    all[a->notes.count++] = text;
    a->notes.at = all;
    return OK;
}

/* ---- the whole, from its holdings ---- */

static double whole_at(const struct risk_work *w, size_t t)
{
    double sum = 0;
    for (size_t i = 0; i < w->holdings; i++)
        if (w->weight[i] != 0) sum += w->weight[i] * w->r.value[t * w->r.columns + i];
    return sum;
}

static err put_together(struct risk_work *w)
{
    TRY(NEW(w->c, w->value, w->r.rows));
    TRY(NEW(w->c, w->sorted, w->r.rows));
    TRY(NEW(w->c, w->wealth, w->r.rows + 1));
    w->wealth[0] = 1;
    for (size_t t = 0; t < w->r.rows; t++) {
        w->sorted[t] = w->value[t] = whole_at(w, t);
        w->wealth[t + 1] = w->wealth[t] * (1 + w->value[t]);
    }
    stat_sort(w->sorted, w->r.rows);
    return OK;
}

static err name_it(struct risk_work *w, struct risk_answer *a)
{
    struct text name = {.c = w->c};
    for (size_t i = 0; i < w->holdings; i++) text_print(&name, "%s%s", i ? " + " : "", w->r.asset[i].symbol);
    TRY(text_done(&name));
    a->name             = name.at;
    a->from             = w->r.day[0];
    a->to               = w->r.day[w->r.rows];
    a->returns          = (int64_t)w->r.rows;
    a->periods_per_year = w->r.periods_per_year;
    a->level            = w->level;
    a->simulated        = w->r.simulated;
    return OK;
}

/* ---- figures ---- */

static double free_of_period(const struct risk_work *w) { return pow(1 + w->risk_free, 1 / w->r.periods_per_year) - 1; }

static void measure_returns(const struct risk_work *w, struct risk_answer *a)
{
    const double *x = w->value;
    size_t        n = w->r.rows;
    double        year = w->r.periods_per_year, free = free_of_period(w);
    a->annual_return   = returns_annual(x, n, year);
    a->volatility      = volatility_annual(x, n, year);
    a->volatility_ewma = volatility_ewma(x, n, EWMA_DECAY, year);
    a->sharpe          = sharpe(x, n, free, year);
    a->sortino         = sortino(x, n, free, year);
    a->calmar          = calmar(x, n, year);
    a->omega           = omega(x, n, free);
    a->martin          = martin(x, n, w->risk_free, year);
    a->ulcer           = drawdown_ulcer(w->wealth, n + 1);
    a->tail_ratio      = tail_ratio(w->sorted, n);
    a->stability       = stability(x, n);
    a->skewness        = stat_skewness(x, n);
    a->kurtosis        = stat_kurtosis(x, n);
    a->hurst           = hurst(x, n);
    a->sharpe_adjusted = sharpe_adjusted(a->sharpe, a->skewness, a->kurtosis);
    a->sharpe_probability = sharpe_probabilistic(&(struct sharpe_sample){a->sharpe / sqrt(year), (double)n, a->skewness, a->kurtosis}, 0);
    a->normal_probability = test_jarque_bera(x, n).probability;
}

/* Of several assets there are no bars: their highs of a day need not have come at one time. */
static err measure_ranges(struct risk_work *w, struct risk_answer *a)
{
    double year = w->r.periods_per_year;
    if (w->holdings != 1 || w->weight[0] != 1) return OK;
    a->volatility_parkinson       = volatility_parkinson(&w->r.bars, year);
    a->volatility_garman_klass    = volatility_garman_klass(&w->r.bars, year);
    a->volatility_rogers_satchell = volatility_rogers_satchell(&w->r.bars, year);
    a->volatility_yang_zhang      = volatility_yang_zhang(&w->r.bars, year);
    return isnan(a->volatility_parkinson) ? note(w, a, "volatility from ranges: a bar lacks a price or has one outside its own range") : OK;
}

struct rates {
    double free, year;
};

static double sharpe_of(const double *values, size_t count, void *arg)
{
    const struct rates *r = arg;
    return sharpe(values, count, r->free, r->year);
}

/* Blocks of n^(1/3) periods on average: the order at which the error of the interval is least. */
static err measure_interval(struct risk_work *w, struct risk_answer *a)
{
    size_t          *rows, n = w->r.rows;
    double          *values, *scratch;
    struct rates     rates = {free_of_period(w), w->r.periods_per_year};
    struct bootstrap draw  = {BOOTSTRAP_STATIONARY, ceil(cbrt((double)n)), DRAW_SEED};
    TRY(NEW(w->c, rows, n));
    TRY(NEW(w->c, values, n));
    TRY(NEW(w->c, scratch, SERIES_DRAWN));
    struct interval i = bootstrap_interval(&draw, w->value, n, sharpe_of, &rates, SERIES_DRAWN, 0.95, rows, values, scratch);
    a->sharpe_low  = i.low;
    a->sharpe_high = i.high;
    return OK;
}

static err measure_wandering(struct risk_work *w, struct risk_answer *a)
{
    double          *level, *scratch;
    struct unit_root root;
    size_t           count = w->r.rows + 1;
    TRY(NEW(w->c, level, count));
    TRY(NEW(w->c, scratch, 2 * count));
    for (size_t t = 0; t < count; t++) level[t] = log_portable(w->wealth[t]);
    if (!test_unit_root(level, count, scratch, &root)) return note(w, a, "wander_probability: too few returns or none that moves");
    a->wander_probability = root.probability;
    return OK;
}

static void measure_versus(const struct risk_work *w, const double *benchmark, struct risk_answer *a)
{
    struct versus v = {w->value, benchmark, w->r.rows, free_of_period(w), w->r.periods_per_year};
    a->beta              = beta(&v);
    a->beta_downside     = beta_downside(&v);
    a->alpha             = alpha_jensen(&v);
    a->treynor           = treynor(&v);
    a->tracking_error    = tracking_error(&v);
    a->information_ratio = information_ratio(&v);
    a->capture_up        = capture_up(&v);
    a->capture_down      = capture_down(&v);
}

/* ---- tails ---- */

static void add_tail(struct risk_answer *a, const char *method, struct tail t)
{
    ((struct risk_tail *)a->tails.at)[a->tails.count++] = (struct risk_tail){method, t.var, t.cvar};
}

static err measure_filtered(struct risk_work *w, struct risk_answer *a)
{
    struct garch g;
    const char  *why;
    double      *variance, *scratch;
    if (!garch_fit(w->value, w->r.rows, GJR, NAN, &g, &why)) return note(w, a, ctx_print(w->c, "volatility_garch and filtered: %s", why));
    a->volatility_garch  = sqrt(g.last * w->r.periods_per_year);
    a->garch_persistence = garch_persistence(&g.fitted);
    TRY(NEW(w->c, variance, w->r.rows + 1));
    TRY(NEW(w->c, scratch, w->r.rows));
    garch_variances(&g.fitted, g.first, w->value, w->r.rows, variance);
    add_tail(a, "filtered", tail_filtered(w->value, variance, w->r.rows, g.fitted.mean, w->level, scratch));
    return g.converged ? OK : note(w, a, "volatility_garch: the search for the likeliest model did not settle");
}

static err measure_student(struct risk_work *w, struct risk_answer *a)
{
    struct student s;
    double        *scratch;
    if (!student_fit(w->value, w->r.rows, &s)) return note(w, a, "student and monte_carlo: too few returns or none that moves");
    add_tail(a, "student", tail_student(&s, w->level));
    TRY(NEW(w->c, scratch, DRAWS));
    add_tail(a, "monte_carlo", tail_monte_carlo(&s, 1, w->level, DRAW_SEED, DRAWS, scratch));
    return OK;
}

static err measure_tails(struct risk_work *w, struct risk_answer *a)
{
    struct risk_tail *room;
    struct pareto     p;
    size_t            n = w->r.rows;
    TRY(NEW(w->c, room, TAILS_MAX));
    a->tails.at = room;
    add_tail(a, "historical", (struct tail){tail_var(w->sorted, n, w->level), tail_cvar(w->sorted, n, w->level)});
    add_tail(a, "gaussian", tail_gaussian(w->value, n, w->level));
    struct tail bent = tail_cornish_fisher(w->value, n, w->level);
    add_tail(a, "cornish_fisher", bent);
    if (isnan(bent.var)) TRY(note(w, a, "cornish_fisher: skewness and kurtosis are outside the region in which it is a distribution"));
    TRY(measure_student(w, a));
    if (w->level <= PARETO_THRESHOLD) TRY(note(w, a, "pareto: it speaks of levels above 0.9 only"));
    else if (!pareto_fit(w->sorted, n, PARETO_THRESHOLD, &p)) TRY(note(w, a, "pareto: fewer than 20 different losses beyond the worst tenth"));
    else add_tail(a, "pareto", tail_pareto(&p, w->level));
    return measure_filtered(w, a);
}

/* The value at risk of a day is the quantile of the days before it, so row i is tested with the window that ends at i - 1. */
static err measure_backtest(struct risk_work *w, struct risk_answer *a)
{
    double *quantile, *scratch;
    bool   *exceeded;
    size_t  n = w->r.rows, days = n > BACKTEST_WINDOW ? n - BACKTEST_WINDOW : 0;
    a->backtest_days = a->backtest_exceeded = 0;
    if (days == 0) return note(w, a, "backtest: it needs more than 250 returns");
    TRY(NEW(w->c, quantile, n));
    TRY(NEW(w->c, scratch, ROLLING_ROOM * n));
    TRY(NEW(w->c, exceeded, days));
    rolling_quantile(w->value, n, &(struct frame){.rows = BACKTEST_WINDOW, .least = BACKTEST_WINDOW}, 1 - w->level, scratch, quantile);
    for (size_t i = 0; i < days; i++) {
        exceeded[i] = w->value[BACKTEST_WINDOW + i] < quantile[BACKTEST_WINDOW + i - 1];
        a->backtest_exceeded += exceeded[i];
    }
    a->backtest_days      = (int64_t)days;
    a->backtest_often     = backtest_kupiec((size_t)a->backtest_exceeded, days, w->level).probability;
    a->backtest_clustered = backtest_independence(exceeded, days).probability;
    return OK;
}

/* ---- lists ---- */

static err list_falls(struct risk_work *w, struct risk_answer *a)
{
    struct drawdown  *fall;
    struct risk_fall *out;
    size_t            last = w->r.rows;
    TRY(NEW(w->c, fall, w->falls + 1));
    size_t found = drawdown_table(w->wealth, last + 1, fall, w->falls), count = found < w->falls ? found : w->falls;
    TRY(NEW(w->c, out, count));
    for (size_t i = 0; i < count; i++) {
        bool back = fall[i].recovered <= last;
        int32_t end = w->r.day[back ? fall[i].recovered : last];
        out[i] = (struct risk_fall){fall[i].depth, w->r.day[fall[i].peak], w->r.day[fall[i].trough], back ? end : DAY_NONE, end - w->r.day[fall[i].peak]};
    }
    a->drawdowns = (struct list){out, count};
    return OK;
}

static err list_spans(struct risk_work *w, struct risk_answer *a)
{
    static const size_t lengths[] = {1, 5, 21, 63, 252};
    enum { LENGTHS = sizeof lengths / sizeof *lengths };
    struct risk_span *out;
    double           *weight;
    TRY(NEW(w->c, out, LENGTHS));
    TRY(NEW(w->c, weight, w->r.columns));
    for (size_t i = 0; i < w->holdings; i++) weight[i] = w->weight[i];
    for (size_t k = 0; k < LENGTHS; k++) {
        struct stress s = stress_history(w->r.value, w->r.rows, w->r.columns, weight, lengths[k]);
        if (!isnan(s.loss)) out[a->spans.count++] = (struct risk_span){(int64_t)lengths[k], s.loss, w->r.day[s.first], w->r.day[s.first + lengths[k]]};
    }
    a->spans.at = out;
    return OK;
}

static err list_holdings(struct risk_work *w, struct risk_answer *a)
{
    size_t n = w->r.columns;
    double *copy, *covariance, *weight, *marginal, *component, year = w->r.periods_per_year;
    struct risk_holding *out;
    TRY(NEW(w->c, copy, w->r.rows * n));
    TRY(NEW(w->c, covariance, n * n));
    TRY(NEW(w->c, weight, n));
    TRY(NEW(w->c, marginal, n));
    TRY(NEW(w->c, component, n));
    TRY(NEW(w->c, out, w->holdings));
    memcpy(copy, w->r.value, w->r.rows * n * sizeof *copy);
    memcpy(weight, w->weight, w->holdings * sizeof *weight);
    covariance_sample(copy, w->r.rows, n, covariance);
    (void)attribution_risk(covariance, weight, n, marginal, component);         /* the sum is a->volatility */
    for (size_t i = 0; i < w->holdings; i++)
        out[i] = (struct risk_holding){w->r.asset[i].symbol, weight[i], sqrt(covariance[i * n + i] * year), marginal[i] * sqrt(year),
                                       component[i] * sqrt(year), w->r.basis[i]};
    a->holdings = (struct list){out, w->holdings};
    return OK;
}

err risk_measure(struct risk_work *w, const double *benchmark, struct risk_answer *a)
{
    TRY(put_together(w));
    TRY(name_it(w, a));
    measure_returns(w, a);
    if (isnan(a->sharpe)) TRY(note(w, a, "ratios: returns never move or never fall"));
    if (isnan(a->hurst)) TRY(note(w, a, "hurst: fewer than 64 returns or a stretch that never moves"));
    TRY(measure_ranges(w, a));
    TRY(measure_interval(w, a));
    TRY(measure_wandering(w, a));
    if (benchmark) measure_versus(w, benchmark, a);
    TRY(measure_tails(w, a));
    TRY(measure_backtest(w, a));
    TRY(list_falls(w, a));
    TRY(list_spans(w, a));
    return list_holdings(w, a);
}
