#include <math.h>

#include "base/thread.h"
#include "hyper/rows.h"

/* Two statements go over the table side by side, one over the blobs and one over the rows, both by segment and time; what is
 * decoded lies in room that is used again for the next blob. */

struct scan {
    struct hyper      *h;
    uint64_t           columns;
    int64_t            from, to;
    struct ctx         room, piece;     /* of the whole scan; of one stretch */
    sqlite3_stmt      *blobs, *rows;
    bool               has_blob, has_row, gives_texts;
    struct unpacker    unpacker;
    int64_t           *at;
    void              *value[HYPER_COLUMNS_MAX];
    uint64_t          *nulls[HYPER_COLUMNS_MAX];
    hyper_visit       *visit;
    void              *arg;
};

enum { BLOB_SEGMENT, BLOB_FIRST, BLOB_LAST, BLOB_COUNT, BLOB_HEAD_AT, BLOB_BODY_AT };

static int64_t row_segment(const struct scan *s) { return sqlite3_column_int64(s->rows, (int)s->h->spec.column_count + 1); }

static err next_blob(struct ctx *c, struct scan *s) { return query_step(c, s->h, s->blobs, &s->has_blob); }
static err next_row(struct ctx *c, struct scan *s)  { return query_step(c, s->h, s->rows, &s->has_row); }

/* Ordinary rows of a segment up to a time, as many as there are. */
static err take_rows(struct ctx *c, struct scan *s, int64_t segment, int64_t to, struct hyper_rows *ret)
{
    enum { FEW = 64 };
    struct heap heap;
    *ret = (struct hyper_rows){0};
    if (!s->has_row || row_segment(s) != segment || sqlite3_column_int64(s->rows, 0) > to) return OK;
    TRY(heap_open(&s->piece, &s->h->spec, s->columns, FEW, &heap));
    while (s->has_row && row_segment(s) == segment && sqlite3_column_int64(s->rows, 0) <= to) {
        if (heap.count == heap.room) TRY(heap_grow(&heap));
        TRY(heap_set(&heap, heap.count++, s->rows));
        TRY(next_row(c, s));
    }
    heap_rows(&heap, ret);
    return OK;
}

static bool decode(struct scan *s, struct packed *p, struct hyper_rows *ret)
{
    if (!columns_decode(&s->unpacker, p, 0, s->at, NULL)) return false;
    *ret = (struct hyper_rows){.count = p->count, .at = s->at};
    for (size_t k = 0; k < s->h->spec.column_count; k++) {
        ret->column[k].type = s->h->spec.type[k];
        if (!s->value[k]) continue;
        if (!columns_decode(&s->unpacker, p, k + 1, s->value[k], s->nulls[k])) return false;
        ret->column[k].ints  = s->value[k];
        ret->column[k].nulls = s->nulls[k];
    }
    return true;
}

static err take_blob(struct ctx *c, struct scan *s, struct hyper_rows *ret)
{
    struct slice  head, body;
    struct packed p;
    int64_t       segment = sqlite3_column_int64(s->blobs, BLOB_SEGMENT);
    struct blob   b = {.first = sqlite3_column_int64(s->blobs, BLOB_FIRST), .last = sqlite3_column_int64(s->blobs, BLOB_LAST)};
    TRY(column_bytes(c, s->h, s->blobs, BLOB_HEAD_AT, &head));
    TRY(column_bytes(c, s->h, s->blobs, BLOB_BODY_AT, &body));
    if (s->gives_texts) s->unpacker = (struct unpacker){.c = &s->piece};
    s->unpacker.of = NULL;              /* another blob, though it may lie at the same place */
    if (!blob_read(s->h, head, body, &p) || !decode(s, &p, ret)) return s->unpacker.c->starved ? ERR_NOMEM : blob_damaged(c, s->h, segment, &b);
    return OK;
}

static err show(struct scan *s, int64_t segment, const struct hyper_rows *rows)
{
    struct hyper_rows part;
    size_t            begin = rows_lower(rows->at, rows->count, s->from), end = s->to == INT64_MAX ? rows->count : rows_lower(rows->at, rows->count, s->to + 1);
    if (begin == end) return OK;
    TRY(rows_part(&s->piece, &s->h->spec, rows, begin, end - begin, &part));
    return s->visit(s->arg, segment, &part);
}

static err step_blob(struct ctx *c, struct scan *s)
{
    struct hyper_rows over, rows;
    int64_t           segment = sqlite3_column_int64(s->blobs, BLOB_SEGMENT), last = sqlite3_column_int64(s->blobs, BLOB_LAST);
    TRY(take_blob(c, s, &rows));
    TRY(take_rows(c, s, segment, last, &over));
    if (over.count) TRY(rows_merge(&s->piece, &s->h->spec, s->columns, &rows, &over, &rows));
    TRY(show(s, segment, &rows));
    return next_blob(c, s);
}

