#include "base/map.h"
#include "store/sqlite.h"

/* The tables of the program, made or brought up to date from their shapes. What was last applied is known by a hash of the
 * wanted statements, so that an ordinary start costs one pragma. Only columns are ever added here; anything else is a
 * migration of its own. */

static const int APPLICATION_ID = 0x4c756d69;           /* "Lumi", at byte 68 of the file */

static err wanted(struct ctx *c, struct text *sql)
{
    for (const struct table *const *t = tables; *t; t++) sql_put_create(sql, (*t)->shape, SQLITE);
    (void)c;
    return text_done(sql);
}

/* Adds the columns that a table of an older program lacks; refuses one that has columns we do not know. */
static err add_columns(struct ctx *c, struct store *s, const struct shape *shape)
{
    AUTO_STATEMENT *stmt = NULL;
    uint64_t        there = 0;
    size_t          found = 0;
    bool            row;
    TRY(statement_of(c, s, "SELECT name FROM pragma_table_info($1)", ARGS(v_text(shape->name)), &stmt));
    for (;;) {
        TRY(statement_step(c, s, stmt, &row));
        if (!row) break;
        const char         *name = (const char *)sqlite3_column_text(stmt, 0);
        const struct field *f    = name ? shape_find(shape, slice_of(name)) : NULL;
        if (!f) return fail(c, ERR_STORE, "the store has a column %s.%s that this program does not know; it was made by a newer one",
                            shape->name, name ? name : "?");
        there |= 1ull << (f - shape->fields);
        found++;
    }
    statement_end(&stmt);
    for (size_t i = 0; found > 0 && i < shape->field_count; i++) {
        if (there >> i & 1) continue;
        struct text sql = {.c = c};
        text_print(&sql, "ALTER TABLE %s ADD COLUMN ", shape->name);
        sql_put_column(&sql, &shape->fields[i], SQLITE, true);
        TRY(text_done(&sql));
        TRY(store_execute(c, s, sql.at, NO_ARGS, NULL));
    }
    return OK;
}

err schema_check_owner(struct ctx *c, struct store *s)
{
    int64_t application, tables_there;
    TRY(store_number(c, s, "SELECT count(*) FROM sqlite_schema", NO_ARGS, 0, &tables_there));
    TRY(store_number(c, s, "PRAGMA application_id", NO_ARGS, 0, &application));
    if (tables_there == 0 || application == APPLICATION_ID) return OK;
    return fail(c, ERR_REFUSED, "this database belongs to another program; Lumia does not write into it");
}

err schema_ensure(struct ctx *c, struct store *s)
{
    struct text sql = {.c = c};
    int64_t     applied, mark;
    TRY(wanted(c, &sql));
    mark = (int64_t)(hash_bytes(text_slice(&sql)) & 0x7fffffff);
    TRY(store_number(c, s, "PRAGMA user_version", NO_ARGS, 0, &applied));
    if (applied == mark) return OK;

    TRY(store_begin(c, s));
    for (const struct table *const *t = tables; *t; t++) TRY(add_columns(c, s, (*t)->shape));
    if (sqlite3_exec(s->db, sql.at, NULL, NULL, NULL) != SQLITE_OK) return sqlite_fail(c, s, "making the tables");
    char *pragma = ctx_print(c, "PRAGMA user_version = %lld; PRAGMA application_id = %d", (long long)mark, APPLICATION_ID);
    if (!pragma) return ERR_NOMEM;
    if (sqlite3_exec(s->db, pragma, NULL, NULL, NULL) != SQLITE_OK) return sqlite_fail(c, s, "making the tables");
    return store_commit(c, s);
}
