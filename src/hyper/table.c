#include "hyper/table.h"

#include "base/day.h"
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

/* The tables behind a hypertable. */
static const struct shadow {
    const char *word, *end, *columns;
    bool        of_history;
} shadows[] = {
    {"row",         "row",         "(@s INTEGER NOT NULL, @t INTEGER NOT NULL@typed, PRIMARY KEY (@s, @t)) STRICT, WITHOUT ROWID", false},
    {"segments",    "segment",     "(segment INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,"
                                   " id INTEGER NOT NULL, head BLOB NOT NULL, PRIMARY KEY (segment, first)) STRICT, WITHOUT ROWID", false},
    {"packed",      "packed",      "(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT", false},
    {"declaration", "declaration", "(place INTEGER PRIMARY KEY, argument TEXT NOT NULL) STRICT", false},
    {"rollups",     "rollup",      "(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, frozen INTEGER NOT NULL) STRICT", false},
    {"dirty",       "dirty",       "(rollup INTEGER NOT NULL, segment INTEGER NOT NULL, chunk INTEGER NOT NULL, first INTEGER NOT NULL,"
                                   " last INTEGER NOT NULL, PRIMARY KEY (rollup, segment, chunk)) STRICT, WITHOUT ROWID", false},
    {"history",     "history",     "(@s INTEGER NOT NULL, @t INTEGER NOT NULL, known_until INTEGER NOT NULL, known_from INTEGER,"
                                   " absent INTEGER NOT NULL@typed, PRIMARY KEY (@s, @t, known_until)) STRICT, WITHOUT ROWID", true},
};

enum { SHADOWS = sizeof shadows / sizeof *shadows };

bool table_shadows(const char *end)
{
    for (size_t i = 0; i < SHADOWS; i++)
        if (strcmp(shadows[i].end, end) == 0) return true;
    return false;
}

static void put_shadow(struct text *t, const struct hyper *h, struct slice word)
{
    for (size_t i = 0; i < SHADOWS; i++) {
        if (!slice_is(word, shadows[i].word)) continue;
        put_quoted(t, h->schema);
        text_put_char(t, '.');
        put_quoted(t, ctx_print(t->c, "%s_%s", h->name, shadows[i].end) ?: "");
    }
}

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
        put_shadow(t, h, word);
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

err table_sql(struct ctx *c, const struct hyper *h, const char *pattern, const char **ret)
{
    struct text t = {.c = c};
    put_pattern(&t, h, pattern);
    TRY(text_done(&t));
    *ret = t.at;
    return OK;
}

#define BLOB "SELECT id, first, last, count FROM @segments WHERE segment = ?1 AND "

