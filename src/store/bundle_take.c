#include <math.h>

#include "model/article.h"
#include "store/arrivals.h"
#include "store/as_of.h"
#include "store/bars.h"
#include "store/bundle.h"
#include "store/query.h"

struct place {                          /* where a row of the bundle stands in the store */
    int64_t       id, here;             /* its numbers there and here; places are ascending by the first */
    bool          changed;
    struct series series;               /* of a series */
};

struct places {
    struct place *at;
    size_t        count, room;
};

struct heard_revision {                 /* when a bar was corrected, as the bundle tells it */
    int64_t at, replaced_at;
};

struct heard {                          /* of the series that is being taken in: its corrections and arrivals, by time */
    int64_t                series_id;
    struct heard_revision *at;
    size_t                 count, room;
    struct arrivals        arrivals;
};

struct taking {
    struct ctx    *c;                   /* holds the places */
    struct store  *store;
    struct bundle *bundle;
    int64_t        now, import_id, next_article;
    struct places  assets, series;
    struct heard   heard;
    struct taken  *taken;
    int64_t        revision;
};

static err add_place(struct ctx *c, struct places *p, int64_t id, struct place **ret)
{
    if (p->count == p->room) {
        size_t        room = p->room ? 2 * p->room : 64;
        struct place *bigger;
        TRY(NEW(c, bigger, room));
        if (p->count) memcpy(bigger, p->at, p->count * sizeof *bigger);
        p->at   = bigger;
        p->room = room;
    }
    *ret = &p->at[p->count++];
    **ret = (struct place){.id = id};
    return OK;
}

/* Of a number that the reader has seen, so that it is there. */
static struct place *place_of(const struct places *p, int64_t id)
{
    size_t low = 0, high = p->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->at[middle].id < id) low = middle + 1;
        else high = middle;
    }
    return &p->at[low];
}

static err touch(struct taking *t, const struct shape *shape) { return store_touch(t->c, t->store, shape, &t->revision); }

/* ---- assets and series ---- */

static const char *kept(const char *here, const char *there, bool *changed)
{
    if (here || !there) return here;
    *changed = true;
    return there;
}

/* What is known here stands; what is missing is filled in. */
static err fill_asset(struct ctx *c, struct taking *t, struct asset *here, const struct asset *a)
{
    bool changed = false;
    here->name     = kept(here->name, a->name, &changed);
    here->sector   = kept(here->sector, a->sector, &changed);
    here->currency = kept(here->currency, a->currency, &changed);
    if (here->class == CLASS_UNKNOWN && a->class != CLASS_UNKNOWN)  here->class = a->class, changed = true;
    if (here->listed == DAY_NONE && a->listed != DAY_NONE)          here->listed = a->listed, changed = true;
    if (here->delisted == DAY_NONE && a->delisted != DAY_NONE)      here->delisted = a->delisted, changed = true;
    if (!changed) return OK;
    TRY(touch(t, &asset_shape));
    return store_upsert(c, t->store, &asset_shape, here);
}

static err take_asset(struct ctx *c, struct taking *t, const struct asset *a)
{
    struct place *p;
    struct asset  here;
    bool          found;
    TRY(add_place(t->c, &t->assets, a->id, &p));
    TRY(query_asset_exists(c, t->store, a->symbol, &here, &found));
    if (!found) TRY(store_next_id(c, t->store, &asset_shape, &here.id));
    p->here = here.id;
    if (found) return fill_asset(c, t, &here, a);
    struct asset fresh = *a;
    fresh.id = here.id;
    t->taken->assets++;
    TRY(store_insert(c, t->store, &asset_shape, &fresh));
    return touch(t, &asset_shape);
}

static err find_series(struct taking *t, const struct series *wanted, struct series *ret, bool *ret_found)
{
    struct list all;
    TRY(query_series_of_asset(t->c, t->store, wanted->asset_id, &all));
    *ret_found = false;
    for (size_t i = 0; i < all.count && !*ret_found; i++) {
        const struct series *s = (struct series *)all.at + i;
        *ret_found = s->every == wanted->every && s->adjust == wanted->adjust && strcmp(s->source, wanted->source) == 0;
        if (*ret_found) *ret = *s;
    }
    return OK;
}

