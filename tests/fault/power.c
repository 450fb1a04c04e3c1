/* The power goes off at a random moment. What was not synced is on the disk, is not, or is torn, a sector at a time. Switched on
 * again, the store is whole and holds what it held after one of the steps: of those that were acknowledged as durable none is
 * missing, and no step is there by half. LUMIA_LONG=1 tries thousands of moments. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../check.h"
#include "../disk.h"
#include "../lab.h"
#include "base/file.h"

#ifdef __SANITIZE_THREAD__
enum { MOMENTS = 10 };
#else
enum { MOMENTS = 150 };
#endif

enum { MOMENTS_LONG = 5000, IMAGES_MAX = 4, SECTOR = 512, CALL_MEMORY = 256 << 20 };

/* ---- a disk that remembers what it has been told to keep ---- */

struct pending {
    struct pending *next;
    sqlite3_int64  to;                  /* where a write goes, or the size that a file is cut to */
    int            size;                /* of a write; -1 for a cut */
    char           bytes[];
};

struct image {
    char           path[512];
    char          *bytes;               /* what a power cut leaves for sure */
    size_t         size, room;
    struct pending *first, **last;
    bool            removed;            /* but the folder does not know it for sure */
};

static struct {
    struct image images[IMAGES_MAX];
    size_t       count;
    long         calls, off_at;         /* the call at which the power goes; 0 for never */
    bool         off;
    uint64_t     random;
} power;

static uint64_t draw(void)              /* xorshift: Marsaglia 2003 */
{
    power.random ^= power.random << 13;
    power.random ^= power.random >> 7;
    return power.random ^= power.random << 17;
}

static bool goes_off(void)
{
    power.calls++;
    power.off |= power.off_at && power.calls >= power.off_at;
    return power.off;
}

static struct image *image_of(const char *name)
{
    for (size_t i = 0; name && i < power.count; i++)
        if (strcmp(power.images[i].path, name) == 0) return &power.images[i];
    if (!name || power.count == IMAGES_MAX) return NULL;
    struct image *i = &power.images[power.count++];
    snprintf(i->path, sizeof i->path, "%s", name);
    i->last = &i->first;
    return i;
}

static void note(struct disk_file *f, const void *at, int size, sqlite3_int64 to)
{
    struct image *i = image_of(f->name);
    size_t        bytes = size > 0 ? (size_t)size : 0;
    if (!i) return;
    if (i->removed) i->size = 0;        /* made anew */
    i->removed = false;
    struct pending *c = malloc(sizeof *c + bytes);
    *c = (struct pending){.to = to, .size = size};
    if (bytes) memcpy(c->bytes, at, bytes);
    *i->last = c;
    i->last  = &c->next;
}

static void lengthen(struct image *i, size_t size)
{
    if (size > i->room) {
        i->room  = size * 2;
        i->bytes = realloc(i->bytes, i->room);
    }
    if (size > i->size) {
        memset(i->bytes + i->size, 0, size - i->size);
        i->size = size;
    }
}

/* Torn: each sector is kept or lost by a draw. */
static void apply(struct image *i, const struct pending *c, bool torn)
{
    if (c->size < 0) {
        lengthen(i, (size_t)c->to);
        i->size = (size_t)c->to;
        return;
    }
    lengthen(i, (size_t)(c->to + c->size));
    for (int at = 0; at < c->size; at += SECTOR) {
        int size = c->size - at < SECTOR ? c->size - at : SECTOR;
        if (!torn || draw() % 2) memcpy(i->bytes + c->to + at, c->bytes + at, (size_t)size);
    }
}

static void settle(struct image *i, bool surely)
{
    while (i->first) {
        struct pending *c = i->first;
        uint64_t       fate = surely ? 1 : draw() % 3;
        i->first = c->next;
        if (fate) apply(i, c, fate == 2);
        free(c);
    }
    i->last = &i->first;
}

static int write_file(struct disk_file *f, const void *at, int size, sqlite3_int64 to)
{
    if (power.off) return SQLITE_IOERR_WRITE;
    note(f, at, size, to);
    return goes_off() ? SQLITE_IOERR_WRITE : disk_write(f, at, size, to);
}

static int truncate_file(struct disk_file *f, sqlite3_int64 size)
{
    if (power.off) return SQLITE_IOERR_TRUNCATE;
    note(f, NULL, -1, size);
    return goes_off() ? SQLITE_IOERR_TRUNCATE : disk_truncate(f, size);
}

static void forget_removed(void)
{
    for (size_t k = 0; k < power.count; k++) {
        if (power.images[k].removed) power.images[k].size = 0;
        power.images[k].removed = false;
    }
}

static int sync_file(struct disk_file *f, int flags)
{
    struct image *i = image_of(f->name);
    if (power.off || goes_off()) return SQLITE_IOERR_FSYNC;
    if (i) settle(i, true);
    forget_removed();
    return disk_sync(f, flags);
}

/* A file that was taken away may be there again, until something in its folder is synced. */
static int remove_file(const char *name, int sync_folder)
{
    if (power.off || goes_off()) return SQLITE_IOERR_DELETE;
    struct image *i = image_of(name);
    if (i) {
        settle(i, true);
        i->removed = true;
    }
    if (sync_folder) forget_removed();
    return disk_unlink(name, sync_folder);
}

