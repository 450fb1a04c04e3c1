#include "hyper/cursor.h"

#include "hyper/values.h"

enum { STORY_MEMORY_MAX = 1 << 20 };

static int told(struct cursor *k, const struct ctx *c, err e) { return vtab_told(k->base.pVtab, c, e, k->table->code); }

int cursor_open(sqlite3_vtab *v, sqlite3_vtab_cursor **ret)
{
    struct cursor *k = sqlite3_malloc(sizeof *k);
    (void)v;
    if (!k) return SQLITE_NOMEM;
    *k   = (struct cursor){.eof = true};
    *ret = &k->base;
    return SQLITE_OK;
}

int cursor_close(sqlite3_vtab_cursor *base)
{
    struct cursor *k = (struct cursor *)base;
    walk_close(&k->walk);
    pieces_close(&k->pieces);
    ctx_close(&k->c);
    sqlite3_free(k);
    return SQLITE_OK;
}

int cursor_eof(sqlite3_vtab_cursor *base) { return ((struct cursor *)base)->eof; }

/* The next rows of one segment; none at the end. */
static err get_ready(struct ctx *c, struct cursor *k)
{
    if (k->piecewise) {
        TRY(pieces_next(c, &k->pieces));
        k->rows    = &k->pieces.rows;
        k->segment = k->pieces.segment;
        k->begin   = 0;
        k->end     = k->rows->count;
        return OK;
    }
    if (k->wanted.each) walk_leave(&k->walk);
    TRY(walk_next(c, &k->walk));
    k->rows    = &k->walk.now.rows;
    k->segment = k->walk.now.segment;
    k->begin   = k->walk.now.begin;
    k->end     = k->walk.now.end;
    return OK;
}

static void place(struct cursor *k)
{
    size_t count = k->end - k->begin, pass = k->skip < count ? (size_t)k->skip : count;
    k->skip -= pass;
    if (k->wanted.down) k->end   -= pass;
    else                k->begin += pass;
    if (k->wanted.each && k->begin < k->end) k->end = k->begin + 1;
    k->at = k->wanted.down ? k->end - 1 : k->begin;
}

static int go_on(struct cursor *k)
{
    AUTO_CTX c = {0};
    ctx_open(&c, STORY_MEMORY_MAX);
    for (bool more = true; more;) {
        err e  = get_ready(&c, k);
        k->eof = e != OK || k->begin == k->end;
        if (k->eof) return told(k, &c, e);
        place(k);
        more = k->begin == k->end;
    }
    return SQLITE_OK;
}

int cursor_next(sqlite3_vtab_cursor *base)
{
    struct cursor *k = (struct cursor *)base;
    if (k->wanted.down ? k->at-- > k->begin : ++k->at < k->end) return SQLITE_OK;
    return go_on(k);
}

int cursor_want(struct cursor *k, struct hyper *table, int plan, sqlite3_value **argv)
{
    walk_close(&k->walk);
    pieces_close(&k->pieces);
    ctx_reset(&k->c);
    ctx_open(&k->c, HYPER_MEMORY_MAX);
    k->table = table;
    k->eof   = true;
    err e    = plan_read(&k->c, plan, argv, &k->wanted);
    k->skip  = e == OK ? k->wanted.skip : 0;
    return told(k, &k->c, e);
}

int cursor_walk(struct cursor *k)
{
    const struct wanted *w = &k->wanted;
    k->piecewise = false;
    walk_open(&k->walk, k->table, w->keys, w->key_count, w->from, w->to, w->down);
    return go_on(k);
}

int cursor_piece(struct cursor *k, const struct source *source, void *of)
{
    k->piecewise = true;
    pieces_open(&k->pieces, source, of, &k->wanted);
    return go_on(k);
}

static int decode(struct cursor *k, size_t column)
{
    AUTO_CTX c = {0};
    ctx_open(&c, STORY_MEMORY_MAX);
    return told(k, &c, stretch_column(&c, &k->walk, column));
}

int cursor_give(struct cursor *k, sqlite3_context *out, size_t column)
{
    if (!k->rows->column[column].ints && !k->piecewise) {
        int code = decode(k, column);
        if (code != SQLITE_OK) return code;
    }
    value_give(out, &k->rows->column[column], k->at);
    return SQLITE_OK;
}
