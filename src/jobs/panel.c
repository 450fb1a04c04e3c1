#include "jobs/panel.h"

#include <math.h>

#include "base/map.h"
#include "base/thread.h"
#include "model/mood.h"
#include "num/align.h"
#include "signals/signal.h"
#include "store/bars.h"
#include "store/query.h"

static_assert((int)INPUT_OPEN == BAR_OPEN && (int)INPUT_HIGH == BAR_HIGH && (int)INPUT_LOW == BAR_LOW && (int)INPUT_CLOSE == BAR_CLOSE &&
              (int)INPUT_VOLUME == BAR_VOLUME, "the inputs of a bar stand in its order");

enum { BENCHMARK_AGE_DAYS = 7 };        /* the longest closure of an exchange since 1990 */

struct benchmark {
    size_t   count;
    int64_t *day;
    double  *close;
};

struct loader {
    struct ctx             *c;
    const struct house     *h;
    const struct program   *p;
    const struct panel_ask *ask;
    struct loaded           out;
    struct benchmark        benchmark[WANTED_MAX];
    size_t                  rows;
    size_t                 *begin;
    int32_t                *day;
    double                **column;
};

/* ---- one asset ---- */

static int64_t end_of(const struct loader *l) { return l->ask->to == DAY_NONE ? INT64_MAX : time_of_day(l->ask->to + 1); }

struct history {
    struct bars bars;
    double     *growth;
    int32_t     basis;
};

static err read_history(struct ctx *c, const struct loader *l, const struct asset *a, const struct series *series, struct history *ret)
{
    struct list    actions;
    struct history x = {0};
    TRY(store_read_bars(c, l->h->store, series, INT64_MIN, end_of(l), ALL_COLUMNS, &x.bars));
    if (series->every != US_PER_DAY) TRY(bars_resample(c, &x.bars, US_PER_DAY, &x.bars));
    TRY(query_actions(c, l->h->store, a->id, &actions));
    TRY(NEW(c, x.growth, x.bars.count));
    struct events events = {actions.at, actions.count, series->events, asset_distributes(a->class)};
    while (events.count && l->ask->to != DAY_NONE && events.at[events.count - 1].day > l->ask->to) events.count--;
    bars_growth(&x.bars, series->adjust, &events, x.growth, &x.basis);
    *ret = x;
    return OK;
}

/* What a price of row i is multiplied by. On the last row that is 1, exactly. */
static double factor_of(const struct history *x, size_t i) { return x->growth[i] / x->bars.value[BAR_CLOSE][i]; }

static double last_factor(const struct history *x)
{
    for (size_t i = x->bars.count; i-- > 0;)
        if (isfinite(factor_of(x, i)) && factor_of(x, i) > 0) return factor_of(x, i);
    return 1;
}

static void put_bars(const struct loader *l, const struct history *x)
{
    double last = l->ask->growth ? 1 : last_factor(x);
    for (size_t i = 0; i < x->bars.count; i++) {
        double factor = factor_of(x, i) / last;
        l->day[l->rows + i] = day_of_time(x->bars.at[i]);
        for (size_t k = 0; k < l->p->wanteds; k++) {
            enum input_id id = l->p->wanted[k].id;
            if (id <= INPUT_VOLUME) l->column[k][l->rows + i] = id == INPUT_VOLUME ? x->bars.value[id][i] / factor : x->bars.value[id][i] * factor;
        }
    }
}

/* Values of days into a column of the asset: those of exactly `before` days before each row. */
static err put_days(struct ctx *c, const struct loader *l, const struct list *days, const struct list *values, int32_t before, int64_t age, size_t count, double *out)
{
    int64_t *from, *to;
    size_t  *row, known = days->count < values->count ? days->count : values->count;
    TRY(NEW(c, from, known));
    TRY(NEW(c, to, count));
    TRY(NEW(c, row, count));
    for (size_t i = 0; i < known; i++) from[i] = ((const int32_t *)days->at)[i];
    for (size_t i = 0; i < count; i++) to[i] = l->day[l->rows + i] - before;
    align_rows_as_of(to, count, from, known, age, row);
    align_take(values->at, row, count, out);
    return OK;
}

static void put_missing(double *out, size_t count)
{
    for (size_t i = 0; i < count; i++) out[i] = NAN;
}

