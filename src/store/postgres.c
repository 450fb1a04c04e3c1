#include "store/postgres.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/map.h"
#include "base/number.h"
#include "store/catalog.h"

enum {
    STATEMENT_BYTES_MAX = 4 << 20,      /* of the texts of a connection's statements */
    REPEATS_MAX         = 5,            /* of a statement that another one was in the way of */
    REPEAT_MS           = 10,           /* before the first repeat; twice as long before each next one */
    BATCH               = 256,          /* statements that are sent before their answers are read */
};

/* What stands before the URL it may change, what stands behind it may not. Times in milliseconds: no statement of ours lasts
 * a minute, no writer waits longer than one of SQLite's, and a connection that dies in the middle of a change lets it go. */
static const struct { const char *keyword, *value; } usual[] = {
    {"connect_timeout", "5"}, {"tcp_user_timeout", "20000"}, {"keepalives_idle", "30"}, {"fallback_application_name", "lumia"},
    {"options", "-c statement_timeout=60000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=600000"},
}, fixed[] = {{"client_encoding", "UTF8"}};

enum { USUAL = sizeof usual / sizeof *usual, FIXED = sizeof fixed / sizeof *fixed };

/* One writer at a time, as with SQLite, in whatever process: numbers that are counted on (store_next_id, store_touch) and
 * what a merge has read stay true until it commits. The lock ends with the transaction. */
#define TAKE_TURN "SELECT pg_advisory_xact_lock(1282764137)"

static void no_notice(void *arg, const char *message)
{
    (void)arg, (void)message;           /* only jobs and app log */
}

/* ---- failures ---- */

static bool is_class(const char *state, const char *class) { return strncmp(state, class, strlen(class)) == 0; }

static bool is_outrun(const char *state) { return strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0; }

