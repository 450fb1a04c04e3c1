#include <math.h>

#include "store/sqlite.h"

/* Records to rows and back: the only place where a kind meets SQL. Lists of records and texts are kept as JSON. */

static err value_of(struct ctx *c, const struct field *f, const void *record, struct value *ret)
{
    static const size_t item_size[KIND_COUNT] = {[F64S] = sizeof(double), [DAYS] = sizeof(int32_t), [BYTES] = 1};
    const void *at = field_at(f, record);
    *ret = (struct value){.kind = V_NULL};
    if (item_size[f->kind]) {
        const struct list *l = at;
        *ret = v_blob((struct slice){l->at, l->count * item_size[f->kind]});
        return OK;
    }
    if (f->kind == LIST || f->kind == TEXTS) {
        struct text json = {.c = c};
        json_put_field(&json, f, record);
        TRY(text_done(&json));
        *ret = v_text(json.at);
        return OK;
    }
    if (field_is_null(f, record)) return OK;
    switch (f->kind) {
    case BOOL:   *ret = v_int(*(const bool *)at); break;
    case F64:    *ret = v_real(*(const double *)at); break;
    case TEXT:   *ret = v_text(*(const char *const *)at); break;
    case DAY:    *ret = v_int(*(const int32_t *)at); break;
    case CHOICE: *ret = v_text(choice_name(f, *(const int32_t *)at)); break;
    default:     *ret = v_int(*(const int64_t *)at); break;
    }
    return OK;
}

static err write_record(struct ctx *c, struct store *s, const struct shape *shape, const void *record, bool replace)
{
    struct text sql = {.c = c};
    sql_put_insert(&sql, shape, replace);
    TRY(text_done(&sql));

    struct args args = {.count = shape->field_count};
    if (shape->field_count > ARGS_MAX) return fail(c, ERR_INTERNAL, "%s has more than %d columns", shape->name, ARGS_MAX);
    for (size_t i = 0; i < shape->field_count; i++) TRY(value_of(c, &shape->fields[i], record, &args.at[i]));
    return store_execute(c, s, sql.at, &args, NULL);
}

err store_insert(struct ctx *c, struct store *s, const struct shape *shape, const void *record)
{
    return write_record(c, s, shape, record, false);
}

err store_upsert(struct ctx *c, struct store *s, const struct shape *shape, const void *record)
{
    return write_record(c, s, shape, record, true);
}

static err packed(struct ctx *c, sqlite3_stmt *stmt, int column, size_t size, struct list *ret)
{
    size_t bytes = (size_t)sqlite3_column_bytes(stmt, column);
    if (bytes % size) return fail(c, ERR_STORE, "a packed column holds %zu bytes, not whole values of %zu", bytes, size);
    const void *from = sqlite3_column_blob(stmt, column);
    ret->count = bytes / size;
    if (bytes == 0) return OK;
    if (!from) return fail(c, ERR_NOMEM, "no memory for a column of %zu bytes", bytes);
    ret->at = ctx_alloc(c, 1, bytes);
    if (!ret->at) return ERR_NOMEM;
    memcpy(ret->at, from, bytes);
    return OK;
}

/* Texts are checked again on the way out, as an input would be: the store may have been edited by hand. */
static err column_to_text(struct ctx *c, const struct field *f, void *record, sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    if (!text) return fail(c, ERR_NOMEM, "no memory for %s", f->name);
    struct slice s = {text, (size_t)sqlite3_column_bytes(stmt, column)};
    if (f->kind == TEXT) {
        char *copy = ctx_copy(c, s);
        *(const char **)field_at(f, record) = copy;
        return copy ? OK : ERR_NOMEM;
    }
    if (f->kind == CHOICE) {
        shape_set(c, f, record, f->name, s);
        return faults_end(c);
    }
    struct shape one = {.name = f->name, .fields = f, .field_count = 1};
    struct text  json = {.c = c};
    text_print(&json, "{\"%s\":%.*s}", f->name, (int)s.size, s.at);
    TRY(text_done(&json));
    return json_read_record(c, &one, text_slice(&json), record);
}

static err column_to_field(struct ctx *c, const struct field *f, void *record, sqlite3_stmt *stmt, int column)
{
    void *at = field_at(f, record);
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL) return OK;
    switch (f->kind) {
    case BOOL:  *(bool *)at = sqlite3_column_int(stmt, column) != 0; return OK;
    case F64:   *(double *)at = sqlite3_column_double(stmt, column); return OK;
    case DAY:   *(int32_t *)at = sqlite3_column_int(stmt, column); return OK;
    case F64S:  return packed(c, stmt, column, sizeof(double), at);
    case DAYS:  return packed(c, stmt, column, sizeof(int32_t), at);
    case BYTES: return packed(c, stmt, column, 1, at);
    case TEXT: case CHOICE: case TEXTS: case LIST: return column_to_text(c, f, record, stmt, column);
    default:    *(int64_t *)at = sqlite3_column_int64(stmt, column); return OK;
    }
}

