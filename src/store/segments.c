#include <math.h>

#include "pack/columns.h"
#include "store/bars.h"
#include "store/sqlite.h"

/* Bars in SQLite: most lie packed, a segment per series and chunk; those that came one by one lie as rows until there are enough
 * of them to be worth packing. A row stands before what its segment says of the same instant. */

enum {
    PACK_LEAST   = 64,                  /* new bars of a chunk that are packed at once */
    ROWS_OF_CHUNK_MAX = 256,            /* rows over a chunk that make a reader slow: packed by the next writer */
    COLUMNS      = 1 + BAR_COLUMNS,     /* of a segment: the time first */
    VERSION_0_1  = 1,                   /* what its segments began with */
};

struct range {
    int64_t first_chunk, last_chunk, from, to;          /* whole chunks, as numbers and as time */
};

static struct range range_of(const struct series *series, int64_t from, int64_t to)
{
    int64_t first = bars_chunk_of(series, from), last = bars_chunk_of(series, to), span = bars_chunk_span(series);
    return (struct range){first, last, first * span, (last + 1) * span};
}

static err bars_room(struct ctx *c, size_t room, unsigned wanted, struct bars *ret)
{
    *ret = (struct bars){0};
    TRY(NEW(c, ret->at, room));
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (wanted >> k & 1) TRY(NEW(c, ret->value[k], room));
    return OK;
}

/* ---- segments ---- */

/* Adds the bars of a segment behind those that are there; false: it is damaged. */
static bool unpack(struct unpacker *u, struct slice body, unsigned wanted, struct bars *out, size_t room)
{
    struct packed p;
    if (!columns_open(body, &p) || p.column_count != COLUMNS || p.size != body.size || out->count + p.count + PACK_SLACK > room) return false;
    if (columns_type(&p, 0) != COLUMN_INT || !columns_decode(u, &p, 0, out->at + out->count, NULL)) return false;
    for (size_t k = 0; k < BAR_COLUMNS; k++) {
        if (!(wanted >> k & 1)) continue;
        if (columns_type(&p, k + 1) != COLUMN_REAL || !columns_decode(u, &p, k + 1, out->value[k] + out->count, NULL)) return false;
    }
    out->count += p.count;
    return true;
}

static err read_segments(struct ctx *c, struct store *s, int64_t series_id, const struct range *g, unsigned wanted, struct bars *ret)
{
    AUTO_ROWS       r = {0};
    struct unpacker u = {.c = c};
    struct value    body;
    int64_t         room;
    bool            row;
    const struct args *range = ARGS(v_int(series_id), v_int(g->first_chunk), v_int(g->last_chunk));
    TRY(store_number(c, s, "SELECT sum(count) FROM bar_segment WHERE series_id = $1 AND chunk BETWEEN $2 AND $3", range, 0, &room));
    TRY(bars_room(c, (size_t)room + PACK_SLACK, wanted, ret));
    TRY(rows_open(c, s, "SELECT body FROM bar_segment WHERE series_id = $1 AND chunk BETWEEN $2 AND $3 ORDER BY chunk", range, &r));
    for (;;) {
        TRY(rows_next(c, &r, &row));
        if (!row) return OK;
        TRY(rows_value(c, &r, 0, &body));
        if (unpack(&u, body.bytes, wanted, ret, (size_t)room + PACK_SLACK)) continue;
        if (c->starved) return ERR_NOMEM;
        bool old = body.bytes.size > 0 && body.bytes.at[0] == VERSION_0_1;
        return fail(c, ERR_STORE, old ? "the bars of series %lld were written by version 0.1, which this one does not read: import them into a new folder"
                                      : "a segment of series %lld is damaged", (long long)series_id);
    }
}

static err write_segment(struct ctx *c, struct store *s, int64_t series_id, int64_t chunk, const struct bars *b)
{
    struct column columns[COLUMNS] = {{.type = COLUMN_INT, .ints = b->at}};
    struct slice  body;
    for (size_t k = 0; k < BAR_COLUMNS; k++) columns[k + 1] = (struct column){.type = COLUMN_REAL, .reals = b->value[k]};
    TRY(columns_encode(c, b->count, columns, COLUMNS, &body));
    return store_execute(c, s, "INSERT INTO bar_segment (series_id, chunk, count, first, last, body) VALUES ($1, $2, $3, $4, $5, $6)"
                               " ON CONFLICT (series_id, chunk) DO UPDATE SET count = excluded.count, first = excluded.first,"
                               " last = excluded.last, body = excluded.body",
                         ARGS(v_int(series_id), v_int(chunk), v_int((int64_t)b->count), v_int(b->at[0]), v_int(b->at[b->count - 1]),
                              v_blob(body)), NULL);
}

/* ---- rows ---- */

static err count_rows(struct ctx *c, struct store *s, int64_t series_id, const struct range *g, int64_t *ret)
{
    return store_number(c, s, "SELECT count(*) FROM bar_fresh WHERE series_id = $1 AND at >= $2 AND at < $3",
                        ARGS(v_int(series_id), v_int(g->from), v_int(g->to)), 0, ret);
}

static err read_rows(struct ctx *c, struct store *s, int64_t series_id, const struct range *g, struct list *ret)
{
    return store_select(c, s, &bar_fresh_shape, "WHERE series_id = $1 AND at >= $2 AND at < $3 ORDER BY at",
                        ARGS(v_int(series_id), v_int(g->from), v_int(g->to)), ret);
}

static err forget_rows(struct ctx *c, struct store *s, int64_t series_id, const struct range *g)
{
    return store_execute(c, s, "DELETE FROM bar_fresh WHERE series_id = $1 AND at >= $2 AND at < $3",
                         ARGS(v_int(series_id), v_int(g->from), v_int(g->to)), NULL);
}