/* Appendix A of the manual: the classes that a caller would treat in another way than "it has failed". */
static err err_of(const char *state)
{
    static const struct { const char *class; err e; } classes[] = {
        {"23", ERR_CONFLICT}, {"40001", ERR_BUSY}, {"40P01", ERR_BUSY}, {"55P03", ERR_BUSY}, {"57014", ERR_BUSY}, {"57P0", ERR_BUSY},
        {"08", ERR_BUSY}, {"53300", ERR_BUSY}, {"53200", ERR_NOMEM}, {"28", ERR_REFUSED}, {"42501", ERR_REFUSED}, {"25006", ERR_REFUSED},
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (is_class(state, classes[i].class)) return classes[i].e;
    return ERR_STORE;
}

/* What libpq tells ends in a line feed, and may have several lines. */
static int first_line(const char *text) { return (int)strcspn(text, "\n"); }

err pg_fail(struct ctx *c, struct store *s, const PGresult *result, const char *doing)
{
    struct postgres *p     = postgres_of(s);
    const char      *state = result ? pq.resultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char      *story = result ? pq.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    p->base.outrun = state && is_outrun(state);
    if (pq.status(p->conn) != CONNECTION_OK || !state)
        return fail(c, ERR_BUSY, "the connection to PostgreSQL was lost while %s: %.*s", doing, first_line(pq.errorMessage(p->conn)), pq.errorMessage(p->conn));
    if (p->base.outrun)                  return fail(c, ERR_BUSY, "another transaction was in the way: %s", story);
    if (strcmp(state, "55P03") == 0) return fail(c, ERR_BUSY, "another program is writing to the store");
    if (strcmp(state, "57014") == 0) return fail(c, ERR_BUSY, "PostgreSQL gave up after its statement_timeout while %s", doing);
    err e = err_of(state);
    return e == ERR_CONFLICT ? fail(c, e, "%s", story) : fail(c, e == OK ? ERR_STORE : e, "PostgreSQL: %s (%s) while %s", story, state, doing);
}

err pg_run(struct ctx *c, struct store *s, const char *sql, const char *doing)
{
    PGresult      *result = pq.exec(postgres_of(s)->conn, sql);
    ExecStatusType status = pq.resultStatus(result);
    err            e      = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? OK : pg_fail(c, s, result, doing);
    pq.clear(result);
    return e;
}

/* ---- connections ---- */

static void close_connection(struct store *s)
{
    struct postgres *p = postgres_of(s);
    if (p->conn) pq.finish(p->conn);
    ctx_close(&p->memory);
    free(p);
}

/* The story of a failed connection holds no password: libpq does not tell it. */
static err dial(struct ctx *c, struct postgres *p)
{
    const char *keywords[USUAL + FIXED + 2] = {0}, *values[USUAL + FIXED + 2] = {0};
    size_t      n = 0;
    for (size_t i = 0; i < USUAL; i++) keywords[n] = usual[i].keyword, values[n++] = usual[i].value;
    keywords[n] = "dbname", values[n++] = p->base.pool->target;
    for (size_t i = 0; i < FIXED; i++) keywords[n] = fixed[i].keyword, values[n++] = fixed[i].value;
    p->conn = pq.connectdbParams(keywords, values, 1);
    if (!p->conn) return fail(c, ERR_NOMEM, "no memory for a connection");
    if (pq.status(p->conn) != CONNECTION_OK) {
        const char *story = pq.errorMessage(p->conn);
        return fail(c, ERR_BUSY, "no connection to PostgreSQL: %.*s", first_line(story), story);
    }
    (void)pq.setNoticeProcessor(p->conn, no_notice, NULL);
    const char *encoding = pq.parameterStatus(p->conn, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return fail(c, ERR_REFUSED, "the database is not in UTF8 but in %s: make one with `createdb -E UTF8 -T template0`", encoding ? encoding : "?");
    ctx_open(&p->memory, STATEMENT_BYTES_MAX);
    return OK;
}

static err open_connection(struct ctx *c, struct pool *pool, struct store **ret)
{
    TRY(libpq_load(c));
    struct postgres *p = calloc(1, sizeof *p);
    if (!p) return fail(c, ERR_NOMEM, "no memory for a connection");
    p->base = (struct store){.driver = &postgres_driver, .pool = pool};
    err e = dial(c, p);
    if (e != OK) {
        close_connection(&p->base);
        return e;
    }
    *ret = &p->base;
    return OK;
}

/* The connection anew, with nothing prepared on it. */
static err redial(struct ctx *c, struct postgres *p)
{
    pq.finish(p->conn);
    ctx_close(&p->memory);
    p->conn            = NULL;
    p->statement_count = 0;
    memset(p->years_made, 0, sizeof p->years_made);
    return dial(c, p);
}

static bool is_lost(const struct postgres *p) { return pq.status(p->conn) != CONNECTION_OK; }

/* Reads what the server has sent of its own accord, such as its farewell; asks it nothing, so that a lease costs no round trip. */
static bool is_alive(struct store *s)
{
    struct postgres *p = postgres_of(s);
    return p->conn && pq.consumeInput(p->conn) && !is_lost(p) && pq.transactionStatus(p->conn) == PQTRANS_IDLE;
}

/* ---- transactions ---- */

/* Nothing has been done yet, so a connection that turns out to be lost is made anew. */
static err begin(struct ctx *c, struct store *s, enum access access)
{
    static const char *const statements[] = {
        [READS]          = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        [WRITES]         = "BEGIN; " TAKE_TURN,
        [WRITES_DERIVED] = "BEGIN; SET LOCAL synchronous_commit = off; " TAKE_TURN,
    };
    struct postgres *p     = postgres_of(s);
    const char      *doing = access == READS ? "beginning to read" : "beginning to write";
    p->base.outrun = false;
    memset(p->announced, 0, sizeof p->announced);
    err e = pg_run(c, s, statements[access], doing);
    if (e != OK && is_lost(p)) {
        TRY(redial(c, p));
        e = pg_run(c, s, statements[access], doing);
    }
    if (e != OK) (void)pg_run(c, s, "ROLLBACK", doing);
    return e;
}

/* COMMIT of a transaction that has failed answers with success and the word ROLLBACK. */
static err commit(struct ctx *c, struct store *s)
{
    struct postgres *p = postgres_of(s);
    if (pq.transactionStatus(p->conn) == PQTRANS_INERROR) return fail(c, ERR_STORE, "a statement of the transaction has failed: nothing was committed");
    return pg_run(c, s, "COMMIT", "committing");
}

static void rollback(struct store *s)
{
    struct postgres *p = postgres_of(s);
    memset(p->years_made, 0, sizeof p->years_made);     /* partitions that the transaction made are gone with it */
    pq.clear(pq.exec(p->conn, "ROLLBACK"));             /* fails only where the connection is lost, and the change with it */
}

/* ---- statements ---- */

static struct pg_statement *cached(struct postgres *p, uint64_t hash, const char *sql)
{
    for (size_t i = 0; i < p->statement_count; i++)
        if (p->statements[i].hash == hash && strcmp(p->statements[i].sql, sql) == 0) return &p->statements[i];
    return NULL;
}

static err describe(struct ctx *c, struct postgres *p, struct pg_statement *st)
{
    PGresult *result = pq.describePrepared(p->conn, st->name);
    err       e      = pq.resultStatus(result) == PGRES_COMMAND_OK ? OK : pg_fail(c, &p->base, result, st->sql);
    int       count  = e == OK ? pq.nparams(result) : 0;
    if (count > ARGS_MAX) e = fail(c, ERR_INTERNAL, "a statement takes more than %d values: %s", ARGS_MAX, st->sql);
    for (int i = 0; i < count && e == OK; i++) st->types[i] = pq.paramtype(result, i);
    pq.clear(result);
    return e;
}

/* The server says of which types the values are, so that a statement needs no casts. A full cache begins anew. */
static err prepare(struct ctx *c, struct postgres *p, uint64_t hash, const char *sql, struct pg_statement **ret)
{
    if (p->statement_count == PG_STATEMENTS_MAX) {
        TRY(pg_run(c, &p->base, "DEALLOCATE ALL", "forgetting statements"));
        ctx_reset(&p->memory);
        p->statement_count = 0;
    }
    struct pg_statement *st = &p->statements[p->statement_count];
    *st = (struct pg_statement){.hash = hash, .sql = ctx_copy(&p->memory, slice_of(sql))};
    if (!st->sql) return fail(c, ERR_LIMIT, "the statements of a connection have more than %d bytes", STATEMENT_BYTES_MAX);
    snprintf(st->name, sizeof st->name, "s%zu", p->statement_count);
    PGresult *result = pq.prepare(p->conn, st->name, sql, 0, NULL);
    err       e      = pq.resultStatus(result) == PGRES_COMMAND_OK ? OK : pg_fail(c, &p->base, result, sql);
    pq.clear(result);
    TRY(e);
    p->statement_count++;               /* the name is taken from here on */
    TRY(describe(c, p, st));
    *ret = st;
    return OK;
}

static err statement_of(struct ctx *c, struct postgres *p, const char *sql, struct pg_statement **ret)
{
    uint64_t hash = hash_bytes(slice_of(sql));
    *ret = cached(p, hash, sql);
    return *ret ? OK : prepare(c, p, hash, sql, ret);
}

struct bound {                          /* values as libpq takes them */
    const char *at[ARGS_MAX];
    int         size[ARGS_MAX], format[ARGS_MAX];
    char        room[ARGS_MAX][PG_NUMBER_SIZE];
};

static err bind(struct ctx *c, const struct pg_statement *st, const struct args *args, struct bound *ret)
{
    for (size_t i = 0; i < args->count; i++) {
        const struct value *v = &args->at[i];
        struct slice        bytes;
        ret->format[i] = 1;
        ret->at[i]     = NULL;
        if (v->kind == V_NULL || (v->kind == V_REAL && isnan(v->real))) continue;
        TRY(pg_encode(c, v, st->types[i], ret->room[i], &bytes));
        ret->at[i]   = bytes.at ? bytes.at : "";
        ret->size[i] = (int)bytes.size;
    }
    return OK;
}

static err ask(struct ctx *c, struct postgres *p, const char *sql, const struct args *args, PGresult **ret)
{
    struct pg_statement *st;
    struct bound         b;
    p->base.outrun = false;
    TRY(statement_of(c, p, sql, &st));
    TRY(bind(c, st, args, &b));
    PGresult      *result = pq.execPrepared(p->conn, st->name, (int)args->count, b.at, b.size, b.format, 1);
    ExecStatusType status = pq.resultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        *ret = result;
        return OK;
    }
    err e = pg_fail(c, &p->base, result, sql);
    pq.clear(result);
    return e;
}

static void pause_before(int repeat)
{
    long ms = (long)REPEAT_MS << repeat;
    (void)nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* Outside a transaction a statement stands alone: one that was outrun is repeated, one that only reads also on a new
 * connection. Inside one the whole must be done again, which only its owner can: see store_was_outrun(). */
static err query(struct ctx *c, struct store *s, const char *sql, const struct args *args, struct rows *ret)
{
    struct postgres *p      = postgres_of(s);
    PGresult        *result = NULL;
    bool             alone  = !s->writes && !s->reads, redialled = false;
    err              e      = ask(c, p, sql, args, &result);
    for (int repeat = 0; e == ERR_BUSY && alone && repeat < REPEATS_MAX; repeat++) {
        if (is_lost(p)) {
            if (redialled || strncmp(sql, "SELECT", 6) != 0) break;
            TRY(redial(c, p));
            redialled = true;
        } else if (p->base.outrun) {
            pause_before(repeat);
        } else {
            break;
        }
        e = ask(c, p, sql, args, &result);
    }
    TRY(e);
    ret->at           = result;
    ret->column_count = (size_t)pq.nfields(result);
    ret->row_count    = (size_t)pq.ntuples(result);
    return OK;
}

static err next(struct ctx *c, struct rows *r, bool *ret_row)
{
    (void)c;
    *ret_row = r->row < r->row_count;
    r->row  += *ret_row;
    return OK;
}

static err value(struct ctx *c, const struct rows *r, size_t column, struct value *ret)
{
    const PGresult *result = r->at;
    int             row = (int)r->row - 1, at = (int)column;
    if (pq.getisnull(result, row, at)) {
        *ret = (struct value){.kind = V_NULL};
        return OK;
    }
    return pg_decode(c, pq.ftype(result, at), (struct slice){pq.getvalue(result, row, at), (size_t)pq.getlength(result, row, at)}, ret);
}

static int64_t changed(const struct rows *r)
{
    int64_t count = 0;
    (void)int_read(slice_of(pq.cmdTuples(r->at)), &count);      /* empty for a statement that changes nothing */
    return count;
}

static void end(struct rows *r) { pq.clear(r->at); }

/* ---- many at once ---- */

/* The answers of a batch, to the end of it; the first failure is told. */
static err drain(struct ctx *c, struct postgres *p, const char *sql, size_t sent)
{
    err e = OK;
    for (size_t i = 0; i < sent; i++)
        for (PGresult *r = pq.getResult(p->conn); r; r = pq.getResult(p->conn)) {
            ExecStatusType status = pq.resultStatus(r);
            if (e == OK && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) e = pg_fail(c, &p->base, r, sql);
            pq.clear(r);
        }
    PGresult *synced = pq.getResult(p->conn);
    if (e == OK && pq.resultStatus(synced) != PGRES_PIPELINE_SYNC) e = pg_fail(c, &p->base, NULL, sql);
    pq.clear(synced);
    return e;
}

static err send_batch(struct ctx *c, struct postgres *p, const struct pg_statement *st, const struct args *args, size_t count)
{
    struct bound b;
    size_t       sent = 0;
    err          e    = OK;
    if (!pq.enterPipelineMode(p->conn)) return pg_fail(c, &p->base, NULL, st->sql);
    while (sent < count && e == OK) {
        e = bind(c, st, &args[sent], &b);
        if (e == OK && !pq.sendQueryPrepared(p->conn, st->name, (int)args[sent].count, b.at, b.size, b.format, 1)) e = pg_fail(c, &p->base, NULL, st->sql);
        if (e == OK) sent++;
    }
    err ended = pq.pipelineSync(p->conn) ? drain(c, p, st->sql, sent) : pg_fail(c, &p->base, NULL, st->sql);
    (void)pq.exitPipelineMode(p->conn);     /* fails only where the connection is lost, which has been told */
    return e != OK ? e : ended;
}

static err query_many(struct ctx *c, struct store *s, const char *sql, const struct args *args, size_t count)
{
    struct postgres     *p = postgres_of(s);
    struct pg_statement *st;
    p->base.outrun = false;
    TRY(statement_of(c, p, sql, &st));
    for (size_t i = 0; i < count; i += BATCH) TRY(send_batch(c, p, st, args + i, count - i < BATCH ? count - i : BATCH));
    return OK;
}

/* ---- the schema ---- */

static const struct extra extras[] = {
    {"instr", "CREATE OR REPLACE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT strpos($1, $2)';\n"},
    {"lumia_now", "CREATE OR REPLACE FUNCTION lumia_now() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT (extract(epoch FROM now()) * 1000000)::bigint';\n"},
    {NULL, NULL},
};

/* Packed numbers stand beside the row as they are: PostgreSQL's compression finds little in them and takes its time. */
static void put_storage_of(struct text *sql, const struct shape *s)
{
    for (size_t i = 0; i < s->field_count; i++)
        if (s->fields[i].kind == F64S || s->fields[i].kind == DAYS || s->fields[i].kind == BYTES)
            text_print(sql, "ALTER TABLE %s ALTER COLUMN %s SET STORAGE EXTERNAL;\n", s->name, s->fields[i].name);
}

static void put_storage(struct text *sql)
{
    for (const struct table *const *t = tables; *t; t++) put_storage_of(sql, (*t)->shape);
}

/* Names without the schema, so that two schemas can be compared. Partitions are made in time; what an extension brought is its own. */
#define NOT_OF_EXTENSION(oid) "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = " oid " AND d.deptype = 'e')"
#define BARE(definition)      "replace(" definition ", quote_ident(current_schema()) || '.', '')"

static const char catalog[] =
    "WITH t AS (SELECT c.oid, c.relname::text AS name, c.relkind FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))"
    " AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND c.relname <> '" HISTORY "' AND " NOT_OF_EXTENSION("c.oid") ")"
    " SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind, name AS tab, name, 0::bigint AS place,"
    " CASE relkind WHEN 'v' THEN " BARE("pg_get_viewdef(oid)") " WHEN 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(oid) ELSE '' END AS sql, NULL::text AS type,"
    " 0::bigint AS required, NULL::text AS usual FROM t"
    " UNION ALL SELECT 'column', t.name, a.attname::text, row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), '',"
    " format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> y.typcollation THEN ' COLLATE ' || quote_ident(o.collname) ELSE '' END,"
    " a.attnotnull::int::bigint, pg_get_expr(f.adbin, f.adrelid) FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_collation o ON o.oid = a.attcollation LEFT JOIN pg_attrdef f ON f.adrelid = t.oid AND f.adnum = a.attnum"
    " WHERE t.relkind <> 'v'"
    " UNION ALL SELECT 'storage', t.name, a.attname::text, 0, CASE a.attstorage WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' WHEN 'x' THEN 'EXTENDED' ELSE 'PLAIN' END,"
    " NULL, 0, NULL FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type y ON y.oid = a.atttypid"
    " WHERE t.relkind <> 'v' AND a.attstorage <> y.typstorage"
    " UNION ALL SELECT 'constraint', t.name, n.conname::text, 0, " BARE("pg_get_constraintdef(n.oid)") ", NULL, 0, NULL FROM t JOIN pg_constraint n ON n.conrelid = t.oid"
    " WHERE n.contype IN ('p', 'u', 'c', 'f', 'x')"
    " UNION ALL SELECT 'index', t.name, x.relname::text, 0, " BARE("pg_get_indexdef(i.indexrelid)") ", NULL, 0, NULL FROM t JOIN pg_index i ON i.indrelid = t.oid"
    " JOIN pg_class x ON x.oid = i.indexrelid WHERE NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = i.indexrelid AND n.conrelid = t.oid)"
    " UNION ALL SELECT 'trigger', t.name, g.tgname::text, 0, " BARE("pg_get_triggerdef(g.oid)") ", NULL, 0, NULL FROM t JOIN pg_trigger g ON g.tgrelid = t.oid"
    " WHERE NOT g.tgisinternal"
    " UNION ALL SELECT 'function', '', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', 0, " BARE("pg_get_functiondef(p.oid)") ", NULL, 0, NULL"
    " FROM pg_proc p WHERE p.pronamespace = to_regnamespace(quote_ident(current_schema())) AND p.prokind = 'f' AND " NOT_OF_EXTENSION("p.oid")
    " ORDER BY 2, 1, 4, 3";

#define TABLES_HERE "SELECT count(*) FROM pg_class t WHERE t.relnamespace = to_regnamespace(quote_ident(current_schema())) AND t.relkind IN ('r', 'p')"

const struct driver postgres_driver = {
    .dialect     = POSTGRES,
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
    .insert_many = pg_insert_many,
    .script      = pg_run,
    .read_points   = pg_read_points,
    .write_points  = pg_write_points,
    .put_points    = pg_put_each,
    .forget_points = pg_forget_points,
    .extent        = pg_extent,
    .next_segment  = pg_next_segment,
    .latest        = pg_latest,
    .sizes       = "SELECT coalesce(p.relname, c.relname)::text, sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c"
                   " LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition LEFT JOIN pg_class p ON p.oid = i.inhparent"
                   " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY 1 ORDER BY 1",
    .put_hyper   = pg_put_points,
    .extras      = extras,
    .put_storage = put_storage,
    .catalog     = catalog,
    .history     = TABLES_HERE " AND t.relname = '" HISTORY "'",
    .others      = TABLES_HERE " AND t.relname <> '" HISTORY "' AND " NOT_OF_EXTENSION("t.oid"),
    .unversioned = TABLES_HERE " AND t.relname = 'lumia_schema'",
    .claim       = "DROP TABLE IF EXISTS lumia_schema",
    .migration_begun = "SET LOCAL statement_timeout = 0",
    .scratch_begin = "BEGIN; DO $do$ DECLARE name text := 'lumia_scratch_' || pg_backend_pid(); BEGIN EXECUTE 'CREATE SCHEMA ' || name;"
                     " PERFORM set_config('search_path', name, true); END $do$",
};
