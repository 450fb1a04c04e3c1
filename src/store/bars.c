#include "store/bars.h"

#include <math.h>

#include "pack/segment.h"
#include "store/sqlite.h"

/* Four years of days, one day of minutes: some 1,461 bars a segment, about 80 kB. */
enum { BARS_PER_CHUNK = 1461 };

/* Bars of decades and more would overflow; they are few, and a chunk of 14,610 years holds them all. */
static int64_t chunk_span(const struct series *series)
{
    const int64_t LONGEST = 3652 * US_PER_DAY;
    int64_t       every   = span_microseconds(series->every);
    return (every < LONGEST ? every : LONGEST) * BARS_PER_CHUNK;
}

static int64_t chunk_of(const struct series *series, int64_t at)
{
    int64_t span = chunk_span(series), chunk = at / span;
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
    AUTO_STATEMENT *stmt = NULL;
    struct bars     out = {0};
    int64_t         room;
    bool            row;
    from = clamp_time(from);
    to   = clamp_time(to);
    const struct args *range = ARGS(v_int(series->id), v_int(chunk_of(series, from)), v_int(chunk_of(series, to)));
    TRY(store_number(c, s, "SELECT sum(count) FROM bar_segment WHERE series_id = $1 AND chunk BETWEEN $2 AND $3", range, 0, &room));
    TRY(NEW(c, out.at, room));
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (wanted >> k & 1) TRY(NEW(c, out.value[k], room));

    TRY(statement_of(c, s, "SELECT body FROM bar_segment WHERE series_id = $1 AND chunk BETWEEN $2 AND $3 ORDER BY chunk", range, &stmt));
    for (;;) {
        TRY(statement_step(c, s, stmt, &row));
        if (!row) break;
        struct slice body = {sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)};
        size_t       count;
        double      *place[BAR_COLUMNS] = {0};
        for (size_t k = 0; k < BAR_COLUMNS; k++)
            if (out.value[k]) place[k] = out.value[k] + out.count;
        if (!body.at) return fail(c, ERR_NOMEM, "no memory for a segment");
        if (!segment_count(body, &count) || out.count + count > (size_t)room ||
            !segment_read(body, BAR_COLUMNS, wanted, out.at + out.count, place))
            return fail(c, ERR_STORE, "a segment of series %lld is damaged", (long long)series->id);
        out.count += count;
    }
    size_t skip = 0;
    while (skip < out.count && out.at[skip] < from) skip++;
    while (out.count > skip && out.at[out.count - 1] >= to) out.count--;
    out.at += skip;
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (out.value[k]) out.value[k] += skip;
    out.count -= skip;
    *ret = out;
    return OK;
}

static err write_segment(struct ctx *c, struct store *s, const struct series *series, int64_t chunk, const struct bars *b)
{
    char *body = ctx_alloc(c, 1, segment_size_max(b->count, BAR_COLUMNS));
    if (!body) return ERR_NOMEM;
    size_t size = segment_write(body, b->count, b->at, (const double *const *)b->value, BAR_COLUMNS);
    return store_execute(c, s, "INSERT INTO bar_segment (series_id, chunk, count, first, last, body) VALUES ($1, $2, $3, $4, $5, $6)"
                               " ON CONFLICT (series_id, chunk) DO UPDATE SET count = excluded.count, first = excluded.first,"
                               " last = excluded.last, body = excluded.body",
                         ARGS(v_int(series->id), v_int(chunk), v_int((int64_t)b->count), v_int(b->at[0]), v_int(b->at[b->count - 1]),
                              v_blob((struct slice){body, size})), NULL);
}

