#include "store/driver.h"

/* What the records want of a database, as statements: the truth that migrations lead to. */
err schema_put(struct ctx *c, const struct driver *d, struct text *sql)
{
    (void)c;
    for (const struct table *const *t = tables; *t; t++)
        if (driver_keeps(d, (*t)->shape)) sql_put_create(sql, (*t)->shape, d->dialect);
    for (const struct extra *x = d->extras; x && x->name; x++) text_put(sql, x->make);
    if (d->put_storage) d->put_storage(sql);
    return text_done(sql);
}
