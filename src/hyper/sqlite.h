/* sqlite.h - the one place where this floor meets SQLite: linked into a program, or loaded by one. */
#ifndef HYPER_SQLITE_H
#define HYPER_SQLITE_H

#ifdef HYPER_EXTENSION
#include <sqlite3ext.h>
extern const sqlite3_api_routines *sqlite3_api;
#else
#include <sqlite3.h>
#endif

#endif
