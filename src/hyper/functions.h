/* functions.h - the SQL functions that come with hypertables: time_bucket, first, last, hypertable_compress, hypertable_check. */
#ifndef HYPER_FUNCTIONS_H
#define HYPER_FUNCTIONS_H

#include "hyper/sqlite.h"

int functions_register(sqlite3 *db);    /* a code of SQLite */

#endif
