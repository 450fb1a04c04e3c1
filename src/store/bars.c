#include "store/bars.h"

#include <math.h>

#include "store/driver.h"
#include "store/points.h"

/* So much of a series is merged at a time, at most: its memory is let go before the next part. */
enum { BARS_PER_PART = 4096 };

static bool in_calendar(int64_t at) { return date_exists(date_of_day(day_of_time(at))); }

/* ---- as columns ---- */

static struct hyper_rows rows_of(const struct bars *b)
{
    struct hyper_rows rows = {.count = b->count, .at = b->at};
    for (size_t k = 0; k < BAR_COLUMNS; k++) rows.column[k] = (struct column){.type = COLUMN_REAL, .reals = b->value[k]};
    return rows;
}

/* The columns were made for this answer and belong to its ctx; that they may not be written is a promise to others. */
static struct bars bars_of(const struct hyper_rows *rows)
{
    struct bars b = {.count = rows->count, .at = (int64_t *)(uintptr_t)rows->at};
    for (size_t k = 0; k < BAR_COLUMNS; k++) b.value[k] = (double *)(uintptr_t)rows->column[k].reals;
    return b;
}

err store_read_bars(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted,
                    struct bars *ret)
{
    struct hyper_rows rows;
    int64_t           last = to == INT64_MIN || to == INT64_MAX ? to : to - 1;
    TRY(store_read_points(c, s, &bar_table, &(struct point_range){series->id, from, last, wanted, 0}, &rows));
    *ret = bars_of(&rows);
    return OK;
}

err store_forget_bars(struct ctx *c, struct store *s, int64_t series_id)
{
    TRY(store_forget_points(c, s, &bar_arrival_table, series_id, INT64_MIN, INT64_MAX));
    return store_forget_points(c, s, &bar_table, series_id, INT64_MIN, INT64_MAX);
}

/* ---- new words ---- */

static void copy_bar(struct bars *to, size_t t, const struct bars *from, size_t f)
{
    to->at[t] = from->at[f];
    for (size_t k = 0; k < BAR_COLUMNS; k++) to->value[k][t] = from->value[k][f];
}

static void bar_values(const struct bars *b, size_t i, double *ret)
{
    for (size_t k = 0; k < BAR_COLUMNS; k++) ret[k] = b->value[k][i];
}

struct arrivals {                       /* runs of new bars; rows of bar_arrival */
    int64_t *first, *last, *known;
    size_t   count;
};

struct merge {                          /* of one part; `revisions` are what its corrected bars said before */
    struct store  *store;
    struct series *series;
    const int64_t *known_at;
    int64_t        import_id;
    struct merged *merged;
    struct bars    fresh, revised;
    struct args   *revisions;
    size_t         revision_count;
    struct arrivals arrivals;
};

/* ---- when they came ---- */

static err arrivals_open(struct ctx *c, struct arrivals *a, size_t room)
{
    TRY(NEW(c, a->first, room));
    TRY(NEW(c, a->last, room));
    return NEW(c, a->known, room);
}

/* `joined`: no other bar stands between this one and the new one before it. */
static void note_arrival(struct arrivals *a, int64_t at, int64_t known, bool joined)
{
    if (!joined || a->count == 0 || a->known[a->count - 1] != known) {
        a->first[a->count] = at;
        a->known[a->count++] = known;
    }
    a->last[a->count - 1] = at;
}

static err keep_arrivals(struct ctx *c, struct store *s, const struct series *series, const struct arrivals *a)
{
    struct hyper_rows rows = {.count = a->count, .at = a->first, .column = {{.type = COLUMN_INT, .ints = a->last}, {.type = COLUMN_INT, .ints = a->known}}};
    return series->simulated ? OK : store_put_points(c, s, &bar_arrival_table, series->id, &rows);
}

