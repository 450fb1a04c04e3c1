#include "base/map.h"
#include "store/driver.h"

/* The tables of the program, made or brought up to date from their shapes. What was last applied is known by a hash of the
 * wanted statements, so that an ordinary start costs one question. Only columns are ever added here; anything else is a
 * migration of its own. */

static err wanted(struct ctx *c, const struct driver *d, struct text *sql)
{
    for (const struct table *const *t = tables; *t; t++) {
        if (table_is_hyper(*t)) d->put_hyper(sql, *t);
        else                    sql_put_create(sql, (*t)->shape, d->dialect);
    }
    if (d->put_extra) TRY(d->put_extra(sql));
    (void)c;
    return text_done(sql);
}

/* Adds the columns that a table of an older program lacks; refuses one that has columns we do not know. */
static err add_columns(struct ctx *c, struct store *s, const struct shape *shape)
{
    AUTO_ROWS    r = {0};
    struct value name;
    uint64_t     there = 0;
    size_t       found = 0;
    bool         row;
    TRY(rows_open(c, s, s->driver->columns, ARGS(v_text(shape->name)), &r));
    for (;;) {
        TRY(rows_next(c, &r, &row));
        if (!row) break;
        TRY(rows_value(c, &r, 0, &name));
        const struct field *f = shape_find(shape, name.bytes);
        if (!f) return fail(c, ERR_STORE, "the store has a column %s.%.*s that this program does not know; it was made by a newer one",
                            shape->name, (int)name.bytes.size, name.bytes.at);
        there |= 1ull << (f - shape->fields);
        found++;
    }
    rows_end(&r);
    for (size_t i = 0; found > 0 && i < shape->field_count; i++) {
        if (there >> i & 1) continue;
        struct text sql = {.c = c};
        text_print(&sql, "ALTER TABLE %s ADD COLUMN ", shape->name);
        sql_put_column(&sql, &shape->fields[i], s->driver->dialect, true);
        TRY(text_done(&sql));
        TRY(store_execute(c, s, sql.at, NO_ARGS, NULL));
    }
    return OK;
}

err schema_ensure(struct ctx *c, struct store *s)
{
    struct text sql = {.c = c};
    int64_t     applied, mark;
    TRY(wanted(c, s->driver, &sql));
    mark = (int64_t)(hash_bytes(text_slice(&sql)) & 0x7fffffff);
    TRY(s->driver->read_mark(c, s, &applied));
    if (applied == mark) return OK;

    TRY(store_begin(c, s));
    for (const struct table *const *t = tables; *t; t++)
        if (!table_is_hyper(*t)) TRY(add_columns(c, s, (*t)->shape));
    TRY(s->driver->script(c, s, sql.at, "making the tables"));
    TRY(s->driver->write_mark(c, s, mark));
    return store_commit(c, s);
}
