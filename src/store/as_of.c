#include "store/as_of.h"

#include <math.h>

#include "store/arrivals.h"
#include "store/bars.h"
#include "store/driver.h"
#include "store/points.h"

static bool was_there(struct arrivals *a, int64_t at, int64_t as_of)
{
    int64_t known = arrivals_known(a, at);
    return known == TIME_NONE || known <= as_of;
}

static bool all_there(const struct arrivals *a, int64_t as_of)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->known[i] > as_of) return false;
    return true;
}

/* ---- bars ---- */

/* The first correction of each bar after as_of: what stood until then is what stood at as_of. */
static err read_revisions(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, int64_t as_of, struct list *ret)
{
    return store_select(c, s, &bar_revision_shape, "WHERE series_id = $1 AND at >= $2 AND at < $3 AND replaced_at > $4 ORDER BY at, replaced_at",
                        ARGS(v_int(series->id), v_int(from), v_int(to), v_int(as_of)), ret);
}

static void put_bar(struct bars *to, int64_t at, const double *value)
{
    to->at[to->count] = at;
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (to->value[k]) to->value[k][to->count] = value[k];
    to->count++;
}

static void put_stored(struct bars *to, const struct bars *from, size_t i)
{
    double value[BAR_COLUMNS];
    for (size_t k = 0; k < BAR_COLUMNS; k++) value[k] = from->value[k] ? from->value[k][i] : NAN;
    put_bar(to, from->at[i], value);
}

static void put_revision(struct bars *to, const struct bar_revision *r)
{
    put_bar(to, r->at, (const double[BAR_COLUMNS]){r->open, r->high, r->low, r->close, r->volume, r->total});
}

/* Stored bars and revisions, both by time; a bar that has been dropped since is among the revisions alone. */
static void lay_over(const struct bars *stored, const struct list *revisions, struct arrivals *a, int64_t as_of, struct bars *ret)
{
    const struct bar_revision *r = revisions->at, *end = revisions->count ? r + revisions->count : r;
    for (size_t i = 0; i < stored->count || r < end;) {
        bool    revised = r < end && (i == stored->count || r->at <= stored->at[i]);
        int64_t at      = revised ? r->at : stored->at[i];
        bool    there   = was_there(a, at, as_of);
        if (there && revised)  put_revision(ret, r);
        if (there && !revised) put_stored(ret, stored, i);
        i += i < stored->count && stored->at[i] == at;
        while (r < end && r->at == at) r++;
    }
}

static err bars_room(struct ctx *c, size_t room, unsigned wanted, struct bars *ret)
{
    *ret = (struct bars){0};
    TRY(NEW(c, ret->at, room));
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (wanted >> k & 1) TRY(NEW(c, ret->value[k], room));
    return OK;
}

err store_read_bars_as_of(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted, int64_t as_of,
                          struct bars *ret)
{
    struct bars     stored;
    struct list     revisions;
    struct arrivals a;
    TRY(store_read_bars(c, s, series, from, to, wanted, &stored));
    if (as_of != TIME_NONE) {
        TRY(read_revisions(c, s, series, from, to, as_of, &revisions));
        TRY(arrivals_read(c, s, series->id, to, &a));
    }
    if (as_of == TIME_NONE || (revisions.count == 0 && all_there(&a, as_of))) {
        *ret = stored;
        return OK;
    }
    TRY(bars_room(c, stored.count + revisions.count, wanted, ret));
    lay_over(&stored, &revisions, &a, as_of, ret);
    return OK;
}

static err series_as_of(struct ctx *c, struct store *s, struct series *series, int64_t as_of)
{
    struct bars b;
    TRY(store_read_bars_as_of(c, s, series, INT64_MIN, INT64_MAX, 1 << BAR_CLOSE | 1 << BAR_TOTAL, as_of, &b));
    series->count  = (int64_t)b.count;
    series->first  = b.count ? b.at[0] : TIME_NONE;
    series->last   = b.count ? b.at[b.count - 1] : TIME_NONE;
    series->close  = b.count ? b.value[BAR_CLOSE][b.count - 1] : NAN;
    series->totals = false;
    for (size_t i = 0; i < b.count && !series->totals; i++) series->totals = !isnan(b.value[BAR_TOTAL][i]);
    return OK;
}