static const char *const patterns[QUERY_COUNT] = {
    [BLOB_BEFORE]    = BLOB "first <= ?2 ORDER BY first DESC LIMIT 1",
    [BLOB_FROM]      = BLOB "last >= ?2 AND first >= ifnull((SELECT max(first) FROM @segments WHERE segment = ?1 AND first <= ?2), ?2)"
                       " ORDER BY first LIMIT 1",
    [BLOB_BEHIND]    = BLOB "first > ?2 ORDER BY first LIMIT 1",
    [BLOBS_IN]       = BLOB "last >= ?2 AND first <= ?3 AND first >= ifnull((SELECT max(first) FROM @segments WHERE segment = ?1"
                       " AND first <= ?2), ?2) ORDER BY first",
    [BLOB_EACH]      = "SELECT id, first, last, count, segment FROM @segments WHERE (segment, first) > (?1, ?2) ORDER BY segment, first LIMIT 1",
    [BLOB_HEAD]      = "SELECT head FROM @segments WHERE segment = ?1 AND first = ?2",
    [BLOB_BODY]      = "SELECT head, body FROM @segments AS s CROSS JOIN @packed AS p ON p.id = s.id WHERE segment = ?1 AND first = ?2",
    [BLOB_ADD]       = "INSERT INTO @segments (segment, first, last, count, id, head) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [BODY_ADD]       = "INSERT INTO @packed (body) VALUES (?1)",
    [BLOB_DROP]      = "DELETE FROM @segments WHERE segment = ?1 AND first = ?2",
    [BODY_DROP]      = "DELETE FROM @packed WHERE id = ?1",
    [BLOBS_SCAN]     = "SELECT s.segment, s.first, s.last, s.count, s.head, p.body FROM @segments AS s CROSS JOIN @packed AS p ON p.id = s.id"
                       " WHERE s.segment BETWEEN ?1 AND ?2 AND s.last >= ?3 AND s.first <= ?4 ORDER BY s.segment, s.first",
    [BLOBS_LATEST]   = "SELECT segment, first, last, count, head FROM @segments ORDER BY segment DESC, first DESC",
    [BLOBS_ZONES]    = "SELECT segment, first, last, head FROM @segments WHERE segment BETWEEN ?1 AND ?2 AND last >= ?3 AND first <= ?4"
                       " ORDER BY segment, first",
    [KEY_UP]         = "SELECT min(key) FROM (SELECT min(segment) AS key FROM @segments WHERE segment >= ?1"
                       " UNION ALL SELECT min(@s) FROM @row WHERE @s >= ?1)",
    [KEY_DOWN]       = "SELECT max(key) FROM (SELECT max(segment) AS key FROM @segments WHERE segment <= ?1"
                       " UNION ALL SELECT max(@s) FROM @row WHERE @s <= ?1)",
    [ROWS_UP]        = "SELECT @t@columns FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3 ORDER BY @t LIMIT ?4",
    [ROWS_DOWN]      = "SELECT @t@columns FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3 ORDER BY @t DESC LIMIT ?4",
    [ROWS_SCAN]      = "SELECT @t@columns, @s FROM @row WHERE @s BETWEEN ?1 AND ?2 AND @t BETWEEN ?3 AND ?4 ORDER BY @s, @t",
    [ROWS_OVER]      = "SELECT 1 FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3 LIMIT 1",
    [ROWS_COUNT]     = "SELECT count(*) FROM (SELECT 1 FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3 LIMIT ?4)",
    [ROWS_LATEST]    = "SELECT @t@columns, @s FROM @row WHERE @s < ?1 ORDER BY @s DESC, @t DESC",
    [ROWS_ZONES]     = "SELECT @s, @t@columns FROM @row WHERE @s BETWEEN ?1 AND ?2 AND @t BETWEEN ?3 AND ?4 ORDER BY @s, @t",
    [ROW_ADD]        = "INSERT INTO @row VALUES (?1, ?2@places)",
    [ROW_PUT]        = "INSERT OR REPLACE INTO @row VALUES (?1, ?2@places)",
    [ROW_HAS]        = "SELECT 1 FROM @row WHERE @s = ?1 AND @t = ?2",
    [ROWS_DROP]      = "DELETE FROM @row WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3",
    [ROW_OLDEST]     = "SELECT min(@t) FROM @row WHERE @s = ?1 AND @t >= ?2",
    [ROW_NEXT]       = "SELECT min(@s) FROM @row WHERE @s >= ?1",
    [NEWEST]         = "SELECT max(m) FROM (SELECT max(last) AS m FROM @segments UNION ALL SELECT max(@t) FROM @row)",
    [DIRTY_ADD]      = "INSERT INTO @dirty (rollup, segment, chunk, first, last) SELECT id, ?1, ?2, ?3, ?4 FROM @rollups WHERE true"
                       " ON CONFLICT (rollup, segment, chunk) DO UPDATE SET first = min(first, excluded.first),"
                       " last = max(last, excluded.last) WHERE excluded.first < first OR excluded.last > last",
    [DIRTY_ALL]      = "INSERT INTO @dirty (rollup, segment, chunk, first, last)"
                       " VALUES (?1, ?2, -9223372036854775808, -9223372036854775808, 9223372036854775807)",
    [DIRTY_OF]       = "SELECT segment, first, last FROM @dirty WHERE rollup = ?1 AND segment BETWEEN ?2 AND ?3 ORDER BY segment, chunk",
    [DIRTY_ANY]      = "SELECT 1 FROM @dirty WHERE rollup = ?1 LIMIT 1",
    [DIRTY_DROP]     = "DELETE FROM @dirty WHERE rollup = ?1",
    [DIRTY_KEY_UP]   = "SELECT min(segment) FROM @dirty WHERE rollup = ?1 AND segment >= ?2",
    [DIRTY_KEY_DOWN] = "SELECT max(segment) FROM @dirty WHERE rollup = ?1 AND segment <= ?2",
    [ROLLUP_ANY]     = "SELECT 1 FROM @rollups LIMIT 1",
    [ROLLUP_DEFINED] = "SELECT 1 FROM @declaration WHERE place >= 1000 LIMIT 1",
    [ROLLUP_NEXT]    = "SELECT id, name FROM @rollups WHERE id > ?1 ORDER BY id LIMIT 1",
    [ROLLUP_ID]      = "SELECT id FROM @rollups WHERE name = ?1",
    [ROLLUP_ADD]     = "INSERT INTO @rollups (name, frozen) VALUES (?1, -9223372036854775808)",
    [ROLLUP_DROP]    = "DELETE FROM @rollups WHERE id = ?1",
    [ROLLUP_RENAME]  = "UPDATE @rollups SET name = ?2 WHERE id = ?1",
    [ROLLUP_FROZEN]  = "SELECT frozen FROM @rollups WHERE id = ?1",
    [ROLLUP_FREEZE]  = "UPDATE @rollups SET frozen = max(frozen, ?2) WHERE id = ?1",
    [OLD_BODIES_DROP] = "DELETE FROM @packed WHERE id IN (SELECT id FROM @segments WHERE first < ?1)",
    [OLD_BLOBS_DROP] = "DELETE FROM @segments WHERE first < ?1",
    [OLD_ROWS_DROP]  = "DELETE FROM @row WHERE @t < ?1",
    [OLD_PAST_DROP]  = "DELETE FROM @history WHERE @t < ?1",
    [PAST_ADD]       = "INSERT INTO @history VALUES (?1, ?2, ?70, ?71, ?72@places)",
    [PAST_SINCE]     = "SELECT max(known_until) FROM @history WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3",
    [PAST_ROWS]      = "SELECT @t@columns, absent, min(known_until) FROM @history WHERE @s = ?1 AND @t BETWEEN ?2 AND ?3 AND known_until > ?4"
                       " GROUP BY @t ORDER BY @t",
    [PAST_KEY_UP]    = "SELECT min(key) FROM (SELECT min(segment) AS key FROM @segments WHERE segment >= ?1"
                       " UNION ALL SELECT min(@s) FROM @row WHERE @s >= ?1 UNION ALL SELECT min(@s) FROM @history WHERE @s >= ?1)",
    [PAST_KEY_DOWN]  = "SELECT max(key) FROM (SELECT max(segment) AS key FROM @segments WHERE segment <= ?1"
                       " UNION ALL SELECT max(@s) FROM @row WHERE @s <= ?1 UNION ALL SELECT max(@s) FROM @history WHERE @s <= ?1)",
};

