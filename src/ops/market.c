#include "ops/market.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "jobs/signalling.h"
#include "signals/signal.h"
#include "store/as_of.h"
#include "store/bars.h"
#include "store/query.h"

static const int32_t WINDOW_DAYS = 400;         /* calendar days that hold 253 sessions and some holidays */

struct snapshot {
    struct ctx         ctx;             /* owns everything below */
    struct snapshots  *kept_in;         /* NULL: freed when it is released */
    struct market_view view;
    bool               simulated;
    int32_t            asked;
    int64_t            known;           /* the state of the store that was asked for; TIME_NONE: as it is */
    int64_t            revision, used;
    size_t             holders;
};

struct snapshots {
    pthread_mutex_t  lock;
    struct snapshot *kept[SNAPSHOTS_MAX];
    int64_t          clock;             /* counts uses, so that the least used goes first */
};

struct snapshots *snapshots_open(void)
{
    struct snapshots *s = calloc(1, sizeof *s);
    if (s) (void)pthread_mutex_init(&s->lock, NULL);
    return s;
}

static void snapshot_free(struct snapshot *s)
{
    ctx_close(&s->ctx);
    free(s);
}

void snapshots_close(struct snapshots *s)
{
    if (!s) return;
    for (size_t i = 0; i < SNAPSHOTS_MAX; i++)
        if (s->kept[i]) snapshot_free(s->kept[i]);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

/* ---- loading ---- */

struct loader {
    struct ctx         *c;
    const struct house *house;
    struct market_view *view;
    struct list         assets, series;
    size_t              signal_names;
};

static err load_names(struct loader *l)
{
    const char **names;
    size_t       count = 0;
    while (signals[count]) count++;
    TRY(NEW(l->c, names, count));
    for (size_t i = 0; i < count; i++) names[i] = signals[i]->name;
    l->view->signal_names = names;
    l->view->signal_count = l->signal_names = count;
    return OK;
}

/* Series come in the order of asset numbers: a slice of them belongs to one asset. */
static const struct series *series_of(const struct loader *l, int64_t asset_id, size_t *ret_count)
{
    const struct series *all = l->series.at;
    size_t               low = 0, high = l->series.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (all[middle].asset_id < asset_id) low = middle + 1;
        else high = middle;
    }
    for (high = low; high < l->series.count && all[high].asset_id == asset_id;) high++;
    *ret_count = high - low;
    return all + low;
}

/* What the signals said at the last close at or before as_of. */
static err read_signals(struct loader *l, const struct series *series, struct candidate *k)
{
    AUTO_CTX    own = {0};                                    /* whole histories are read; one value of each is kept */
    struct list found;
    double     *value;
    ctx_open_part(&own, l->c);
    err e = query_signals(&own, l->house->store, series->id, &found);
    l->c->alloc_count = own.alloc_count;
    if (e != OK) return fail(l->c, e, "%s: %s", k->asset->symbol, own.note);
    TRY(NEW(l->c, value, l->signal_names));
    for (size_t i = 0; i < l->signal_names; i++) value[i] = NAN;
    k->signal        = value;
    k->signals_known = k->signals_fresh = found.count > 0;
    for (size_t i = 0; i < found.count; i++) {
        const struct signal_value *s    = (struct signal_value *)found.at + i;
        const int32_t             *days = s->days.at;
        size_t                     low = 0, high = s->days.count;
        k->signals_fresh &= s->series_revision == series->revision;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (days[middle] <= l->view->as_of) low = middle + 1;
            else high = middle;
        }
        k->history = low;
        for (size_t n = 0; n < l->signal_names; n++)
            if (low > 0 && strcmp(l->view->signal_names[n], s->name) == 0) value[n] = ((const double *)s->value.at)[low - 1];
    }
    return OK;
}

