/* A migration is there wholly or not at all, whatever happens in the middle of it: the n-th allocation fails, the n-th write fails, the
 * power goes off, the process is killed. The store then stands at a number, its catalog is that number's, no row is missing, and the
 * way up from there leads to the end. LUMIA_LONG=1 tries more moments. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "../disk.h"
#include "../engine.h"
#include "../ladder.h"
#include "../powercut.h"
#include "../scratch.h"
#include "base/file.h"
#include "base/log.h"
#include "store/migration.h"

enum { MEMORY = 64 << 20, ROWS = 40, ROWS_LONG = 3000, KILLS = 12, KILLS_LONG = 300, CUTS = 60, CUTS_LONG = 3000, STORE_SIZE_MAX = 64 << 20 };

struct site {                           /* a store at the first rung, with rows in it */
    struct scratch folder;
    struct ctx     c;
    char          *url, *path;          /* path: of a file, NULL on a server */
    struct slice   kept;                /* its bytes as they were in the beginning */
    int64_t        rows;
};

static void site_close(struct site *x)
{
    ctx_close(&x->c);
    scratch_close(&x->folder);
}
#define AUTO_SITE __attribute__((cleanup(site_close))) struct site

static bool is_long(void) { return getenv("LUMIA_LONG") != NULL; }

static err begin(struct ctx *c, const char *url, int64_t rows)
{
    AUTO_POOL  *pool = NULL;
    AUTO_STORE *s    = NULL;
    TRY(pool_open_as(c, url, OPEN_AS_IS, &pool));
    TRY(pool_lease(c, pool, &s));
    TRY(migrate_to(c, s, &ladder, 1, NULL, NULL));
    return ladder_begin(c, s, rows);
}

static bool site_open(struct site *x, int64_t rows)
{
    ctx_open(&x->c, 4 * (size_t)MEMORY);
    x->rows = rows;
    if (!scratch_open(&x->folder)) return false;
    x->url = engine_url(&x->c, &x->folder);
    if (!x->url || begin(&x->c, x->url, rows) != OK) return false;
    if (engine_picked() == ENGINE_SQLITE) x->path = x->url + strlen("sqlite:");
    return !x->path || file_read(&x->c, x->path, STORE_SIZE_MAX, &x->kept) == OK;
}