static err write_statements(struct ctx *c, struct hyper *h)
{
    for (int q = 0; q < QUERY_COUNT; q++) TRY(table_sql(c, h, patterns[q], &h->sql[q]));
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
    *h = (struct hyper){.db = db, .c = c, .spec = *spec, .known_at = TIME_NONE, .schema = ctx_copy(c, slice_of(schema)), .name = ctx_copy(c, slice_of(name))};
    if (!h->schema || !h->name) return ERR_NOMEM;
    TRY(write_statements(c, h));
    *ret = h;
    return OK;
}

void table_close(struct hyper *h) { forget_statements(h); }

static err execute(struct ctx *c, struct hyper *h, const char *text)
{
    const char *sql;
    TRY(table_sql(c, h, text, &sql));
    return sqlite3_exec(h->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : table_fail(c, h, "preparing its tables");
}

err table_declare(struct ctx *c, struct hyper *h, int place, const char *const *args, size_t count)
{
    const char *sql;
    TRY(table_sql(c, h, "INSERT INTO @declaration (place, argument) VALUES (?1, ?2)", &sql));
    for (size_t i = 0; i < count; i++) {
        sqlite3_stmt *stmt = NULL;
        bool          done = sqlite3_prepare_v2(h->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
                             sqlite3_bind_int64(stmt, 1, place + (sqlite3_int64)i) == SQLITE_OK &&
                             sqlite3_bind_text(stmt, 2, args[i], -1, SQLITE_STATIC) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_DONE;
        err           e    = done ? OK : table_fail(c, h, "keeping its declaration");
        (void)sqlite3_finalize(stmt);
        TRY(e);
    }
    return OK;
}

static err take_arguments(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, const char **args, size_t room, size_t *ret)
{
    int code;
    for (*ret = 0; (code = sqlite3_step(stmt)) == SQLITE_ROW && *ret < room; ++*ret) {
        args[*ret] = ctx_copy(c, (struct slice){(const char *)sqlite3_column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)});
        if (!args[*ret]) return ERR_NOMEM;
    }
    return code == SQLITE_DONE ? OK : table_fail(c, h, "reading its declaration");
}

err table_arguments(struct ctx *c, struct hyper *h, int place, const char ***ret, size_t *ret_count)
{
    enum { ARGUMENTS_MAX = HYPER_COLUMNS_MAX + 8 };
    const char   *sql;
    sqlite3_stmt *stmt = NULL;
    TRY(NEW(c, *ret, ARGUMENTS_MAX));
    TRY(table_sql(c, h, "SELECT argument FROM @declaration WHERE place BETWEEN ?1 AND ?1 + 999 ORDER BY place", &sql));
    if (sqlite3_prepare_v2(h->db, sql, -1, &stmt, NULL) != SQLITE_OK || sqlite3_bind_int(stmt, 1, place) != SQLITE_OK)
        return table_fail(c, h, "reading its declaration");
    err e = take_arguments(c, h, stmt, *ret, ARGUMENTS_MAX, ret_count);
    (void)sqlite3_finalize(stmt);
    return e;
}

static bool has(const struct hyper *h, const struct shadow *s) { return h->spec.history || !s->of_history; }

err table_create(struct ctx *c, struct hyper *h, const char *const *args, size_t count)
{
    for (size_t i = 0; i < SHADOWS; i++) {
        const char *sql = ctx_print(c, "CREATE TABLE @%s %s", shadows[i].word, shadows[i].columns);
        if (!sql) return ERR_NOMEM;
        if (has(h, &shadows[i])) TRY(execute(c, h, sql));
    }
    return table_declare(c, h, 0, args, count);
}

err table_drop(struct ctx *c, struct hyper *h)
{
    forget_statements(h);
    for (size_t i = 0; i < SHADOWS; i++) {
        const char *sql = ctx_print(c, "DROP TABLE IF EXISTS @%s", shadows[i].word);
        if (!sql) return ERR_NOMEM;
        TRY(execute(c, h, sql));
    }
    return OK;
}

static err rename_one(struct ctx *c, struct hyper *h, const struct shadow *s, const char *name)
{
    struct text t    = {.c = c};
    const char *from = ctx_print(c, "ALTER TABLE @%s RENAME TO ", s->word), *to = ctx_print(c, "%s_%s", name, s->end);
    if (!from || !to) return ERR_NOMEM;
    put_pattern(&t, h, from);
    put_quoted(&t, to);
    TRY(text_done(&t));
    return sqlite3_exec(h->db, t.at, NULL, NULL, NULL) == SQLITE_OK ? OK : table_fail(c, h, "renaming it");
}

err table_rename(struct ctx *c, struct hyper *h, const char *name)
{
    forget_statements(h);
    for (size_t i = 0; i < SHADOWS; i++)
        if (has(h, &shadows[i])) TRY(rename_one(c, h, &shadows[i], name));
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

err query_open(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count, sqlite3_stmt **ret)
{
    TRY(query_of(c, h, q, ret));
    for (size_t i = 0; i < count; i++)
        if (sqlite3_bind_int64(*ret, (int)i + 1, numbers[i]) != SQLITE_OK) return table_fail(c, h, "binding a number");
    return OK;
}

err query_run(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count)
{
    AUTO_QUERY *stmt = NULL;
    bool        row;
    TRY(query_open(c, h, q, numbers, count, &stmt));
    return query_step(c, h, stmt, &row);
}

err query_number(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count, bool *ret_found, int64_t *ret)
{
    AUTO_QUERY *stmt = NULL;
    bool        row;
    TRY(query_open(c, h, q, numbers, count, &stmt));
    TRY(query_step(c, h, stmt, &row));
    *ret_found = row && sqlite3_column_type(stmt, 0) != SQLITE_NULL;
    *ret       = *ret_found ? sqlite3_column_int64(stmt, 0) : 0;
    return OK;
}

err table_segment(struct ctx *c, struct hyper *h, int64_t start, bool down, bool *ret_found, int64_t *ret)
{
    return query_number(c, h, down ? KEY_DOWN : KEY_UP, &start, 1, ret_found, ret);
}

err column_bytes(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, int column, struct slice *ret)
{
    const void *at = sqlite3_column_blob(stmt, column);
    if (!at && sqlite3_errcode(h->db) == SQLITE_NOMEM) return table_fail(c, h, "reading packed rows");
    *ret = (struct slice){at, (size_t)sqlite3_column_bytes(stmt, column)};
    return OK;
}

/* ---- blobs ---- */

static struct blob blob_of(sqlite3_stmt *stmt)
{
    return (struct blob){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2),
                         (size_t)sqlite3_column_int64(stmt, 3), true};
}

static err find_blob(struct ctx *c, struct hyper *h, enum query q, int64_t segment, int64_t at, struct blob *ret)
{
    AUTO_QUERY *stmt = NULL;
    bool        row;
    TRY(query_open(c, h, q, (int64_t[]){segment, at}, 2, &stmt));
    TRY(query_step(c, h, stmt, &row));
    *ret = row ? blob_of(stmt) : (struct blob){0};
    return OK;
}

err blob_before(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret)
{
    return find_blob(c, h, BLOB_BEFORE, segment, at, ret);
}

err blob_from(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret)
{
    return find_blob(c, h, BLOB_FROM, segment, at, ret);
}

err blob_behind(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret)
{
    return find_blob(c, h, BLOB_BEHIND, segment, at, ret);
}

err blobs_in(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, struct blob **ret, size_t *ret_count)
{
    AUTO_QUERY  *stmt = NULL;
    struct blob *found = NULL;
    size_t       count = 0, room = 0;
    bool         row;
    TRY(query_open(c, h, BLOBS_IN, (int64_t[]){segment, from, to}, 3, &stmt));
    for (;;) {
        TRY(query_step(c, h, stmt, &row));
        if (!row) break;
        if (count == room) {
            struct blob *bigger;
            room = room ? room * 2 : 8;
            TRY(NEW(c, bigger, room));
            if (count) memcpy(bigger, found, count * sizeof *found);
            found = bigger;
        }
        found[count++] = blob_of(stmt);
    }
    *ret       = found;
    *ret_count = count;
    return OK;
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

bool blob_read(const struct hyper *h, struct slice head, struct slice body, struct packed *ret)
{
    return columns_open_parts(head, body, ret) && fits(h, ret);
}

static err copy_bytes(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, int column, struct slice *ret)
{
    struct slice bytes;
    TRY(column_bytes(c, h, stmt, column, &bytes));
    ret->at   = ctx_copy(c, bytes);
    ret->size = bytes.size;
    return got(ret->at);
}

static err open_parts(struct ctx *c, struct hyper *h, enum query q, int64_t segment, const struct blob *b, struct packed *ret)
{
    AUTO_QUERY  *stmt = NULL;
    struct slice head, body = {0};
    bool         row;
    TRY(query_open(c, h, q, (int64_t[]){segment, b->first}, 2, &stmt));
    TRY(query_step(c, h, stmt, &row));
    if (!row) return blob_damaged(c, h, segment, b);
    TRY(copy_bytes(c, h, stmt, 0, &head));
    if (q == BLOB_BODY) TRY(copy_bytes(c, h, stmt, 1, &body));
    return blob_read(h, head, body, ret) ? OK : blob_damaged(c, h, segment, b);
}

err blob_open(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, struct packed *ret)
{
    return open_parts(c, h, BLOB_BODY, segment, b, ret);
}

err blob_head(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, struct packed *ret)
{
    return open_parts(c, h, BLOB_HEAD, segment, b, ret);
}

err blob_is_bare(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, bool *ret)
{
    bool    over;
    int64_t one;
    TRY(query_number(c, h, ROWS_OVER, (int64_t[]){segment, b->first, b->last}, 3, &over, &one));
    *ret = !over;
    return OK;
}

static err bind_bytes(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, int place, struct slice bytes)
{
    return sqlite3_bind_blob64(stmt, place, bytes.at, bytes.size, SQLITE_STATIC) == SQLITE_OK ? OK : table_fail(c, h, "binding packed rows");
}

static err add_body(struct ctx *c, struct hyper *h, struct slice body, int64_t *ret_id)
{
    AUTO_QUERY *stmt = NULL;
    bool        row;
    TRY(query_of(c, h, BODY_ADD, &stmt));
    TRY(bind_bytes(c, h, stmt, 1, body));
    TRY(query_step(c, h, stmt, &row));
    *ret_id = sqlite3_last_insert_rowid(h->db);
    return OK;
}

err blob_add(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, size_t count, struct slice blob)
{
    AUTO_QUERY  *stmt = NULL;
    size_t       size = columns_head_size(h->spec.column_count + 1);
    int64_t      id;
    bool         row;
    TRY(add_body(c, h, (struct slice){blob.at + size, blob.size - size}, &id));
    TRY(query_open(c, h, BLOB_ADD, (int64_t[]){segment, first, last, (int64_t)count, id}, 5, &stmt));
    TRY(bind_bytes(c, h, stmt, 6, (struct slice){blob.at, size}));
    return query_step(c, h, stmt, &row);
}

err blob_drop(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b)
{
    TRY(query_run(c, h, BODY_DROP, &b->id, 1));
    return query_run(c, h, BLOB_DROP, (int64_t[]){segment, b->first}, 2);
}