static err keep_revision(struct ctx *c, struct store *s, int64_t series_id, int64_t at, const double *old, int64_t known_at,
                         int64_t import_id)
{
    return store_execute(c, s, "INSERT INTO bar_revision (series_id, at, replaced_at, import_id, open, high, low, close, volume, total)"
                               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (series_id, at, replaced_at) DO NOTHING",
                         ARGS(v_int(series_id), v_int(at), v_int(known_at), import_id == INT_NONE ? v_text(NULL) : v_int(import_id), v_real(old[BAR_OPEN]),
                              v_real(old[BAR_HIGH]), v_real(old[BAR_LOW]), v_real(old[BAR_CLOSE]), v_real(old[BAR_VOLUME]),
                              v_real(old[BAR_TOTAL])), NULL);
}

static void copy_bar(struct bars *to, size_t t, const struct bars *from, size_t f)
{
    to->at[t] = from->at[f];
    for (size_t k = 0; k < BAR_COLUMNS; k++) to->value[k][t] = from->value[k][f];
}

static void bar_values(const struct bars *b, size_t i, double *ret)
{
    for (size_t k = 0; k < BAR_COLUMNS; k++) ret[k] = b->value[k][i];
}

struct merge {
    struct store  *store;
    struct series *series;
    const int64_t *known_at;            /* of the part that is merged now */
    int64_t        import_id;
    struct merged *merged;
};

/* Merges part of `fresh`, all of one chunk, with what the chunk holds. */
static err merge_chunk(struct ctx *c, struct merge *m, int64_t chunk, const struct bars *old, const struct bars *fresh)
{
    struct bars out;
    size_t      i = 0, k = 0;
    int64_t     changed = 0;
    TRY(bars_new(c, old->count + fresh->count, &out));
    out.count = 0;
    while (i < old->count || k < fresh->count) {
        if (k == fresh->count || (i < old->count && old->at[i] < fresh->at[k])) {
            copy_bar(&out, out.count++, old, i++);
            continue;
        }
        copy_bar(&out, out.count, fresh, k);
        if (i < old->count && old->at[i] == fresh->at[k]) {
            double before[BAR_COLUMNS], now[BAR_COLUMNS];
            bar_values(old, i++, before);
            bar_values(fresh, k, now);
            bool agrees = bar_agrees(now, before);
            if (!agrees) TRY(keep_revision(c, m->store, m->series->id, fresh->at[k], before, m->known_at[k], m->import_id));
            for (size_t v = 0; v < BAR_COLUMNS; v++) out.value[v][out.count] = isnan(now[v]) ? before[v] : now[v];
            if (agrees) m->merged->repeated++;
            else        m->merged->revised++, changed++;
        } else {
            m->merged->stored++;
            changed++;
        }
        out.count++;
        k++;
    }
    return changed ? write_segment(c, m->store, m->series, chunk, &out) : OK;
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
        int64_t chunk = chunk_of(series, fresh->at[from]);
        for (to = from + 1; to < fresh->count && chunk_of(series, fresh->at[to]) == chunk;) to++;

        AUTO_CTX scratch = {0};                                /* a segment or two, whatever the size of the whole */
        ctx_open(&scratch, c->limit_bytes);
        scratch.fail_at     = c->fail_at;
        scratch.alloc_count = c->alloc_count;
        struct bars old = {0}, part = part_of(fresh, from, to - from);
        err         e   = OK;
        int64_t     span = chunk_span(series);
        if (series->count > 0) e = store_read_bars(&scratch, s, series, chunk * span, (chunk + 1) * span, ALL_COLUMNS, &old);
        if (e == OK && old.count == 0) {
            e = write_segment(&scratch, s, series, chunk, &part);
            if (e == OK) merged->stored += (int64_t)part.count;
        } else if (e == OK) {
            struct merge m = {s, series, known_at + from, import_id, merged};
            e = merge_chunk(&scratch, &m, chunk, &old, &part);
        }
        c->alloc_count = scratch.alloc_count;
        if (e != OK) return fail(c, e, "%s", scratch.note);
    }
    note_series(series, fresh);
    series->count += merged->stored - before;
    return OK;
}
