#include "store/bars.h"

#include <math.h>

#include "store/driver.h"

/* Eleven years of days, almost three days of minutes: at most so many bars a chunk, some 30 kB packed. */
enum { BARS_PER_CHUNK = 4096 };

/* Bars of decades and more would overflow; they are few, and a chunk of 40,960 years holds them all. */
int64_t bars_chunk_span(const struct series *series)
{
    const int64_t LONGEST = 3652 * US_PER_DAY;
    int64_t       every   = span_microseconds(series->every);
    return (every < LONGEST ? every : LONGEST) * BARS_PER_CHUNK;
}

int64_t bars_chunk_of(const struct series *series, int64_t at)
{
    int64_t span = bars_chunk_span(series), chunk = at / span;
    return at % span < 0 ? chunk - 1 : chunk;
}

/* A slice of [from, to) that reaches the same bars, without overflow when it is cut into chunks: past every date there is. */
static int64_t clamp_time(int64_t t)
{
    const int64_t FAR = 4000000 * US_PER_DAY;
    return t < -FAR ? -FAR : t > FAR ? FAR : t;
}

static bool in_calendar(int64_t at) { return date_exists(date_of_day(day_of_time(at))); }

err store_read_bars(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted,
                    struct bars *ret)
{
    struct bars out  = {0};
    size_t      skip = 0;
    from = clamp_time(from);
    to   = clamp_time(to);
    TRY(s->driver->read_bars(c, s, series, from, to, wanted, &out));
    while (skip < out.count && out.at[skip] < from) skip++;
    while (out.count > skip && out.at[out.count - 1] >= to) out.count--;
    out.at += skip;
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (out.value[k]) out.value[k] += skip;
    out.count -= skip;
    *ret = out;
    return OK;
}

err store_pack_bars(struct ctx *c, struct store *s, const struct series *series)
{
    return s->driver->pack_bars ? s->driver->pack_bars(c, s, series) : OK;
}

err store_forget_bars(struct ctx *c, struct store *s, int64_t series_id) { return s->driver->forget_bars(c, s, series_id); }

static void copy_bar(struct bars *to, size_t t, const struct bars *from, size_t f)
{
    to->at[t] = from->at[f];
    for (size_t k = 0; k < BAR_COLUMNS; k++) to->value[k][t] = from->value[k][f];
}

static void bar_values(const struct bars *b, size_t i, double *ret)
{
    for (size_t k = 0; k < BAR_COLUMNS; k++) ret[k] = b->value[k][i];
}

struct merge {                          /* of one chunk; `revisions` are what its corrected bars said before */
    struct store  *store;
    struct series *series;
    const int64_t *known_at;
    int64_t        import_id;
    struct merged *merged;
    struct bars    out;
    char          *fate;
    struct args   *revisions;
    size_t         revision_count;
    bool           changed;
};

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

static void put_bar(struct merge *m, const struct bars *from, size_t i, enum fate fate)
{
    m->fate[m->out.count] = (char)fate;
    m->changed           |= fate != BAR_KEPT;
    copy_bar(&m->out, m->out.count++, from, i);
}

/* One instant that both know: what the fresh bar does not say stands as it was. */
static void put_both(struct merge *m, const struct bars *old, size_t i, const struct bars *fresh, size_t k)
{
    double before[BAR_COLUMNS], now[BAR_COLUMNS];
    bar_values(old, i, before);
    bar_values(fresh, k, now);
    bool agrees = bar_agrees(now, before);
    if (agrees) m->merged->repeated++;
    else        m->merged->revised++, note_revision(m, fresh->at[k], before, m->known_at[k]);
    put_bar(m, old, i, agrees ? BAR_KEPT : BAR_REVISED);
    for (size_t v = 0; v < BAR_COLUMNS && !agrees; v++)
        if (!isnan(now[v])) m->out.value[v][m->out.count - 1] = now[v];
}

/* Merges part of `fresh`, all of one chunk, with what the chunk holds. */
static err merge_chunk(struct ctx *c, struct merge *m, int64_t chunk, const struct bars *old, const struct bars *fresh)
{
    size_t room = old->count + fresh->count;
    TRY(bars_new(c, room, &m->out));
    TRY(NEW(c, m->fate, room));
    TRY(NEW(c, m->revisions, old->count < fresh->count ? old->count : fresh->count));
    m->out.count = 0;
    for (size_t i = 0, k = 0; i < old->count || k < fresh->count;) {
        if (k == fresh->count || (i < old->count && old->at[i] < fresh->at[k])) {
            put_bar(m, old, i++, BAR_KEPT);
        } else if (i < old->count && old->at[i] == fresh->at[k]) {
            put_both(m, old, i++, fresh, k++);
        } else {
            put_bar(m, fresh, k++, BAR_NEW);
            m->merged->stored++;
        }
    }
    if (m->revision_count) TRY(keep_revisions(c, m));
    return m->changed ? m->store->driver->write_bars(c, m->store, m->series, chunk, &m->out, m->fate) : OK;
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

err store_merge_bars(struct ctx *c, struct store *s, struct series *series, const struct bars *fresh,
                     const int64_t *known_at, int64_t import_id, struct merged *merged)
{
    int64_t before = merged->stored;
    if (fresh->count == 0) return OK;
    if (!in_calendar(fresh->at[0]) || !in_calendar(fresh->at[fresh->count - 1]))
        return fail(c, ERR_DATA, "a bar lies outside the years 1 to 9999");
    for (size_t from = 0, to; from < fresh->count; from = to) {
        int64_t chunk = bars_chunk_of(series, fresh->at[from]);
        for (to = from + 1; to < fresh->count && bars_chunk_of(series, fresh->at[to]) == chunk;) to++;

        AUTO_CTX scratch = {0};                                /* a segment or two, whatever the size of the whole */
        ctx_open_part(&scratch, c);
        struct bars old = {0}, part = part_of(fresh, from, to - from);
        err         e   = OK;
        int64_t     span = bars_chunk_span(series);
        bool    behind = series->count == 0 || part.at[0] > series->last;
        if (!behind) e = store_read_bars(&scratch, s, series, chunk * span, (chunk + 1) * span, ALL_COLUMNS, &old);
        if (e == OK && old.count == 0) {
            e = s->driver->write_bars(&scratch, s, series, chunk, &part, NULL);
            if (e == OK) merged->stored += (int64_t)part.count;
        } else if (e == OK) {
            struct merge m = {.store = s, .series = series, .known_at = known_at + from, .import_id = import_id, .merged = merged};
            e = merge_chunk(&scratch, &m, chunk, &old, &part);
        }
        TRY(ctx_end_part(c, &scratch, e));
    }
    note_series(series, fresh);
    series->count += merged->stored - before;
    return OK;
}