static err take_series(struct taking *t, const struct series *s)
{
    struct place *p;
    struct series wanted = *s;
    bool          found;
    wanted.asset_id = place_of(&t->assets, s->asset_id)->here;
    TRY(add_place(t->c, &t->series, s->id, &p));
    TRY(find_series(t, &wanted, &p->series, &found));
    if (found) {
        p->changed        = (s->events && !p->series.events) || (s->currency && !p->series.currency);
        p->series.events |= s->events;
        if (!p->series.currency && s->currency) TRY(got(p->series.currency = ctx_copy(t->c, slice_of(s->currency))));
        return OK;
    }
    p->series = wanted;
    p->series.first = p->series.last = TIME_NONE;
    p->series.close = NAN;
    p->series.count = p->series.revision = 0;
    p->series.totals = false;
    p->changed       = true;
    TRY(got(p->series.source = ctx_copy(t->c, slice_of(s->source))));
    if (s->currency) TRY(got(p->series.currency = ctx_copy(t->c, slice_of(s->currency))));
    TRY(store_next_id(t->c, t->store, &series_shape, &p->series.id));
    t->taken->series++;
    return store_insert(t->c, t->store, &series_shape, &p->series);
}

/* ---- bars ---- */

static err note_heard(struct ctx *c, struct heard *h, const struct bar_revision *r)
{
    if (h->count == h->room) {
        size_t                 room = h->room ? 2 * h->room : 256;
        struct heard_revision *bigger;
        TRY(NEW(c, bigger, room));
        if (h->count) memcpy(bigger, h->at, h->count * sizeof *bigger);
        h->at   = bigger;
        h->room = room;
    }
    h->at[h->count++] = (struct heard_revision){r->at, r->replaced_at};
    return OK;
}

/* Notes of the series before are forgotten. */
static void hear_of(struct heard *h, int64_t series_id)
{
    if (h->series_id == series_id) return;
    h->series_id = series_id;
    h->count     = 0;
    h->arrivals  = (struct arrivals){0};
}

static err take_revisions(struct taking *t, const struct bar_revision *r, size_t count)
{
    struct place *p = place_of(&t->series, r->series_id);
    hear_of(&t->heard, r->series_id);
    for (size_t i = 0; i < count; i++) {
        int64_t fresh;
        TRY(note_heard(t->c, &t->heard, &r[i]));
        TRY(store_execute(t->c, t->store, "INSERT INTO bar_revision (series_id, at, replaced_at, import_id, open, high, low, close, volume, total)"
                                          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (series_id, at, replaced_at) DO NOTHING",
                          ARGS(v_int(p->series.id), v_int(r[i].at), v_int(r[i].replaced_at), v_int(t->import_id), v_real(r[i].open), v_real(r[i].high),
                               v_real(r[i].low), v_real(r[i].close), v_real(r[i].volume), v_real(r[i].total)), &fresh));
        p->changed |= fresh > 0;
    }
    return OK;
}

/* Behind those of the same series that came before. */
static err take_arrivals(struct taking *t, const struct bar_arrival *a, size_t count)
{
    struct arrivals *h = &t->heard.arrivals;
    int64_t         *first, *last, *known;
    size_t           before = t->heard.series_id == a->series_id ? h->count : 0, n = before + count;
    hear_of(&t->heard, a->series_id);
    TRY(NEW(t->c, first, n));
    TRY(NEW(t->c, last, n));
    TRY(NEW(t->c, known, n));
    for (size_t i = 0; i < n; i++) {
        first[i] = i < before ? h->first[i] : a[i - before].first;
        last[i]  = i < before ? h->last[i] : a[i - before].last;
        known[i] = i < before ? h->known[i] : a[i - before].known_at;
    }
    *h = (struct arrivals){.count = n, .first = first, .last = last, .known = known};
    return NEW(t->c, h->around, n);
}

