#include <math.h>
#include <stdio.h>

#include "jobs/job.h"
#include "jobs/opinions.h"
#include "model/mood.h"

#define SPOKEN(X, T) \
    X(T, I64, asset_id, 0, "asset that articles speak of")

RECORD(spoken_of, SPOKEN);
SHAPE(spoken_of, SPOKEN);

enum { COLUMNS = 6 };

/* The days on which there is something to tell, each at its end. */
static err compute(struct ctx *c, const struct opinions *o, struct mood *m)
{
    int32_t            first, *days;
    size_t             count = mood_days(o->item, day_of_time(o->item[o->count - 1].at), &first), told = 0;
    int64_t           *instants;
    struct mood_point *points;
    double            *column[COLUMNS];
    TRY(NEW(c, days, count));
    TRY(NEW(c, instants, count));
    TRY(NEW(c, points, count));
    for (size_t k = 0; k < COLUMNS; k++) TRY(NEW(c, column[k], count));
    for (size_t i = 0; i < count; i++) instants[i] = time_of_day(first + (int32_t)i + 1) - 1;
    mood_run(o->item, o->count, instants, count, points);
    for (size_t i = 0; i < count; i++) {
        const struct mood_point *p = &points[i];
        const double value[COLUMNS] = {p->score[0], p->score[1], p->score[2], p->dispersion, p->buzz, p->weight[1]};
        if (isnan(p->score[MOOD_VIEWS - 1])) continue;
        days[told] = first + (int32_t)i;
        for (size_t k = 0; k < COLUMNS; k++) column[k][told] = value[k];
        told++;
    }
    m->first    = day_of_time(o->item[0].at);
    m->last     = day_of_time(o->item[o->count - 1].at);
    m->articles = (int64_t)o->count;
    m->days     = (struct list){days, told};
    struct list *const lists[COLUMNS] = {&m->hours_6, &m->day_1, &m->days_5, &m->dispersion, &m->buzz, &m->weight};
    for (size_t k = 0; k < COLUMNS; k++) *lists[k] = (struct list){column[k], told};
    return OK;
}

/* One asset. Its memory is let go before the next one. */
static err take_asset(struct ctx *c, const struct house *h, int64_t asset_id, struct report *report)
{
    AUTO_CTX        own = {0};
    struct opinions o;
    struct mood     m = {.asset_id = asset_id, .model = h->settings->scorer};
    ctx_open_part(&own, c);
    err e = opinions_load(&own, h, asset_id, m.model, INT64_MAX, &o);
    if (e == OK && o.count) e = compute(&own, &o, &m);
    if (e == OK && o.count) e = store_insert(&own, h->store, &mood_shape, &m);
    TRY(ctx_end_part(c, &own, e));
    report->rows_read    += (int64_t)o.count;
    report->rows_written += (int64_t)m.days.count;
    return OK;
}

static err run(struct ctx *c, const struct house *h, struct report *report)
{
    struct list spoken;
    int64_t     revision;
    TRY(store_begin_derived(c, h->store));
    TRY(store_execute(c, h->store, "DELETE FROM mood", NO_ARGS, NULL));
    TRY(store_query(c, h->store, &spoken_of_shape, "SELECT DISTINCT asset_id FROM mention ORDER BY asset_id", NO_ARGS, &spoken));
    for (size_t i = 0; i < spoken.count; i++) {
        TRY(take_asset(c, h, ((struct spoken_of *)spoken.at)[i].asset_id, report));
        progress(h, "mood", (int64_t)i + 1, (int64_t)spoken.count);
    }
    TRY(store_touch(c, h->store, &mood_shape, &revision));
    TRY(store_commit(c, h->store));
    snprintf(report->note, sizeof report->note, "%zu assets, %lld articles", spoken.count, (long long)report->rows_read);
    return OK;
}

const struct job job_mood = {
    .name   = "mood",
    .title  = "Sentiment of assets, day by day",
    .about  = "Weighs what the articles say of each asset by relevance, novelty and source, and keeps decayed means with half-lives of 6 hours, a day and 5 days, "
              "their dispersion and how much is said. A late article gives the same as if it had come in time.",
    .reads  = "article mention cluster sentiment",
    .writes = "mood",
    .run    = run,
};
