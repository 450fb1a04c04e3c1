#include "lab.h"

#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

#include "app/app.h"
#include "base/file.h"
#include "base/map.h"
#include "check.h"
#include "engine.h"
#include "scratch.h"
#include "hyper/hyper.h"
#include "sources/source.h"
#include "store/copy.h"

enum { LAB_MEMORY = 256 << 20, STORE_SIZE_MAX = 64 << 20 };

static const int64_t NOW = 1518048000000000;    /* 2018-02-08T00:00:00Z, the day behind tests/data/tiny.csv */

static const char LEDGER[] = "run";

static struct {                         /* the full store, once it has been made */
    char  *at;
    size_t size;
    char   advice[LAB_ADVICE][72];
} full;

static char *store_path(struct lab *l) { return ctx_print(&l->c, "%s/lumia.db", l->folder); }

static void settle(struct lab *l)
{
    bool quick = access("/dev/shm", W_OK) == 0;         /* these tests open and sync thousands of stores */
    *l = (struct lab){0};
    snprintf(l->folder, sizeof l->folder, "%s/lumia-lab-XXXXXX", quick ? "/dev/shm" : "/tmp");
    ctx_open(&l->c, LAB_MEMORY);
    CHECK(mkdtemp(l->folder) != NULL, "%s", l->folder);
    CHECK(shape_default(&l->c, &settings_shape, &l->settings) == OK, "%s", l->c.note);
    l->origins = ctx_alloc(&l->c, sizeof *l->origins, settings_shape.field_count);
    if (engine_picked() == ENGINE_SQLITE) l->url = ctx_print(&l->c, "sqlite:%s/lumia.db", l->folder);
    else                                  l->url = engine_url(&l->c, NULL);
    for (size_t i = 0; l->origins && i < settings_shape.field_count; i++) l->origins[i].where = "built in";
    l->settings.data             = l->folder;
    l->settings.fetch_via        = "http://127.0.0.1:1";        /* nobody listens there: no test reaches a source */
    l->settings.fetch_timeout_ms = 1000;
}

err lab_enter(struct lab *l, struct ctx *c)
{
    TRY(pool_open(c, l->url, &l->pool));
    l->house = (struct house){.pool = l->pool, .settings = &l->settings, .origins = l->origins, .now = NOW, .threads = 1};
    return OK;
}

void lab_leave(struct lab *l)
{
    if (l->pool) pool_close(l->pool);
    l->pool = NULL;
}

static void sweep(struct lab *l)
{
    DIR *folder = opendir(l->folder);
    for (const struct dirent *d = folder ? readdir(folder) : NULL; d; d = readdir(folder))
        if (d->d_name[0] != '.') (void)unlink(ctx_print(&l->c, "%s/%s", l->folder, d->d_name));
    if (folder) closedir(folder);
}

void lab_empty(struct lab *l)
{
    lab_leave(l);
    sweep(l);
}

void lab_close(struct lab *l)
{
    lab_empty(l);
    CHECK(nftw(l->folder, scratch_forget, SCRATCH_FILES_OPEN, FTW_DEPTH | FTW_PHYS) == 0, "%s", l->folder);
    ctx_close(&l->c);
}

static void must(struct lab *l, const char *line, struct answer *ret)
{
    const struct op *op;
    CHECK(lab_run(l, &l->c, line, &op, ret) == OK, "%s: %s", line, l->c.note);
}

static void recommend(struct lab *l, const char *line, char *ret_id, size_t size)
{
    struct answer       a  = {0};
    const struct field *id = NULL;
    must(l, line, &a);
    if (a.at) id = shape_find(a.shape, slice_of("id"));
    CHECK(id && !a.insufficient, "%s", line);
    if (id) snprintf(ret_id, size, "%s", *(const char *const *)field_at(id, a.at));
}

/* All but those that look at the world, which is not there. */
static void run_jobs(struct lab *l)
{
    const struct job *const *order;
    AUTO_STORE              *s = NULL;
    struct house             h = l->house;
    struct run               r = {0};
    CHECK(jobs_order(&l->c, &order) == OK && pool_lease(&l->c, l->pool, &s) == OK, "%s", l->c.note);
    h.store = s;
    for (size_t i = 0; order[i]; i++)
        if (!order[i]->outside) CHECK(job_run(&l->c, &h, order[i], true, &r) == OK && r.outcome == RUN_OK, "%s: %s", order[i]->name, r.note);
}

