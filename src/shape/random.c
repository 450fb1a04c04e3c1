#include "shape/shape.h"

/* SplitMix64 (Steele, Lea, Flood 2014): enough for test values. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static double between(uint64_t *state, double min, double max)
{
    return min + (max - min) * ((double)(next(state) >> 11) * 0x1p-53);
}

static double number_within(const struct field *f, uint64_t *state)
{
    double min = f->min, max = f->max > f->min ? f->max : f->min + 1e6;
    if (f->min == 0 && f->max == 0) min = -1e6;
    return between(state, min, max);
}

static const char *random_text(struct ctx *c, const struct field *f, uint64_t *state)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\"\\\n,;'";        /* also what needs escaping */
    enum { USUAL_MAX = 40 };
    double max  = f->max > 0 && f->max < USUAL_MAX ? f->max : USUAL_MAX;
    size_t size = (size_t)between(state, f->min > 1 ? f->min : 1, max + 0.99);
    char  *text = ctx_alloc(c, 1, size + 1);
    for (size_t i = 0; text && i < size; i++) text[i] = letters[next(state) % (sizeof letters - 1)];
    return text;
}

static err random_list(struct ctx *c, const struct field *f, struct list *l, uint64_t *state)
{
    static const size_t sizes[KIND_COUNT] = {[TEXTS] = sizeof(char *), [F64S] = sizeof(double), [DAYS] = sizeof(int32_t), [BYTES] = 1};
    size_t size = f->kind == LIST ? f->of->size : sizes[f->kind];
    char  *items;
    l->count = next(state) % 4;
    if (l->count == 0 && (f->flags & REQUIRED)) l->count = 1;
    if (l->count == 0) return OK;
    l->at = items = ctx_alloc(c, size, l->count);
    TRY(got(items));
    for (size_t i = 0; i < l->count; i++) {
        void *at = items + i * size;
        if (f->kind == LIST)  TRY(shape_random(c, f->of, at, next(state)));
        if (f->kind == TEXTS) TRY(got(*(const char **)at = random_text(c, &(struct field){.flags = f->flags}, state)));
        if (f->kind == F64S)  *(double *)at = between(state, -1e3, 1e3);
        if (f->kind == BYTES) *(char *)at = (char)next(state);
        if (f->kind == DAYS)  *(int32_t *)at = (int32_t)between(state, 0, 20000);
    }
    return OK;
}

static err random_value(struct ctx *c, const struct field *f, void *at, uint64_t *state)
{
    size_t choices = 0;
    switch (f->kind) {
    case BOOL: *(bool *)at = next(state) & 1; return OK;
    case I64:  *(int64_t *)at = (int64_t)number_within(f, state); return OK;
    case F64:  *(double *)at = number_within(f, state); return OK;
    case CASH: *(int64_t *)at = (int64_t)(number_within(f, state) * 100) * (CASH_UNIT / 100); return OK;
    case DAY:  *(int32_t *)at = (int32_t)between(state, -20000, 40000); return OK;
    case TIME: *(int64_t *)at = (int64_t)between(state, -1e15, 4e15); return OK;
    case SPAN: *(int64_t *)at = next(state) & 1 ? -(int64_t)(1 + next(state) % 600) : (int64_t)(1 + next(state) % 600) * US_PER_MINUTE; return OK;
    case TEXT: return got(*(const char **)at = random_text(c, f, state));
    case CHOICE:
        while (f->choices[choices]) choices++;
        *(int32_t *)at = (int32_t)(next(state) % choices);
        return OK;
    default:   return random_list(c, f, at, state);
    }
}

err shape_random(struct ctx *c, const struct shape *s, void *record, uint64_t seed)
{
    uint64_t state = seed;
    TRY(shape_default(c, s, record));
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        const struct field *instead = f->unless ? shape_find(s, slice_of(f->unless)) : NULL;      /* which stands before it */
        if ((f->flags & NULLABLE) && !(instead && field_is_null(instead, record)) && next(&state) % 3 == 0) continue;
        TRY(random_value(c, f, field_at(f, record), &state));
    }
    return OK;
}
