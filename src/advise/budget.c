#include "advise/budget.h"

#include <math.h>

#include "model/asset.h"
#include "num/elementary.h"

enum { PARTS = 6, TEXTS_MAX = 32, HALVINGS = 60 };

struct budgeting {
    struct ctx            *c;
    const struct investor *i;
    struct risk_budget    *out;
};

static err add(struct budgeting *b, struct list *to, const char *text)
{
    if (!to->at) TRY(got(to->at = ctx_alloc(b->c, sizeof text, TEXTS_MAX)));
    if (text && to->count < TEXTS_MAX) ((const char **)to->at)[to->count++] = text;
    return got(text);
}

/* ---- what is missing ---- */

static err need(struct budgeting *b, bool there, const char *field) { return there ? OK : add(b, &b->out->missing, field); }

static err find_missing(struct budgeting *b)
{
    const struct investor *i = b->i;
    TRY(need(b, i->goal != CHOICE_NONE, "goal"));
    TRY(need(b, i->horizon != SPAN_NONE, "horizon"));
    TRY(need(b, i->spend_years != INT_NONE, "spend_years"));
    TRY(need(b, i->capital != CASH_NONE, "capital"));
    TRY(need(b, i->currency != NULL, "currency"));
    TRY(need(b, i->earnings != CHOICE_NONE, "earnings"));
    TRY(need(b, i->income != CASH_NONE, "income"));
    TRY(need(b, i->expenses != CASH_NONE, "expenses"));
    TRY(need(b, i->reserves != CASH_NONE, "reserves"));
    TRY(need(b, i->debts != CASH_NONE, "debts"));
    TRY(need(b, i->net_worth != CASH_NONE, "net_worth"));
    TRY(need(b, i->dependants != INT_NONE, "dependants"));
    TRY(need(b, i->knowledge.count > 0, "knowledge"));
    return need(b, tolerance_sum(i->answers) > 0, "answers");
}

/* ---- what they can bear ---- */

static double money(int64_t millionths) { return (double)millionths / CASH_UNIT; }

/* 0 at `none`, 1 at `full`, linear between them, whichever is the greater. */
static double ramp(double value, double none, double full) { return fmin(1, fmax(0, (value - none) / (full - none))); }

static err capacity(struct budgeting *b)
{
    const struct investor *i       = b->i;
    double                 months  = i->expenses > 0 ? money(i->reserves) / money(i->expenses) : INFINITY;
    double                 saved   = i->income > 0 ? 1 - money(i->expenses) / money(i->income) : i->expenses > 0 ? -1 : 0;
    double                 burden  = i->debts == 0 ? 0 : i->income > 0 ? money(i->debts) / (12 * money(i->income)) : INFINITY;
    double                 share   = i->net_worth > 0 ? money(i->capital) / money(i->net_worth) : INFINITY;
    const double           steady  = i->earnings == EARNINGS_STEADY ? 1 : i->earnings == EARNINGS_VARYING ? 0.5 : 0;
    struct capacity_part  *p;
    double                 sum = 0;
    TRY(NEW(b->c, p, PARTS));
    p[0] = (struct capacity_part){"reserves", fmin(months, 999), ramp(months, 0, 6), 0.25, ctx_print(b->c, "reserves cover %.1f months of expenses; six are full marks", fmin(months, 999))};
    p[1] = (struct capacity_part){"saving", saved, ramp(saved, 0, 0.2), 0.20, ctx_print(b->c, "%.0f %% of the income is not spent; a fifth is full marks", saved * 100)};
    p[2] = (struct capacity_part){"debts", fmin(burden, 999), 1 - ramp(burden, 0, 3), 0.20, ctx_print(b->c, "debts are %.1f years of income; three are no marks", fmin(burden, 999))};
    p[3] = (struct capacity_part){"earnings", steady, steady, 0.15, ctx_print(b->c, "income is %s", earning_kinds[i->earnings])};
    p[4] = (struct capacity_part){"dependants", (double)i->dependants, 1 - 0.2 * fmin(3, (double)i->dependants), 0.10, ctx_print(b->c, "%lld live on it too", (long long)i->dependants)};
    p[5] = (struct capacity_part){"share", fmin(share, 999), 1 - 0.75 * ramp(share, 0.25, 1), 0.10, ctx_print(b->c, "the capital is %.0f %% of all that is owned", fmin(share, 999) * 100)};
    for (size_t k = 0; k < PARTS; k++) {
        TRY(got(p[k].text));
        sum += p[k].weight * p[k].score;
    }
    b->out->parts    = (struct list){p, PARTS};
    b->out->capacity = 100 * sum;
    if (months >= 1) return OK;
    b->out->capacity = fmin(b->out->capacity, 25);
    return add(b, &b->out->warnings, "reserves cover less than a month of expenses: build them first; capacity is held to 25");
}