static void restore(struct site *x)
{
    static const char *const ends[] = {"-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) (void)unlink(ctx_print(&x->c, "%s%s", x->path, ends[i]));
    CHECK(scratch_write(x->path, x->kept.at, x->kept.size), "%s", x->path);
}

static void note_step(void *arg, int64_t number, const char *name, bool up)
{
    (void)name, (void)up;
    *(int64_t *)arg = number - 1;       /* it is about to begin: the one before is done */
}

/* Up to the top; *ret_done is the last rung that is known to be reached. */
static err climb(struct ctx *c, const struct site *x, long fail_at, int64_t *ret_done)
{
    AUTO_POOL  *pool = NULL;
    AUTO_STORE *s    = NULL;
    TRY(pool_open_as(c, x->url, OPEN_AS_IS, &pool));
    TRY(pool_lease(c, pool, &s));
    c->fail_at = fail_at ? c->alloc_count + fail_at : 0;
    return migrate_to(c, s, &ladder, LADDER_TOP, note_step, ret_done);
}

static err rows_are_there(struct ctx *c, struct store *s, int64_t rung, int64_t rows)
{
    const char *sql = rung == 1 ? "SELECT count(*) FROM person p JOIN old_pet o ON o.owner_id = p.id WHERE name = 'p' || p.id"
                                : "SELECT count(*) FROM person p JOIN pet o ON o.owner_id = p.id WHERE title = 'p' || p.id";
    int64_t found;
    TRY(store_number(c, s, sql, NO_ARGS, 0, &found));
    if (found != rows) return fail(c, ERR_STORE, "%lld rows, not %lld", (long long)found, (long long)rows);
    if (rung < 3) return OK;
    TRY(store_number(c, s, "SELECT count(*) FROM person WHERE size = length(title)", NO_ARGS, 0, &found));
    return found == rows ? OK : (fail)(c, ERR_STORE, "%lld of %lld are counted", (long long)found, (long long)rows);
}

/* Stands at one rung, wholly, and goes on from there. */
static err look(struct ctx *c, const struct site *x, int64_t at_least, int64_t *ret_rung)
{
    AUTO_POOL     *pool = NULL;
    AUTO_STORE    *s    = NULL;
    struct catalog wanted, found;
    struct list    differences;
    TRY(pool_open_as(c, x->url, OPEN_AS_IS, &pool));
    TRY(pool_lease(c, pool, &s));
    TRY(migrate_number(c, s, ret_rung));
    if (*ret_rung < at_least) return fail(c, ERR_STORE, "it stands at %lld, and %lld was told to be done", (long long)*ret_rung, (long long)at_least);
    TRY(scratch_catalog(c, s, &ladder, (size_t)*ret_rung, &wanted));
    TRY(catalog_read(c, s, &found));
    TRY(catalog_compare(c, &wanted, &found, &differences));
    if (differences.count) return fail(c, ERR_STORE, "at %lld %s", (long long)*ret_rung, ((const char **)differences.at)[0]);
    TRY(rows_are_there(c, s, *ret_rung, x->rows));
    TRY(migrate_to(c, s, &ladder, LADDER_TOP, NULL, NULL));
    return rows_are_there(c, s, LADDER_TOP, x->rows);
}

static void check_whole(const struct site *x, int64_t at_least, const char *what, long n)
{
    AUTO_CTX c = {0};
    int64_t  rung = -1;
    ctx_open(&c, MEMORY);
    CHECK(look(&c, x, at_least, &rung) == OK, "%s %ld: %s", what, n, c.note);
}

/* ---- allocations ---- */

TEST(fault_alloc_in_a_migration)
{
    AUTO_SITE x = {0};
    bool      failed = true;
    NEED(site_open(&x, 5), "%s", x.c.note);
    for (long n = 1; failed && n < 100000; n += n < 100 ? 1 : n / 40) {
        AUTO_CTX c = {0};
        int64_t  done = 1;
        ctx_open(&c, MEMORY);
        err e = climb(&c, &x, n, &done);
        failed = c.alloc_count >= c.fail_at;
        CHECK(e == OK || (failed && e == ERR_NOMEM), "allocation %ld: %s: %s", n, err_name(e), c.note);
        check_whole(&x, done, "allocation", n);
        restore(&x);
    }
    CHECK(!failed);
}

/* ---- writes ---- */

static struct {
    long count, fail_at;
    bool for_ever;
} disk;

static bool broken(void)
{
    disk.count++;
    return disk.fail_at && (disk.for_ever ? disk.count >= disk.fail_at : disk.count == disk.fail_at);
}

static int write_file(struct disk_file *f, const void *at, int size, sqlite3_int64 to) { return broken() ? SQLITE_FULL : disk_write(f, at, size, to); }
static int truncate_file(struct disk_file *f, sqlite3_int64 size)                      { return broken() ? SQLITE_IOERR_TRUNCATE : disk_truncate(f, size); }
static int sync_file(struct disk_file *f, int flags)                                   { return broken() ? SQLITE_IOERR_FSYNC : disk_sync(f, flags); }

static const struct disk_hooks hooks = {.write = write_file, .truncate = truncate_file, .sync = sync_file};

TEST(fault_write_in_a_migration)
{
    AUTO_SITE x = {0};
    NEED(site_open(&x, ROWS), "%s", x.c.note);
    for (int way = 0; way < 2; way++) {
        bool failed = true;
        for (long n = 1; failed && n < 10000; n += n < 40 ? 1 : n / 20) {
            AUTO_CTX c = {0};
            int64_t  done = 1;
            ctx_open(&c, MEMORY);
            disk_install(&hooks);
            disk.count = 0, disk.fail_at = n, disk.for_ever = way;
            err e = climb(&c, &x, 0, &done);
            failed = disk.count >= n;
            disk.fail_at = 0;
            disk_remove();
            CHECK(e == OK || ((e == ERR_STORE || e == ERR_BUSY) && c.note[0]), "write %ld: %s: %s", n, err_name(e), c.note);
            check_whole(&x, done, "write", n);
            restore(&x);
        }
        CHECK(!failed);
    }
}

/* ---- power ---- */

static long cut(struct site *x, long moment, uint64_t seed)
{
    AUTO_CTX c = {0};
    int64_t  done = 1;
    restore(x);
    power_forget();
    power_install();
    power_on(0, 1);
    ctx_open(&c, MEMORY);
    /* What is to be kept is written through the disk that remembers. */
    CHECK(engine_edit(&c, x->url, "PRAGMA journal_mode = DELETE; VACUUM; PRAGMA journal_mode = WAL"));
    power_on(moment, seed);
    err e = climb(&c, x, 0, &done);
    CHECK(e == OK || power_is_off(), "%s", c.note);
    long calls = power_calls();
    if (moment) power_lay_out();
    power_on(0, 1);
    disk_remove();
    check_whole(x, done, "power off at call", moment);
    return calls;
}

TEST(power_cut_in_a_migration_leaves_the_old_or_the_new)
{
    AUTO_SITE x = {0};
    NEED(site_open(&x, ROWS), "%s", x.c.note);
    long calls = cut(&x, 0, 1), moments = is_long() ? CUTS_LONG : CUTS;
    CHECK(calls > LADDER_TOP, "%ld", calls);
    for (long i = 0; i < moments; i++) {
        uint64_t seed = (uint64_t)i + 1;
        (void)cut(&x, 1 + (long)(seed * 2654435761u % (uint64_t)calls), seed);
    }
    power_forget();
}

/* ---- kill -9 ---- */

/* The child climbs and is killed after so many microseconds; true when it was still on its way. */
static bool killed(const struct site *x, int64_t after_us)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        AUTO_CTX c = {0};
        int64_t  done = 1;
        ctx_open(&c, MEMORY);
        err e = climb(&c, x, 0, &done);
        _exit(e == OK ? 0 : 1);
    }
    if (child > 0) {
        (void)usleep((useconds_t)after_us);
        (void)kill(child, SIGKILL);
        (void)waitpid(child, &status, 0);
    }
    CHECK(child > 0 && (WIFSIGNALED(status) || WEXITSTATUS(status) == 0), "%d", status);
    return WIFSIGNALED(status);
}