static bool row_is_first(const struct scan *s)
{
    if (!s->has_row || !s->has_blob) return s->has_row;
    int64_t row = row_segment(s), blob = sqlite3_column_int64(s->blobs, BLOB_SEGMENT);
    return row != blob ? row < blob : sqlite3_column_int64(s->rows, 0) < sqlite3_column_int64(s->blobs, BLOB_FIRST);
}

/* Rows that stand before the next blob, or have none behind them. */
static err step_rows(struct ctx *c, struct scan *s)
{
    struct hyper_rows rows;
    int64_t           segment = row_segment(s), to = INT64_MAX;
    if (s->has_blob && sqlite3_column_int64(s->blobs, BLOB_SEGMENT) == segment) to = sqlite3_column_int64(s->blobs, BLOB_FIRST) - 1;
    TRY(take_rows(c, s, segment, to, &rows));
    return show(s, segment, &rows);
}

static err run(struct ctx *c, struct scan *s)
{
    TRY(next_blob(c, s));
    TRY(next_row(c, s));
    while (s->has_blob || s->has_row) {
        ctx_reset(&s->piece);
        TRY(row_is_first(s) ? step_rows(c, s) : step_blob(c, s));
    }
    return OK;
}

/* The segments from `first` to `last`. */
static err scan_between(struct ctx *c, struct scan *s, int64_t first, int64_t last)
{
    AUTO_QUERY *blobs = NULL;
    AUTO_QUERY *rows = NULL;
    int64_t     range[] = {first, last, s->from, s->to};
    TRY(query_open(c, s->h, BLOBS_SCAN, range, 4, &blobs));
    TRY(query_open(c, s->h, ROWS_SCAN, range, 4, &rows));
    s->blobs = blobs;
    s->rows  = rows;
    err e = run(c, s);
    const struct ctx *told = s->piece.note[0] ? &s->piece : &s->room;
    return e != OK && !c->note[0] && told->note[0] ? fail(c, e, "%s", told->note) : e;
}

static err open_room(struct scan *s)
{
    TRY(NEW(&s->room, s->at, PACK_ROWS_MAX + PACK_SLACK));
    for (size_t k = 0; k < s->h->spec.column_count; k++) {
        if (!(s->columns >> k & 1)) continue;
        s->value[k] = ctx_alloc(&s->room, s->h->spec.type[k] == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t), PACK_ROWS_MAX + PACK_SLACK);
        if (!s->value[k]) return ERR_NOMEM;
        s->gives_texts |= s->h->spec.type[k] == COLUMN_TEXT;
        if (s->h->spec.type[k] != COLUMN_REAL) TRY(NEW(&s->room, s->nulls[k], PACK_ROWS_MAX / 64));
    }
    return OK;
}

static void scan_close(struct scan *s)
{
    ctx_close(&s->piece);
    ctx_close(&s->room);
}

static err scan_open(struct ctx *c, struct hyper *h, const struct hyper_range *range, uint64_t columns, hyper_visit *visit, void *arg, struct scan *s)
{
    *s = (struct scan){.h = h, .columns = columns, .from = range->from, .to = range->to, .visit = visit, .arg = arg};
    ctx_open(&s->room, HYPER_MEMORY_MAX);
    ctx_open(&s->piece, HYPER_MEMORY_MAX);
    s->unpacker.c = &s->room;
    err e = open_room(s);
    if (e != OK) scan_close(s);
    return e == OK ? OK : fail(c, e, "no memory to read %s", h->name);
}

static err scan_all(struct ctx *c, struct scan *s, const struct hyper_range *range)
{
    if (!range->segments) return scan_between(c, s, INT64_MIN, INT64_MAX);
    for (size_t i = 0; i < range->segment_count; i++) TRY(scan_between(c, s, range->segments[i], range->segments[i]));
    return OK;
}

err hyper_scan(struct ctx *c, struct hyper *h, const struct hyper_range *range, uint64_t columns, hyper_visit *visit, void *arg)
{
    struct scan s;
    TRY(scan_open(c, h, range, columns, visit, arg, &s));
    err e = scan_all(c, &s, range);
    scan_close(&s);
    return e;
}

/* ---- by several threads ---- */

enum { PARTS = 64 };

struct crew {
    struct hyper *const      *tables;
    const struct hyper_range *range;
    uint64_t                  columns, least, width;    /* of the numbers of segments a part has */
    size_t                    parts;
    hyper_visit_by           *visit;
    void                     *arg;
    struct ctx                told[THREADS_MAX];
    err                       failure[THREADS_MAX];
};

struct hand {
    struct crew *crew;
    size_t       worker;
};

