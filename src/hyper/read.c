#include "hyper/walk.h"

/* ---- one segment in one piece ---- */

static err count_range(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, size_t *ret)
{
    AUTO_WALK w;
    *ret = 0;
    walk_open(&w, h, &segment, 1, first, last, false);
    for (;;) {
        TRY(walk_next(c, &w));
        if (w.now.begin == w.now.end) return OK;
        *ret += w.now.end - w.now.begin;
    }
}

static err copy_texts(struct ctx *c, struct heap *heap, size_t begin)
{
    for (size_t k = 0; k < heap->column_count; k++) {
        if (heap->type[k] != COLUMN_TEXT || !heap->value[k]) continue;
        struct slice *text = heap->value[k];
        for (size_t i = begin; i < heap->count; i++) {
            char *copy = text[i].at ? ctx_copy(c, text[i]) : NULL;
            if (text[i].at && !copy) return ERR_NOMEM;
            text[i].at = copy;
        }
    }
    return OK;
}

err hyper_read(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, uint64_t columns, struct hyper_rows *ret)
{
    AUTO_WALK   w;
    struct heap heap;
    size_t      room;
    TRY(count_range(c, h, segment, from, to, &room));
    TRY(heap_open(c, &h->spec, columns, room, &heap));
    walk_open(&w, h, &segment, 1, from, to, false);
    for (;;) {
        TRY(walk_next(c, &w));
        if (w.now.begin == w.now.end) break;
        size_t begin = heap.count;
        for (size_t k = 0; k < h->spec.column_count; k++)
            if (columns >> k & 1) TRY(stretch_column(c, &w, k));
        for (size_t i = w.now.begin; i < w.now.end; i++) heap_append(&heap, &w.now.rows, i);
        TRY(copy_texts(c, &heap, begin));
    }
    heap_rows(&heap, ret);
    return OK;
}

/* ---- stretch by stretch ---- */

/* What has bits for nulls is copied, so that row 0 has bit 0. */
static err cut_column(struct walk *w, size_t column, struct column *ret)
{
    struct heap       part;
    struct hyper_rows rows;
    TRY(heap_open(&w->piece, &w->h->spec, 1ull << column, w->now.end - w->now.begin, &part));
    for (size_t i = w->now.begin; i < w->now.end; i++) heap_append(&part, &w->now.rows, i);
    heap_rows(&part, &rows);
    *ret = rows.column[column];
    return OK;
}

static err shown(struct ctx *c, struct walk *w, uint64_t columns, struct hyper_rows *ret)
{
    const struct stretch *s = &w->now;
    *ret = (struct hyper_rows){.count = s->end - s->begin, .at = s->rows.at + s->begin};
    for (size_t k = 0; k < w->h->spec.column_count; k++) {
        ret->column[k].type = w->h->spec.type[k];
        if (!(columns >> k & 1)) continue;
        TRY(stretch_column(c, w, k));
        if (w->h->spec.type[k] == COLUMN_REAL) ret->column[k].reals = s->rows.column[k].reals + s->begin;
        else                                   TRY(cut_column(w, k, &ret->column[k]));
    }
    return OK;
}

err hyper_scan(struct ctx *c, struct hyper *h, const struct hyper_range *range, uint64_t columns, hyper_visit *visit, void *arg)
{
    AUTO_WALK w;
    walk_open(&w, h, range->segments, range->segment_count, range->from, range->to, false);
    for (;;) {
        struct hyper_rows rows;
        TRY(walk_next(c, &w));
        if (w.now.begin == w.now.end) return OK;
        TRY(shown(c, &w, columns, &rows));
        TRY(visit(arg, w.now.segment, &rows));
    }
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

err hyper_panel(struct ctx *c, struct hyper *h, const int64_t *segments, size_t segment_count, const int64_t *times, size_t time_count,
                size_t column, double **ret)
{
    double *out;
    if (column >= h->spec.column_count || h->spec.type[column] != COLUMN_REAL) return fail(c, ERR_USAGE, "a panel is of a REAL column");
    TRY(NEW(c, out, segment_count * time_count));
    for (size_t i = 0; i < segment_count * time_count; i++) out[i] = __builtin_nan("");
    for (size_t s = 0; time_count && s < segment_count; s++) {
        struct panel p = {times, time_count, column, out + s * time_count};
        TRY(hyper_scan(c, h, &(struct hyper_range){segments + s, 1, times[0], times[time_count - 1]}, 1ull << column, place, &p));
    }
    *ret = out;
    return OK;
}