static err write_rows(struct ctx *c, struct store *s, int64_t series_id, const struct bars *b, const char *fate)
{
    for (size_t i = 0; i < b->count; i++) {
        if (fate && fate[i] == BAR_KEPT) continue;
        double value[BAR_COLUMNS];
        for (size_t k = 0; k < BAR_COLUMNS; k++) value[k] = b->value[k][i];
        TRY(store_execute(c, s, "INSERT OR REPLACE INTO bar_fresh (series_id, at, open, high, low, close, volume, total) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                          ARGS(v_int(series_id), v_int(b->at[i]), v_real(value[BAR_OPEN]), v_real(value[BAR_HIGH]), v_real(value[BAR_LOW]),
                               v_real(value[BAR_CLOSE]), v_real(value[BAR_VOLUME]), v_real(value[BAR_TOTAL])), NULL));
    }
    return OK;
}

static void take_row(struct bars *out, const struct bar_fresh *r)
{
    const double value[BAR_COLUMNS] = {r->open, r->high, r->low, r->close, r->volume, r->total};
    out->at[out->count] = r->at;
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (out->value[k]) out->value[k][out->count] = value[k];
    out->count++;
}

static void take_packed(struct bars *out, const struct bars *packed, size_t i)
{
    out->at[out->count] = packed->at[i];
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (out->value[k]) out->value[k][out->count] = packed->value[k][i];
    out->count++;
}

static err merge_rows(struct ctx *c, const struct bars *packed, const struct list *rows, unsigned wanted, struct bars *ret)
{
    const struct bar_fresh *r = rows->at;
    TRY(bars_room(c, packed->count + rows->count, wanted, ret));
    for (size_t i = 0, k = 0; i < packed->count || k < rows->count;) {
        if (k < rows->count && (i == packed->count || r[k].at <= packed->at[i])) {
            i += i < packed->count && r[k].at == packed->at[i];
            take_row(ret, &r[k++]);
        } else {
            take_packed(ret, packed, i++);
        }
    }
    return OK;
}

/* ---- what the engine calls ---- */

err segments_read(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted, struct bars *ret)
{
    struct range g = range_of(series, from, to);
    struct list  rows;
    TRY(read_segments(c, s, series->id, &g, wanted, ret));
    TRY(read_rows(c, s, series->id, &g, &rows));
    if (rows.count == 0) return OK;
    struct bars packed = *ret;
    return merge_rows(c, &packed, &rows, wanted, ret);
}

/* Packs all bars of a chunk, of which `b` are those behind what it holds, or all where `whole`. */
static err pack(struct ctx *c, struct store *s, const struct series *series, const struct range *g, const struct bars *b, bool whole)
{
    struct bars old = {0}, all = *b;
    if (!whole) TRY(segments_read(c, s, series, g->from, g->to - 1, ALL_COLUMNS, &old));
    if (old.count > 0) {
        TRY(bars_room(c, old.count + b->count, ALL_COLUMNS, &all));
        for (size_t i = 0; i < old.count; i++) take_packed(&all, &old, i);
        for (size_t i = 0; i < b->count; i++)  take_packed(&all, b, i);
    }
    if (whole || old.count > 0) TRY(forget_rows(c, s, series->id, g));
    return write_segment(c, s, series->id, g->first_chunk, &all);
}

/* A row keeps what is missing as NULL, and SQLite a whole number as one: another NaN and -0 would lose their bits there. */
static bool row_keeps(double v)
{
    if (isnan(v)) return memcmp(&v, &(double){NAN}, sizeof v) == 0;
    return v != 0 || !signbit(v);
}

static bool fits_rows(const struct bars *b)
{
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        for (size_t i = 0; i < b->count; i++)
            if (!row_keeps(b->value[k][i])) return false;
    return true;
}

err segments_write(struct ctx *c, struct store *s, const struct series *series, int64_t chunk, const struct bars *b, const char *fate)
{
    int64_t      span = bars_chunk_span(series), rows = 0;
    struct range g    = {chunk, chunk, chunk * span, (chunk + 1) * span};
    size_t       news = fate ? 0 : b->count;
    for (size_t i = 0; fate && i < b->count; i++) news += fate[i] != BAR_KEPT;
    bool few = news < PACK_LEAST && fits_rows(b);
    if (few) TRY(count_rows(c, s, series->id, &g, &rows));
    if (few && rows + (int64_t)news <= ROWS_OF_CHUNK_MAX) return write_rows(c, s, series->id, b, fate);
    return pack(c, s, series, &g, b, fate || series->count == 0);
}

err segments_forget(struct ctx *c, struct store *s, int64_t series_id)
{
    TRY(store_execute(c, s, "DELETE FROM bar_fresh WHERE series_id = $1", ARGS(v_int(series_id)), NULL));
    return store_execute(c, s, "DELETE FROM bar_segment WHERE series_id = $1", ARGS(v_int(series_id)), NULL);
}

err segments_pack(struct ctx *c, struct store *s, const struct series *series)
{
    struct bars all = {0};
    for (int64_t at = INT64_MIN;;) {
        TRY(store_number(c, s, "SELECT min(at) FROM bar_fresh WHERE series_id = $1 AND at >= $2", ARGS(v_int(series->id), v_int(at)), INT64_MAX, &at));
        if (at == INT64_MAX) return OK;
        struct range g = range_of(series, at, at);
        TRY(segments_read(c, s, series, g.from, g.to - 1, ALL_COLUMNS, &all));
        TRY(pack(c, s, series, &g, &all, true));
        at = g.to;
    }
}
