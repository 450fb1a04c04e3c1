#include "hyper/table.h"

#include "base/text.h"

err table_fail(struct ctx *c, struct hyper *h, const char *doing)
{
    h->code = sqlite3_errcode(h->db);
    const char *told = sqlite3_errmsg(h->db);
    switch (h->code & 0xff) {
    case SQLITE_NOMEM:      return fail(c, ERR_NOMEM, "no memory while %s", doing);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:     return fail(c, ERR_BUSY, "%s: %s", h->name, told);
    case SQLITE_CONSTRAINT: return fail(c, ERR_CONFLICT, "%s", told);
    default:                return fail(c, ERR_STORE, "%s: %s while %s", h->name, told, doing);
    }
}

/* ---- texts of statements ---- */

static void put_quoted(struct text *t, const char *name)
{
    text_put_char(t, '"');
    for (; *name; name++) {
        if (*name == '"') text_put_char(t, '"');
        text_put_char(t, *name);
    }
    text_put_char(t, '"');
}

/* Writes a pattern: @row and @segments are the tables, @s and @t the columns of the key, @columns and @places the others. */
static void put_pattern(struct text *t, const struct hyper *h, const char *pattern)
{
    const struct spec *s = &h->spec;
    for (const char *p = pattern; *p; p++) {
        if (*p != '@') {
            text_put_char(t, *p);
            continue;
        }
        struct slice rest = slice_of(p + 1), word = rest;
        word.size = strspn(word.at, "abcdefghijklmnopqrstuvwxyz");
        if (slice_is(word, "row") || slice_is(word, "segments") || slice_is(word, "declaration")) {
            put_quoted(t, h->schema);
            text_put_char(t, '.');
            const char *end = slice_is(word, "row") ? "row" : slice_is(word, "segments") ? "segment" : "declaration";
            put_quoted(t, ctx_print(t->c, "%s_%s", h->name, end) ?: "");
        }
        if (slice_is(word, "s")) put_quoted(t, s->segment);
        if (slice_is(word, "t")) put_quoted(t, s->time);
        for (size_t k = 0; k < s->column_count; k++) {
            if (slice_is(word, "columns") || slice_is(word, "typed")) text_put(t, ", "), put_quoted(t, s->name[k]);
            if (slice_is(word, "typed"))  text_print(t, " %s", type_name(s->type[k]));
            if (slice_is(word, "places")) text_print(t, ", ?%zu", k + 3);
        }
        p += word.size;
    }
}

static err pattern(struct ctx *c, const struct hyper *h, const char *text, const char **ret)
{
    struct text t = {.c = c};
    put_pattern(&t, h, text);
    TRY(text_done(&t));
    *ret = t.at;
    return OK;
}

static const char *const patterns[QUERY_COUNT] = {
    [SEGMENT_AT_OR_BEFORE] = "SELECT id, first, last FROM @segments WHERE segment = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1",
    [SEGMENT_FROM]         = "SELECT id, first, last FROM @segments WHERE segment = ?1 AND last >= ?2 AND first >= ifnull("
                             "(SELECT max(first) FROM @segments WHERE segment = ?1 AND first <= ?2), ?2) ORDER BY first LIMIT 1",
    [SEGMENT_BODY]         = "SELECT body FROM @segments WHERE id = ?1",
    [SEGMENT_ADD]          = "INSERT INTO @segments (segment, first, last, count, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    [SEGMENT_DROP]         = "DELETE FROM @segments WHERE id = ?1",
    [SEGMENTS_DROP]        = "DELETE FROM @segments WHERE segment = ?1 AND first BETWEEN ?2 AND ?3",
    [SEGMENT_EACH]         = "SELECT id, segment, first, last FROM @segments WHERE id > ?1 ORDER BY id LIMIT 1",
    [KEY_UP]               = "SELECT min(key) FROM (SELECT min(segment) AS key FROM @segments WHERE segment >= ?1"
                             " UNION ALL SELECT min(@s) FROM @row WHERE @s >= ?1)",
    [KEY_DOWN]             = "SELECT max(key) FROM (SELECT max(segment) AS key FROM @segments WHERE segment <= ?1"
                             " UNION ALL SELECT max(@s) FROM @row WHERE @s <= ?1)",
    [ROWS_UP]              = "SELECT @t@columns FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3 ORDER BY @t LIMIT ?4",
    [ROWS_DOWN]            = "SELECT @t@columns FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3 ORDER BY @t DESC LIMIT ?4",
    [ROW_ADD]              = "INSERT INTO @row VALUES (?1, ?2@places)",
    [ROW_PUT]              = "INSERT OR REPLACE INTO @row VALUES (?1, ?2@places)",
    [ROW_HAS]              = "SELECT 1 FROM @row WHERE @s = ?1 AND @t = ?2",
    [ROWS_DROP]            = "DELETE FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3",
    [ROW_OLDEST]           = "SELECT min(@t) FROM @row WHERE @s = ?1 AND @t >= ?2",
    [NEWEST]               = "SELECT max(m) FROM (SELECT max(last) AS m FROM @segments UNION ALL SELECT max(@t) FROM @row)",
};