/* What is known of one instant: revisions here from `r` to `end`, and those of the bundle from `b` to `b_end`; both by time. */
struct word {
    const struct bar_revision   *r, *end;
    const struct heard_revision *b, *b_end;
};

static bool is_heard(const struct word *w, int64_t replaced_at)
{
    for (const struct heard_revision *b = w->b; b < w->b_end; b++)
        if (b->replaced_at == replaced_at) return true;
    return false;
}

/* Does what the store says of a bar stand against another word? Where the word is known here as history, or where the newest correction
 * here came later than it. Whatever the bundle itself brought as history does not speak for the store. */
static bool stands(const struct taking *t, const struct word *w, const double *value)
{
    int64_t said = w->b < w->b_end ? w->b_end[-1].replaced_at : TIME_NONE, since = said == TIME_NONE ? t->bundle->made : said;
    for (const struct bar_revision *r = w->r; r < w->end; r++) {
        const double old[BAR_COLUMNS] = {r->open, r->high, r->low, r->close, r->volume, r->total};
        if (r->replaced_at >= said && bar_agrees(value, old)) return true;
        if (r->replaced_at >= since && !is_heard(w, r->replaced_at)) return true;
    }
    return false;
}

static void next_word(struct word *w, const struct bar_revision *r_last, const struct heard_revision *b_last, int64_t at)
{
    w->r = w->end;
    w->b = w->b_end;
    while (w->r < r_last && w->r->at < at) w->r++;
    while (w->b < b_last && w->b->at < at) w->b++;
    for (w->end = w->r; w->end < r_last && w->end->at == at;) w->end++;
    for (w->b_end = w->b; w->b_end < b_last && w->b_end->at == at;) w->b_end++;
}

static int64_t known_since(const struct taking *t, int64_t told) { return told == TIME_NONE ? t->bundle->made : told; }

/* The bars of a part that the store is to hear, with the instants since which they are known. */
static err choose(struct ctx *c, struct taking *t, const struct series *series, const struct bar *rows, size_t count, struct bars *ret,
                  int64_t *known)
{
    struct bars here = {0};
    struct list revisions = {0};
    size_t      n = 0, h = 0;
    if (series->count) {
        const struct args *range = ARGS(v_int(series->id), v_int(rows[0].at), v_int(rows[count - 1].at));
        TRY(store_read_bars(c, t->store, series, rows[0].at, rows[count - 1].at + 1, ALL_COLUMNS, &here));
        TRY(store_select(c, t->store, &bar_revision_shape, "WHERE series_id = $1 AND at BETWEEN $2 AND $3 ORDER BY at, replaced_at", range, &revisions));
    }
    const struct bar_revision   *r_last = (struct bar_revision *)revisions.at + revisions.count;
    const struct heard_revision *b_last = t->heard.at + t->heard.count;
    struct word                  w      = {.end = revisions.at, .b_end = t->heard.at};
    for (size_t i = 0; i < count; i++) {
        const double value[BAR_COLUMNS] = {rows[i].open, rows[i].high, rows[i].low, rows[i].close, rows[i].volume, rows[i].total};
        next_word(&w, r_last, b_last, rows[i].at);
        while (h < here.count && here.at[h] < rows[i].at) h++;
        double now[BAR_COLUMNS];
        bool   there = h < here.count && here.at[h] == rows[i].at;
        for (size_t k = 0; there && k < BAR_COLUMNS; k++) now[k] = here.value[k][h];
        if (there && !bar_agrees(value, now) && stands(t, &w, value)) {
            t->taken->repeated++;
            continue;
        }
        ret->at[n] = rows[i].at;
        for (size_t k = 0; k < BAR_COLUMNS; k++) ret->value[k][n] = value[k];
        known[n++] = known_since(t, there && w.b < w.b_end ? w.b_end[-1].replaced_at : there ? TIME_NONE : arrivals_known(&t->heard.arrivals, rows[i].at));
    }
    ret->count = n;
    return OK;
}

