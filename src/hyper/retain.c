#include "hyper/retain.h"

#include "base/day.h"
#include "hyper/rollups.h"

/* Everything that a rollup takes from what is about to go is worked out while it is there. */
static err freeze(struct ctx *c, struct hyper *h, const char *name, int64_t before)
{
    struct rollup *r;
    int64_t        count;
    TRY(rollup_open_in(c, h->db, h->schema, name, &r));
    TRY(rollup_refresh(c, r, &count));
    return rollup_freeze(c, r, before);
}

static err freeze_rollups(struct ctx *c, struct hyper *h, int64_t before)
{
    for (int64_t id = INT64_MIN;;) {
        AUTO_CTX    part = {0};
        const char *name;
        ctx_open_part(&part, c);
        err e = rollup_next(&part, h, &id, &name);
        if (e == OK && name) e = freeze(&part, h, name, before);
        TRY(ctx_end_part(c, &part, e));
        if (!name) return OK;
    }
}

/* A rollup that is cut itself does not grow again below the cut. */
static err freeze_itself(struct ctx *c, struct hyper *h, int64_t before)
{
    AUTO_CTX part = {0};
    bool     rollup;
    TRY(rollup_is(c, h, &rollup));
    if (!rollup) return OK;
    ctx_open_part(&part, c);
    return ctx_end_part(c, &part, freeze(&part, h, h->name, before));
}

static err count_rows(void *arg, int64_t segment, const struct hyper_rows *rows)
{
    (void)segment;
    *(int64_t *)arg += (int64_t)rows->count;
    return OK;
}

err hyper_retain(struct ctx *c, struct hyper *h, int64_t before, int64_t *ret_count)
{
    int64_t first, last, count = 0;
    chunk_bounds(h->spec.chunk, before, &first, &last);
    TRY(freeze_itself(c, h, first));
    TRY(freeze_rollups(c, h, first));
    if (first > INT64_MIN) TRY(hyper_scan(c, h, &(struct hyper_range){NULL, 0, INT64_MIN, first - 1}, 0, count_rows, &count));
    TRY(query_run(c, h, OLD_BODIES_DROP, &first, 1));
    TRY(query_run(c, h, OLD_BLOBS_DROP, &first, 1));
    TRY(query_run(c, h, OLD_ROWS_DROP, &first, 1));
    if (h->spec.history) TRY(query_run(c, h, OLD_PAST_DROP, &first, 1));
    *ret_count = count;
    return OK;
}

err hyper_retain_due(struct ctx *c, struct hyper *h, int64_t *ret_count)
{
    bool    found;
    int64_t newest, before;
    *ret_count = 0;
    if (!h->spec.drop_after) return OK;
    TRY(query_number(c, h, NEWEST, NULL, 0, &found, &newest));
    if (!found || __builtin_sub_overflow(newest, span_microseconds(h->spec.drop_after), &before)) return OK;
    return hyper_retain(c, h, before, ret_count);
}