static err record_of(struct ctx *c, const struct shape *shape, sqlite3_stmt *stmt, void *record)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        struct field bare = shape->fields[i];           /* null, not the default of an input */
        bare.usual = NULL;
        struct shape one = {.fields = &bare, .field_count = 1};
        TRY(shape_default(c, &one, record));
        TRY(column_to_field(c, &shape->fields[i], record, stmt, (int)i));
    }
    return OK;
}

err store_query(struct ctx *c, struct store *s, const struct shape *shape, const char *sql, const struct args *args, struct list *ret)
{
    AUTO_STATEMENT *stmt = NULL;
    struct list     found = {0};
    size_t          room  = 0;
    bool            row;
    TRY(statement_of(c, s, sql, args, &stmt));
    if ((size_t)sqlite3_column_count(stmt) != shape->field_count)
        return fail(c, ERR_INTERNAL, "%s has %zu fields, the statement %d: %s", shape->name, shape->field_count,
                    sqlite3_column_count(stmt), sql);
    for (;;) {
        TRY(statement_step(c, s, stmt, &row));
        if (!row) break;
        if (found.count == room) {
            room = room ? room * 2 : 8;
            void *bigger = ctx_alloc(c, shape->size, room);
            if (!bigger) return ERR_NOMEM;
            if (found.count) memcpy(bigger, found.at, found.count * shape->size);
            found.at = bigger;
        }
        TRY(record_of(c, shape, stmt, (char *)found.at + found.count * shape->size));
        found.count++;
    }
    *ret = found;
    return OK;
}

err store_select(struct ctx *c, struct store *s, const struct shape *shape, const char *tail, const struct args *args, struct list *ret)
{
    struct text sql = {.c = c};
    sql_put_select(&sql, shape);
    text_print(&sql, " %s", tail);
    TRY(text_done(&sql));
    return store_query(c, s, shape, sql.at, args, ret);
}

err store_execute(struct ctx *c, struct store *s, const char *sql, const struct args *args, int64_t *ret_count)
{
    AUTO_STATEMENT *stmt = NULL;
    bool            row;
    TRY(statement_of(c, s, sql, args, &stmt));
    do TRY(statement_step(c, s, stmt, &row)); while (row);
    if (ret_count) *ret_count = sqlite3_changes(s->db);
    return OK;
}

err store_number(struct ctx *c, struct store *s, const char *sql, const struct args *args, int64_t otherwise, int64_t *ret)
{
    AUTO_STATEMENT *stmt = NULL;
    bool            row;
    TRY(statement_of(c, s, sql, args, &stmt));
    TRY(statement_step(c, s, stmt, &row));
    *ret = row && sqlite3_column_type(stmt, 0) != SQLITE_NULL ? sqlite3_column_int64(stmt, 0) : otherwise;
    return OK;
}

err store_next_id(struct ctx *c, struct store *s, const struct shape *shape, int64_t *ret)
{
    char *sql = ctx_print(c, "SELECT max(id) + 1 FROM %s", shape->name);
    if (!sql) return ERR_NOMEM;
    return store_number(c, s, sql, NO_ARGS, 1, ret);
}

err store_revision(struct ctx *c, struct store *s, int64_t *ret)
{
    return store_number(c, s, "SELECT max(revision) FROM change", NO_ARGS, 0, ret);
}

err store_touch(struct ctx *c, struct store *s, const struct shape *shape, int64_t *ret_revision)
{
    int64_t newest;
    TRY(store_revision(c, s, &newest));
    TRY(store_execute(c, s, "INSERT INTO change (name, revision) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET revision = excluded.revision",
                      ARGS(v_text(shape->name), v_int(newest + 1)), NULL));
    *ret_revision = newest + 1;
    return OK;
}

err store_newest(struct ctx *c, struct store *s, const char *tables_named, int64_t *ret)
{
    struct slice rest = slice_of(tables_named);
    int64_t      newest = 0;
    while (rest.size > 0) {
        struct slice name = slice_cut(&rest, ' ');
        int64_t      revision;
        if (name.size == 0) continue;
        TRY(store_number(c, s, "SELECT revision FROM change WHERE name = $1", ARGS({.kind = V_TEXT, .bytes = name}), 0, &revision));
        if (revision > newest) newest = revision;
    }
    *ret = newest;
    return OK;
}
