/* gapfill.h - SELECT at FROM gapfill(from, to, bucket): the first instant of every bucket that begins between two times, whether
 * or not anything happened in it. */
#ifndef HYPER_GAPFILL_H
#define HYPER_GAPFILL_H

#include "hyper/sqlite.h"

int gapfill_register(sqlite3 *db);      /* a code of SQLite */

#endif
