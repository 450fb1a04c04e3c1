/* module.h - makes the module `hypertable` and its functions known to a connection. */
#ifndef HYPER_MODULE_H
#define HYPER_MODULE_H

#include "hyper/sqlite.h"

int module_register(sqlite3 *db);       /* a code of SQLite */

#endif
