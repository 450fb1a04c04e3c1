#include "pack/segment.h"
#include "store/sqlite.h"

/* Bars in SQLite: a segment per series and chunk, column by column in one blob. */

/* The room that the segments of a range need. */
static err make_room(struct ctx *c, struct store *s, const struct args *range, unsigned wanted, struct bars *ret, size_t *ret_room)
{
    int64_t room;
    TRY(store_number(c, s, "SELECT sum(count) FROM bar_segment WHERE series_id = $1 AND chunk BETWEEN $2 AND $3", range, 0, &room));
    TRY(NEW(c, ret->at, room));
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (wanted >> k & 1) TRY(NEW(c, ret->value[k], room));
    *ret_room = (size_t)room;
    return OK;
}

/* Adds the bars of a segment to those before it; false: it is damaged. */
static bool unpack(struct slice body, unsigned wanted, struct bars *out, size_t room)
{
    size_t  count;
    double *place[BAR_COLUMNS] = {0};
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (out->value[k]) place[k] = out->value[k] + out->count;
    if (!segment_count(body, &count) || out->count + count > room ||
        !segment_read(body, BAR_COLUMNS, wanted, out->at + out->count, place)) return false;
    out->count += count;
    return true;
}

err segments_read(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted, struct bars *ret)
{
    AUTO_ROWS    r = {0};
    struct bars  out = {0};
    struct value body;
    size_t       room;
    bool         row;
    const struct args *range = ARGS(v_int(series->id), v_int(bars_chunk_of(series, from)), v_int(bars_chunk_of(series, to)));
    TRY(make_room(c, s, range, wanted, &out, &room));
    TRY(rows_open(c, s, "SELECT body FROM bar_segment WHERE series_id = $1 AND chunk BETWEEN $2 AND $3 ORDER BY chunk", range, &r));
    for (;;) {
        TRY(rows_next(c, &r, &row));
        if (!row) break;
        TRY(rows_value(c, &r, 0, &body));
        if (!unpack(body.bytes, wanted, &out, room)) return fail(c, ERR_STORE, "a segment of series %lld is damaged", (long long)series->id);
    }
    *ret = out;
    return OK;
}

err segments_write(struct ctx *c, struct store *s, const struct series *series, int64_t chunk, const struct bars *b, const char *fate)
{
    (void)fate;                         /* the segment is written whole */
    char *body = ctx_alloc(c, 1, segment_size_max(b->count, BAR_COLUMNS));
    if (!body) return ERR_NOMEM;
    size_t size = segment_write(body, b->count, b->at, (const double *const *)b->value, BAR_COLUMNS);
    return store_execute(c, s, "INSERT INTO bar_segment (series_id, chunk, count, first, last, body) VALUES ($1, $2, $3, $4, $5, $6)"
                               " ON CONFLICT (series_id, chunk) DO UPDATE SET count = excluded.count, first = excluded.first,"
                               " last = excluded.last, body = excluded.body",
                         ARGS(v_int(series->id), v_int(chunk), v_int((int64_t)b->count), v_int(b->at[0]), v_int(b->at[b->count - 1]),
                              v_blob((struct slice){body, size})), NULL);
}

err segments_forget(struct ctx *c, struct store *s, int64_t series_id)
{
    return store_execute(c, s, "DELETE FROM bar_segment WHERE series_id = $1", ARGS(v_int(series_id)), NULL);
}
