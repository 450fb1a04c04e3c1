/* aggregates.h - functions over many rows: first, last, candlestick; and over windows of them: locf, interpolate. */
#ifndef HYPER_AGGREGATES_H
#define HYPER_AGGREGATES_H

#include "hyper/sqlite.h"

int aggregates_register(sqlite3 *db);   /* a code of SQLite */

#endif
