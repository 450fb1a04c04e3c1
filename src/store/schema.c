#include "store/driver.h"

/* What the records want of a database, as statements: the truth that migrations lead to. */
err schema_put(struct ctx *c, const struct driver *d, struct text *sql)
{
    (void)c;
    for (const struct extra *x = d->extras; x && x->name; x++) text_put(sql, x->make);          /* first: tables may ask for them */
    for (const struct table *const *t = tables; *t; t++) {
        if (table_is_hyper(*t)) d->put_hyper(sql, *t);
        else                    sql_put_create(sql, (*t)->shape, d->dialect);
    }
    if (d->put_storage) d->put_storage(sql);
    return text_done(sql);
}
