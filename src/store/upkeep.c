#include "store/upkeep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/bars.h"
#include "store/driver.h"

enum { STORE_FAULTS_MAX = 1000 };

/* ---- sizes ---- */

static bool is_ours(const char *name)
{
    for (const struct table *const *t = tables; *t; t++)
        if (strcmp((*t)->shape->name, name) == 0) return true;
    return strcmp(name, "bar") == 0;
}

err store_sizes(struct ctx *c, struct store *s, struct list *ret)
{
    enum { TABLES_MAX = 256 };
    AUTO_ROWS            r = {0};
    struct holding_size *sizes;
    size_t               count = 0;
    bool                 row;
    TRY(NEW(c, sizes, TABLES_MAX));
    TRY(rows_open(c, s, s->driver->sizes, NO_ARGS, &r));
    for (;;) {
        struct value name, bytes;
        TRY(rows_next(c, &r, &row));
        if (!row) break;
        TRY(rows_value(c, &r, 0, &name));
        TRY(rows_value(c, &r, 1, &bytes));
        char *copy = ctx_copy(c, name.bytes);
        if (!copy) return ERR_NOMEM;
        if (count < TABLES_MAX && is_ours(copy)) sizes[count++] = (struct holding_size){copy, bytes.integer};
    }
    *ret = (struct list){sizes, count};
    return OK;
}

/* ---- faults ---- */

struct faults {
    struct ctx  *c;
    const char **at;
    size_t       count;
};

static err add(struct faults *f, const char *text)
{
    if (!text) return ERR_NOMEM;
    if (f->count < STORE_FAULTS_MAX) f->at[f->count++] = text;
    return OK;
}

static err ask_engine(struct ctx *c, struct store *s, struct faults *f)
{
    AUTO_ROWS r = {0};
    bool      row;
    if (!s->driver->faults) return OK;
    TRY(rows_open(c, s, s->driver->faults, NO_ARGS, &r));
    for (;;) {
        struct value text;
        TRY(rows_next(c, &r, &row));
        if (!row) return OK;
        TRY(rows_value(c, &r, 0, &text));
        TRY(add(f, ctx_copy(f->c, text.bytes)));
    }
}

static err check_series(struct ctx *c, struct store *s, const struct series *series, struct faults *f)
{
    struct bars b = {0};
    long long   id = (long long)series->id;
    err         e  = store_read_bars(c, s, series, INT64_MIN, INT64_MAX, ALL_COLUMNS, &b);
    if (e == ERR_STORE) return add(f, ctx_print(f->c, "series %lld: %s", id, c->note));
    TRY(e);
    if ((int64_t)b.count != series->count)
        TRY(add(f, ctx_print(f->c, "series %lld: %zu bars, and its row says %lld", id, b.count, (long long)series->count)));
    if (b.count && (b.at[0] != series->first || b.at[b.count - 1] != series->last))
        TRY(add(f, ctx_print(f->c, "series %lld: its first or last bar is not where its row says", id)));
    for (size_t i = 1; i < b.count; i++)
        if (b.at[i] <= b.at[i - 1]) return add(f, ctx_print(f->c, "series %lld: bar %zu is not behind the one before it", id, i));
    return OK;
}

err store_faults(struct ctx *c, struct store *s, void (*tell)(void *arg, int64_t done, int64_t total), void *arg, struct list *ret)
{
    struct faults f = {.c = c};
    struct list   all;
    TRY(NEW(c, f.at, STORE_FAULTS_MAX));
    TRY(ask_engine(c, s, &f));
    TRY(store_select(c, s, &series_shape, "ORDER BY id", NO_ARGS, &all));
    for (size_t i = 0; i < all.count; i++) {
        AUTO_CTX own = {0};
        ctx_open_part(&own, c);
        err e = check_series(&own, s, (struct series *)all.at + i, &f);
        TRY(ctx_end_part(c, &own, e));
        if (tell) tell(arg, (int64_t)i + 1, (int64_t)all.count);
    }
    *ret = (struct list){f.at, f.count};
    return OK;
}

/* ---- backup ---- */

