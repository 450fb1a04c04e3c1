#include "store/sqlite.h"

#include <stdlib.h>

#include "base/map.h"
#include "store/catalog.h"

enum { BUSY_MS_MAX = 10000 };

#define APPLICATION_ID "1282764137"     /* 0x4c756d69, "Lumi", at byte 68 of the file */

/* FULL: an acknowledged write is on disk. 8 kB pages suit blobs of tens of kB; readers map the file. */
static const char pragmas[] =
    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    "PRAGMA cache_size = -16000; PRAGMA mmap_size = 4294967296; PRAGMA temp_store = MEMORY;";

err sqlite_fail(struct ctx *c, struct store *s, const char *doing)
{
    sqlite3 *db   = sqlite_of(s)->db;
    int      code = sqlite3_errcode(db) & 0xff;
    if (code == SQLITE_NOMEM) return fail(c, ERR_NOMEM, "the store ran out of memory while %s", doing);
    if (code == SQLITE_BUSY)  return fail(c, ERR_BUSY, "another program is writing to the store");
    return fail(c, ERR_STORE, "%s: %s while %s", s->pool->target, sqlite3_errmsg(db), doing);
}

static err script(struct ctx *c, struct store *s, const char *sql, const char *doing)
{
    return sqlite3_exec(sqlite_of(s)->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : sqlite_fail(c, s, doing);
}

/* ---- connections ---- */

static void close_connection(struct store *s)
{
    struct sqlite *q = sqlite_of(s);
    for (size_t i = 0; i < q->statement_count; i++) (void)sqlite3_finalize(q->statements[i].stmt);
    (void)sqlite3_finalize(q->rollback);
    sqlite_points_close(q);
    (void)sqlite3_close(q->db);
    free(q);
}

/* Two programs that meet a new store both want to switch it to its log, and there SQLite does not wait by itself. */
static int set_up(sqlite3 *db)
{
    enum { STEP_MS = 10 };
    int code = sqlite3_exec(db, pragmas, NULL, NULL, NULL);
    for (int waited = 0; (code & 0xff) == SQLITE_BUSY && waited < BUSY_MS_MAX; waited += STEP_MS) {
        (void)sqlite3_sleep(STEP_MS);
        code = sqlite3_exec(db, pragmas, NULL, NULL, NULL);
    }
    return code;
}

/* Asked before anything is set, for even a pragma may write. */
static err check_owner(struct ctx *c, struct store *s)
{
    int64_t others;
    TRY(store_number(c, s, "SELECT count(*) FROM sqlite_schema, pragma_application_id WHERE application_id <> " APPLICATION_ID, NO_ARGS, 0, &others));
    if (others == 0) return OK;
    return fail(c, ERR_REFUSED, "this database belongs to another program; Lumia does not write into it");
}

/* Until 0.2 bars lay in a way of their own, in a table that a hypertable now has need of the name of. */
static err check_version(struct ctx *c, struct store *s)
{
    int64_t old;
    TRY(store_number(c, s, "SELECT count(*) FROM pragma_table_info('bar_segment') WHERE name = 'series_id'", NO_ARGS, 0, &old));
    return old ? fail(c, ERR_STORE, "this store was made by version 0.2 or older, which this one does not read: import into a new folder") : OK;
}

static err open_connection(struct ctx *c, struct pool *p, struct store **ret)
{
    struct sqlite *q = calloc(1, sizeof *q);
    if (!q) return fail(c, ERR_NOMEM, "no memory for a connection");
    q->base = (struct store){.driver = &sqlite_driver, .pool = p};
    int code = sqlite3_open_v2(p->target, &q->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_busy_timeout(q->db, BUSY_MS_MAX);
        err e = sqlite_points_open(c, q);
        if (e == OK) e = check_owner(c, &q->base);
        if (e == OK) e = check_version(c, &q->base);
        if (e != OK) {
            close_connection(&q->base);
            return e;
        }
    }
    if (code == SQLITE_OK) code = set_up(q->db);
    if (code == SQLITE_OK) code = sqlite3_prepare_v3(q->db, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &q->rollback, NULL);
    if (code != SQLITE_OK) {
        err e = q->db ? sqlite_fail(c, &q->base, "opening it") : fail(c, ERR_NOMEM, "no memory for a connection");
        close_connection(&q->base);
        return e;
    }
    checkpoint_watch(&q->base);
    *ret = &q->base;
    return OK;
}

/* A file does not hang up; but a transaction that could not be rolled back for want of memory is no place to begin. */
static bool is_alive(struct store *s) { return sqlite3_get_autocommit(sqlite_of(s)->db) != 0; }

/* ---- transactions ---- */

static err begin(struct ctx *c, struct store *s, enum access access)
{
    struct sqlite *q       = sqlite_of(s);
    bool           relaxed = access == WRITES_DERIVED;
    if (access != READS && relaxed != q->relaxed) {
        TRY(script(c, s, relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", "beginning to write"));
        q->relaxed = relaxed;
    }
    return script(c, s, access == READS ? "BEGIN" : "BEGIN IMMEDIATE", access == READS ? "beginning to read" : "beginning to write");
}

static err commit(struct ctx *c, struct store *s) { return script(c, s, "COMMIT", "committing"); }

static void rollback(struct store *s)
{
    sqlite3_stmt *stmt = sqlite_of(s)->rollback;        /* prepared while there was memory */
    (void)sqlite3_step(stmt);                           /* fails only where SQLite has rolled back itself */
    (void)sqlite3_reset(stmt);
}

/* ---- statements ---- */

/* The cache knows a statement by the hash of its text and by the text itself. A full cache gives up its oldest. */
static struct statement *cached(struct sqlite *q, uint64_t hash, const char *sql)
{
    for (size_t i = 0; i < q->statement_count; i++)
        if (q->statements[i].hash == hash && !sqlite3_stmt_busy(q->statements[i].stmt) &&
            strcmp(sqlite3_sql(q->statements[i].stmt), sql) == 0) return &q->statements[i];
    return NULL;
}

static struct statement *place_for(struct sqlite *q)
{
    if (q->statement_count < STATEMENTS_MAX) return &q->statements[q->statement_count++];
    for (size_t i = 0; i < STATEMENTS_MAX; i++) {
        if (sqlite3_stmt_busy(q->statements[i].stmt)) continue;
        (void)sqlite3_finalize(q->statements[i].stmt);
        memmove(&q->statements[i], &q->statements[i + 1], (STATEMENTS_MAX - i - 1) * sizeof(struct statement));
        return &q->statements[STATEMENTS_MAX - 1];
    }
    return NULL;
}

static int bind(sqlite3_stmt *stmt, int at, const struct value *v)
{
    switch (v->kind) {
    case V_INT:  return sqlite3_bind_int64(stmt, at, v->integer);
    case V_REAL: return sqlite3_bind_double(stmt, at, v->real);         /* NaN becomes null */
    case V_TEXT: return sqlite3_bind_text64(stmt, at, v->bytes.at, v->bytes.size, SQLITE_STATIC, SQLITE_UTF8);
    case V_BLOB: return sqlite3_bind_blob64(stmt, at, v->bytes.at ? v->bytes.at : "", v->bytes.size, SQLITE_STATIC);
    default:     return sqlite3_bind_null(stmt, at);
    }
}

static err query(struct ctx *c, struct store *s, const char *sql, const struct args *args, struct rows *ret)
{
    struct sqlite    *q    = sqlite_of(s);
    uint64_t          hash = hash_bytes(slice_of(sql));
    struct statement *kept = cached(q, hash, sql);
    if (!kept) {
        sqlite3_stmt *stmt;
        if (sqlite3_prepare_v3(q->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) return sqlite_fail(c, s, sql);
        kept = place_for(q);
        if (!kept) {
            (void)sqlite3_finalize(stmt);
            return fail(c, ERR_INTERNAL, "more than %d statements at once", STATEMENTS_MAX);
        }
        *kept = (struct statement){.hash = hash, .stmt = stmt};
    }
    for (size_t i = 0; i < args->count; i++)
        if (bind(kept->stmt, (int)i + 1, &args->at[i]) != SQLITE_OK) return sqlite_fail(c, s, "binding values");
    ret->at           = kept->stmt;
    ret->column_count = (size_t)sqlite3_column_count(kept->stmt);
    return OK;
}

static err next(struct ctx *c, struct rows *r, bool *ret_row)
{
    int code = sqlite3_step(r->at);
    if (code == SQLITE_CONSTRAINT) return fail(c, ERR_CONFLICT, "%s", sqlite3_errmsg(sqlite_of(r->store)->db));
    if (code != SQLITE_ROW && code != SQLITE_DONE) return sqlite_fail(c, r->store, sqlite3_sql(r->at));
    *ret_row = code == SQLITE_ROW;
    return OK;
}

/* A pointer that is missing where there are bytes is SQLite's word for a lack of memory. */
static err value(struct ctx *c, const struct rows *r, size_t column, struct value *ret)
{
    sqlite3_stmt *stmt = r->at;
    int           at   = (int)column, type = sqlite3_column_type(stmt, at);
    const void   *bytes;
    switch (type) {
    case SQLITE_INTEGER: *ret = v_int(sqlite3_column_int64(stmt, at)); return OK;
    case SQLITE_FLOAT:   *ret = v_real(sqlite3_column_double(stmt, at)); return OK;
    case SQLITE_NULL:    *ret = (struct value){.kind = V_NULL}; return OK;
    default:             break;
    }
    bytes = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(stmt, at) : sqlite3_column_blob(stmt, at);
    *ret  = (struct value){.kind = type == SQLITE_TEXT ? V_TEXT : V_BLOB, .bytes = {bytes, (size_t)sqlite3_column_bytes(stmt, at)}};
    if (bytes || (type == SQLITE_BLOB && ret->bytes.size == 0)) return OK;
    return fail(c, ERR_NOMEM, "no memory for a column of %zu bytes", ret->bytes.size);
}

static int64_t changed(const struct rows *r) { return sqlite3_changes64(sqlite_of(r->store)->db); }

static void end(struct rows *r)
{
    (void)sqlite3_reset(r->at);                 /* repeats the failure that next() has told */
    (void)sqlite3_clear_bindings(r->at);
}

static err query_many(struct ctx *c, struct store *s, const char *sql, const struct args *args, size_t count)
{
    for (size_t i = 0; i < count; i++) TRY(store_execute(c, s, sql, &args[i], NULL));
    return OK;
}

static err insert_many(struct ctx *c, struct store *s, const struct shape *shape, const struct args *rows, size_t count)
{
    struct text sql = {.c = c};
    sql_put_insert(&sql, shape, false);
    TRY(text_done(&sql));
    return query_many(c, s, sql.at, rows, count);
}

/* ---- the schema ---- */

/* The tables behind a virtual one are its own affair: they change with it. */
static const char catalog[] =
    "SELECT s.type, s.tbl_name, s.name, 0, s.sql, NULL, 0, NULL FROM sqlite_schema s LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.tbl_name"
    " WHERE s.sql IS NOT NULL AND coalesce(l.type, '') <> 'shadow' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND s.tbl_name <> '" HISTORY "'"
    " ORDER BY s.tbl_name, s.type DESC, s.name";

const struct driver sqlite_driver = {
    .dialect     = SQLITE,
    .open        = open_connection,
    .close       = close_connection,
    .is_alive    = is_alive,
    .begin       = begin,
    .commit      = commit,
    .rollback    = rollback,
    .query       = query,
    .next        = next,
    .value       = value,
    .changed     = changed,
    .end         = end,
    .query_many  = query_many,
    .insert_many = insert_many,
    .script      = script,
    .read_points   = sqlite_read_points,
    .write_points  = sqlite_write_points,
    .put_points    = sqlite_put_points,
    .add_each      = sqlite_add_each,
    .forget_points = sqlite_forget_points,
    .pack_points   = sqlite_pack_points,
    .extent        = sqlite_extent,
    .next_segment  = sqlite_next_segment,
    .latest        = sqlite_latest,
    .scan_points   = sqlite_scan_points,
    .check_points  = sqlite_check_points,
    .sizes       = "SELECT m.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_master m ON m.name = d.name GROUP BY m.tbl_name ORDER BY m.tbl_name",
    .faults      = "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' UNION ALL"
                   " SELECT 'a row of ' || \"table\" || ' refers to no ' || parent FROM pragma_foreign_key_check",
    .backup      = "VACUUM INTO $1",
    .put_hyper   = sql_put_hypertable,
    .catalog     = catalog,
    .history     = "SELECT count(*) FROM sqlite_schema WHERE name = '" HISTORY "'",
    .others      = "SELECT count(*) FROM sqlite_schema WHERE name <> '" HISTORY "' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    .unversioned = "SELECT 1",          /* open_connection() has asked whose it is */
    .claim       = "PRAGMA user_version = 0; PRAGMA application_id = " APPLICATION_ID,
    .references_off = "PRAGMA foreign_keys = OFF",
    .references_on  = "PRAGMA foreign_keys = ON",
    .dangling    = "SELECT 'a row of ' || \"table\" || ' refers to no ' || parent FROM pragma_foreign_key_check",
    .scratch_url = "sqlite::memory:",
    .scratch_begin = "BEGIN",
};