/* Small, because every fault test copies and reads it thousands of times. */
void lab_fill(struct lab *l)
{
    struct answer a;
    must(l, "import prices tests/data/tiny.csv --class stock --adjust split --currency USD", &a);
    must(l, "import assets tests/data/names.csv", &a);
    must(l, "import news tests/data/news.csv", &a);
    must(l, "profile new demo --goal growth --horizon 12y --spend-years 5 --capital 20000 --currency USD --earnings varying --income 3000 --expenses 2500 "
            "--reserves 9000 --debts 1000 --net-worth 60000 --dependants 0 --knowledge etf=2 --answers bbbccccbbabcb", &a);
    must(l, "account new demo --currency USD", &a);
    must(l, "import activities demo tests/data/activities.csv", &a);
    must(l, "simulate --seed 3 --stocks 5 --etfs 2 --funds 1 --crypto 0 --from 2016-06-01 --to 2018-02-07", &a);
    must(l, ctx_print(&l->c, "follow %s %s", sources[0]->name, sources[0]->symbol_example), &a);
    must(l, "formula save pullback \"rsi(close, 14) < 45 and close > sma(close, 50)\"", &a);
    run_jobs(l);
    recommend(l, "recommend --risk 40 --horizon 10y --capital 50000 --as-of 2017-12-29", l->advice[0], sizeof l->advice[0]);
    recommend(l, "recommend --risk 70 --horizon 10y --capital 50000 --market simulated", l->advice[1], sizeof l->advice[1]);
}

static void make_full(void)
{
    struct lab    l;
    struct slice  bytes = {0};
    settle(&l);
    CHECK(lab_enter(&l, &l.c) == OK, "%s", l.c.note);
    lab_fill(&l);
    memcpy(full.advice, l.advice, sizeof full.advice);
    lab_leave(&l);
    CHECK(file_read(&l.c, store_path(&l), STORE_SIZE_MAX, &bytes) == OK, "%s", l.c.note);
    full.at = malloc(bytes.size + 1);   /* kept until the end of the tests */
    if (full.at && bytes.size) memcpy(full.at, bytes.at, full.size = bytes.size);
    lab_close(&l);
}

static void lay_out(struct lab *l)
{
    AUTO_FILE *f = fopen(store_path(l), "wb");
    CHECK(f && fwrite(l->kept, 1, l->kept_size, f) == l->kept_size, "%s", l->folder);
}

/* A model is no part of the store: it lies in the folder. */
static void add_model(struct lab *l)
{
    struct answer a;
    must(l, "model add tests/data/model --name tiny", &a);
}

void lab_open(struct lab *l, enum lab_content what)
{
    if (what == LAB_FULL && !full.at) make_full();
    settle(l);
    memcpy(l->advice, full.advice, sizeof l->advice);
    l->kept      = full.at;
    l->kept_size = full.size;
    if (what == LAB_FULL) lay_out(l);
    CHECK(lab_enter(l, &l->c) == OK, "%s", l->c.note);
    if (what == LAB_FULL) add_model(l);
}

void lab_restore(struct lab *l)
{
    lab_empty(l);
    lay_out(l);
    CHECK(lab_enter(l, &l->c) == OK, "%s", l->c.note);
}

void lab_keep(struct lab *l)
{
    struct slice bytes = {0};
    lab_leave(l);
    CHECK(file_read(&l->c, store_path(l), STORE_SIZE_MAX, &bytes) == OK, "%s", l->c.note);
    l->kept = ctx_alloc(&l->c, 1, bytes.size + 1);
    if (l->kept && bytes.size) memcpy(l->kept, bytes.at, l->kept_size = bytes.size);
    CHECK(lab_enter(l, &l->c) == OK, "%s", l->c.note);
}

/* ---- command lines ---- */

static int split(struct lab *l, struct ctx *c, const char *line, char **words)
{
    int          count = 0;
    struct slice rest  = slice_of(line);
    while (rest.size > 0 && count < LAB_LINE_MAX) {
        bool         quoted = rest.at[0] == '"';
        struct slice from   = {rest.at + quoted, rest.size - quoted}, word = slice_cut(&from, quoted ? '"' : ' ');
        rest = from;
        if (word.size == 0) continue;
        words[count++] = slice_is(word, "{advice}") ? l->advice[0] : ctx_copy(c, word);
    }
    return count;
}

