#include "disk.h"

#include <stddef.h>

#include "check.h"

static sqlite3_vfs             *real_vfs, shim;
static const struct disk_hooks *hooked;

static sqlite3_file *real(sqlite3_file *f) { return ((struct disk_file *)f)->real; }

#define PASS(f, method, ...) real(f)->pMethods->method(real(f) __VA_OPT__(,) __VA_ARGS__)

int disk_write(struct disk_file *f, const void *at, int size, sqlite3_int64 to) { return PASS(&f->base, xWrite, at, size, to); }
int disk_truncate(struct disk_file *f, sqlite3_int64 size)                      { return PASS(&f->base, xTruncate, size); }
int disk_sync(struct disk_file *f, int flags)                                   { return PASS(&f->base, xSync, flags); }
int disk_unlink(const char *name, int sync_folder)                              { return real_vfs->xDelete(real_vfs, name, sync_folder); }

static int f_close(sqlite3_file *f)                                              { return PASS(f, xClose); }
static int f_read(sqlite3_file *f, void *at, int size, sqlite3_int64 from)       { return PASS(f, xRead, at, size, from); }
static int f_size(sqlite3_file *f, sqlite3_int64 *ret)                           { return PASS(f, xFileSize, ret); }
static int f_lock(sqlite3_file *f, int level)                                    { return PASS(f, xLock, level); }
static int f_unlock(sqlite3_file *f, int level)                                  { return PASS(f, xUnlock, level); }
static int f_check(sqlite3_file *f, int *ret)                                    { return PASS(f, xCheckReservedLock, ret); }
static int f_control(sqlite3_file *f, int what, void *arg)                       { return PASS(f, xFileControl, what, arg); }
static int f_sector(sqlite3_file *f)                                             { return PASS(f, xSectorSize); }
static int f_device(sqlite3_file *f)                                             { return PASS(f, xDeviceCharacteristics); }
static int f_shm_map(sqlite3_file *f, int p, int s, int e, void volatile **ret)  { return PASS(f, xShmMap, p, s, e, ret); }
static int f_shm_lock(sqlite3_file *f, int from, int count, int flags)           { return PASS(f, xShmLock, from, count, flags); }
static void f_shm_barrier(sqlite3_file *f)                                       { PASS(f, xShmBarrier); }
static int f_shm_unmap(sqlite3_file *f, int drop)                                { return PASS(f, xShmUnmap, drop); }
static int f_fetch(sqlite3_file *f, sqlite3_int64 from, int size, void **ret)    { return PASS(f, xFetch, from, size, ret); }
static int f_unfetch(sqlite3_file *f, sqlite3_int64 from, void *at)              { return PASS(f, xUnfetch, from, at); }

static int f_write(sqlite3_file *f, const void *at, int size, sqlite3_int64 to)
{
    struct disk_file *d = (struct disk_file *)f;
    return hooked->write ? hooked->write(d, at, size, to) : disk_write(d, at, size, to);
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    struct disk_file *d = (struct disk_file *)f;
    return hooked->truncate ? hooked->truncate(d, size) : disk_truncate(d, size);
}

static int f_sync(sqlite3_file *f, int flags)
{
    struct disk_file *d = (struct disk_file *)f;
    return hooked->sync ? hooked->sync(d, flags) : disk_sync(d, flags);
}

static const sqlite3_io_methods shim_methods = {
    3, f_close, f_read, f_write, f_truncate, f_sync, f_size, f_lock, f_unlock, f_check, f_control, f_sector, f_device, f_shm_map,
    f_shm_lock, f_shm_barrier, f_shm_unmap, f_fetch, f_unfetch,
};

static int shim_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
    struct disk_file *own = (struct disk_file *)f;
    (void)v;
    own->real = (sqlite3_file *)(own + 1);
    own->name = name;
    int code = real_vfs->xOpen(real_vfs, name, own->real, flags, ret_flags);
    own->methods          = shim_methods;
    own->methods.iVersion = own->real->pMethods ? own->real->pMethods->iVersion : 1;
    f->pMethods           = own->real->pMethods ? &own->methods : NULL;
    return code;
}

static int shim_delete(sqlite3_vfs *v, const char *name, int sync_folder)
{
    (void)v;
    return hooked->remove ? hooked->remove(name, sync_folder) : disk_unlink(name, sync_folder);
}

void disk_install(const struct disk_hooks *hooks)
{
    if (!real_vfs) real_vfs = sqlite3_vfs_find(NULL);
    hooked        = hooks;
    shim          = *real_vfs;
    shim.zName    = "hooked";
    shim.szOsFile = (int)sizeof(struct disk_file) + real_vfs->szOsFile;
    shim.xOpen    = shim_open;
    shim.xDelete  = shim_delete;
    CHECK(sqlite3_vfs_register(&shim, 1) == SQLITE_OK);
}

void disk_remove(void)
{
    CHECK(sqlite3_vfs_unregister(&shim) == SQLITE_OK && sqlite3_vfs_register(real_vfs, 1) == SQLITE_OK);
}
