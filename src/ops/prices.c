#include "ops/prices.h"

#include "store/as_of.h"
#include "store/query.h"

static int64_t begin_of(const struct prices_ask *ask) { return ask->from == DAY_NONE ? INT64_MIN : time_of_day(ask->from); }
static int64_t end_of(const struct prices_ask *ask)   { return ask->to == DAY_NONE ? INT64_MAX : time_of_day(ask->to + 1); }

static bool can_give(const struct series *s, const struct prices_ask *ask)
{
    if (s->count == 0 || (ask->source && strcmp(ask->source, s->source) != 0)) return false;
    return s->every == ask->every || span_microseconds(s->every) < span_microseconds(ask->every);
}

/* How good a series is for what is asked, the larger the better: what it covers first, then how little has to be done. */
static int64_t merit(const struct series *s, const struct prices_ask *ask)
{
    int64_t from = s->first > begin_of(ask) ? s->first : begin_of(ask), to = s->last < end_of(ask) ? s->last : end_of(ask);
    int64_t days = to >= from ? (to - from) / US_PER_DAY + 1 : 0;
    return days * 8 + (s->every == ask->every) * 4 + (s->adjust == ask->adjust) * 2 + (s->every > 0 && s->every >= US_PER_DAY);
}

static err try_series(struct ctx *c, const struct house *h, const struct prices_ask *ask, struct prices *p)
{
    /* A bar of a month or week needs the days at its beginning, and an adjustment all that came later. */
    int64_t from = begin_of(ask), to = end_of(ask);
    if (from != INT64_MIN) from = bar_start(from, ask->every);
    bool changes = ask->adjust >= 0 && ask->adjust != p->series.adjust;
    TRY(store_read_bars_as_of(c, h->store, &p->series, from, changes ? INT64_MAX : to, ALL_COLUMNS, house_as_of(h), &p->bars));
    p->adjust = p->series.adjust;
    if (changes) {
        struct list actions;
        TRY(store_actions_as_of(c, h->store, p->asset.id, house_as_of(h), &actions));
        struct events events = {actions.at, actions.count, p->series.events, asset_distributes(p->asset.class)};
        TRY(bars_adjust(c, &p->bars, p->series.adjust, ask->adjust, &events));
        p->adjust = ask->adjust;
        while (p->bars.count > 0 && p->bars.at[p->bars.count - 1] >= to) p->bars.count--;
    }
    return p->series.every == ask->every ? OK : bars_resample(c, &p->bars, ask->every, &p->bars);
}

/* Which series answers depends on what they held then, in the order in which they were asked for then. */
static err series_then(struct ctx *c, const struct house *h, struct list *all)
{
    struct series *s = all->at;
    if (!h->looks_back) return OK;
    for (size_t i = 0; i < all->count; i++) {
        TRY(store_series_as_of(c, h->store, &s[i], h->as_of));
        for (size_t k = i; k > 0 && series_before(&s[k], &s[k - 1]); k--) {
            struct series swapped = s[k];
            s[k]     = s[k - 1];
            s[k - 1] = swapped;
        }
    }
    return OK;
}

err prices_load(struct ctx *c, const struct house *h, const char *symbol, const struct prices_ask *ask, struct prices *ret)
{
    struct list   all;
    struct prices p = {0};
    char         *story = NULL;
    err           first = OK;
    if (ask->from != DAY_NONE && ask->to != DAY_NONE && ask->from > ask->to) return fail(c, ERR_INVALID, "from must not be later than to");
    TRY(query_asset(c, h->store, symbol, &p.asset));
    TRY(query_series_of_asset(c, h->store, p.asset.id, &all));
    struct series *s = all.at;
    TRY(series_then(c, h, &all));
    for (size_t tried = 0; tried < all.count; tried++) {
        size_t best = all.count;
        for (size_t i = 0; i < all.count; i++)
            if (can_give(&s[i], ask) && (best == all.count || merit(&s[i], ask) > merit(&s[best], ask))) best = i;
        if (best == all.count) break;
        p.series = s[best];
        s[best].count = 0;                              /* looked at: not again */
        err e = try_series(c, h, ask, &p);
        /* Nothing of another series in that range is no answer where a better one has refused. */
        if (e == OK && (p.bars.count > 0 || first == OK)) {
            *ret = p;
            return OK;
        }
        if (e == OK) continue;
        if (e != ERR_INSUFFICIENT) return e;
        if (first == OK) story = ctx_copy(c, slice_of(c->note));
        first = e;
    }
    if (first != OK) return fail(c, first, "%s: %s", p.asset.symbol, story ? story : "");
    char every[SPAN_SIZE_MAX + 1] = {0};
    (void)span_write(every, ask->every);
    return fail(c, ERR_INSUFFICIENT, "%s has no prices as fine as %s%s%s", p.asset.symbol, every, ask->source ? " of the source " : "",
                ask->source ? ask->source : "");
}