/* The mood of a day is told at its end, hours after the close of an exchange: a row sees that of the day before. */
static err put_mood(struct ctx *c, const struct loader *l, enum input_id id, const struct asset *a, size_t count, double *out)
{
    struct list found;
    put_missing(out, count);
    TRY(store_select(c, l->h->store, &mood_shape, "WHERE asset_id = $1 AND model = $2", ARGS(v_int(a->id), v_text(l->h->settings->scorer)), &found));
    if (found.count == 0) return OK;
    const struct mood *m      = found.at;
    const struct list *view[] = {[INPUT_MOOD] = &m->days_5, [INPUT_MOOD_1D] = &m->day_1, [INPUT_MOOD_6H] = &m->hours_6, [INPUT_BUZZ] = &m->buzz};
    return put_days(c, l, &m->days, view[id], 1, 0, count, out);
}

static err put_signal(struct ctx *c, const struct loader *l, const char *name, const struct series *series, size_t count, double *out)
{
    struct list found;
    put_missing(out, count);
    TRY(store_select(c, l->h->store, &signal_value_shape, "WHERE series_id = $1 AND name = $2", ARGS(v_int(series->id), v_text(name)), &found));
    if (found.count == 0) return OK;
    const struct signal_value *s = found.at;
    return put_days(c, l, &s->days, &s->value, 0, 0, count, out);
}

static err put_benchmark(struct ctx *c, const struct loader *l, const struct benchmark *b, size_t count, double *out)
{
    int64_t *to;
    size_t  *row;
    TRY(NEW(c, to, count));
    TRY(NEW(c, row, count));
    for (size_t i = 0; i < count; i++) to[i] = l->day[l->rows + i];
    align_rows_as_of(to, count, b->day, b->count, BENCHMARK_AGE_DAYS, row);
    align_take(b->close, row, count, out);
    return OK;
}

static err put_others(struct ctx *c, const struct loader *l, const struct asset *a, const struct series *series, size_t count)
{
    for (size_t k = 0; k < l->p->wanteds; k++) {
        const struct wanted *w   = &l->p->wanted[k];
        double              *out = l->column[k] + l->rows;
        if (w->id >= INPUT_MOOD && w->id <= INPUT_BUZZ) TRY(put_mood(c, l, w->id, a, count, out));
        if (w->id == INPUT_SIGNAL)                      TRY(put_signal(c, l, w->text, series, count, out));
        if (w->id == INPUT_BENCHMARK)                   TRY(put_benchmark(c, l, &l->benchmark[k], count, out));
    }
    return OK;
}

static err put_asset(struct ctx *c, struct loader *l, const struct asset *a, const struct series *series)
{
    struct history x;
    struct panel  *p = &l->out.x;
    TRY(read_history(c, l, a, series, &x));
    if (x.bars.count == 0) return OK;
    put_bars(l, &x);
    TRY(put_others(c, l, a, series, x.bars.count));
    l->out.asset[p->assets]  = *a;
    l->out.series[p->assets] = *series;
    l->out.basis[p->assets]  = x.basis;
    l->out.close[p->assets]  = x.bars.value[BAR_CLOSE][x.bars.count - 1];
    l->begin[p->assets++]    = l->rows;
    l->begin[p->assets]      = l->rows += x.bars.count;
    if (p->rows_max < x.bars.count) p->rows_max = x.bars.count;
    return OK;
}

/* Its memory is let go before the next one. */
static err load_asset(struct loader *l, const struct asset *a, const struct series *series)
{
    AUTO_CTX own = {0};
    ctx_open_part(&own, l->c);
    return ctx_end_part(l->c, &own, put_asset(&own, l, a, series));
}

/* ---- what is beside the assets ---- */

static err load_benchmark(struct loader *l, const char *symbol, struct benchmark *ret)
{
    struct asset   a;
    struct list    all;
    struct history x;
    TRY(query_asset(l->c, l->h->store, symbol, &a));
    if (a.simulated != l->ask->simulated) return fail(l->c, ERR_INVALID, "%s is %s; real and simulated assets are never mixed", a.symbol, a.simulated ? "simulated" : "real");
    TRY(query_series_of_asset(l->c, l->h->store, a.id, &all));
    const struct series *series = series_daily(all.at, all.count, l->ask->to == DAY_NONE ? INT32_MAX : l->ask->to);
    if (!series) return fail(l->c, ERR_INSUFFICIENT, "%s has no daily closes by then", a.symbol);
    TRY(read_history(l->c, l, &a, series, &x));
    double last = l->ask->growth ? 1 : last_factor(&x);
    TRY(NEW(l->c, ret->day, x.bars.count));
    TRY(NEW(l->c, ret->close, x.bars.count));
    for (size_t i = 0; i < x.bars.count; i++) {
        if (!isfinite(x.growth[i])) continue;
        ret->day[ret->count]     = day_of_time(x.bars.at[i]);
        ret->close[ret->count++] = x.growth[i] / last;
    }
    return OK;
}

