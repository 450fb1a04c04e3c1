#include "hyper/walk.h"

enum { BATCH_MIN = 32, BATCH_MAX = 1024 };      /* ordinary rows that are read at a time: few first, for those who want few */

void walk_open(struct walk *w, struct hyper *h, const int64_t *keys, size_t key_count, int64_t from, int64_t to, bool down)
{
    *w = (struct walk){.h = h, .keys = keys, .key_count = key_count, .from = from, .to = to, .down = down};
    ctx_open(&w->piece, HYPER_MEMORY_MAX);
}

void walk_close(struct walk *w) { ctx_close(&w->piece); }

/* ---- segments ---- */

/* The next segment that the tables hold. */
static err find_segment(struct ctx *c, struct walk *w, bool *ret)
{
    AUTO_QUERY *stmt = NULL;
    int64_t         end  = w->down ? INT64_MIN : INT64_MAX, start = w->down ? INT64_MAX : INT64_MIN;
    bool            row;
    *ret = false;
    if (w->begun && w->segment == end) return OK;
    if (w->begun) start = w->segment + (w->down ? -1 : 1);
    TRY(query_of(c, w->h, w->down ? KEY_DOWN : KEY_UP, &stmt));
    if (sqlite3_bind_int64(stmt, 1, start) != SQLITE_OK) return table_fail(c, w->h, "binding a segment");
    TRY(query_step(c, w->h, stmt, &row));
    *ret = row && sqlite3_column_type(stmt, 0) == SQLITE_INTEGER;
    if (*ret) w->segment = sqlite3_column_int64(stmt, 0);
    return OK;
}

static err next_segment(struct ctx *c, struct walk *w, bool *ret)
{
    if (w->from > w->to) {
        *ret = false;
        return OK;
    }
    if (w->keys) {
        *ret = w->key_at < w->key_count;
        if (*ret) w->segment = w->keys[w->down ? w->key_count - 1 - w->key_at : w->key_at], w->key_at++;
    } else {
        TRY(find_segment(c, w, ret));
    }
    w->begun  = true;
    w->looked = false;
    w->low    = w->from;
    w->high   = w->to;
    w->batch  = BATCH_MIN;
    return OK;
}

/* Everything from first to last has been handed out. */
static void pass(struct walk *w, int64_t first, int64_t last)
{
    if (w->down) w->entered = first > w->low,  w->high = w->entered ? first - 1 : w->high;
    else         w->entered = last  < w->high, w->low  = w->entered ? last + 1 : w->low;
}

static err look_for_blob(struct ctx *c, struct walk *w)
{
    if (w->looked) return OK;
    TRY(w->down ? blob_before(c, w->h, w->segment, w->high, &w->blob) : blob_from(c, w->h, w->segment, w->low, &w->blob));
    w->blob.found &= w->blob.first <= w->high && w->blob.last >= w->low;
    w->looked = true;
    return OK;
}

/* ---- ordinary rows ---- */

static err take_text(struct walk *w, sqlite3_stmt *stmt, int i, struct slice *ret)
{
    struct slice text = {(const char *)sqlite3_column_text(stmt, i), (size_t)sqlite3_column_bytes(stmt, i)};
    ret->at   = text.at ? ctx_copy(&w->piece, text) : NULL;
    ret->size = text.size;
    return ret->at ? OK : ERR_NOMEM;
}

static err take_row(struct walk *w, sqlite3_stmt *stmt, struct heap *to, size_t at)
{
    to->at[at] = sqlite3_column_int64(stmt, 0);
    for (size_t k = 0; k < to->column_count; k++) {
        int  i    = (int)k + 1;
        bool null = sqlite3_column_type(stmt, i) == SQLITE_NULL;
        if (to->nulls[k]) to->nulls[k][at / 64] |= (uint64_t)null << at % 64;
        switch (to->type[k]) {
        case COLUMN_INT:  ((int64_t *)to->value[k])[at] = sqlite3_column_int64(stmt, i); break;
        case COLUMN_REAL: ((double *)to->value[k])[at] = null ? __builtin_nan("") : sqlite3_column_double(stmt, i); break;
        case COLUMN_TEXT: if (!null) TRY(take_text(w, stmt, i, (struct slice *)to->value[k] + at)); break;
        }
    }
    return OK;
}

