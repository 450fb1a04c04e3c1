#include "hyper/functions.h"

#include "base/day.h"
#include "base/text.h"
#include "hyper/spec.h"
#include "hyper/table.h"

enum { FUNCTION_MEMORY_MAX = 16 << 20 };

static void give_error(sqlite3_context *out, const struct ctx *c, err e)
{
    if (e == ERR_NOMEM) sqlite3_result_error_nomem(out);
    else                sqlite3_result_error(out, c->note, -1);
}

static struct slice text_of(sqlite3_value *v)
{
    return (struct slice){(const char *)sqlite3_value_text(v), (size_t)sqlite3_value_bytes(v)};
}

/* ---- time_bucket(width, at): the first instant of the bucket ---- */

/* Buckets of fixed width are counted from Monday 2000-01-03, so that weeks begin with a Monday; months and years by the calendar. */
static bool bucket_of(int64_t width, int64_t at, int64_t *ret)
{
    int64_t origin = width > 0 ? time_of_day(day_of_date((struct date){2000, 1, 3})) : 0, shifted, last;
    if (__builtin_sub_overflow(at, origin, &shifted)) return false;
    chunk_bounds(width, shifted, ret, &last);
    return !__builtin_add_overflow(*ret, origin, ret);
}

static void time_bucket(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    AUTO_CTX c = {0};
    int64_t  width, first;
    (void)argc;
    if (sqlite3_value_type(argv[0]) == SQLITE_NULL || sqlite3_value_type(argv[1]) == SQLITE_NULL) return;
    ctx_open(&c, FUNCTION_MEMORY_MAX);
    err e = span_parse(&c, "the width of a bucket", text_of(argv[0]), &width);
    if (e != OK) give_error(out, &c, e);
    else if (sqlite3_value_numeric_type(argv[1]) != SQLITE_INTEGER) sqlite3_result_error(out, "time_bucket takes microseconds since 1970", -1);
    else if (!bucket_of(width, sqlite3_value_int64(argv[1]), &first)) sqlite3_result_error(out, "a time that no bucket holds", -1);
    else sqlite3_result_int64(out, first);
}

/* ---- first(value, at) and last(value, at): the value at the least and at the greatest time ---- */

struct edge {
    sqlite3_value *value;
    int64_t        at;
};

static void edge_step(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    bool         last = sqlite3_user_data(out) != NULL;
    struct edge *e    = sqlite3_aggregate_context(out, sizeof *e);
    (void)argc;
    if (!e) {
        sqlite3_result_error_nomem(out);
        return;
    }
    if (sqlite3_value_type(argv[0]) == SQLITE_NULL || sqlite3_value_type(argv[1]) == SQLITE_NULL) return;
    int64_t at = sqlite3_value_int64(argv[1]);
    if (e->value && (last ? at <= e->at : at >= e->at)) return;
    sqlite3_value_free(e->value);
    e->at    = at;
    e->value = sqlite3_value_dup(argv[0]);
    if (!e->value) sqlite3_result_error_nomem(out);
}

static void edge_final(sqlite3_context *out)
{
    struct edge *e = sqlite3_aggregate_context(out, 0);
    if (!e || !e->value) return;
    sqlite3_result_value(out, e->value);
    sqlite3_value_free(e->value);
}

/* ---- what is done to a table: its name is the first argument ---- */

static err compress(struct ctx *c, sqlite3 *db, int argc, sqlite3_value **argv, sqlite3_context *out)
{
    struct hyper *h;
    int64_t       count;
    char         *name = ctx_copy(c, text_of(argv[0]));
    if (!name) return ERR_NOMEM;
    bool due = argc == 1;
    if (!due && sqlite3_value_numeric_type(argv[1]) != SQLITE_INTEGER) return fail(c, ERR_USAGE, "hypertable_compress takes microseconds since 1970");
    TRY(hyper_open(c, db, name, &h));
    TRY(due ? hyper_compress_due(c, h, &count) : hyper_compress(c, h, sqlite3_value_int64(argv[1]), &count));
    sqlite3_result_int64(out, count);
    return OK;
}

static err check(struct ctx *c, sqlite3 *db, int argc, sqlite3_value **argv, sqlite3_context *out)
{
    struct hyper *h;
    struct text   t    = {.c = c};
    char         *name = ctx_copy(c, text_of(argv[0]));
    if (!name) return ERR_NOMEM;
    (void)argc;
    TRY(hyper_open(c, db, name, &h));
    TRY(hyper_check(c, h));
    for (const struct fault *f = c->faults; f; f = f->next) text_print(&t, "%s%s: %s", f == c->faults ? "" : "\n", f->path, f->message);
    if (c->fault_count > FAULTS_MAX) text_print(&t, "\nand %zu more", c->fault_count - FAULTS_MAX);
    if (!c->fault_count) text_put(&t, "ok");
    TRY(text_done(&t));
    sqlite3_result_text64(out, t.at, t.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    return OK;
}

typedef err work(struct ctx *c, sqlite3 *db, int argc, sqlite3_value **argv, sqlite3_context *out);

static void run(sqlite3_context *out, int argc, sqlite3_value **argv, work *what)
{
    AUTO_CTX c = {0};
    ctx_open(&c, HYPER_MEMORY_MAX);
    err e = what(&c, sqlite3_context_db_handle(out), argc, argv, out);
    if (e != OK) give_error(out, &c, e);
}

static void run_compress(sqlite3_context *out, int argc, sqlite3_value **argv) { run(out, argc, argv, compress); }
static void run_check(sqlite3_context *out, int argc, sqlite3_value **argv)    { run(out, argc, argv, check); }

static const struct function {
    const char *name;
    int         argc, flags;
    bool        last;
    void      (*call)(sqlite3_context *, int, sqlite3_value **);
    void      (*step)(sqlite3_context *, int, sqlite3_value **);
    void      (*final)(sqlite3_context *);
} functions[] = {
    {"time_bucket",         2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, .call = time_bucket},
    {"first",               2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, .step = edge_step, .final = edge_final},
    {"last",                2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, .last = true, .step = edge_step, .final = edge_final},
    {"hypertable_compress", 1, SQLITE_DIRECTONLY, .call = run_compress},
    {"hypertable_compress", 2, SQLITE_DIRECTONLY, .call = run_compress},
    {"hypertable_check",    1, SQLITE_DIRECTONLY, .call = run_check},
};

int functions_register(sqlite3 *db)
{
    static char mark;                   /* its address says "last" */
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const struct function *f = &functions[i];
        int code = sqlite3_create_function_v2(db, f->name, f->argc, SQLITE_UTF8 | f->flags, f->last ? &mark : NULL, f->call, f->step, f->final, NULL);
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}
