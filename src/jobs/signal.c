#include <math.h>
#include <stdio.h>

#include "base/map.h"
#include "jobs/formulas.h"
#include "jobs/job.h"
#include "jobs/panel.h"
#include "jobs/signalling.h"
#include "signals/signal.h"
#include "store/query.h"

static err speak(struct ctx *c, const struct asset *a, const struct series *series, const struct signal_history *x, const struct signal *signal,
                 struct signal_value *ret)
{
    double *value;
    TRY(NEW(c, value, x->count));
    for (size_t i = 0; i < x->count; i++) value[i] = NAN;
    signal->run(&(struct signal_in){x->count, x->day, x->growth, asset_periods_per_year(a->class)}, value);
    *ret = (struct signal_value){
        .asset_id = a->id, .name = signal->name, .series_id = series->id, .series_revision = series->revision, .code = LUMIA_VERSION,
        .basis = x->basis, .first = x->day[0], .last = x->day[x->count - 1], .newest = value[x->count - 1], .days = {x->day, x->count}, .value = {value, x->count}};
    return OK;
}

/* ---- formulas ---- */

struct formulas {                       /* those that are computed here, and one program for all of them */
    struct list    all;
    struct program program;
};

static err formulas_open(struct ctx *c, const struct house *h, struct formulas *ret)
{
    TRY(formulas_load_kept(c, h->store, &ret->all));
    return ret->all.count ? formulas_compile(c, &ret->all, &ret->program) : OK;
}

struct speaking {
    double *const *value;
    size_t         count, rows;
};

static void take(void *arg, size_t asset, const double *const *out)
{
    const struct speaking *s = arg;
    (void)asset;
    for (size_t k = 0; k < s->count; k++) memcpy(s->value[k], out[k], s->rows * sizeof(double));
}

static err speak_formulas(struct ctx *c, const struct house *h, const struct formulas *f, const struct asset *a, const struct series *series, const struct signal_history *x,
                          struct signal_value *ret)
{
    struct loaded           own;
    double                **value;
    const struct panel_ask  ask = {.simulated = a->simulated, .to = DAY_NONE, .growth = true};
    if (f->all.count == 0 || x->count == 0) return OK;
    TRY(panel_load_one(c, h, &f->program, &ask, a, series, &own));
    TRY(NEW(c, value, f->all.count));
    for (size_t k = 0; k < f->all.count; k++) TRY(NEW(c, value[k], x->count));
    TRY(panel_compute(c, 1, &f->program, &own.x, take, &(struct speaking){value, f->all.count, x->count}));
    for (size_t k = 0; k < f->all.count; k++) {
        const struct formula *formula = (const struct formula *)f->all.at + k;
        ret[k] = (struct signal_value){
            .asset_id = a->id, .name = formula->name, .series_id = series->id, .series_revision = series->revision, .code = LUMIA_VERSION,
            .formula = formula->digest, .basis = x->basis, .first = x->day[0], .last = x->day[x->count - 1], .newest = value[k][x->count - 1],
            .days = {x->day, x->count}, .value = {value[k], x->count}};
    }
    return OK;
}

static size_t signals_known(void)
{
    size_t count = 0;
    while (signals[count]) count++;
    return count;
}

static err save(struct ctx *c, const struct house *h, const struct formulas *f, const struct asset *a, const struct series *series, const struct signal_history *x)
{
    struct signal_value *values;
    size_t               own = signals_known(), count = x->count ? own + f->all.count : 0;
    TRY(NEW(c, values, count));
    for (size_t i = 0; i < own && count; i++) TRY(speak(c, a, series, x, signals[i], &values[i]));
    TRY(speak_formulas(c, h, f, a, series, x, values + own));
    TRY(query_forget_signals(c, h->store, series->id));
    return store_insert_many(c, h->store, &signal_value_shape, values, count);
}

/* One series: all its signals anew. Its memory is let go before the next one. */
static err compute(struct ctx *c, const struct house *h, const struct formulas *f, const struct asset *a, const struct series *series, struct report *report)
{
    AUTO_CTX              own = {0};
    struct signal_history x   = {0};
    ctx_open_part(&own, c);
    err e = signal_history_load(&own, h, a, series, INT64_MAX, &x);
    if (e == OK) e = save(&own, h, f, a, series, &x);
    report->rows_read    += (int64_t)x.count;
    report->rows_written += (int64_t)(x.count * (signals_known() + f->all.count));
    c->alloc_count = own.alloc_count;
    return e == OK ? OK : fail(c, e, "%s: %s", a->symbol, own.note);
}

