#include "powercut.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "disk.h"

enum { IMAGES_MAX = 4, SECTOR = 512, PATH_SIZE = 520 };

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

void power_on(long off_at, uint64_t seed)
{
    power.calls  = 0;
    power.off_at = off_at;
    power.off    = false;
    power.random = seed * 0x9e3779b97f4a7c15u | 1;
}

/* The files as the cut left them. */
void power_lay_out(void)
{
    for (size_t k = 0; k < power.count; k++) {
        struct image *i = &power.images[k];
        settle(i, false);
        if (i->removed && draw() % 2) i->size = 0;
        AUTO_FILE *f = fopen(i->path, "wb");
        CHECK(f && (i->size == 0 || fwrite(i->bytes, 1, i->size, f) == i->size), "%s", i->path);
        char shared[PATH_SIZE];
        snprintf(shared, sizeof shared, "%s-shm", i->path);
        (void)unlink(shared);
    }
}

void power_forget(void)
{
    for (size_t k = 0; k < power.count; k++) {
        settle(&power.images[k], true);
        free(power.images[k].bytes);
    }
    memset(power.images, 0, sizeof power.images);
    power.count = 0;
}

bool power_is_off(void) { return power.off; }
long power_calls(void)  { return power.calls; }
void power_install(void) { disk_install(&hooks); }
