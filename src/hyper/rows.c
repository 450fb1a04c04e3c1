#include "hyper/rows.h"

#include <math.h>

static size_t words(size_t count) { return (count + 63) / 64; }

err heap_open(struct ctx *c, const struct spec *spec, uint64_t wanted, size_t room, struct heap *ret)
{
    struct heap h = {.c = c, .room = room, .column_count = spec->column_count};
    TRY(NEW(c, h.at, room));
    for (size_t k = 0; k < spec->column_count; k++) {
        h.type[k] = spec->type[k];
        if (!(wanted >> k & 1)) continue;
        size_t size = spec->type[k] == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t);
        h.value[k] = ctx_alloc(c, size, room);
        if (!h.value[k]) return ERR_NOMEM;
        if (spec->type[k] != COLUMN_REAL) TRY(NEW(c, h.nulls[k], words(room)));
    }
    *ret = h;
    return OK;
}

static void set_value(struct heap *to, size_t k, size_t at, const struct column *from, size_t i)
{
    bool null = !from->ints || rows_null(from, i);
    if (to->nulls[k]) to->nulls[k][at / 64] |= (uint64_t)null << at % 64;
    switch (to->type[k]) {
    case COLUMN_INT:  ((int64_t *)to->value[k])[at] = null ? 0 : from->ints[i]; break;
    case COLUMN_REAL: ((double *)to->value[k])[at] = null ? NAN : from->reals[i]; break;
    case COLUMN_TEXT: ((struct slice *)to->value[k])[at] = null ? (struct slice){0} : from->texts[i]; break;
    }
}

void heap_append(struct heap *to, const struct hyper_rows *from, size_t i)
{
    to->at[to->count] = from->at[i];
    for (size_t k = 0; k < to->column_count; k++)
        if (to->value[k]) set_value(to, k, to->count, &from->column[k], i);
    to->count++;
}

void heap_rows(const struct heap *h, struct hyper_rows *ret)
{
    *ret = (struct hyper_rows){.count = h->count, .at = h->at};
    for (size_t k = 0; k < h->column_count; k++)
        ret->column[k] = (struct column){.type = h->type[k], .ints = h->value[k], .nulls = h->nulls[k]};
}

err rows_merge(struct ctx *c, const struct spec *spec, const struct hyper_rows *old, const struct hyper_rows *fresh, struct hyper_rows *ret)
{
    struct heap out;
    size_t      i = 0, k = 0;
    TRY(heap_open(c, spec, UINT64_MAX, old->count + fresh->count, &out));
    while (i < old->count || k < fresh->count) {
        if (k == fresh->count || (i < old->count && old->at[i] < fresh->at[k])) {
            heap_append(&out, old, i++);
            continue;
        }
        i += i < old->count && old->at[i] == fresh->at[k];
        heap_append(&out, fresh, k++);
    }
    heap_rows(&out, ret);
    return OK;
}

err rows_outside(struct ctx *c, const struct spec *spec, const struct hyper_rows *rows, int64_t from, int64_t to, struct hyper_rows *ret)
{
    struct heap out;
    TRY(heap_open(c, spec, UINT64_MAX, rows->count, &out));
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i] < from || rows->at[i] > to) heap_append(&out, rows, i);
    heap_rows(&out, ret);
    return OK;
}

err rows_part(struct ctx *c, const struct spec *spec, const struct hyper_rows *rows, size_t begin, size_t count, struct hyper_rows *ret)
{
    struct heap out;
    if (begin == 0 && count == rows->count) {
        *ret = *rows;
        return OK;
    }
    TRY(heap_open(c, spec, UINT64_MAX, count, &out));
    for (size_t i = 0; i < count; i++) heap_append(&out, rows, begin + i);
    heap_rows(&out, ret);
    return OK;
}

size_t rows_lower(const int64_t *at, size_t count, int64_t time)
{
    size_t low = 0;
    while (count) {
        size_t half = count / 2;
        if (at[low + half] < time) low += half + 1, count -= half + 1;
        else                       count = half;
    }
    return low;
}