static err check_signal(struct loader *l, const char *name)
{
    int64_t kept;
    if (signal_find(slice_of(name))) return OK;
    TRY(store_number(l->c, l->h->store, "SELECT count(*) FROM formula WHERE name = $1 AND kept = $2", ARGS(v_text(name), v_int(true)), 0, &kept));
    return kept ? OK : fail(l->c, ERR_NOT_FOUND, "no signal '%s' is kept; see `lumia manual signals` and `lumia formulas`", name);
}

static err load_beside(struct loader *l)
{
    for (size_t k = 0; k < l->p->wanteds; k++) {
        const struct wanted *w = &l->p->wanted[k];
        if (w->id == INPUT_SIGNAL) TRY(check_signal(l, w->text));
        if (w->id == INPUT_BENCHMARK) TRY(load_benchmark(l, w->text, &l->benchmark[k]));
    }
    return OK;
}

static const char *group_name(const struct loaded *x, enum group g, size_t a)
{
    const struct asset *asset = &x->asset[a];
    switch (g) {
    case GROUP_CLASS:    return asset->class == CLASS_UNKNOWN ? NULL : asset_classes[asset->class];
    case GROUP_SECTOR:   return asset->sector;
    case GROUP_CURRENCY: return x->series[a].currency ? x->series[a].currency : asset->currency;
    case GROUP_COUNT:    break;
    }
    return NULL;
}

static err find_groups(struct ctx *c, struct loaded *x, enum group g)
{
    struct map names = {.c = c};
    uint32_t  *group;
    int64_t   *number;
    TRY(NEW(c, group, x->x.assets));
    for (size_t a = 0; a < x->x.assets; a++) {
        const char *name = group_name(x, g, a);
        group[a] = GROUP_NONE;
        if (!name) continue;
        TRY(map_add(&names, slice_of(name), (int64_t)names.count, &number));
        group[a] = (uint32_t)*number;
    }
    x->x.group[g]       = group;
    x->x.group_count[g] = names.count;
    return OK;
}

static err find_calendar(struct ctx *c, struct loaded *x)
{
    const struct panel *p = &x->x;
    size_t              rows = p->begin[p->assets];
    int32_t             first = INT32_MAX, last = INT32_MIN, *calendar;
    bool               *seen;
    for (size_t i = 0; i < rows; i++) {
        if (p->day[i] < first) first = p->day[i];
        if (p->day[i] > last)  last  = p->day[i];
    }
    size_t span = rows ? (size_t)(last - first) + 1 : 0;
    TRY(NEW(c, seen, span));
    TRY(NEW(c, calendar, span));
    for (size_t i = 0; i < rows; i++) seen[p->day[i] - first] = true;
    for (size_t d = 0; d < span; d++)
        if (seen[d]) calendar[x->x.days++] = first + (int32_t)d;
    x->x.calendar = calendar;
    return OK;
}

/* ---- all of them ---- */

/* Rows that a series can have at most. */
static size_t rows_of(const struct series *s)
{
    int64_t days = day_of_time(s->last) - (int64_t)day_of_time(s->first) + 1;
    return (size_t)(days < s->count ? days : s->count);
}

static err loader_open(struct loader *l, size_t assets, size_t rows)
{
    struct loaded *x = &l->out;
    TRY(NEW(l->c, x->asset, assets));
    TRY(NEW(l->c, x->series, assets));
    TRY(NEW(l->c, x->basis, assets));
    TRY(NEW(l->c, x->close, assets));
    TRY(NEW(l->c, l->begin, assets + 1));
    TRY(NEW(l->c, l->day, rows));
    TRY(NEW(l->c, l->column, l->p->wanteds));
    for (size_t k = 0; k < l->p->wanteds; k++) TRY(NEW(l->c, l->column[k], rows));
    return load_beside(l);
}

static err loader_done(struct loader *l, struct loaded *ret)
{
    struct panel *x = &l->out.x;
    x->begin  = l->begin;
    x->day    = l->day;
    x->column = (const double *const *)l->column;
    for (int g = 0; g < GROUP_COUNT && l->p->sections; g++) TRY(find_groups(l->c, &l->out, (enum group)g));
    if (l->p->sections) TRY(find_calendar(l->c, &l->out));
    *ret = l->out;
    return OK;
}