err lab_run(struct lab *l, struct ctx *c, const char *line, const struct op **ret_op, struct answer *ret)
{
    char            *words[LAB_LINE_MAX];
    int              count = split(l, &l->c, line, words), used = 1;
    const struct op *op    = count > 1 ? op_find(slice_of(ctx_print(&l->c, "%s %s", words[0], words[1]))) : NULL;
    void            *in;
    if (op) used = 2;
    else op = count > 0 ? op_find(slice_of(words[0])) : NULL;
    *ret_op = op;
    if (!op) return fail(c, ERR_INTERNAL, "no op in `%s`", line);
    in = ctx_alloc(c, op->in->size, 1);
    if (!in) return ERR_NOMEM;
    TRY(args_read(c, op, count - used, words + used, in));
    return op_answer(c, &l->house, op, in, ret);
}

/* ---- what is in the store ---- */

/* By the name of the table rather than its shape: so the digest does not rest on what it is to prove. WITHOUT ROWID tables
 * come in the order of their key, the others in that of their number, which is it. */
static uint64_t digest_table(sqlite3 *db, const char *table)
{
    char          sql[128];
    sqlite3_stmt *stmt = NULL;
    uint64_t      sum  = 0;
    snprintf(sql, sizeof sql, "SELECT * FROM %s", table);
    int code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    while (code == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            const char  *at   = sqlite3_column_blob(stmt, i);
            struct slice cell = {at ? at : "", (size_t)sqlite3_column_bytes(stmt, i)};
            sum = sum * 0x100000001b3u + hash_bytes(cell) + (uint64_t)sqlite3_column_type(stmt, i);
        }
    CHECK(sqlite3_finalize(stmt) == SQLITE_OK && code == SQLITE_OK, "%s: %s", table, sqlite3_errmsg(db));
    return sum;
}

static bool named(const char *list, const char *table)
{
    if (!list) return strcmp(table, LEDGER) != 0;
    for (struct slice rest = slice_of(list); rest.size;)
        if (slice_is(slice_cut(&rest, ' '), table)) return true;
    return false;
}

/* On another engine it rests on store_holdings(), which has tests of its own. */
static uint64_t digest_holdings(struct lab *l, const char *tables_named)
{
    AUTO_CTX    c = {0};
    AUTO_STORE *s = NULL;
    struct list all = {0};
    uint64_t    sum = 0;
    ctx_open(&c, LAB_MEMORY);
    CHECK(pool_lease(&c, l->pool, &s) == OK && store_holdings(&c, s, &all) == OK, "%s", c.note);
    for (size_t i = 0; i < all.count; i++) {
        const struct holding *h = (struct holding *)all.at + i;
        if (named(tables_named, h->table)) sum = sum * 31 + hash_bytes(slice_of(h->digest));
    }
    return sum;
}

static uint64_t digest_file(struct lab *l, const char *tables_named)
{
    char     path[128];
    sqlite3 *db  = NULL;
    uint64_t sum = 0;
    snprintf(path, sizeof path, "%s/lumia.db", l->folder);
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK && hyper_register(&l->c, db) == OK, "%s", l->folder);
    for (const struct table *const *t = tables; *t; t++) {
        static const char *const behind[] = {"row", "segment", "packed"};
        const char *name = (*t)->shape->name;
        bool        as_it_lies = table_is_hyper(*t) && !tables_named;
        if (!named(tables_named, name)) continue;
        for (size_t i = 0; as_it_lies && i < sizeof behind / sizeof *behind; i++)
            sum = sum * 31 + digest_table(db, ctx_print(&l->c, "%s_%s", name, behind[i]));
        if (!as_it_lies) sum = sum * 31 + digest_table(db, name);
    }
    (void)sqlite3_close(db);
    return sum;
}

uint64_t lab_digest(struct lab *l, const char *tables_named)
{
    return strncmp(l->url, "sqlite:", 7) == 0 ? digest_file(l, tables_named) : digest_holdings(l, tables_named);
}

bool lab_is_whole(struct lab *l)
{
    AUTO_CTX    c = {0};
    AUTO_STORE *s = NULL;
    int64_t     bad = -1;
    ctx_open(&c, LAB_MEMORY);
    err e = pool_lease(&c, l->pool, &s);
    if (e == OK) e = store_number(&c, s, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", NO_ARGS, 0, &bad);
    CHECK(e == OK, "%s", c.note);
    return e == OK && bad == 0;
}

int64_t lab_revision(struct lab *l)
{
    AUTO_CTX    c = {0};
    AUTO_STORE *s = NULL;
    int64_t     revision = -1;
    ctx_open(&c, LAB_MEMORY);
    CHECK(pool_lease(&c, l->pool, &s) == OK && store_revision(&c, s, &revision) == OK, "%s", c.note);
    return revision;
}