static const struct disk_hooks hooks = {.write = write_file, .truncate = truncate_file, .sync = sync_file, .remove = remove_file};

static void power_on(long off_at, uint64_t seed)
{
    power.calls  = 0;
    power.off_at = off_at;
    power.off    = false;
    power.random = seed * 0x9e3779b97f4a7c15u | 1;
}

/* The files as the cut left them. */
static void lay_out(struct lab *l)
{
    for (size_t k = 0; k < power.count; k++) {
        struct image *i = &power.images[k];
        settle(i, false);
        if (i->removed && draw() % 2) i->size = 0;
        AUTO_FILE *f = fopen(i->path, "wb");
        CHECK(f && (i->size == 0 || fwrite(i->bytes, 1, i->size, f) == i->size), "%s", i->path);
    }
    (void)unlink(ctx_print(&l->c, "%s/lumia.db-shm", l->folder));
}

static void forget(void)
{
    for (size_t k = 0; k < power.count; k++) {
        settle(&power.images[k], true);
        free(power.images[k].bytes);
    }
    memset(power.images, 0, sizeof power.images);
    power.count = 0;
}

/* ---- the steps ---- */

static const struct step {
    const char *line;
    bool        durable;                /* what came from outside; what can be made again may be lost, not torn */
} steps[] = {
    {"import prices tests/data/tiny.csv --class stock --adjust split --currency USD", true},
    {"import assets tests/data/names.csv", true},
    {"import prices tests/data/tiny.csv --class stock --adjust split --currency USD --scale 2", true},      /* revises every bar */
    {"simulate --seed 3 --stocks 3 --etfs 1 --funds 0 --crypto 0 --from 2017-01-01 --to 2018-02-07", true},
    {"recommend --risk 40 --horizon 10y --capital 50000 --as-of 2017-12-29", false},
    {"import prices tests/data/tiny.csv --class stock --adjust split --currency USD --source another", true},
};

enum { STEPS = sizeof steps / sizeof *steps };

static err take(struct lab *l, const char *line)
{
    AUTO_CTX         c = {0};
    const struct op *op;
    struct answer    a;
    ctx_open(&c, CALL_MEMORY);
    return lab_run(l, &c, line, &op, &a);
}

/* From nothing: what each step leaves, and how many calls of the disk there are in all. */
static long rehearse(struct lab *l, uint64_t *digests)
{
    power_on(0, 1);
    lab_empty(l);
    forget();
    power.calls = 0;
    CHECK(lab_enter(l, &l->c) == OK, "%s", l->c.note);
    digests[0] = lab_digest(l, NULL);
    for (size_t i = 0; i < STEPS; i++) {
        CHECK(take(l, steps[i].line) == OK, "%s", steps[i].line);
        digests[i + 1] = lab_digest(l, NULL);
        CHECK(digests[i + 1] != digests[i], "%s changes nothing", steps[i].line);
    }
    long calls = power.calls;
    lab_leave(l);
    return calls;
}

static void cut_at(struct lab *l, const uint64_t *digests, long moment, uint64_t seed)
{
    AUTO_CTX c = {0};
    size_t   tried = 0, safe = 0, found;
    power_on(0, 1);
    lab_empty(l);
    forget();
    power_on(moment, seed);
    ctx_open(&c, CALL_MEMORY);
    if (lab_enter(l, &c) == OK)
        while (tried < STEPS && !power.off) {
            err e = take(l, steps[tried].line);
            tried++;
            if (e == OK && steps[tried - 1].durable) safe = tried;
            CHECK(e == OK || power.off, "%s", steps[tried - 1].line);
        }
    bool off = power.off;
    lab_leave(l);
    lay_out(l);
    power_on(0, 1);
    ctx_close(&c);
    ctx_open(&c, CALL_MEMORY);
    CHECK(lab_enter(l, &c) == OK, "power off at call %ld, seed %llu: %s", moment, (unsigned long long)seed, c.note);
    CHECK(lab_is_whole(l), "power off at call %ld, seed %llu: damaged", moment, (unsigned long long)seed);
    uint64_t now = lab_digest(l, NULL);
    for (found = 0; found <= STEPS && digests[found] != now;) found++;
    CHECK(found <= tried && found >= safe, "power off at call %ld, seed %llu: %zu steps tried, %zu safe, the store is as after %zu (%d: none)", moment,
          (unsigned long long)seed, tried, safe, found, STEPS + 1);
    CHECK(off || power.off_at == 0);
    lab_leave(l);
}

TEST(power_cut_loses_nothing_that_was_acknowledged)
{
    AUTO_LAB l;
    uint64_t digests[STEPS + 1];
    long     moments = getenv("LUMIA_LONG") ? MOMENTS_LONG : MOMENTS;
    disk_install(&hooks);
    lab_open(&l, LAB_EMPTY);
    long calls = rehearse(&l, digests);
    CHECK(calls > STEPS, "%ld", calls);
    power.random = 20260101;
    for (long i = 0; i < moments; i++) {
        uint64_t seed = (uint64_t)i + 1;
        cut_at(&l, digests, 1 + (long)(seed * 2654435761u % (uint64_t)calls), seed);
    }
    lab_empty(&l);
    forget();
    disk_remove();
}