/* What they would have said of a past state of the store, which is kept nowhere. */
static err compute_signals(struct loader *l, const struct series *series, struct candidate *k)
{
    AUTO_CTX              own = {0};
    struct signal_history x;
    double               *value, *all = NULL;
    TRY(NEW(l->c, value, l->signal_names));
    ctx_open_part(&own, l->c);
    err e = signal_history_load(&own, l->house, k->asset, series, time_of_day(l->view->as_of + 1), &x);
    if (e == OK) e = NEW(&own, all, x.count);
    for (size_t n = 0; n < l->signal_names && e == OK; n++) {
        value[n] = NAN;
        for (size_t i = 0; i < x.count; i++) all[i] = NAN;
        if (x.count) signals[n]->run(&(struct signal_in){x.count, x.day, x.growth, asset_periods_per_year(k->asset->class)}, all);
        if (x.count) value[n] = all[x.count - 1];
    }
    TRY(ctx_end_part(l->c, &own, e));
    k->signal        = value;
    k->signals_known = k->signals_fresh = x.count > 0;
    k->history       = x.count;
    return OK;
}

static err read_closes(struct loader *l, const struct series *series, struct candidate *k)
{
    AUTO_CTX    own = {0};
    struct bars bars = {0};
    struct list actions;
    int32_t    *day;
    double     *growth;
    int32_t     first = l->view->as_of - WINDOW_DAYS;
    ctx_open_part(&own, l->c);
    err e = store_read_bars_as_of(&own, l->house->store, series, time_of_day(first), time_of_day(l->view->as_of + 1), ALL_COLUMNS, house_as_of(l->house), &bars);
    if (e == OK && series->every != US_PER_DAY) e = bars_resample(&own, &bars, US_PER_DAY, &bars);
    if (e == OK) e = store_actions_as_of(&own, l->house->store, k->asset->id, house_as_of(l->house), &actions);
    l->c->alloc_count = own.alloc_count;
    if (e != OK) return fail(l->c, e, "%s: %s", k->asset->symbol, own.note);
    TRY(NEW(l->c, day, bars.count));
    TRY(NEW(l->c, growth, bars.count));
    struct events events = {actions.at, actions.count, series->events, asset_distributes(k->asset->class)};
    bars_growth(&bars, series->adjust, &events, growth, &k->basis);
    for (size_t i = 0; i < bars.count; i++) day[i] = day_of_time(bars.at[i]);
    k->day    = day;
    k->growth = growth;
    k->count  = bars.count;
    if (bars.count > 0) {
        k->price     = bars.value[BAR_CLOSE][bars.count - 1];
        k->price_day = day[bars.count - 1];
    }
    return OK;
}

static bool known_by(const struct series *s, size_t count, int32_t as_of)
{
    for (size_t i = 0; i < count; i++)
        if (s[i].count > 0 && day_of_time(s[i].first) <= as_of) return true;
    return false;
}

static err load_candidates(struct loader *l)
{
    TRY(NEW(l->c, l->view->candidates, l->assets.count));
    for (size_t i = 0; i < l->assets.count; i++) {
        const struct asset  *a = (struct asset *)l->assets.at + i;
        size_t               count;
        const struct series *all = series_of(l, a->id, &count), *series = series_daily(all, count, l->view->as_of);
        if (count > 0 && !known_by(all, count, l->view->as_of)) continue;       /* nobody knew of it then */
        struct candidate *k = &l->view->candidates[l->view->count++];
        *k = (struct candidate){.asset = a, .currency = a->currency, .price = NAN, .price_day = DAY_NONE};
        if (!series) continue;
        if (series->currency) k->currency = series->currency;
        TRY(read_closes(l, series, k));
        TRY(l->house->looks_back ? compute_signals(l, series, k) : read_signals(l, series, k));
    }
    return OK;
}

/* Coins trade on when exchanges have closed, and may have been fetched later: they decide only where there is nothing else. */
static int32_t last_day(const struct loader *l)
{
    int32_t last = DAY_NONE, last_coin = DAY_NONE;
    for (size_t i = 0; i < l->assets.count; i++) {
        const struct asset  *a = (struct asset *)l->assets.at + i;
        size_t               count;
        const struct series *all = series_of(l, a->id, &count), *series = series_daily(all, count, INT32_MAX);
        if (!series || a->class == CLASS_INDEX || a->class == CLASS_FX) continue;
        int32_t *which = a->class == CLASS_CRYPTO ? &last_coin : &last;
        if (day_of_time(series->last) > *which) *which = day_of_time(series->last);
    }
    return last != DAY_NONE ? last : last_coin;
}