static err pass_on(void *arg, int64_t segment, const struct hyper_rows *rows)
{
    struct hand *hand = arg;
    return hand->crew->visit(hand->crew->arg, hand->worker, segment, rows);
}

static err scan_part(struct crew *k, struct ctx *c, size_t worker, size_t index)
{
    struct scan        s;
    struct hand        hand = {k, worker};
    struct hyper_range part = *k->range;
    TRY(scan_open(c, k->tables[worker], k->range, k->columns, pass_on, &hand, &s));
    err e;
    if (part.segments) {
        size_t begin = part.segment_count * index / k->parts, end = part.segment_count * (index + 1) / k->parts;
        part.segments     += begin;
        part.segment_count = end - begin;
        e = scan_all(c, &s, &part);
    } else {
        uint64_t first = k->least + index * k->width;
        e = scan_between(c, &s, (int64_t)first, (int64_t)(first + k->width - 1));
    }
    scan_close(&s);
    return e;
}

static void run_part(void *arg, size_t worker, size_t index)
{
    struct crew *k = arg;
    if (k->failure[worker] == OK) k->failure[worker] = scan_part(k, &k->told[worker], worker, index);
}

/* Parts of equal width, whatever numbers there are between the least and the greatest. */
static err cut_parts(struct ctx *c, struct crew *k)
{
    bool    found;
    int64_t least, greatest;
    k->parts = k->range->segments ? k->range->segment_count < PARTS ? k->range->segment_count : PARTS : 0;
    if (k->range->segments) return OK;
    TRY(query_number(c, k->tables[0], KEY_UP, &(int64_t){INT64_MIN}, 1, &found, &least));
    if (!found) return OK;
    TRY(query_number(c, k->tables[0], KEY_DOWN, &(int64_t){INT64_MAX}, 1, &found, &greatest));
    uint64_t span = (uint64_t)greatest - (uint64_t)least;
    k->least = (uint64_t)least;
    k->width = span / PARTS + 1;
    k->parts = (size_t)(span / k->width) + 1;
    return OK;
}

err hyper_scan_by(struct ctx *c, struct hyper *const *tables, size_t count, const struct hyper_range *range, uint64_t columns,
                  hyper_visit_by *visit, void *arg)
{
    struct crew *k;
    err          e = OK;
    TRY(NEW(c, k, 1));
    *k = (struct crew){.tables = tables, .range = range, .columns = columns, .visit = visit, .arg = arg};
    if (count > THREADS_MAX) count = THREADS_MAX;
    TRY(cut_parts(c, k));
    for (size_t i = 0; i < count; i++) ctx_open(&k->told[i], HYPER_MEMORY_MAX);
    thread_each(count, k->parts, run_part, k);
    for (size_t i = 0; i < count; i++) {
        if (e == OK && k->failure[i] != OK) e = k->told[i].note[0] ? fail(c, k->failure[i], "%s", k->told[i].note) : k->failure[i];
        ctx_close(&k->told[i]);
    }
    return e;
}

/* ---- many segments on one calendar ---- */

struct panel {
    const int64_t *times;
    size_t         time_count, column;
    double        *row;
};

static err place(void *arg, int64_t segment, const struct hyper_rows *rows)
{
    struct panel *p = arg;
    size_t        t = rows_lower(p->times, p->time_count, rows->at[0]);
    (void)segment;                      /* one is asked for at a time */
    for (size_t i = 0; i < rows->count && t < p->time_count; i++) {
        while (t < p->time_count && p->times[t] < rows->at[i]) t++;
        if (t < p->time_count && p->times[t] == rows->at[i]) p->row[t] = rows->column[p->column].reals[i];
    }
    return OK;
}

static err fill(struct ctx *c, struct scan *s, struct panel *p, const int64_t *segments, size_t segment_count)
{
    for (size_t i = 0; i < segment_count; i++) {
        TRY(scan_between(c, s, segments[i], segments[i]));
        p->row += p->time_count;
    }
    return OK;
}

err hyper_panel(struct ctx *c, struct hyper *h, const int64_t *segments, size_t segment_count, const int64_t *times, size_t time_count,
                size_t column, double **ret)
{
    double     *out;
    struct scan s;
    if (column >= h->spec.column_count || h->spec.type[column] != COLUMN_REAL) return fail(c, ERR_USAGE, "a panel is of a REAL column");
    TRY(NEW(c, out, segment_count * time_count));
    for (size_t i = 0; i < segment_count * time_count; i++) out[i] = NAN;
    *ret = out;
    if (time_count == 0) return OK;
    struct panel       p     = {times, time_count, column, out};
    struct hyper_range range = {.from = times[0], .to = times[time_count - 1]};
    TRY(scan_open(c, h, &range, 1ull << column, place, &p, &s));
    err e = fill(c, &s, &p, segments, segment_count);
    scan_close(&s);
    return e;
}
