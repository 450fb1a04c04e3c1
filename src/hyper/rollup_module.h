/* rollup_module.h - the module `hypertable_rollup`: a rollup as a table that SQL reads. */
#ifndef HYPER_ROLLUP_MODULE_H
#define HYPER_ROLLUP_MODULE_H

#include "hyper/sqlite.h"

int rollup_register(sqlite3 *db);       /* a code of SQLite */

#endif