static err load(struct snapshot *s, const struct house *h)
{
    struct loader l = {.c = &s->ctx, .house = h, .view = &s->view};
    TRY(store_begin_read(l.c, h->store));
    TRY(store_revision(l.c, h->store, &s->revision));
    TRY(query_assets_of_market(l.c, h->store, s->simulated, &l.assets));
    TRY(query_series_of_market(l.c, h->store, s->simulated, &l.series));
    for (size_t i = 0; i < l.series.count; i++) TRY(store_series_as_of(l.c, h->store, (struct series *)l.series.at + i, house_as_of(h)));
    TRY(load_names(&l));
    s->view.simulated = s->simulated;
    s->view.known_at  = s->known;
    s->view.as_of     = s->asked == DAY_NONE ? last_day(&l) : s->asked;
    if (s->view.as_of != DAY_NONE) TRY(load_candidates(&l));
    TRY(market_seal(l.c, &s->view));
    store_end_read(h->store);
    return OK;
}

/* ---- keeping ---- */

static struct snapshot *find(struct snapshots *all, bool simulated, int32_t asked, int64_t known, int64_t revision)
{
    for (size_t i = 0; i < SNAPSHOTS_MAX; i++) {
        struct snapshot *s = all->kept[i];
        if (s && s->simulated == simulated && s->asked == asked && s->known == known && s->revision == revision) return s;
    }
    return NULL;
}

/* Puts it where nothing, or the least used that nobody holds, has its place; with all places held it is not kept. */
static void keep(struct snapshots *all, struct snapshot *s)
{
    size_t place = SNAPSHOTS_MAX;
    for (size_t i = 0; i < SNAPSHOTS_MAX; i++) {
        if (all->kept[i] && all->kept[i]->holders > 0) continue;
        if (place == SNAPSHOTS_MAX || !all->kept[i] || (all->kept[place] && all->kept[i]->used < all->kept[place]->used)) place = i;
        if (!all->kept[i]) break;
    }
    if (place == SNAPSHOTS_MAX) return;
    if (all->kept[place]) snapshot_free(all->kept[place]);
    all->kept[place] = s;
    s->kept_in       = all;
}

static void let_go(void *arg)
{
    struct snapshot  *s   = arg;
    struct snapshots *all = s->kept_in;
    if (all) {
        (void)pthread_mutex_lock(&all->lock);
        s->holders--;
        (void)pthread_mutex_unlock(&all->lock);
    } else {
        snapshot_free(s);
    }
}

/* The one that is kept, held by one more; NULL when there is none. */
static struct snapshot *hold_kept(struct snapshots *all, bool simulated, int32_t as_of, int64_t known, int64_t revision)
{
    if (!all) return NULL;
    (void)pthread_mutex_lock(&all->lock);
    struct snapshot *s = find(all, simulated, as_of, known, revision);
    if (s) s->holders++, s->used = ++all->clock;
    (void)pthread_mutex_unlock(&all->lock);
    return s;
}

static err load_fresh(struct ctx *c, const struct house *h, bool simulated, int32_t as_of, struct snapshot **ret)
{
    struct snapshot *s = calloc(1, sizeof *s);
    if (!s) return fail(c, ERR_NOMEM, "no memory for a market");
    ctx_open_part(&s->ctx, c);
    s->simulated = simulated;
    s->asked     = as_of;
    s->known     = house_as_of(h);
    s->holders   = 1;
    err e = load(s, h);
    c->alloc_count = s->ctx.alloc_count;
    if (e != OK) {
        e = fail(c, e, "%s", s->ctx.note);
        snapshot_free(s);
        return e;
    }
    if (h->snapshots) {
        (void)pthread_mutex_lock(&h->snapshots->lock);
        s->used = ++h->snapshots->clock;
        if (!find(h->snapshots, simulated, as_of, s->known, s->revision)) keep(h->snapshots, s);
        (void)pthread_mutex_unlock(&h->snapshots->lock);
    }
    *ret = s;
    return OK;
}

err market_view_of(struct ctx *c, const struct house *h, bool simulated, int32_t as_of, const struct market_view **ret)
{
    int64_t revision;
    TRY(store_revision(c, h->store, &revision));
    struct snapshot *s = hold_kept(h->snapshots, simulated, as_of, house_as_of(h), revision);
    if (!s) TRY(load_fresh(c, h, simulated, as_of, &s));
    TRY(ctx_on_close(c, let_go, s));
    *ret = &s->view;
    return OK;
}
