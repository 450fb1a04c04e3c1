#include "advise/judge.h"

#include <math.h>

static const char VOLATILITY_SIGNAL[] = "volatility_30d";

static err leave_out(struct verdict *v, const struct candidate *k, enum exclusion_reason reason, const char *detail)
{
    if (!detail) return ERR_NOMEM;
    v->excluded[v->excluded_count++] = (struct exclusion){.symbol = k->asset->symbol, .reason = (int32_t)reason, .detail = detail};
    return OK;
}

static bool listed(const struct list *l, const char *name)
{
    for (size_t i = 0; i < l->count; i++)
        if (name && slice_like(slice_of(((const char *const *)l->at)[i]), name)) return true;
    return false;
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

/* The currency of most assets that could be bought; they are counted in the order of symbols, so ties do not waver. */
static const char *commonest_currency(const struct verdict *v)
{
    const char *best  = NULL;
    size_t      votes = 0;
    for (size_t i = 0; i < v->market->count; i++) {
        const struct candidate *k = &v->market->candidates[i];
        size_t                  n = 0;
        if (v->policy->limits[v->band].class_weight[k->asset->class] == 0 || k->count == 0) continue;
        for (size_t j = i; j < v->market->count; j++) n += same_text(v->market->candidates[j].currency, k->currency);
        if (n > votes) votes = n, best = k->currency;
        if (n * 2 > v->market->count) break;
    }
    return best;
}

static char *day_text(struct ctx *c, int32_t day)
{
    char *text = ctx_alloc(c, 1, DAY_SIZE + 1);
    if (text) (void)day_write(text, day);
    return text;
}

/* Rules about the person: what they do not want, or must not be offered. */
static err judge_person(struct verdict *v, const struct candidate *k, bool *ret_out)
{
    const struct limits *l = &v->policy->limits[v->band];
    *ret_out = true;
    if (listed(&v->who->exclude, k->asset->symbol)) return leave_out(v, k, LEFT_EXCLUDED, "excluded by the investor");
    if (listed(&v->who->exclude_sector, candidate_sector(k)))
        return leave_out(v, k, LEFT_SECTOR, ctx_print(v->c, "the investor excludes the sector %s", candidate_sector(k)));
    if (listed(&v->who->exclude_class, asset_classes[k->asset->class]))
        return leave_out(v, k, LEFT_CLASS, ctx_print(v->c, "the class %s is excluded, by the investor or for want of experience with it", asset_classes[k->asset->class]));
    if (l->class_weight[k->asset->class] == 0)
        return leave_out(v, k, LEFT_CLASS, ctx_print(v->c, "class %s is not suitable for a %s investor", asset_classes[k->asset->class], bands[v->band]));
    if (!same_text(k->currency, v->currency))
        return leave_out(v, k, LEFT_CURRENCY, ctx_print(v->c, "priced in %s, the capital is in %s", k->currency ? k->currency : "an unknown currency",
                                                        v->currency ? v->currency : "an unknown currency"));
    *ret_out = false;
    return OK;
}

/* Rules about the data: what cannot be judged honestly. */
static err judge_data(struct verdict *v, const struct candidate *k, bool *ret_out)
{
    *ret_out = true;
    if (k->count == 0) return leave_out(v, k, LEFT_NO_BARS, "no daily close in the 400 days before");
    if (v->market->as_of - k->price_day > v->policy->stale_days) {
        const char *day = day_text(v->c, k->price_day);
        return day ? leave_out(v, k, LEFT_STALE, ctx_print(v->c, "last close of %s, %d days before; at most %d are allowed", day,
                                                           v->market->as_of - k->price_day, v->policy->stale_days)) : ERR_NOMEM;
    }
    if (!k->signals_known) return leave_out(v, k, LEFT_NO_SIGNALS, "no signals yet: run `lumia run signal`");
    if (!k->signals_fresh) return leave_out(v, k, LEFT_SIGNALS_STALE, "signals are older than prices: run `lumia run signal`");
    if (k->history < v->policy->history_min)
        return leave_out(v, k, LEFT_SHORT_HISTORY, ctx_print(v->c, "%zu daily closes; %zu are needed", k->history, v->policy->history_min));
    if (k->basis == ADJUST_RAW && k->asset->class != CLASS_CRYPTO && k->asset->class != CLASS_FUND)
        return leave_out(v, k, LEFT_RAW_PRICES, "prices as traded, and its splits and dividends are not all known: a split would look like a fall");
    if (k->broken) return leave_out(v, k, LEFT_BROKEN_PRICES, "a close in the risk window is not above zero");
    for (size_t f = 0; f < v->factors; f++)
        if (!isfinite(k->signal[v->signal_index[f]]))
            return leave_out(v, k, LEFT_NO_SIGNALS, ctx_print(v->c, "%s cannot be told from its history", v->policy->factors[f].signal));
    *ret_out = false;
    return OK;
}

static err judge_volatility(struct verdict *v, const struct candidate *k, bool *ret_out)
{
    double most = v->policy->limits[v->band].asset_volatility;
    *ret_out = false;
    for (size_t f = 0; f < v->factors; f++) {
        double value = k->signal[v->signal_index[f]];
        if (strcmp(v->policy->factors[f].signal, VOLATILITY_SIGNAL) != 0 || value <= most) continue;
        *ret_out = true;
        return leave_out(v, k, LEFT_TOO_VOLATILE, ctx_print(v->c, "volatility of %.1f %% a year over 30 days; at most %.0f %% suits a %s investor",
                                                            value * 100, most * 100, bands[v->band]));
    }
    return OK;
}

static err find_signals(struct verdict *v)
{
    v->factors = policy_factors(v->policy);
    for (size_t f = 0; f < v->factors; f++) {
        size_t i = 0;
        while (i < v->market->signal_count && strcmp(v->market->signal_names[i], v->policy->factors[f].signal) != 0) i++;
        if (i == v->market->signal_count)
            return fail(v->c, ERR_INTERNAL, "policy %s wants a signal '%s' that does not exist", v->policy->name, v->policy->factors[f].signal);
        v->signal_index[f] = i;
    }
    return OK;
}

err judge(struct verdict *v)
{
    TRY(find_signals(v));
    TRY(NEW(v->c, v->excluded, v->market->count));
    TRY(NEW(v->c, v->passed, v->market->count));
    v->currency = v->who->currency ? v->who->currency : commonest_currency(v);
    for (size_t i = 0; i < v->market->count; i++) {
        const struct candidate *k = &v->market->candidates[i];
        bool                    out;
        v->considered++;
        TRY(judge_person(v, k, &out));
        if (!out) TRY(judge_data(v, k, &out));
        if (!out) TRY(judge_volatility(v, k, &out));
        if (!out) v->passed[v->passed_count++].candidate = k;
    }
    return OK;
}
