/* functions.h - the SQL functions that come with hypertables: of times, of groups of rows, and those that do something to a table. */
#ifndef HYPER_FUNCTIONS_H
#define HYPER_FUNCTIONS_H

#include "hyper/sqlite.h"

int functions_register(sqlite3 *db);    /* a code of SQLite */

#endif
