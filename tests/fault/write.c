/* The n-th write to the disk fails, once or for ever from then on, in the middle of an op that writes. The call says so; opened
 * again, the store is whole and holds what it held before or what it should hold after, never something between; and the same
 * call then does what it should. */
#include "../check.h"
#include "../disk.h"
#include "../lab.h"

/* The thread sanitizer makes this slow and has nothing to find here: one thread does it all. */
#ifdef __SANITIZE_THREAD__
enum { EACH_TO = 2, WAYS = 1 };
#else
enum { EACH_TO = 12, WAYS = 3 };
#endif

enum { CALL_MEMORY = 256 << 20 };

/* ---- a disk that fails ---- */

static struct {
    long count, fail_at;              /* writes so far; the one that fails, 0 for none */
    bool for_ever, failed;
    int  code;
} disk;

static bool broken(void)
{
    disk.count++;
    bool now = disk.fail_at && (disk.count == disk.fail_at || (disk.for_ever && disk.count > disk.fail_at));
    disk.failed |= now;
    return now;
}

static int write_file(struct disk_file *f, const void *at, int size, sqlite3_int64 to)
{
    return broken() ? disk.code : disk_write(f, at, size, to);
}

static int truncate_file(struct disk_file *f, sqlite3_int64 size) { return broken() ? SQLITE_IOERR_TRUNCATE : disk_truncate(f, size); }
static int sync_file(struct disk_file *f, int flags)              { return broken() ? SQLITE_IOERR_FSYNC : disk_sync(f, flags); }

static const struct disk_hooks hooks = {.write = write_file, .truncate = truncate_file, .sync = sync_file};

static const struct way {               /* a disk is full and stays so, or a write goes wrong, or that and all after it */
    const char *name;
    bool        for_ever;
    int         code;
} ways[] = {{"full for ever", true, SQLITE_FULL}, {"bad once", false, SQLITE_IOERR_WRITE}, {"bad for ever", true, SQLITE_IOERR_WRITE}};

static void disk_break(long at, const struct way *how)
{
    disk.count    = 0;
    disk.failed   = false;
    disk.fail_at  = at;
    disk.for_ever = how->for_ever;
    disk.code     = how->code;
}

static void disk_mend(void) { disk.fail_at = 0; }

/* ---- the law ---- */

static err call(struct lab *l, struct ctx *c, const char *line)
{
    const struct op *op;
    struct answer    a;
    ctx_open(c, CALL_MEMORY);
    return lab_run(l, c, line, &op, &a);
}

static bool is_of_the_disk(err e) { return e == ERR_STORE || e == ERR_BUSY || e == ERR_DATA; }

struct trial {
    struct lab *l;
    const char *line;
    uint64_t    before, after;
};

/* One n. Answers false when the call came through without a failure. A failure that SQLite mends itself, such as one while it
 * tidies its log, is none of the caller's. */
static bool fails_well(struct trial *t, long n, const struct way *how)
{
    struct lab *l = t->l;
    AUTO_CTX    c = {0}, again = {0}, reopened = {0};
    disk_break(n, how);
    err  e      = call(l, &c, t->line);
    bool failed = disk.failed;
    lab_leave(l);
    disk_mend();
    ctx_open(&reopened, CALL_MEMORY);
    CHECK(e == OK || is_of_the_disk(e), "%s, write %ld: %s: %s", t->line, n, err_name(e), c.note);
    CHECK(e == OK || c.note[0], "%s, write %ld: no story", t->line, n);
    CHECK(lab_enter(l, &reopened) == OK, "%s, write %ld: %s", t->line, n, reopened.note);
    CHECK(lab_is_whole(l), "%s, write %ld: damaged", t->line, n);
    uint64_t now = lab_digest(l, NULL);
    CHECK(now == t->after || (e != OK && now == t->before), "%s, write %ld, %s: %s, and the store is %s", t->line, n, how->name,
          err_name(e), now == t->before ? "as before" : "between");
    CHECK(call(l, &again, t->line) == OK, "%s, after write %ld: %s", t->line, n, again.note);
    CHECK(lab_digest(l, NULL) == t->after, "%s, after write %ld", t->line, n);
    lab_restore(l);
    return failed;
}

static void try_all(struct lab *l, const char *line)
{
    struct trial t = {.l = l, .line = line, .before = lab_digest(l, NULL)};
    AUTO_CTX     c = {0};
    disk_mend();
    CHECK(call(l, &c, line) == OK, "%s: %s", line, c.note);
    t.after = lab_digest(l, NULL);
    CHECK(t.after != t.before, "%s writes nothing", line);
    lab_restore(l);
    for (size_t k = 0; k < WAYS; k++) {
        long n = 1;
        while (n < 100000 && fails_well(&t, n, &ways[k])) n += n < EACH_TO ? 1 : 1 + n / 3;
        CHECK(n > 2, "%s: no write was seen", line);
    }
}

static void prepare_more(struct lab *l, const char *line)
{
    AUTO_CTX c = {0};
    CHECK(call(l, &c, line) == OK, "%s: %s", line, c.note);
}

/* Ops whose example finds its work done already are asked for something new. */
TEST(fault_write_everywhere)
{
    AUTO_LAB l;
    disk_install(&hooks);
    lab_open(&l, LAB_FULL);
    for (const struct op *const *o = ops; *o; o++) {
        if (strcmp((*o)->method, "GET") == 0) continue;
        AUTO_CTX c = {0};
        uint64_t before = lab_digest(&l, NULL);
        CHECK(call(&l, &c, (*o)->example) == OK, "%s: %s", (*o)->example, c.note);
        bool writes = lab_digest(&l, NULL) != before;
        lab_restore(&l);
        if (writes) try_all(&l, (*o)->example);
    }
    disk_remove();
}

TEST(fault_write_import_and_signals)
{
    AUTO_LAB l;
    disk_install(&hooks);
    lab_open(&l, LAB_FULL);
    try_all(&l, "import prices tests/data/tiny.csv --class stock --adjust split --currency USD --source another");
    disk_remove();
    prepare_more(&l, "simulate --seed 9 --stocks 2 --etfs 0 --funds 0 --crypto 1 --from 2017-01-01 --to 2017-12-31");
    lab_keep(&l);
    disk_install(&hooks);
    try_all(&l, "run signal");
    disk_remove();
}

/* A store that could not be made is made by the next who tries, whatever was left of it. */
TEST(fault_write_while_the_store_is_made)
{
    AUTO_LAB l;
    disk_install(&hooks);
    lab_open(&l, LAB_EMPTY);
    for (size_t k = 0; k < WAYS; k++)
        for (long n = 1; n < 1000; n++) {
            AUTO_CTX c = {0}, again = {0};
            ctx_open(&c, CALL_MEMORY);
            ctx_open(&again, CALL_MEMORY);
            lab_empty(&l);
            disk_break(n, &ways[k]);
            err  e      = lab_enter(&l, &c);
            bool failed = disk.failed;
            lab_leave(&l);
            disk_mend();
            CHECK(e == OK || (is_of_the_disk(e) && c.note[0]), "write %ld: %s: %s", n, err_name(e), c.note);
            CHECK(lab_enter(&l, &again) == OK, "after write %ld: %s", n, again.note);
            CHECK(lab_is_whole(&l), "after write %ld", n);
            if (!failed) break;
        }
    disk_remove();
}
