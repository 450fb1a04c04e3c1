#include "hyper/functions.h"

#include "base/text.h"
#include "hyper/aggregates.h"
#include "hyper/bucket.h"
#include "hyper/retain.h"
#include "hyper/rollup.h"
#include "hyper/values.h"

enum { FUNCTION_MEMORY_MAX = 16 << 20 };

/* ---- time_bucket(width, at): the first instant of the bucket ---- */

static void time_bucket(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    AUTO_CTX c = {0};
    int64_t  width;
    (void)argc;
    if (sqlite3_value_type(argv[0]) == SQLITE_NULL || sqlite3_value_type(argv[1]) == SQLITE_NULL) return;
    ctx_open(&c, FUNCTION_MEMORY_MAX);
    err e = span_parse(&c, "the width of a bucket", value_text(argv[0]), &width);
    if (e != OK) value_fail(out, &c, e);
    else if (sqlite3_value_numeric_type(argv[1]) != SQLITE_INTEGER) sqlite3_result_error(out, "time_bucket takes microseconds since 1970", -1);
    else sqlite3_result_int64(out, bucket_of(width, sqlite3_value_int64(argv[1])).first);
}

/* ---- what is done to a table: its name is the first argument, a time may be the second ---- */

struct request {
    sqlite3         *db;
    const char      *table;
    bool             timed;
    int64_t          at;
    sqlite3_context *out;
};

static err compress(struct ctx *c, const struct request *r)
{
    struct hyper *h;
    int64_t       count;
    TRY(hyper_open(c, r->db, r->table, &h));
    TRY(r->timed ? hyper_compress(c, h, r->at, &count) : hyper_compress_due(c, h, &count));
    sqlite3_result_int64(r->out, count);
    return OK;
}

static err check(struct ctx *c, const struct request *r)
{
    struct hyper *h;
    struct text   t = {.c = c};
    TRY(hyper_open(c, r->db, r->table, &h));
    TRY(hyper_check(c, h));
    for (const struct fault *f = c->faults; f; f = f->next) text_print(&t, "%s%s: %s", f == c->faults ? "" : "\n", f->path, f->message);
    if (c->fault_count > FAULTS_MAX) text_print(&t, "\nand %zu more", c->fault_count - FAULTS_MAX);
    if (!c->fault_count) text_put(&t, "ok");
    TRY(text_done(&t));
    sqlite3_result_text64(r->out, t.at, t.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    return OK;
}

static err refresh(struct ctx *c, const struct request *r)
{
    struct rollup *rollup;
    int64_t        count;
    TRY(rollup_open(c, r->db, r->table, &rollup));
    TRY(rollup_refresh(c, rollup, &count));
    sqlite3_result_int64(r->out, count);
    return OK;
}

static err retain(struct ctx *c, const struct request *r)
{
    struct hyper *h;
    int64_t       count;
    TRY(hyper_open(c, r->db, r->table, &h));
    TRY(r->timed ? hyper_retain(c, h, r->at, &count) : hyper_retain_due(c, h, &count));
    sqlite3_result_int64(r->out, count);
    return OK;
}

static const struct work {
    const char *name;
    int         argc;
    bool        writes;
    err       (*run)(struct ctx *c, const struct request *r);
} works[] = {
    {"hypertable_compress", 1, true,  compress},
    {"hypertable_compress", 2, true,  compress},
    {"hypertable_check",    1, false, check},
    {"hypertable_refresh",  1, true,  refresh},
    {"hypertable_retain",   1, true,  retain},
    {"hypertable_retain",   2, true,  retain},
};

static err read_request(struct ctx *c, const struct work *w, sqlite3_context *out, sqlite3_value **argv, struct request *ret)
{
    struct request r = {.db = sqlite3_context_db_handle(out), .out = out, .table = ctx_copy(c, value_text(argv[0])), .timed = w->argc > 1};
    if (!r.table) return ERR_NOMEM;
    if (r.timed && !value_whole(argv[1], &r.at)) return fail(c, ERR_USAGE, "%s takes microseconds since 1970", w->name);
    *ret = r;
    return OK;
}

/* A SELECT that calls this is no write to SQLite, which would commit each statement underneath on its own: the savepoint makes
 * them one. */
static err run_whole(struct ctx *c, const struct work *w, const struct request *r)
{
    if (!w->writes) return w->run(c, r);
    if (sqlite3_exec(r->db, "SAVEPOINT hypertable", NULL, NULL, NULL) != SQLITE_OK)
        return fail(c, ERR_STORE, "%s: %s", w->name, sqlite3_errmsg(r->db));
    err  e    = w->run(c, r);
    bool done = e == OK && sqlite3_exec(r->db, "RELEASE hypertable", NULL, NULL, NULL) == SQLITE_OK;
    if (done) return OK;
    if (e == OK) e = fail(c, ERR_STORE, "%s: %s", w->name, sqlite3_errmsg(r->db));
    (void)sqlite3_exec(r->db, "ROLLBACK TO hypertable; RELEASE hypertable", NULL, NULL, NULL);     /* the first failure is the one to tell */
    return e;
}

static void run(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    AUTO_CTX           c = {0};
    struct request     r;
    const struct work *w = sqlite3_user_data(out);
    (void)argc;
    ctx_open(&c, HYPER_MEMORY_MAX);
    err e = read_request(&c, w, out, argv, &r);
    if (e == OK) e = run_whole(&c, w, &r);
    if (e != OK) value_fail(out, &c, e);
}

int functions_register(sqlite3 *db)
{
    int code = sqlite3_create_function_v2(db, "time_bucket", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, time_bucket, NULL,
                                          NULL, NULL);
    for (size_t i = 0; i < sizeof works / sizeof *works && code == SQLITE_OK; i++)
        code = sqlite3_create_function_v2(db, works[i].name, works[i].argc, SQLITE_UTF8 | SQLITE_DIRECTONLY, (void *)&works[i], run, NULL, NULL, NULL);
    return code == SQLITE_OK ? aggregates_register(db) : code;
}