#define STATE(X, T)                                                         \
    X(T, I64,  series_id,       0,        "series its signals come from")   \
    X(T, I64,  series_revision, 0,        "state of that series then")      \
    X(T, I64,  count,           0,        "signals that are kept")          \
    X(T, I64,  current,         0,        "of them, those whose text is still that of their formula, if they have one") \
    X(T, TEXT, code,            NULLABLE, "program that computed them")

RECORD(signal_state, STATE);
SHAPE(signal_state, STATE);

static err states(struct ctx *c, const struct house *h, struct list *ret)
{
    return store_query(c, h->store, &signal_state_shape, "SELECT v.series_id, min(v.series_revision), count(*),"
                       " sum(CASE WHEN v.formula IS NULL OR f.name IS NOT NULL THEN 1 ELSE 0 END), min(v.code)"
                       " FROM signal_value v LEFT JOIN formula f ON f.name = v.name AND f.digest = v.formula GROUP BY v.series_id ORDER BY v.series_id", NO_ARGS, ret);
}

static const struct signal_state *state_of(const struct list *states_known, int64_t series_id)
{
    const struct signal_state *s = states_known->at;
    size_t low = 0, high = states_known->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s[middle].series_id < series_id) low = middle + 1;
        else high = middle;
    }
    return low < states_known->count && s[low].series_id == series_id ? &s[low] : NULL;
}

static bool is_fresh(const struct signal_state *state, const struct series *series, const struct formulas *f)
{
    return state && state->series_revision == series->revision && (size_t)state->count == signals_known() + f->all.count &&
           state->current == state->count && strcmp(state->code, LUMIA_VERSION) == 0;
}

struct tally {
    size_t computed, fresh;
};

static err run_market(struct ctx *c, const struct house *h, const struct formulas *f, bool simulated, struct report *report, struct tally *tally)
{
    struct list assets, all, known;
    struct map  place = {.c = c};                       /* number of an asset -> where it stands */
    int64_t    *at;
    TRY(query_assets_of_market(c, h->store, simulated, &assets));
    TRY(query_series_of_market(c, h->store, simulated, &all));
    TRY(states(c, h, &known));
    for (size_t i = 0; i < assets.count; i++) {
        int64_t id = ((struct asset *)assets.at)[i].id;
        TRY(map_add(&place, (struct slice){(const char *)&id, sizeof id}, (int64_t)i, &at));
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct series *series = (struct series *)all.at + i;
        at = map_find(&place, (struct slice){(const char *)&series->asset_id, sizeof series->asset_id});
        progress(h, simulated ? "signals, simulated" : "signals", (int64_t)i + 1, (int64_t)all.count);
        if (!at || !series_gives_days(series)) continue;
        if (is_fresh(state_of(&known, series->id), series, f)) {
            tally->fresh++;
            continue;
        }
        TRY(compute(c, h, f, (struct asset *)assets.at + *at, series, report));
        tally->computed++;
    }
    return OK;
}

static err run(struct ctx *c, const struct house *h, struct report *report)
{
    struct tally    tally = {0};
    struct formulas formulas = {0};
    int64_t         revision;
    TRY(store_begin_derived(c, h->store));
    TRY(formulas_open(c, h, &formulas));
    TRY(run_market(c, h, &formulas, false, report, &tally));
    TRY(run_market(c, h, &formulas, true, report, &tally));
    if (tally.computed) TRY(store_touch(c, h->store, &signal_value_shape, &revision));
    TRY(store_commit(c, h->store));
    snprintf(report->note, sizeof report->note, "%zu series computed, %zu had not changed", tally.computed, tally.fresh);
    return OK;
}

const struct job job_signal = {
    .name   = "signal",
    .title  = "Signals of every asset",
    .about  = "Computes every signal, and every formula that needs nothing else, over the whole history of each series of prices that gives daily closes and has changed, with its splits and "
              "dividends, on the best basis the data allow. What has not changed costs nothing.",
    .reads  = "asset series bar action formula",
    .writes = "signal_value",
    .run    = run,
};