err store_series_as_of(struct ctx *c, struct store *s, struct series *series, int64_t as_of)
{
    AUTO_CTX own = {0};
    if (as_of == TIME_NONE) return OK;
    ctx_open_part(&own, c);
    return ctx_end_part(c, &own, series_as_of(&own, s, series, as_of));
}

/* ---- dropping ---- */

err store_drop_bars(struct ctx *c, struct store *s, struct series *series, int64_t before, int64_t known_at)
{
    struct bars  gone;
    struct args *rows;
    if (before == INT64_MIN) return OK;
    TRY(store_read_bars(c, s, series, INT64_MIN, before, ALL_COLUMNS, &gone));
    if (gone.count == 0) return OK;
    TRY(NEW(c, rows, gone.count));
    for (size_t i = 0; i < gone.count; i++)
        rows[i] = *ARGS(v_int(series->id), v_int(gone.at[i]), v_int(known_at), v_real(gone.value[BAR_OPEN][i]), v_real(gone.value[BAR_HIGH][i]),
                        v_real(gone.value[BAR_LOW][i]), v_real(gone.value[BAR_CLOSE][i]), v_real(gone.value[BAR_VOLUME][i]), v_real(gone.value[BAR_TOTAL][i]));
    TRY(s->driver->query_many(c, s, "INSERT INTO bar_revision (series_id, at, replaced_at, open, high, low, close, volume, total)"
                                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (series_id, at, replaced_at) DO NOTHING", rows, gone.count));
    TRY(store_forget_points(c, s, &bar_table, series->id, INT64_MIN, before - 1));
    series->count -= (int64_t)gone.count;
    series->first  = series->count ? before : TIME_NONE;
    return OK;
}

/* ---- actions ---- */

err store_actions_as_of(struct ctx *c, struct store *s, int64_t asset_id, int64_t as_of, struct list *ret)
{
    struct list    revisions;
    struct action *a;
    size_t         n = 0;
    TRY(store_select(c, s, &action_shape, "WHERE asset_id = $1 ORDER BY day, kind", ARGS(v_int(asset_id)), ret));
    if (as_of == TIME_NONE) return OK;
    TRY(store_select(c, s, &action_revision_shape, "WHERE asset_id = $1 AND replaced_at > $2 ORDER BY day, kind, replaced_at DESC",
                     ARGS(v_int(asset_id), v_int(as_of)), &revisions));
    a = ret->at;
    for (size_t i = 0; i < ret->count; i++) {
        if (a[i].known_at != TIME_NONE && a[i].known_at > as_of) continue;
        for (size_t k = 0; k < revisions.count; k++) {
            const struct action_revision *r = (struct action_revision *)revisions.at + k;
            if (r->day == a[i].day && r->kind == a[i].kind) a[i].value = r->value;
        }
        a[n++] = a[i];
    }
    ret->count = n;
    return OK;
}

err store_put_action(struct ctx *c, struct store *s, const struct action *action, int64_t known_at, bool *ret_changed)
{
    struct action a = *action;
    struct list   there;
    TRY(store_select(c, s, &action_shape, "WHERE asset_id = $1 AND day = $2 AND kind = $3",
                     ARGS(v_int(a.asset_id), v_int(a.day), v_text(action_kinds[a.kind])), &there));
    const struct action *old = there.count ? there.at : NULL;
    *ret_changed = !old || old->value != a.value;
    if (!*ret_changed) return OK;
    a.known_at = old ? old->known_at : known_at;
    if (old) TRY(store_upsert(c, s, &action_revision_shape, &(struct action_revision){a.asset_id, a.day, a.kind, known_at, old->value}));
    return store_upsert(c, s, &action_shape, &a);
}
