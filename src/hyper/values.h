/* values.h - what goes between SQL and this floor: values in and out, failures as SQLite's codes. */
#ifndef HYPER_VALUES_H
#define HYPER_VALUES_H

#include "hyper/rows.h"

/* A whole number that equals the value: what an INTEGER column would keep, or find. false: there is none. */
bool value_whole(sqlite3_value *v, int64_t *ret);

struct slice value_text(sqlite3_value *v);

/* Row i of a column; nothing where it is missing. */
void value_give(sqlite3_context *out, const struct column *k, size_t i);

/* Binds row i of a column to a place of a statement; a code of SQLite. The bytes of a text stay where they are. */
int value_bind(sqlite3_stmt *stmt, int place, const struct column *k, size_t i);

void value_fail(sqlite3_context *out, const struct ctx *c, err e);

/* The code of a failure, whose story the table then tells; `code` is SQLite's own where the failure came from there, else 0. */
int vtab_told(sqlite3_vtab *v, const struct ctx *c, err e, int code);

#endif