/* Of bars that lie behind all there were: one for each run of a known_at. */
static err keep_arrivals_behind(struct ctx *c, struct store *s, const struct series *series, const struct bars *b, const int64_t *known_at)
{
    struct arrivals a    = {0};
    size_t          runs = 1;
    for (size_t k = 1; k < b->count; k++) runs += known_at[k] != known_at[k - 1];
    TRY(arrivals_open(c, &a, runs));
    for (size_t k = 0; k < b->count; k++) note_arrival(&a, b->at[k], known_at[k], k > 0);
    return keep_arrivals(c, s, series, &a);
}

static void note_revision(struct merge *m, int64_t at, const double *old, int64_t known_at)
{
    m->revisions[m->revision_count++] = *ARGS(
        v_int(m->series->id), v_int(at), v_int(known_at), m->import_id == INT_NONE ? v_text(NULL) : v_int(m->import_id), v_real(old[BAR_OPEN]),
        v_real(old[BAR_HIGH]), v_real(old[BAR_LOW]), v_real(old[BAR_CLOSE]), v_real(old[BAR_VOLUME]), v_real(old[BAR_TOTAL]));
}

static err keep_revisions(struct ctx *c, const struct merge *m)
{
    return m->store->driver->query_many(c, m->store, "INSERT INTO bar_revision (series_id, at, replaced_at, import_id, open, high, low, close,"
                                        " volume, total) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                                        " ON CONFLICT (series_id, at, replaced_at) DO NOTHING", m->revisions, m->revision_count);
}

/* One instant that both know: what the fresh bar does not say stands as it was. */
static void put_both(struct merge *m, const struct bars *old, size_t i, const struct bars *fresh, size_t k)
{
    double before[BAR_COLUMNS], now[BAR_COLUMNS];
    size_t at = m->revised.count;
    bar_values(old, i, before);
    bar_values(fresh, k, now);
    if (bar_agrees(now, before)) {
        m->merged->repeated++;
        return;
    }
    m->merged->revised++;
    note_revision(m, fresh->at[k], before, m->known_at[k]);
    copy_bar(&m->revised, m->revised.count++, old, i);
    for (size_t v = 0; v < BAR_COLUMNS; v++)
        if (!isnan(now[v])) m->revised.value[v][at] = now[v];
}

static void put_new(struct merge *m, const struct bars *fresh, size_t k, bool joined)
{
    copy_bar(&m->fresh, m->fresh.count++, fresh, k);
    note_arrival(&m->arrivals, fresh->at[k], m->known_at[k], joined);
    m->merged->stored++;
}

/* Merges part of `fresh` with what the store has of that time, and writes what is new and what is different. */
static err merge_part(struct ctx *c, struct merge *m, const struct bars *old, const struct bars *fresh)
{
    TRY(bars_new(c, fresh->count, &m->fresh));
    TRY(bars_new(c, fresh->count, &m->revised));
    TRY(NEW(c, m->revisions, fresh->count));
    TRY(arrivals_open(c, &m->arrivals, fresh->count));
    m->fresh.count = m->revised.count = 0;
    for (size_t i = 0, k = 0; k < fresh->count; k++) {
        size_t before = i;
        while (i < old->count && old->at[i] < fresh->at[k]) i++;
        if (i < old->count && old->at[i] == fresh->at[k]) put_both(m, old, i, fresh, k);
        else                                              put_new(m, fresh, k, k > 0 && i == before);
    }
    struct hyper_rows added = rows_of(&m->fresh), put = rows_of(&m->revised);
    if (m->revision_count) TRY(keep_revisions(c, m));
    TRY(store_add_points(c, m->store, &bar_table, m->series->id, &added));
    TRY(keep_arrivals(c, m->store, m->series, &m->arrivals));
    return store_put_points(c, m->store, &bar_table, m->series->id, &put);
}

static void note_series(struct series *series, const struct bars *b)
{
    if (series->first == TIME_NONE || b->at[0] < series->first)           series->first = b->at[0];
    if (series->last == TIME_NONE || b->at[b->count - 1] >= series->last) {
        double close = b->value[BAR_CLOSE][b->count - 1];
        if (!isnan(close) || b->at[b->count - 1] > series->last) series->close = close;
        series->last = b->at[b->count - 1];
    }
    for (size_t i = 0; i < b->count && !series->totals; i++) series->totals = !isnan(b->value[BAR_TOTAL][i]);
}

static struct bars part_of(const struct bars *b, size_t from, size_t count)
{
    struct bars part = {.count = count, .at = b->at + from};
    for (size_t k = 0; k < BAR_COLUMNS; k++) part.value[k] = b->value[k] + from;
    return part;
}

bool store_lies_behind(const struct series *series, const struct bars *b) { return series->count == 0 || b->at[0] > series->last; }

/* So many bars from `from` on as lie together: what is read beside them is bounded, too. */
static size_t part_end(const struct series *series, const struct bars *fresh, size_t from)
{
    const int64_t LONGEST = 3652 * US_PER_DAY;
    int64_t       every   = span_microseconds(series->every), span = (every < LONGEST ? every : LONGEST) * BARS_PER_PART;
    size_t        end     = from + 1;
    while (end < fresh->count && end - from < BARS_PER_PART && fresh->at[end] - fresh->at[from] < span) end++;
    return end;
}

static err take_part(struct ctx *c, struct merge *m, const struct bars *part)
{
    struct bars old;
    if (store_lies_behind(m->series, part)) {
        struct hyper_rows rows = rows_of(part);
        m->merged->stored += (int64_t)part->count;
        TRY(keep_arrivals_behind(c, m->store, m->series, part, m->known_at));
        return store_add_points(c, m->store, &bar_table, m->series->id, &rows);
    }
    TRY(store_read_bars(c, m->store, m->series, part->at[0], part->at[part->count - 1] + 1, ALL_COLUMNS, &old));
    return merge_part(c, m, &old, part);
}

static err check_calendar(struct ctx *c, const struct bars *b)
{
    bool inside = in_calendar(b->at[0]) && in_calendar(b->at[b->count - 1]);
    return inside ? OK : fail(c, ERR_DATA, "a bar lies outside the years 1 to 9999");
}

static err append_all(struct ctx *c, struct store *s, const struct behind *all, size_t count, size_t workers)
{
    int64_t                  *segments;
    struct hyper_rows        *rows;
    const struct hyper_rows **each;
    TRY(NEW(c, segments, count));
    TRY(NEW(c, rows, count));
    TRY(NEW(c, each, count));
    for (size_t i = 0; i < count; i++) {
        TRY(check_calendar(c, &all[i].bars));
        TRY(keep_arrivals_behind(c, s, all[i].series, &all[i].bars, all[i].known_at));
        segments[i] = all[i].series->id;
        rows[i]     = rows_of(&all[i].bars);
        each[i]     = &rows[i];
    }
    return store_add_each(c, s, &bar_table, segments, each, count, workers);
}

err store_append_bars(struct ctx *c, struct store *s, const struct behind *all, size_t count, size_t workers, struct merged *merged)
{
    AUTO_CTX scratch = {0};
    ctx_open_part(&scratch, c);
    TRY(ctx_end_part(c, &scratch, append_all(&scratch, s, all, count, workers)));
    for (size_t i = 0; i < count; i++) {
        note_series(all[i].series, &all[i].bars);
        all[i].series->count += (int64_t)all[i].bars.count;
        merged->stored       += (int64_t)all[i].bars.count;
    }
    return OK;
}

err store_merge_bars(struct ctx *c, struct store *s, struct series *series, const struct bars *fresh,
                     const int64_t *known_at, int64_t import_id, struct merged *merged)
{
    int64_t before = merged->stored;
    if (fresh->count == 0) return OK;
    TRY(check_calendar(c, fresh));
    for (size_t from = 0, to; from < fresh->count; from = to) {
        AUTO_CTX scratch = {0};
        to = part_end(series, fresh, from);
        struct bars  part = part_of(fresh, from, to - from);
        struct merge m    = {.store = s, .series = series, .known_at = known_at + from, .import_id = import_id, .merged = merged};
        ctx_open_part(&scratch, c);
        TRY(ctx_end_part(c, &scratch, take_part(&scratch, &m, &part)));
    }
    note_series(series, fresh);
    series->count += merged->stored - before;
    return OK;
}
