#include <errno.h>
#include <stdlib.h>

#include "base/map.h"
#include "store/sqlite.h"

enum { BUSY_MS_MAX = 10000 };

/* FULL: an acknowledged write is on disk. 8 kB pages suit blobs of tens of kB; readers map the file. */
static const char pragmas[] =
    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    "PRAGMA cache_size = -16000; PRAGMA mmap_size = 4294967296; PRAGMA temp_store = MEMORY;";

err sqlite_fail(struct ctx *c, struct store *s, const char *doing)
{
    int code = sqlite3_errcode(s->db) & 0xff;
    if (code == SQLITE_NOMEM) return fail(c, ERR_NOMEM, "the store ran out of memory while %s", doing);
    if (code == SQLITE_BUSY)  return fail(c, ERR_BUSY, "another program is writing to the store");
    return fail(c, ERR_STORE, "%s: %s while %s", s->pool->path, sqlite3_errmsg(s->db), doing);
}

static void connection_close(struct store *s)
{
    for (size_t i = 0; i < s->statement_count; i++) (void)sqlite3_finalize(s->statements[i].stmt);
    (void)sqlite3_close(s->db);
    free(s);
}

void store_abandon(struct store *s)
{
    if (!s->writes && !s->reads) return;
    (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);    /* fails only where SQLite has rolled back itself */
    if (s->writes) turn_give(&s->pool->writer);
    s->writes = s->reads = false;
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

static err connection_open(struct ctx *c, struct pool *p, struct store **ret)
{
    struct store *s = calloc(1, sizeof *s);
    if (!s) return fail(c, ERR_NOMEM, "no memory for a connection");
    s->pool = p;
    int code = sqlite3_open_v2(p->path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_busy_timeout(s->db, BUSY_MS_MAX);
        err e = schema_check_owner(c, s);
        if (e != OK) {
            connection_close(s);
            return e;
        }
    }
    if (code == SQLITE_OK) code = set_up(s->db);
    if (code != SQLITE_OK) {
        err e = s->db ? sqlite_fail(c, s, "opening it") : fail(c, ERR_NOMEM, "no memory for a connection");
        connection_close(s);
        return e;
    }
    checkpoint_watch(s);
    *ret = s;
    return OK;
}

err pool_open(struct ctx *c, const char *url, struct pool **ret)
{
    if (strncmp(url, "sqlite:", 7) != 0 || !url[7])
        return fail(c, ERR_USAGE, "'%s' is not a store: write sqlite:PATH", url);
    if (strlen(url + 7) >= PATH_SIZE_MAX) return fail(c, ERR_LIMIT, "the path of the store has more than %d bytes", PATH_SIZE_MAX - 1);
    struct pool *p = calloc(1, sizeof *p);
    if (!p) return fail(c, ERR_NOMEM, "no memory for the store");
    memcpy(p->path, url + 7, strlen(url + 7));
    (void)pthread_mutex_init(&p->lock, NULL);           /* a default mutex cannot fail on Linux */
    turns_open(&p->writer);

    struct store *s = NULL;
    err e = connection_open(c, p, &s);
    if (e == OK) e = schema_ensure(c, s);
    if (s) {
        store_abandon(s);
        p->free  = s;
        p->count = 1;
    }
    if (e != OK) {
        pool_close(p);
        return e;
    }
    *ret = p;
    return OK;
}

void pool_close(struct pool *p)
{
    while (p->free) {
        struct store *dead = p->free;
        p->free = dead->next_free;
        connection_close(dead);
    }
    (void)pthread_mutex_destroy(&p->lock);
    turns_close(&p->writer);
    free(p);
}

void pool_close_at(struct pool **p)
{
    if (*p) pool_close(*p);
    *p = NULL;
}

err pool_lease(struct ctx *c, struct pool *p, struct store **ret)
{
    (void)pthread_mutex_lock(&p->lock);
    struct store *s = p->free;
    if (s) p->free = s->next_free;
    bool full = !s && p->count >= POOL_SIZE_MAX;
    if (!s && !full) p->count++;
    (void)pthread_mutex_unlock(&p->lock);

    if (full) return fail(c, ERR_BUSY, "all %d connections to the store are in use", POOL_SIZE_MAX);
    if (!s) {
        err e = connection_open(c, p, &s);
        if (e != OK) {
            (void)pthread_mutex_lock(&p->lock);
            p->count--;
            (void)pthread_mutex_unlock(&p->lock);
            return e;
        }
    }
    *ret = s;
    return OK;
}

void store_release(struct store **leased)
{
    struct store *s = *leased;
    if (!s) return;
    store_abandon(s);
    (void)pthread_mutex_lock(&s->pool->lock);
    s->next_free  = s->pool->free;
    s->pool->free = s;
    (void)pthread_mutex_unlock(&s->pool->lock);
    *leased = NULL;
}

static err begin(struct ctx *c, struct store *s, bool relaxed)
{
    if (relaxed != s->relaxed) {
        const char *pragma = relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL";
        if (sqlite3_exec(s->db, pragma, NULL, NULL, NULL) != SQLITE_OK) return sqlite_fail(c, s, "beginning to write");
        s->relaxed = relaxed;
    }
    turn_take(&s->pool->writer);
    if (sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
        err e = sqlite_fail(c, s, "beginning to write");
        turn_give(&s->pool->writer);
        return e;
    }
    s->writes = true;
    return OK;
}

err store_begin(struct ctx *c, struct store *s)         { return begin(c, s, false); }
err store_begin_derived(struct ctx *c, struct store *s) { return begin(c, s, true); }

err store_commit(struct ctx *c, struct store *s)
{
    if (sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        err e = sqlite_fail(c, s, "committing");
        store_abandon(s);
        return e;
    }
    s->writes = false;
    turn_give(&s->pool->writer);
    return OK;
}

err store_begin_read(struct ctx *c, struct store *s)
{
    if (sqlite3_exec(s->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK) return sqlite_fail(c, s, "beginning to read");
    s->reads = true;
    return OK;
}

void store_end_read(struct store *s)
{
    if (s->reads) (void)sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);        /* nothing to lose: it only read */
    s->reads = false;
}

/* ---- statements ---- */

/* The cache knows a statement by the hash of its text and by the text itself. A full cache gives up its oldest. */
static struct statement *cached(struct store *s, uint64_t hash, const char *sql)
{
    for (size_t i = 0; i < s->statement_count; i++)
        if (s->statements[i].hash == hash && !sqlite3_stmt_busy(s->statements[i].stmt) &&
            strcmp(sqlite3_sql(s->statements[i].stmt), sql) == 0) return &s->statements[i];
    return NULL;
}

static struct statement *place_for(struct store *s)
{
    if (s->statement_count < STATEMENTS_MAX) return &s->statements[s->statement_count++];
    for (size_t i = 0; i < STATEMENTS_MAX; i++) {
        if (sqlite3_stmt_busy(s->statements[i].stmt)) continue;
        (void)sqlite3_finalize(s->statements[i].stmt);
        memmove(&s->statements[i], &s->statements[i + 1], (STATEMENTS_MAX - i - 1) * sizeof(struct statement));
        return &s->statements[STATEMENTS_MAX - 1];
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

err statement_of(struct ctx *c, struct store *s, const char *sql, const struct args *args, sqlite3_stmt **ret)
{
    uint64_t          hash = hash_bytes(slice_of(sql));
    struct statement *kept = cached(s, hash, sql);
    if (!kept) {
        sqlite3_stmt *stmt;
        if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
            return sqlite_fail(c, s, sql);
        kept = place_for(s);
        if (!kept) {
            (void)sqlite3_finalize(stmt);
            return fail(c, ERR_INTERNAL, "more than %d statements at once", STATEMENTS_MAX);
        }
        *kept = (struct statement){.hash = hash, .stmt = stmt};
    }
    for (size_t i = 0; i < args->count; i++)
        if (bind(kept->stmt, (int)i + 1, &args->at[i]) != SQLITE_OK) return sqlite_fail(c, s, "binding values");
    *ret = kept->stmt;
    return OK;
}

err statement_step(struct ctx *c, struct store *s, sqlite3_stmt *stmt, bool *ret_row)
{
    int code = sqlite3_step(stmt);
    if (code == SQLITE_CONSTRAINT) return fail(c, ERR_CONFLICT, "%s", sqlite3_errmsg(s->db));
    if (code != SQLITE_ROW && code != SQLITE_DONE) return sqlite_fail(c, s, sqlite3_sql(stmt));
    *ret_row = code == SQLITE_ROW;
    return OK;
}

void statement_end(sqlite3_stmt **stmt)
{
    if (!*stmt) return;
    (void)sqlite3_reset(*stmt);                 /* repeats the failure that statement_step has told */
    (void)sqlite3_clear_bindings(*stmt);
    *stmt = NULL;
}
