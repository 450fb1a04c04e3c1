/* disk.h - SQLite's file system with hooks in front of what changes a file: for tests whose disk fails or loses power. */
#ifndef DISK_H
#define DISK_H

#include <sqlite3.h>

struct disk_file {
    sqlite3_file       base;
    sqlite3_io_methods methods;
    sqlite3_file      *real;            /* behind this struct */
    const char        *name;            /* SQLite's; NULL for a temporary file */
};

/* Each gets the call and may pass it on with disk_write() and so on. A NULL hook passes on. */
struct disk_hooks {
    int (*write)(struct disk_file *f, const void *at, int size, sqlite3_int64 to);
    int (*truncate)(struct disk_file *f, sqlite3_int64 size);
    int (*sync)(struct disk_file *f, int flags);
    int (*remove)(const char *name, int sync_folder);
};

void disk_install(const struct disk_hooks *hooks);      /* for what is opened from now on */
void disk_remove(void);

int disk_write(struct disk_file *f, const void *at, int size, sqlite3_int64 to);
int disk_truncate(struct disk_file *f, sqlite3_int64 size);
int disk_sync(struct disk_file *f, int flags);
int disk_unlink(const char *name, int sync_folder);

#endif
