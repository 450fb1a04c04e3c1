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
    int64_t end = w->down ? INT64_MIN : INT64_MAX, start = w->down ? INT64_MAX : INT64_MIN, found;
    *ret = false;
    if (w->begun && w->segment == end) return OK;
    if (w->begun) start = w->segment + (w->down ? -1 : 1);
    TRY(query_number(c, w->h, w->down ? KEY_DOWN : KEY_UP, &start, 1, ret, &found));
    if (*ret) w->segment = found;
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
    w->begun = true;
    w->low   = w->from;
    w->high  = w->to;
    w->batch = BATCH_MIN;
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
    TRY(w->down ? blob_before(c, w->h, w->segment, w->high, &w->blob) : blob_from(c, w->h, w->segment, w->low, &w->blob));
    w->blob.found &= w->blob.first <= w->high && w->blob.last >= w->low;
    return OK;
}

/* ---- ordinary rows ---- */

/* Up to a batch of rows between two times. They stand in ascending order, whatever the direction: downwards they fill up from the end. */
static err read_batch(struct ctx *c, struct walk *w, int64_t low, int64_t high, size_t *ret)
{
    AUTO_QUERY *stmt = NULL;
    struct heap heap;
    size_t      count = 0;
    bool        row;
    *ret = 0;
    TRY(query_open(c, w->h, w->down ? ROWS_DOWN : ROWS_UP, (int64_t[]){w->segment, low, high, (int64_t)w->batch}, 4, &stmt));
    TRY(query_step(c, w->h, stmt, &row));
    if (!row) return OK;
    TRY(heap_open(&w->piece, &w->h->spec, UINT64_MAX, w->batch, &heap));
    for (; row && count < w->batch; count++) {
        TRY(heap_set(&heap, w->down ? w->batch - 1 - count : count, stmt));
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

/* Where each row comes from, in order of time; of two rows at one time the one over the blob. */
static err merge_times(struct ctx *piece, struct stretch *s, const int64_t *packed_at)
{
    size_t   packed = s->packed.count, count = 0;
    int64_t *at;
    TRY(NEW(piece, at, packed + s->over.count));
    TRY(NEW(piece, s->source, packed + s->over.count));
    for (size_t i = 0, k = 0; i < packed || k < s->over.count; count++) {
        bool over = k < s->over.count && (i == packed || s->over.at[k] <= packed_at[i]);
        i += over && i < packed && s->over.at[k] == packed_at[i];
        at[count]        = over ? s->over.at[k] : packed_at[i];
        s->source[count] = (uint32_t)(over ? packed + k++ : i++);
    }
    s->rows.at    = at;
    s->rows.count = count;
    return OK;
}

static err next_blob(struct ctx *c, struct walk *w)
{
    struct stretch *s = &w->now;
    int64_t        *at;
    int64_t         low = w->low > w->blob.first ? w->low : w->blob.first, high = w->high < w->blob.last ? w->high : w->blob.last;
    s->blob = w->blob;
    TRY(blob_open(&w->piece, w->h, w->segment, &w->blob, &s->packed));
    TRY(NEW(&w->piece, at, s->packed.count + PACK_SLACK));
    if (!columns_decode(&s->unpacker, &s->packed, 0, at, NULL))
        return w->piece.starved ? ERR_NOMEM : blob_damaged(c, w->h, w->segment, &w->blob);
    s->rows.at    = at;
    s->rows.count = s->packed.count;
    TRY(rows_read(&w->piece, w->h, w->segment, low, high, SIZE_MAX, &s->over));
    if (s->over.count) TRY(merge_times(&w->piece, s, at));
    s->begin = rows_lower(s->rows.at, s->rows.count, low);
    s->end   = high == INT64_MAX ? s->rows.count : rows_lower(s->rows.at, s->rows.count, high + 1);
    pass(w, w->blob.first, w->blob.last);
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

void walk_leave(struct walk *w) { w->entered = false; }

static err merge_column(struct ctx *piece, struct stretch *s, const struct column *over, const struct column *packed, struct column *ret)
{
    size_t    count = s->rows.count, size = packed->type == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t), behind = s->packed.count;
    char     *value = ctx_alloc(piece, size, count);
    uint64_t *nulls = NULL;
    if (!value) return ERR_NOMEM;
    if (packed->type != COLUMN_REAL) TRY(NEW(piece, nulls, (count + 63) / 64));
    for (size_t i = 0; i < count; i++) {
        bool                 is_over = s->source[i] >= behind;
        const struct column *from    = is_over ? over : packed;
        size_t               at      = is_over ? s->source[i] - behind : s->source[i];
        memcpy(value + i * size, (const char *)from->ints + at * size, size);
        if (nulls) nulls[i / 64] |= (uint64_t)rows_null(from, at) << i % 64;
    }
    *ret = (struct column){.type = packed->type, .ints = (int64_t *)(void *)value, .nulls = nulls};
    return OK;
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
    struct column packed = {.type = type, .ints = value, .nulls = nulls};
    if (s->source) return merge_column(&w->piece, s, &s->over.column[column], &packed, k);
    *k = packed;
    return OK;
}
