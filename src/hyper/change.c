#include "hyper/change.h"

#include "hyper/history.h"

/* A range across chunks stands in a row of its own. */
static err mark_dirty(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to)
{
    int64_t first, last;
    if (h->unwatched) return OK;
    chunk_bounds(h->spec.chunk, from, &first, &last);
    return query_run(c, h, DIRTY_ADD, (int64_t[]){segment, to <= last ? first : INT64_MIN, from, to}, 4);
}

err change_watch(struct ctx *c, struct hyper *h)
{
    bool    any;
    int64_t one;
    TRY(query_number(c, h, ROLLUP_ANY, NULL, 0, &any, &one));
    h->unwatched = !any;
    return OK;
}

void change_unwatch(struct hyper *h) { h->unwatched = false; }

err change_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t begin, size_t end)
{
    if (h->spec.history) TRY(history_put(c, h, segment, rows, begin, end));
    return mark_dirty(c, h, segment, rows->at[begin], rows->at[end - 1]);
}

err change_add(struct ctx *c, struct hyper *h, int64_t segment, int64_t at)
{
    if (h->spec.history) TRY(history_add(c, h, segment, at));
    return mark_dirty(c, h, segment, at, at);
}

err change_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to)
{
    if (from > to) return OK;
    if (h->spec.history) TRY(history_delete(c, h, segment, from, to));
    return mark_dirty(c, h, segment, from, to);
}