static err take_bars(struct ctx *c, struct taking *t, const struct bar *rows, size_t count)
{
    struct place *p = place_of(&t->series, rows->series_id);
    struct bars   fresh;
    int64_t      *known;
    struct merged m = {0};
    hear_of(&t->heard, rows->series_id);
    TRY(bars_new(c, count, &fresh));
    TRY(NEW(c, known, count));
    TRY(choose(c, t, &p->series, rows, count, &fresh, known));
    TRY(store_merge_bars(c, t->store, &p->series, &fresh, known, t->import_id, &m));
    p->changed |= m.stored + m.revised > 0;
    t->taken->stored   += m.stored;
    t->taken->repeated += m.repeated;
    t->taken->revised  += m.revised;
    return OK;
}

/* ---- actions and articles ---- */

static err take_action(struct ctx *c, struct taking *t, const struct action *from)
{
    struct action a = *from;
    bool          changed;
    a.asset_id = place_of(&t->assets, from->asset_id)->here;
    TRY(store_put_action(c, t->store, &a, known_since(t, from->known_at), &changed));
    if (!changed) return OK;
    for (size_t i = 0; i < t->series.count; i++) t->series.at[i].changed |= t->series.at[i].series.asset_id == a.asset_id;
    t->taken->actions++;
    return touch(t, &action_shape);
}

static err take_article(struct ctx *c, struct taking *t, const struct article *from)
{
    struct article a = *from;
    int64_t        known;
    TRY(store_number(c, t->store, "SELECT count(*) FROM article WHERE key = $1", ARGS(v_text(a.key)), 0, &known));
    if (known) return OK;
    a.id        = t->next_article++;
    a.known     = t->now;
    a.import_id = t->import_id;
    if (t->taken->articles++ == 0) TRY(touch(t, &article_shape));
    return store_insert(c, t->store, &article_shape, &a);
}

/* ---- all of it ---- */

static err take_part(struct ctx *c, struct taking *t, const struct bundle_part *p)
{
    if (p->table == BUNDLE_REVISION) return take_revisions(t, p->rows, p->count);
    if (p->table == BUNDLE_ARRIVAL)  return take_arrivals(t, p->rows, p->count);
    if (p->table == BUNDLE_BAR)      return take_bars(c, t, p->rows, p->count);
    for (size_t i = 0; i < p->count; i++) {
        if (p->table == BUNDLE_ASSET)   TRY(take_asset(c, t, (struct asset *)p->rows + i));
        if (p->table == BUNDLE_SERIES)  TRY(take_series(t, (struct series *)p->rows + i));
        if (p->table == BUNDLE_ACTION)  TRY(take_action(c, t, (struct action *)p->rows + i));
        if (p->table == BUNDLE_ARTICLE) TRY(take_article(c, t, (struct article *)p->rows + i));
    }
    return OK;
}

static err write_series(struct taking *t)
{
    bool touched = false;
    for (size_t i = 0; i < t->series.count; i++) {
        struct place *p = &t->series.at[i];
        if (!p->changed) continue;
        if (!touched) TRY(touch(t, &series_shape));
        if (!touched) TRY(touch(t, &bar_shape));
        touched = true;
        p->series.revision = t->revision;
        TRY(store_upsert(t->c, t->store, &series_shape, &p->series));
    }
    return OK;
}

err bundle_take(struct ctx *c, struct store *s, struct bundle *b, int64_t now, int64_t import_id, struct taken *ret)
{
    struct taking t = {.c = c, .store = s, .bundle = b, .now = now, .import_id = import_id, .taken = ret};
    bool          more = true;
    *ret = (struct taken){0};
    TRY(store_next_id(c, s, &article_shape, &t.next_article));
    while (more) {
        AUTO_CTX           own = {0};
        struct bundle_part part = {0};
        ctx_open_part(&own, c);
        err e = bundle_next(&own, b, &part, &more);
        if (e == OK && more) e = take_part(&own, &t, &part);
        TRY(ctx_end_part(c, &own, e));
    }
    return write_series(&t);
}
