#include "store/upkeep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "model/bar.h"
#include "model/series.h"
#include "store/driver.h"

enum { STORE_FAULTS_MAX = 1000 };

/* ---- sizes ---- */

/* The table of ours that a table of the engine belongs to: itself, or the hypertable that it stands behind, as bar_row does. */
static const struct table *owner_of(struct slice name)
{
    for (const struct table *const *t = tables; *t; t++)
        if (slice_is(name, (*t)->shape->name)) return *t;
    for (const struct table *const *t = tables; *t; t++) {
        size_t size = strlen((*t)->shape->name);
        if (table_is_hyper(*t) && name.size > size && name.at[size] == '_' && strncmp(name.at, (*t)->shape->name, size) == 0) return *t;
    }
    return NULL;
}

static struct holding_size *size_of(struct holding_size *sizes, size_t *count, const char *table)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(sizes[i].table, table) == 0) return &sizes[i];
    sizes[*count].table = table;
    return &sizes[(*count)++];
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct holding_size *)a)->table, ((const struct holding_size *)b)->table);
}

err store_sizes(struct ctx *c, struct store *s, struct list *ret)
{
    AUTO_ROWS            r = {0};
    struct holding_size *sizes;
    size_t               count = 0, known = 0;
    bool                 row;
    while (tables[known]) known++;
    TRY(NEW(c, sizes, known));
    TRY(rows_open(c, s, s->driver->sizes, NO_ARGS, &r));
    for (;;) {
        struct value name, bytes;
        TRY(rows_next(c, &r, &row));
        if (!row) break;
        TRY(rows_value(c, &r, 0, &name));
        TRY(rows_value(c, &r, 1, &bytes));
        const struct table *owner = owner_of(name.bytes);
        if (owner) size_of(sizes, &count, owner->shape->name)->bytes += bytes.integer;
    }
    qsort(sizes, count, sizeof *sizes, by_name);
    *ret = (struct list){sizes, count};
    return OK;
}

/* A hypertable knows how many rows it has without going through them. */
static err count_points(struct ctx *c, struct store *s, const struct table *t, int64_t *ret)
{
    int64_t count = 0;
    for (int64_t segment = INT64_MIN;; segment++) {
        struct point_extent e;
        bool                found;
        TRY(store_next_segment(c, s, t, segment, &found, &segment));
        if (!found) break;
        TRY(store_extent(c, s, t, segment, &e));
        count += e.count;
        if (segment == INT64_MAX) break;
    }
    *ret = count;
    return OK;
}

err store_count(struct ctx *c, struct store *s, const char *table, int64_t *ret)
{
    const struct table *owner = owner_of(slice_of(table));
    if (owner && table_is_hyper(owner) && s->driver->dialect == SQLITE) return count_points(c, s, owner, ret);
    char *sql = ctx_print(c, "SELECT count(*) FROM %s", table);
    return sql ? store_number(c, s, sql, NO_ARGS, 0, ret) : ERR_NOMEM;
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

/* Everything that a hypertable has packed; what is damaged is told, and the rest goes on. */
static err check_hyper(struct ctx *c, struct store *s, const struct table *t, struct faults *f)
{
    if (!s->driver->check_points) return OK;
    TRY(s->driver->check_points(c, s, t));
    for (const struct fault *one = c->faults; one; one = one->next) TRY(add(f, ctx_print(f->c, "%s: %s", one->path, one->message)));
    if (c->fault_count > FAULTS_MAX) TRY(add(f, ctx_print(f->c, "%s: and %zu more", t->shape->name, c->fault_count - FAULTS_MAX)));
    return OK;
}

static err check_series(struct ctx *c, struct store *s, const struct series *series, struct faults *f)
{
    struct point_extent e;
    long long           id = (long long)series->id;
    err                 found = store_extent(c, s, &bar_table, series->id, &e);
    if (found == ERR_STORE) return add(f, ctx_print(f->c, "series %lld: %s", id, c->note));
    TRY(found);
    if (e.count != series->count)
        TRY(add(f, ctx_print(f->c, "series %lld: %lld bars, and its row says %lld", id, (long long)e.count, (long long)series->count)));
    if (e.count && (e.first != series->first || e.last != series->last))
        TRY(add(f, ctx_print(f->c, "series %lld: its first or last bar is not where its row says", id)));
    return OK;
}

static err check_all_series(struct ctx *c, struct store *s, void (*tell)(void *arg, int64_t done, int64_t total), void *arg, struct faults *f)
{
    struct list all;
    TRY(store_select(c, s, &series_shape, "ORDER BY id", NO_ARGS, &all));
    for (size_t i = 0; i < all.count; i++) {
        AUTO_CTX own = {0};
        ctx_open_part(&own, c);
        TRY(ctx_end_part(c, &own, check_series(&own, s, (struct series *)all.at + i, f)));
        if (tell) tell(arg, (int64_t)i + 1, (int64_t)all.count);
    }
    return OK;
}

err store_faults(struct ctx *c, struct store *s, void (*tell)(void *arg, int64_t done, int64_t total), void *arg, struct list *ret)
{
    struct faults f = {.c = c};
    TRY(NEW(c, f.at, STORE_FAULTS_MAX));
    TRY(ask_engine(c, s, &f));
    for (const struct table *const *t = tables; *t; t++) {
        AUTO_CTX own = {0};
        if (!table_is_hyper(*t)) continue;
        ctx_open_part(&own, c);
        TRY(ctx_end_part(c, &own, check_hyper(&own, s, *t, &f)));
    }
    TRY(check_all_series(c, s, tell, arg, &f));
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