static err descend(struct ctx *c, const struct site *x)
{
    AUTO_POOL  *pool = NULL;
    AUTO_STORE *s    = NULL;
    TRY(pool_open_as(c, x->url, OPEN_AS_IS, &pool));
    TRY(pool_lease(c, pool, &s));
    return migrate_to(c, s, &ladder, 1, NULL, NULL);
}

TEST_ON_ENGINES(kill_in_a_migration_leaves_the_old_or_the_new)
{
    AUTO_SITE x = {0};
    AUTO_CTX  c = {0};
    int       struck = 0, kills = is_long() ? KILLS_LONG : KILLS;
    int64_t   done = 1, began;
    uint64_t  seed = 20260101;
    ctx_open(&c, MEMORY);
    NEED(site_open(&x, is_long() ? ROWS_LONG : ROWS * 5), "%s", x.c.note);
    began = time_steady();
    NEED(climb(&c, &x, 0, &done) == OK, "%s", c.note);
    int64_t lasts = time_steady() - began;
    for (int i = 0; i < kills; i++) {
        ctx_reset(&c);
        if (x.path) restore(&x);
        else        NEED(descend(&c, &x) == OK, "%s", c.note);
        struck += killed(&x, (int64_t)(random_unit(&seed) * (double)lasts * 1.2));
        check_whole(&x, 1, "kill", i);
    }
    CHECK(struck > kills / 4, "only %d of %d were struck", struck, kills);
}
