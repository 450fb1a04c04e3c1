/* clock.h - a file system for SQLite whose clock stands still: "standing-clock", to be opened with sqlite3_open_v2(). */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* Microseconds since 1970; SQLite sees whole milliseconds. Makes the file system known when it is called first. */
void clock_set(int64_t microseconds);

#endif