static err write_statements(struct ctx *c, struct hyper *h)
{
    for (int q = 0; q < QUERY_COUNT; q++) TRY(pattern(c, h, patterns[q], &h->sql[q]));
    return OK;
}

static void forget_statements(struct hyper *h)
{
    for (int q = 0; q < QUERY_COUNT; q++) {
        (void)sqlite3_finalize(h->stmt[q]);
        h->stmt[q] = NULL;
    }
}

/* ---- the tables ---- */

err table_open(struct ctx *c, sqlite3 *db, const char *schema, const char *name, const struct spec *spec, struct hyper **ret)
{
    struct hyper *h;
    TRY(NEW(c, h, 1));
    *h = (struct hyper){.db = db, .c = c, .spec = *spec, .schema = ctx_copy(c, slice_of(schema)), .name = ctx_copy(c, slice_of(name))};
    if (!h->schema || !h->name) return ERR_NOMEM;
    TRY(write_statements(c, h));
    *ret = h;
    return OK;
}

void table_close(struct hyper *h) { forget_statements(h); }

static err execute(struct ctx *c, struct hyper *h, const char *text)
{
    const char *sql;
    TRY(pattern(c, h, text, &sql));
    return sqlite3_exec(h->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : table_fail(c, h, "preparing its tables");
}

static err write_declaration(struct ctx *c, struct hyper *h, const char *const *args, size_t count)
{
    const char *sql;
    TRY(pattern(c, h, "INSERT INTO @declaration (place, argument) VALUES (?1, ?2)", &sql));
    for (size_t i = 0; i < count; i++) {
        sqlite3_stmt *stmt = NULL;
        bool          done = sqlite3_prepare_v2(h->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
                             sqlite3_bind_int64(stmt, 1, (sqlite3_int64)i) == SQLITE_OK &&
                             sqlite3_bind_text(stmt, 2, args[i], -1, SQLITE_STATIC) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_DONE;
        err           e    = done ? OK : table_fail(c, h, "keeping its declaration");
        (void)sqlite3_finalize(stmt);
        TRY(e);
    }
    return OK;
}

err table_create(struct ctx *c, struct hyper *h, const char *const *args, size_t count)
{
    TRY(execute(c, h, "CREATE TABLE @row (@s INTEGER NOT NULL, @t INTEGER NOT NULL@typed, PRIMARY KEY (@s, @t)) STRICT, WITHOUT ROWID;"
                      "CREATE TABLE @segments (id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, first INTEGER NOT NULL,"
                      " last INTEGER NOT NULL, count INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (segment, first)) STRICT;"
                      "CREATE TABLE @declaration (place INTEGER PRIMARY KEY, argument TEXT NOT NULL) STRICT;"));
    return write_declaration(c, h, args, count);
}

err table_drop(struct ctx *c, struct hyper *h)
{
    forget_statements(h);
    return execute(c, h, "DROP TABLE IF EXISTS @row; DROP TABLE IF EXISTS @segments; DROP TABLE IF EXISTS @declaration;");
}

static err rename_one(struct ctx *c, struct hyper *h, const char *table, const char *name, const char *end)
{
    struct text t  = {.c = c};
    const char *to = ctx_print(c, "%s_%s", name, end);
    put_pattern(&t, h, "ALTER TABLE ");
    put_pattern(&t, h, table);
    text_put(&t, " RENAME TO ");
    put_quoted(&t, to ?: "");
    TRY(text_done(&t));
    return sqlite3_exec(h->db, t.at, NULL, NULL, NULL) == SQLITE_OK ? OK : table_fail(c, h, "renaming it");
}

err table_rename(struct ctx *c, struct hyper *h, const char *name)
{
    forget_statements(h);
    TRY(rename_one(c, h, "@row", name, "row"));
    TRY(rename_one(c, h, "@segments", name, "segment"));
    TRY(rename_one(c, h, "@declaration", name, "declaration"));
    const char *copy = ctx_copy(h->c, slice_of(name));
    if (!copy) return ERR_NOMEM;
    h->name = copy;
    return write_statements(h->c, h);
}

/* ---- statements ---- */

err query_of(struct ctx *c, struct hyper *h, enum query q, sqlite3_stmt **ret)
{
    if (!h->stmt[q] && sqlite3_prepare_v3(h->db, h->sql[q], -1, SQLITE_PREPARE_PERSISTENT, &h->stmt[q], NULL) != SQLITE_OK)
        return table_fail(c, h, "preparing a statement");
    *ret = h->stmt[q];
    return OK;
}

err query_step(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, bool *ret_row)
{
    int code = sqlite3_step(stmt);
    *ret_row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? OK : table_fail(c, h, "asking its tables");
}

void query_end(sqlite3_stmt **stmt)
{
    if (*stmt) (void)sqlite3_reset(*stmt);              /* a failure was told when it happened */
    if (*stmt) (void)sqlite3_clear_bindings(*stmt);
    *stmt = NULL;
}

static err bind_numbers(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sqlite3_bind_int64(stmt, (int)i + 1, numbers[i]) != SQLITE_OK) return table_fail(c, h, "binding a number");
    return OK;
}

err query_run(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count)
{
    AUTO_QUERY *stmt = NULL;
    bool            row;
    TRY(query_of(c, h, q, &stmt));
    TRY(bind_numbers(c, h, stmt, numbers, count));
    return query_step(c, h, stmt, &row);
}

/* ---- blobs ---- */

static err find_blob(struct ctx *c, struct hyper *h, enum query q, int64_t segment, int64_t at, struct blob *ret)
{
    AUTO_QUERY *stmt = NULL;
    struct blob     b    = {0};
    TRY(query_of(c, h, q, &stmt));
    TRY(bind_numbers(c, h, stmt, (int64_t[]){segment, at}, 2));
    TRY(query_step(c, h, stmt, &b.found));
    if (b.found) {
        b.id    = sqlite3_column_int64(stmt, 0);
        b.first = sqlite3_column_int64(stmt, 1);
        b.last  = sqlite3_column_int64(stmt, 2);
    }
    *ret = b;
    return OK;
}

err blob_before(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret)
{
    return find_blob(c, h, SEGMENT_AT_OR_BEFORE, segment, at, ret);
}

err blob_from(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret)
{
    return find_blob(c, h, SEGMENT_FROM, segment, at, ret);
}

err blob_damaged(struct ctx *c, const struct hyper *h, int64_t segment, const struct blob *b)
{
    return fail(c, ERR_DATA, "%s: the packed rows of segment %lld from %lld to %lld are damaged", h->name, (long long)segment,
                (long long)b->first, (long long)b->last);
}

static bool fits(const struct hyper *h, const struct packed *p)
{
    if (p->count == 0 || p->column_count != h->spec.column_count + 1 || columns_type(p, 0) != COLUMN_INT) return false;
    for (size_t k = 0; k < h->spec.column_count; k++)
        if (columns_type(p, k + 1) != h->spec.type[k]) return false;
    return true;
}

err blob_open(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, struct packed *ret)
{
    AUTO_QUERY *stmt = NULL;
    bool            row;
    TRY(query_of(c, h, SEGMENT_BODY, &stmt));
    TRY(bind_numbers(c, h, stmt, &b->id, 1));
    TRY(query_step(c, h, stmt, &row));
    if (!row) return blob_damaged(c, h, segment, b);
    const void *at = sqlite3_column_blob(stmt, 0);
    if (!at && sqlite3_errcode(h->db) == SQLITE_NOMEM) return table_fail(c, h, "reading packed rows");
    struct slice body = {at, (size_t)sqlite3_column_bytes(stmt, 0)};
    char        *copy = ctx_copy(c, body);
    if (!copy) return ERR_NOMEM;
    body.at = copy;
    return columns_open(body, ret) && fits(h, ret) ? OK : blob_damaged(c, h, segment, b);
}
