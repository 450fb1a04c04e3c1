#include <math.h>

#include "store/driver.h"

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

static err args_of(struct ctx *c, const struct shape *shape, const void *record, struct args *ret)
{
    if (shape->field_count > ARGS_MAX) return fail(c, ERR_INTERNAL, "%s has more than %d columns", shape->name, ARGS_MAX);
    ret->count = shape->field_count;
    for (size_t i = 0; i < shape->field_count; i++) TRY(value_of(c, &shape->fields[i], record, &ret->at[i]));
    return OK;
}

static err write_record(struct ctx *c, struct store *s, const struct shape *shape, const void *record, bool replace)
{
    struct text sql = {.c = c};
    struct args args;
    sql_put_insert(&sql, shape, replace);
    TRY(text_done(&sql));
    TRY(args_of(c, shape, record, &args));
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

err store_insert_many(struct ctx *c, struct store *s, const struct shape *shape, const void *records, size_t count)
{
    struct args *rows;
    TRY(NEW(c, rows, count));
    for (size_t i = 0; i < count; i++) TRY(args_of(c, shape, (const char *)records + i * shape->size, &rows[i]));
    return s->driver->insert_many(c, s, shape, rows, count);
}

static err packed(struct ctx *c, const struct value *v, size_t size, struct list *ret)
{
    if (v->bytes.size % size) return fail(c, ERR_STORE, "a packed column holds %zu bytes, not whole values of %zu", v->bytes.size, size);
    ret->count = v->bytes.size / size;
    if (ret->count == 0) return OK;
    ret->at = ctx_alloc(c, 1, v->bytes.size);
    if (!ret->at) return ERR_NOMEM;
    memcpy(ret->at, v->bytes.at, v->bytes.size);
    return OK;
}

/* Texts are checked again on the way out, as an input would be: the store may have been edited by hand. */
static err text_to_field(struct ctx *c, const struct field *f, void *record, struct slice s)
{
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

/* As SQLite does it: without the fraction, and no further than a whole number reaches. */
static int64_t to_int(const struct value *v)
{
    if (v->kind != V_REAL)  return v->integer;
    if (v->real >= 0x1p63)  return INT64_MAX;
    return v->real >= -0x1p63 ? (int64_t)v->real : INT64_MIN;
}

static double  to_real(const struct value *v) { return v->kind == V_REAL ? v->real : (double)v->integer; }

static bool fits(enum kind kind, enum value_kind stored)
{
    switch (kind) {
    case F64S: case DAYS: case BYTES:              return stored == V_BLOB;
    case TEXT: case CHOICE: case TEXTS: case LIST: return stored == V_TEXT;
    default:                                       return stored == V_INT || stored == V_REAL;
    }
}

static err value_to_field(struct ctx *c, const struct field *f, void *record, const struct value *v)
{
    void *at = field_at(f, record);
    if (v->kind == V_NULL) return OK;
    if (!fits(f->kind, v->kind)) return fail(c, ERR_STORE, "%s holds what is no such value", f->name);
    switch (f->kind) {
    case BOOL:  *(bool *)at = to_int(v) != 0; return OK;
    case F64:   *(double *)at = to_real(v); return OK;
    case DAY:   *(int32_t *)at = (int32_t)to_int(v); return OK;
    case F64S:  return packed(c, v, sizeof(double), at);
    case DAYS:  return packed(c, v, sizeof(int32_t), at);
    case BYTES: return packed(c, v, 1, at);
    case TEXT: case CHOICE: case TEXTS: case LIST: return text_to_field(c, f, record, v->bytes);
    default:    *(int64_t *)at = to_int(v); return OK;
    }
}

static err record_of(struct ctx *c, const struct shape *shape, const struct rows *r, void *record)
{
    struct value v;
    for (size_t i = 0; i < shape->field_count; i++) {
        struct field bare = shape->fields[i];           /* null, not the default of an input */
        bare.usual = NULL;
        struct shape one = {.fields = &bare, .field_count = 1};
        TRY(shape_default(c, &one, record));
        TRY(rows_value(c, r, i, &v));
        TRY(value_to_field(c, &shape->fields[i], record, &v));
    }
    return OK;
}

err store_query(struct ctx *c, struct store *s, const struct shape *shape, const char *sql, const struct args *args, struct list *ret)
{
    AUTO_ROWS   r = {0};
    struct list found = {0};
    size_t      room  = 0;
    bool        row;
    TRY(rows_open(c, s, sql, args, &r));
    if (r.column_count != shape->field_count)
        return fail(c, ERR_INTERNAL, "%s has %zu fields, the statement %zu: %s", shape->name, shape->field_count, r.column_count, sql);
    for (;;) {
        TRY(rows_next(c, &r, &row));
        if (!row) break;
        if (found.count == room) {
            room = room ? room * 2 : 8;
            void *bigger = ctx_alloc(c, shape->size, room);
            if (!bigger) return ERR_NOMEM;
            if (found.count) memcpy(bigger, found.at, found.count * shape->size);
            found.at = bigger;
        }
        TRY(record_of(c, shape, &r, (char *)found.at + found.count * shape->size));
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
    AUTO_ROWS r = {0};
    bool      row;
    TRY(rows_open(c, s, sql, args, &r));
    do TRY(rows_next(c, &r, &row)); while (row);
    if (ret_count) *ret_count = s->driver->changed(&r);
    return OK;
}

err store_number(struct ctx *c, struct store *s, const char *sql, const struct args *args, int64_t otherwise, int64_t *ret)
{
    AUTO_ROWS    r = {0};
    struct value v = {.kind = V_NULL};
    bool         row;
    TRY(rows_open(c, s, sql, args, &r));
    TRY(rows_next(c, &r, &row));
    if (row) TRY(rows_value(c, &r, 0, &v));
    *ret = v.kind == V_INT || v.kind == V_REAL ? to_int(&v) : otherwise;
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
