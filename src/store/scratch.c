#include "store/migration.h"

err scratch_open_store(struct ctx *c, const struct store *like, struct scratch_store *ret)
{
    const struct driver *d   = like->driver;
    char                *url = d->scratch_url ? ctx_print(c, "%s", d->scratch_url) : ctx_copy(c, slice_of(like->pool->target));
    TRY(got(url));
    TRY(pool_open_as(c, url, OPEN_AS_IS, &ret->pool));
    TRY(pool_lease(c, ret->pool, &ret->s));
    return d->script(c, ret->s, d->scratch_begin, "making a scratch schema");
}

/* What was begun there ends with its connection. */
void scratch_close_store(struct scratch_store *s)
{
    if (s->s) store_release(&s->s);
    pool_close_at(&s->pool);
}

err scratch_catalog(struct ctx *c, const struct store *like, const struct migrations *m, size_t count, struct catalog *ret)
{
    AUTO_SCRATCH_STORE s = {0};
    TRY(scratch_open_store(c, like, &s));
    for (size_t i = 0; i < count; i++) TRY(migration_run(c, s.s, m, (int64_t)i + 1, true));
    return catalog_read(c, s.s, ret);
}

err records_catalog(struct ctx *c, const struct store *like, struct catalog *ret)
{
    AUTO_SCRATCH_STORE s   = {0};
    struct text        sql = {.c = c};
    TRY(scratch_open_store(c, like, &s));
    TRY(schema_put(c, like->driver, &sql));
    TRY(like->driver->script(c, s.s, sql.at, "making what the records want"));
    return catalog_read(c, s.s, ret);
}
