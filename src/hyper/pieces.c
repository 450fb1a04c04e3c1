#include "hyper/pieces.h"

void pieces_open(struct pieces *p, const struct source *source, void *of, const struct wanted *w)
{
    *p = (struct pieces){.source = source, .of = of, .wanted = w};
    ctx_open(&p->c, HYPER_MEMORY_MAX);
}

void pieces_close(struct pieces *p) { ctx_close(&p->c); }

static err next_segment(struct pieces *p, bool *ret)
{
    const struct wanted *w = p->wanted;
    *ret = false;
    if (w->from > w->to) return OK;
    if (w->keys) {
        *ret = p->key_at < w->key_count;
        if (*ret) p->segment = w->keys[w->down ? w->key_count - 1 - p->key_at : p->key_at], p->key_at++;
        return OK;
    }
    int64_t start = w->down ? INT64_MAX : INT64_MIN, end = w->down ? INT64_MIN : INT64_MAX;
    if (p->begun && p->segment == end) return OK;
    if (p->begun) start = p->segment + (w->down ? -1 : 1);
    p->begun = true;
    return p->source->segment(&p->c, p->of, start, w->down, ret, &p->segment);
}

static err step(struct pieces *p)
{
    for (bool any = true; any && p->rows.count == 0;) {
        ctx_reset(&p->c);
        TRY(next_segment(p, &any));
        if (any) TRY(p->source->rows(&p->c, p->of, p->segment, p->wanted, &p->rows));
    }
    return OK;
}

err pieces_next(struct ctx *c, struct pieces *p)
{
    p->rows.count = 0;
    err e = step(p);
    return e == OK || !p->c.note[0] ? e : fail(c, e, "%s", p->c.note);
}