/* ---- what the time allows ---- */

/* Points for the years until the first withdrawal and for those of spending, as in Schwab's investor profile questionnaire; the caps are ours. */
static double horizon_cap(const struct investor *i)
{
    double years  = (double)span_microseconds(i->horizon) / (365.25 * (double)US_PER_DAY);
    int    points = years < 3 ? 1 : years < 6 ? 3 : years < 11 ? 7 : 10;
    points += i->spend_years < 2 ? 0 : i->spend_years < 6 ? 1 : i->spend_years < 11 ? 4 : 8;
    return points < 3 ? 15 : points < 5 ? 35 : points < 8 ? 55 : points < 10 ? 70 : points < 13 ? 85 : 100;
}

/* ---- what experience allows ---- */

static double knowledge_cap(const struct investor *i)
{
    double years = 0;
    for (int32_t class = CLASS_STOCK; class < CLASS_COUNT; class++) years = fmax(years, investor_knows(i, class));      /* NaN loses */
    return years <= 0 ? 40 : years < 3 ? 70 : 100;
}

/* ---- what does not go together ---- */

double required_return(double capital, double monthly, double target, double months)
{
    double low = log_portable(0.01) / 12, high = log_portable(11) / 12;         /* of the growth of a month */
    for (int n = 0; n <= HALVINGS; n++) {
        double at = n == 0 ? low : n == 1 ? high : low + (high - low) / 2, growth = exp_portable(at), all = exp_portable(at * months);
        double sum = capital * all + (fabs(at) < 1e-12 ? monthly * months : monthly * (all - 1) / (growth - 1));
        if (n == 0 && sum > target) return NAN;
        if (n == 1 && sum < target) return NAN;
        if (n < 2) continue;
        if (sum < target) low = at;
        else              high = at;
    }
    return exp_portable(12 * low) - 1;
}

static err look_at_goal(struct budgeting *b)
{
    const struct investor *i = b->i;
    if (i->target == CASH_NONE) return OK;
    double months = (double)span_microseconds(i->horizon) / (30.436875 * (double)US_PER_DAY);
    b->out->required = required_return(money(i->capital), i->monthly == CASH_NONE ? 0 : money(i->monthly), money(i->target), months);
    if (isnan(b->out->required)) return add(b, &b->out->questions, "no return that markets ever gave reaches the target: is it, the time, or what is added another?");
    if (b->out->required > 0.10)
        TRY(add(b, &b->out->questions, ctx_print(b->c, "the target needs %.1f %% a year, more than stocks have given over long spans: can it be lower, later, or more be added?", b->out->required * 100)));
    if (i->goal == GOAL_PRESERVATION && b->out->required > 0.02)
        TRY(add(b, &b->out->questions, ctx_print(b->c, "the goal is preservation, and the target needs %.1f %% a year: which of them counts?", b->out->required * 100)));
    return OK;
}

static err look_at_answers(struct budgeting *b)
{
    struct contradiction pairs[PAIRS];
    size_t               count = contradictions(b->i->answers, pairs, &b->out->consistency);
    for (size_t k = 0; k < count; k++)
        TRY(add(b, &b->out->questions, ctx_print(b->c, "questions %zu and %zu are answered as if by two people: which of them is you?", pairs[k].first + 1, pairs[k].second + 1)));
    return OK;
}

/* More than two fifths apart: they want far more than they can lose. Then what they can bear counts, as always, and they are told. */
static err look_at_will(struct budgeting *b)
{
    if (b->out->tolerance - b->out->capacity <= 40) return OK;
    return add(b, &b->out->warnings, ctx_print(b->c, "they are willing to bear far more (%.0f) than they can (%.0f): what they can bear decides", b->out->tolerance, b->out->capacity));
}

static void bind(struct risk_budget *r)
{
    const struct { const char *name; double value; } all[] = {{"capacity", r->capacity}, {"tolerance", r->tolerance}, {"horizon", r->horizon_cap}, {"knowledge", r->knowledge_cap}};
    r->budget = INFINITY;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (all[k].value < r->budget) r->budget = all[k].value, r->binding = all[k].name;
}

err risk_budget(struct ctx *c, const struct investor *i, struct risk_budget *ret)
{
    struct budgeting b = {c, i, ret};
    TRY(shape_default(c, &risk_budget_shape, ret));
    TRY(find_missing(&b));
    TRY(look_at_answers(&b));
    int sum = tolerance_sum(i->answers);
    if (sum) ret->tolerance = tolerance_score(sum), ret->tolerance_sum = sum, ret->tolerance_band = tolerance_band(sum);
    if (ret->missing.count) return OK;
    TRY(capacity(&b));
    ret->horizon_cap   = horizon_cap(i);
    ret->knowledge_cap = knowledge_cap(i);
    bind(ret);
    TRY(look_at_will(&b));
    return look_at_goal(&b);
}