/* Up to a batch of rows between two times. They stand in ascending order, whatever the direction: downwards they fill up from the end. */
static err read_batch(struct ctx *c, struct walk *w, int64_t low, int64_t high, size_t *ret)
{
    AUTO_QUERY *stmt = NULL;
    struct heap     heap;
    size_t          count = 0;
    int64_t         bound[] = {w->segment, low, high, (int64_t)w->batch};
    bool            row;
    *ret = 0;
    TRY(query_of(c, w->h, w->down ? ROWS_DOWN : ROWS_UP, &stmt));
    for (int i = 0; i < 4; i++)
        if (sqlite3_bind_int64(stmt, i + 1, bound[i]) != SQLITE_OK) return table_fail(c, w->h, "binding a range");
    TRY(query_step(c, w->h, stmt, &row));
    if (!row) return OK;
    TRY(heap_open(&w->piece, &w->h->spec, UINT64_MAX, w->batch, &heap));
    for (; row && count < w->batch; count++) {
        TRY(take_row(w, stmt, &heap, w->down ? w->batch - 1 - count : count));
        TRY(query_step(c, w->h, stmt, &row));
    }
    heap.count = w->batch;
    heap_rows(&heap, &w->now.rows);
    w->now.begin = w->down ? w->batch - count : 0;
    w->now.end   = w->now.begin + count;
    *ret         = count;
    return OK;
}

static err next_rows(struct ctx *c, struct walk *w)
{
    int64_t low = w->low, high = w->high;
    size_t  count, asked = w->batch;
    bool    none = false;
    if (w->blob.found && w->down)  none = w->blob.last >= high, low = none ? low : w->blob.last + 1 > low ? w->blob.last + 1 : low;
    if (w->blob.found && !w->down) none = w->blob.first <= low, high = none ? high : w->blob.first - 1 < high ? w->blob.first - 1 : high;
    if (none) return OK;
    TRY(read_batch(c, w, low, high, &count));
    if (w->batch < BATCH_MAX) w->batch *= 2;
    if (count == asked) pass(w, w->now.rows.at[w->now.begin], w->now.rows.at[w->now.end - 1]);
    else                pass(w, low, high);
    return OK;
}

/* ---- blobs ---- */

static err next_blob(struct ctx *c, struct walk *w)
{
    struct stretch *s = &w->now;
    int64_t        *at;
    int64_t         low = w->low, high = w->high;
    s->blob = w->blob;
    TRY(blob_open(&w->piece, w->h, w->segment, &w->blob, &s->packed));
    TRY(NEW(&w->piece, at, s->packed.count + PACK_SLACK));
    if (!columns_decode(&s->unpacker, &s->packed, 0, at, NULL))
        return w->piece.starved ? ERR_NOMEM : blob_damaged(c, w->h, w->segment, &w->blob);
    s->rows.at    = at;
    s->rows.count = s->packed.count;
    s->begin      = rows_lower(at, s->rows.count, low);
    s->end        = high == INT64_MAX ? s->rows.count : rows_lower(at, s->rows.count, high + 1);
    pass(w, w->blob.first, w->blob.last);
    w->looked = false;
    return OK;
}

static err step(struct ctx *c, struct walk *w)
{
    while (w->now.begin == w->now.end) {
        if (!w->entered) {
            TRY(next_segment(c, w, &w->entered));
            if (!w->entered) return OK;
        }
        w->now.segment = w->segment;
        TRY(look_for_blob(c, w));
        TRY(next_rows(c, w));
        if (w->now.begin == w->now.end && w->entered && w->blob.found) TRY(next_blob(c, w));
    }
    return OK;
}

err walk_next(struct ctx *c, struct walk *w)
{
    ctx_reset(&w->piece);
    w->now = (struct stretch){.unpacker.c = &w->piece};
    err e = step(c, w);
    if (e != OK && w->piece.note[0]) return fail(c, e, "%s", w->piece.note);
    return e;
}

err stretch_column(struct ctx *c, struct walk *w, size_t column)
{
    struct stretch *s = &w->now;
    struct column  *k = &s->rows.column[column];
    void           *value;
    uint64_t       *nulls = NULL;
    if (k->ints) return OK;
    enum column_type type = w->h->spec.type[column];
    value = ctx_alloc(&w->piece, type == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t), s->packed.count + PACK_SLACK);
    if (!value) return ERR_NOMEM;
    if (type != COLUMN_REAL) TRY(NEW(&w->piece, nulls, (s->packed.count + 63) / 64));
    if (!columns_decode(&s->unpacker, &s->packed, column + 1, value, nulls))
        return w->piece.starved ? ERR_NOMEM : blob_damaged(c, w->h, s->segment, &s->blob);
    *k = (struct column){.type = type, .ints = value, .nulls = nulls};
    return OK;
}