struct chosen {                         /* assets and their series */
    const struct asset **asset;
    const struct series **series;
    size_t               count, rows;
};

/* Series come in the order of asset numbers: those of one stand together. */
static err choose(struct loader *l, const struct list *assets, const struct list *series, struct chosen *ret)
{
    struct map           first = {.c = l->c};
    const struct series *all   = series->at;
    int64_t             *at;
    TRY(NEW(l->c, ret->asset, assets->count));
    TRY(NEW(l->c, ret->series, assets->count));
    for (size_t i = 0; i < series->count; i++) TRY(map_add(&first, (struct slice){(const char *)&all[i].asset_id, sizeof all[i].asset_id}, (int64_t)i, &at));
    for (size_t i = 0; i < assets->count; i++) {
        const struct asset *a = (const struct asset *)assets->at + i;
        at = map_find(&first, (struct slice){(const char *)&a->id, sizeof a->id});
        if (!at || !l->ask->wants(l->ask->arg, a)) continue;
        size_t from = (size_t)*at, end = from;
        while (end < series->count && all[end].asset_id == a->id) end++;
        const struct series *s = series_daily(all + from, end - from, l->ask->to == DAY_NONE ? INT32_MAX : l->ask->to);
        if (!s) continue;
        ret->asset[ret->count]    = a;
        ret->series[ret->count++] = s;
        ret->rows += rows_of(s);
    }
    return OK;
}

static err load_all(struct loader *l, struct loaded *ret)
{
    struct list   assets, series;
    struct chosen chosen = {0};
    TRY(query_assets_of_market(l->c, l->h->store, l->ask->simulated, &assets));
    TRY(query_series_of_market(l->c, l->h->store, l->ask->simulated, &series));
    TRY(choose(l, &assets, &series, &chosen));
    TRY(loader_open(l, chosen.count, chosen.rows));
    for (size_t i = 0; i < chosen.count; i++) {
        TRY(load_asset(l, chosen.asset[i], chosen.series[i]));
        progress(l->h, "prices", (int64_t)i + 1, (int64_t)chosen.count);
    }
    return loader_done(l, ret);
}

err panel_load(struct ctx *c, const struct house *h, const struct program *p, const struct panel_ask *ask, struct loaded *ret)
{
    struct loader l = {.c = c, .h = h, .p = p, .ask = ask};
    TRY(store_begin_read(c, h->store));
    TRY(load_all(&l, ret));
    store_end_read(h->store);
    return OK;
}

err panel_load_one(struct ctx *c, const struct house *h, const struct program *p, const struct panel_ask *ask, const struct asset *a,
                   const struct series *series, struct loaded *ret)
{
    struct loader l = {.c = c, .h = h, .p = p, .ask = ask};
    TRY(loader_open(&l, 1, rows_of(series)));
    TRY(load_asset(&l, a, series));
    return loader_done(&l, ret);
}

/* ---- computing ---- */

struct computing {
    const struct program *p;
    const struct panel   *x;
    double              **wide, **room;
    size_t                stage;
    void                (*take)(void *arg, size_t asset, const double *const *out);
    void                 *arg;
};

static void run_asset(void *arg, size_t worker, size_t asset)
{
    struct computing *r = arg;
    const double     *out[DEFINITIONS_MAX];
    program_run_asset(r->p, r->x, r->wide, r->stage, asset, r->room[worker], out);
    if (r->stage + 1 == r->p->stages) r->take(r->arg, asset, out);
}

static void run_days(void *arg, size_t worker, size_t block)
{
    struct computing *r = arg;
    program_run_days(r->p, r->x, r->wide, r->stage, block, r->room[worker]);
}

err panel_compute(struct ctx *c, size_t threads, const struct program *p, const struct panel *x,
                  void (*take)(void *arg, size_t asset, const double *const *out), void *arg)
{
    struct computing r = {.p = p, .x = x, .take = take, .arg = arg};
    size_t           workers = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    TRY(NEW(c, r.wide, p->wides));
    TRY(NEW(c, r.room, workers));
    for (size_t k = 0; k < p->wides; k++) TRY(NEW(c, r.wide[k], x->begin[x->assets]));
    for (size_t k = 0; k < workers; k++) TRY(NEW(c, r.room[k], program_room(p, x)));
    for (; r.stage < p->stages; r.stage++) {
        thread_each(workers, x->assets, run_asset, &r);
        thread_each(workers, program_blocks(x), run_days, &r);
    }
    return OK;
}
