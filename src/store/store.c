#include <stdlib.h>

#include "store/driver.h"
#include "store/migrate.h"

static const struct engine {
    const char          *scheme;
    const struct driver *driver;
    bool                 wants_scheme;  /* a connection is opened by the whole URL */
} engines[] = {
    {"sqlite:", &sqlite_driver, false}, {"postgres://", &postgres_driver, true}, {"postgresql://", &postgres_driver, true},
};

/* ---- the pool ---- */

static const struct engine *engine_of(const char *url)
{
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
        size_t size = strlen(engines[i].scheme);
        if (strncmp(url, engines[i].scheme, size) == 0 && url[size]) return &engines[i];
    }
    return NULL;
}

err pool_open(struct ctx *c, const char *url, struct pool **ret) { return pool_open_as(c, url, OPEN_UP, ret); }

err pool_open_as(struct ctx *c, const char *url, enum opening how, struct pool **ret)
{
    const struct engine *engine = engine_of(url);
    if (!engine) {
        const char *shown = store_shown(c, url);
        return shown ? fail(c, ERR_USAGE, "'%s' is not a store: write sqlite:PATH or postgres://HOST/DATABASE", shown) : ERR_NOMEM;
    }
    const struct driver *d      = engine->driver;
    const char          *target = engine->wants_scheme ? url : url + strlen(engine->scheme);
    if (strlen(target) >= TARGET_SIZE_MAX) return fail(c, ERR_LIMIT, "the address of the store has more than %d bytes", TARGET_SIZE_MAX - 1);
    struct pool *p = calloc(1, sizeof *p);
    if (!p) return fail(c, ERR_NOMEM, "no memory for the store");
    p->driver = d;
    memcpy(p->target, target, strlen(target));
    (void)pthread_mutex_init(&p->lock, NULL);           /* a default mutex cannot fail on Linux */
    turns_open(&p->writer);

    struct store *s = NULL;
    err e = d->open(c, p, &s);
    if (e == OK) e = migrate_open(c, s, &lumia_migrations, how);
    if (s) {
        store_abandon(s);
        p->free  = s;
        p->count = 1;
    }
    if (e != OK) {
        pool_close(p);
        return e;
    }
    *ret = p;
    return OK;
}

void pool_close(struct pool *p)
{
    while (p->free) {
        struct store *dead = p->free;
        p->free = dead->next_free;
        p->driver->close(dead);
    }
    (void)pthread_mutex_destroy(&p->lock);
    turns_close(&p->writer);
    free(p);
}

void pool_close_at(struct pool **p)
{
    if (*p) pool_close(*p);
    *p = NULL;
}

static void forget_one(struct pool *p)
{
    (void)pthread_mutex_lock(&p->lock);
    p->count--;
    (void)pthread_mutex_unlock(&p->lock);
}

/* One that is free, or NULL and room for one more, or ERR_BUSY. */
static err take_free(struct ctx *c, struct pool *p, struct store **ret)
{
    (void)pthread_mutex_lock(&p->lock);
    struct store *s = p->free;
    if (s) p->free = s->next_free;
    bool full = !s && p->count >= POOL_SIZE_MAX;
    if (!s && !full) p->count++;
    (void)pthread_mutex_unlock(&p->lock);
    *ret = s;
    return full ? fail(c, ERR_BUSY, "all %d connections to the store are in use", POOL_SIZE_MAX) : OK;
}

/* Connections that died while nobody used them are let go, as many as there are. */
err pool_lease(struct ctx *c, struct pool *p, struct store **ret)
{
    struct store *s;
    TRY(take_free(c, p, &s));
    while (s && !p->driver->is_alive(s)) {
        p->driver->close(s);
        forget_one(p);
        TRY(take_free(c, p, &s));
    }
    if (!s) {
        err e = p->driver->open(c, p, &s);
        if (e != OK) {
            forget_one(p);
            return e;
        }
    }
    *ret = s;
    return OK;
}

void store_release(struct store **leased)
{
    struct store *s = *leased;
    if (!s) return;
    store_abandon(s);
    (void)pthread_mutex_lock(&s->pool->lock);
    s->next_free  = s->pool->free;
    s->pool->free = s;
    (void)pthread_mutex_unlock(&s->pool->lock);
    *leased = NULL;
}

/* ---- transactions ---- */

void store_abandon(struct store *s)
{
    if (!s->writes && !s->reads) return;
    s->driver->rollback(s);
    if (s->writes) turn_give(&s->pool->writer);
    s->writes = s->reads = false;
}

static err begin(struct ctx *c, struct store *s, enum access access)
{
    turn_take(&s->pool->writer);
    err e = s->driver->begin(c, s, access);
    if (e != OK) {
        turn_give(&s->pool->writer);
        return e;
    }
    s->writes = true;
    return OK;
}

err store_begin(struct ctx *c, struct store *s)         { return begin(c, s, WRITES); }
err store_begin_derived(struct ctx *c, struct store *s) { return begin(c, s, WRITES_DERIVED); }

err store_commit(struct ctx *c, struct store *s)
{
    err e = s->driver->commit(c, s);
    if (e != OK) {
        store_abandon(s);
        return e;
    }
    s->writes = false;
    turn_give(&s->pool->writer);
    return OK;
}

err store_begin_read(struct ctx *c, struct store *s)
{
    TRY(s->driver->begin(c, s, READS));
    s->reads = true;
    return OK;
}

void store_end_read(struct store *s)
{
    if (s->reads) s->driver->rollback(s);               /* nothing to lose: it only read */
    s->reads = false;
}

bool store_was_outrun(const struct store *s) { return s->outrun; }

/* ---- answers ---- */

err rows_open(struct ctx *c, struct store *s, const char *sql, const struct args *args, struct rows *ret)
{
    *ret = (struct rows){.store = s};
    return s->driver->query(c, s, sql, args, ret);
}

err rows_next(struct ctx *c, struct rows *r, bool *ret_row) { return r->store->driver->next(c, r, ret_row); }

err rows_value(struct ctx *c, const struct rows *r, size_t column, struct value *ret)
{
    return r->store->driver->value(c, r, column, ret);
}

void rows_end(struct rows *r)
{
    if (r->at) r->store->driver->end(r);
    r->at = NULL;
}
