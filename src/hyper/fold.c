#include "hyper/fold.h"

#include <math.h>

err fold_open(struct ctx *c, const struct rollup_spec *rollup, const struct rollup_plan *plan, const struct spec *spec, struct folding *ret)
{
    enum { ROOM_MIN = 64 };
    *ret = (struct folding){.c = c, .rollup = rollup, .plan = plan, .spec = spec};
    return heap_open(c, spec, UINT64_MAX, ROOM_MIN, &ret->out);
}

/* ---- one column, rows [i, end) of one bucket ---- */

static void fold_count(struct fold_state *s, const struct column *k, size_t i, size_t end)
{
    if (k->type == COLUMN_REAL) {
        for (; i < end; i++) s->count += !isnan(k->reals[i]);
        return;
    }
    for (; i < end; i++) s->count += !rows_null(k, i);
}

static void fold_reals(struct fold_state *s, enum fold fold, const double *at, size_t i, size_t end)
{
    for (; i < end; i++) {
        double v = at[i];
        if (isnan(v)) continue;
        bool begin = s->count++ == 0;
        switch (fold) {
        case FOLD_FIRST: s->value.r = begin ? v : s->value.r; break;
        case FOLD_LAST:  s->value.r = v; break;
        case FOLD_MIN:   s->value.r = begin || v < s->value.r ? v : s->value.r; break;
        case FOLD_MAX:   s->value.r = begin || v > s->value.r ? v : s->value.r; break;
        case FOLD_SUM:
        case FOLD_AVG:   s->value.r = (begin ? 0.0 : s->value.r) + v; break;     /* as SQL adds: -0 alone gives 0 */
        case FOLD_COUNT: break;
        }
    }
}

/* false: the sum has left the range. */
static bool fold_ints(struct fold_state *s, enum fold fold, const struct column *k, size_t i, size_t end)
{
    for (; i < end; i++) {
        int64_t v = k->ints[i];
        if (rows_null(k, i)) continue;
        bool begin = s->count++ == 0;
        switch (fold) {
        case FOLD_FIRST: s->value.i = begin ? v : s->value.i; break;
        case FOLD_LAST:  s->value.i = v; break;
        case FOLD_MIN:   s->value.i = begin || v < s->value.i ? v : s->value.i; break;
        case FOLD_MAX:   s->value.i = begin || v > s->value.i ? v : s->value.i; break;
        case FOLD_AVG:   s->value.r = (begin ? 0 : s->value.r) + (double)v; break;
        case FOLD_SUM:
            if (begin) s->value.i = 0;
            if (__builtin_add_overflow(s->value.i, v, &s->value.i)) return false;
            break;
        case FOLD_COUNT: break;
        }
    }
    return true;
}

static void fold_texts(struct fold_state *s, enum fold fold, const struct column *k, size_t i, size_t end)
{
    for (; i < end; i++) {
        if (rows_null(k, i)) continue;
        if (s->count++ == 0 || fold == FOLD_LAST) s->value.t = k->texts[i];
    }
}

static err fold_column(struct folding *f, size_t out, const struct hyper_rows *rows, size_t i, size_t end)
{
    struct fold_state *s    = &f->state[out];
    enum fold          fold = f->rollup->fold[out];
    size_t             of   = f->plan->of[out];
    if (of == SIZE_MAX) {
        s->count += end - i;
        return OK;
    }
    const struct column *k = &rows->column[of];
    if (!k->ints) return OK;            /* all missing */
    if (fold == FOLD_COUNT)          fold_count(s, k, i, end);
    else if (k->type == COLUMN_REAL) fold_reals(s, fold, k->reals, i, end);
    else if (k->type == COLUMN_TEXT) fold_texts(s, fold, k, i, end);
    else if (!fold_ints(s, fold, k, i, end)) return fail(f->c, ERR_LIMIT, "integer overflow: sum of %s", f->rollup->of[out]);
    return OK;
}

/* ---- what comes out ---- */

static void give(struct folding *f, size_t k, size_t at)
{
    const struct fold_state *s     = &f->state[k];
    struct heap             *out   = &f->out;
    bool                     count = f->rollup->fold[k] == FOLD_COUNT, gone = !count && s->count == 0;
    if (out->nulls[k]) out->nulls[k][at / 64] |= (uint64_t)gone << at % 64;
    switch (out->type[k]) {
    case COLUMN_INT:  ((int64_t *)out->value[k])[at] = count ? (int64_t)s->count : s->value.i; break;
    case COLUMN_REAL: ((double *)out->value[k])[at] = gone ? NAN : f->rollup->fold[k] == FOLD_AVG ? s->value.r / (double)s->count : s->value.r; break;
    case COLUMN_TEXT: ((struct slice *)out->value[k])[at] = s->value.t; break;
    }
}

err fold_end(struct folding *f)
{
    if (!f->open) return OK;
    if (f->out.count == f->out.room) TRY(heap_grow(&f->out));
    f->out.at[f->out.count] = f->now.first;
    for (size_t k = 0; k < f->spec->column_count; k++) give(f, k, f->out.count);
    f->out.count++;
    f->open = false;
    memset(f->state, 0, sizeof f->state);
    return OK;
}

/* ---- rows ---- */

/* Texts of rows that have gone by: those that came out since, and those of the bucket that is open. */
static err keep_texts(struct folding *f, size_t begin)
{
    for (size_t k = 0; k < f->spec->column_count; k++) {
        if (f->plan->type[k] != COLUMN_TEXT) continue;
        struct slice *given = f->out.value[k];
        for (size_t i = begin; i < f->out.count; i++)
            if (given[i].at && !(given[i].at = ctx_copy(f->c, given[i]))) return ERR_NOMEM;
        struct slice *open = &f->state[k].value.t;
        if (f->open && open->at && !(open->at = ctx_copy(f->c, *open))) return ERR_NOMEM;
    }
    return OK;
}

err fold_rows(struct folding *f, const struct hyper_rows *rows)
{
    size_t begin = f->out.count;
    for (size_t i = 0, end; i < rows->count; i = end) {
        if (f->open && rows->at[i] > f->now.last) TRY(fold_end(f));
        if (!f->open) f->now = bucket_of(f->rollup->width, rows->at[i]);
        f->open = true;
        for (end = i + 1; end < rows->count && rows->at[end] <= f->now.last;) end++;
        for (size_t k = 0; k < f->spec->column_count; k++) TRY(fold_column(f, k, rows, i, end));
    }
    return keep_texts(f, begin);
}