static err read_through(struct ctx *c, const char *path)
{
    AUTO_POOL  *pool = NULL;
    AUTO_STORE *s = NULL;
    struct list faults;
    char       *url = ctx_print(c, "sqlite:%s", path);
    if (!url) return ERR_NOMEM;
    TRY(pool_open(c, url, &pool));
    TRY(pool_lease(c, pool, &s));
    TRY(store_faults(c, s, NULL, NULL, &faults));
    if (faults.count) return fail(c, ERR_STORE, "%s has %zu faults; the first: %s", path, faults.count, ((const char **)faults.at)[0]);
    return OK;
}

static err sync_file(struct ctx *c, const char *path)
{
    int  fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) (void)close(fd);
    return ok ? OK : fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
}

static err sync_folder_of(struct ctx *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    char       *folder = slash ? ctx_copy(c, (struct slice){path, (size_t)(slash - path) + 1}) : ctx_print(c, ".");
    return folder ? sync_file(c, folder) : ERR_NOMEM;
}

static void sweep(struct ctx *c, const char *aside)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char *path = ctx_print(c, "%s%s", aside, ends[i]);
        if (path) (void)unlink(path);
    }
}

/* What is not there yet, and then is, whole: made aside, read through, and given its name. */
static err put_in_place(struct ctx *c, const char *aside, const char *path, err made)
{
    err e = made;
    if (e == OK) e = read_through(c, aside);
    if (e == OK) e = sync_file(c, aside);
    if (e == OK && link(aside, path) != 0) e = fail(c, errno == EEXIST ? ERR_CONFLICT : ERR_FILE, "%s: %s", path, strerror(errno));
    if (e == OK) e = sync_folder_of(c, path);
    sweep(c, aside);
    return e;
}

/* A file whose newest changes still lie in a log beside it is not whole by itself, and a log that is left beside a file that
 * was taken away would be read into the one that takes its place. */
static err refuse_log(struct ctx *c, const char *path)
{
    static const char *const ends[] = {"-wal", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct stat log;
        char       *beside = ctx_print(c, "%s%s", path, ends[i]);
        if (!beside) return ERR_NOMEM;
        if (stat(beside, &log) == 0 && log.st_size > 0)
            return fail(c, ERR_CONFLICT, "%s belongs to %s: open that store once with --db sqlite:%s, or take both away", beside, path, path);
    }
    return OK;
}

err store_backup(struct ctx *c, struct store *s, const char *path)
{
    char *aside = ctx_print(c, "%s.part-%d", path, (int)getpid());
    if (!aside) return ERR_NOMEM;
    if (!s->driver->backup) return fail(c, ERR_REFUSED, "this store is a server's: its own tools make backups, such as pg_dump; or `lumia copy` makes a file of it");
    if (file_exists(path)) return fail(c, ERR_CONFLICT, "%s is there already", path);
    return put_in_place(c, aside, path, store_execute(c, s, s->driver->backup, ARGS(v_text(aside)), NULL));
}

static err copy_file(struct ctx *c, const char *from, const char *to)
{
    enum { BLOCK = 1 << 16 };
    AUTO_FILE *in = fopen(from, "rb"), *out = NULL;
    char      *block;
    size_t     got_bytes;
    TRY(NEW(c, block, BLOCK));
    if (!in) return fail(c, ERR_FILE, "%s: %s", from, strerror(errno));
    out = fopen(to, "wbx");
    if (!out) return fail(c, ERR_FILE, "%s: %s", to, strerror(errno));
    while ((got_bytes = fread(block, 1, BLOCK, in)) > 0)
        if (fwrite(block, 1, got_bytes, out) != got_bytes) return fail(c, ERR_FILE, "%s: %s", to, strerror(errno));
    return ferror(in) || fflush(out) != 0 ? fail(c, ERR_FILE, "%s: cannot be copied whole", from) : OK;
}

err store_restore(struct ctx *c, const char *backup, const char *path)
{
    char *aside = ctx_print(c, "%s.part-%d", path, (int)getpid());
    if (!aside) return ERR_NOMEM;
    TRY(refuse_log(c, backup));
    TRY(refuse_log(c, path));
    if (file_exists(path)) return fail(c, ERR_CONFLICT, "%s is there already: restore into another folder, or take it away first", path);
    return put_in_place(c, aside, path, copy_file(c, backup, aside));
}
