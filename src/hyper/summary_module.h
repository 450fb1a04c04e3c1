/* summary_module.h - SELECT … FROM hypertable_summary(table, column, from, to): a row for each segment, answered by zones. */
#ifndef HYPER_SUMMARY_MODULE_H
#define HYPER_SUMMARY_MODULE_H

#include "hyper/sqlite.h"

int summary_register(sqlite3 *db);      /* a code of SQLite */

#endif
