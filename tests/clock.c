#include "clock.h"

#include <sqlite3.h>

static sqlite3_int64 clock_ms;          /* julian, as SQLite counts */

static int tell_time(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
    (void)vfs;
    *ret = clock_ms;
    return SQLITE_OK;
}

void clock_set(int64_t microseconds)
{
    static sqlite3_vfs vfs;
    if (!vfs.zName) {
        vfs       = *sqlite3_vfs_find(NULL);
        vfs.zName = "standing-clock";
        vfs.pNext = NULL;
        vfs.xCurrentTimeInt64 = tell_time;
        (void)sqlite3_vfs_register(&vfs, 0);
    }
    clock_ms = 210866760000000 + microseconds / 1000;
}
