/* arguments.h - a table-valued function of SQLite is a table whose hidden columns are its arguments. */
#ifndef HYPER_ARGUMENTS_H
#define HYPER_ARGUMENTS_H

#include "hyper/sqlite.h"

/* xBestIndex of such a table: the columns from `first` on are arguments, of which `needed` must be given. idxNum gets bit i for
 * argument i; xFilter gets them in this order. */
int arguments_take(sqlite3_index_info *info, int first, int count, int needed);

#endif
