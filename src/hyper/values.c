#include "hyper/values.h"

#include <math.h>

bool value_whole(sqlite3_value *v, int64_t *ret)
{
    int type = sqlite3_value_numeric_type(v);
    if (type == SQLITE_INTEGER) *ret = sqlite3_value_int64(v);
    if (type != SQLITE_FLOAT) return type == SQLITE_INTEGER;
    double d = sqlite3_value_double(v);
    if (!(d >= -0x1p63 && d < 0x1p63) || d != floor(d)) return false;
    *ret = (int64_t)d;
    return true;
}

struct slice value_text(sqlite3_value *v)
{
    const char *at = (const char *)sqlite3_value_text(v);
    return (struct slice){at, at ? (size_t)sqlite3_value_bytes(v) : 0};
}

void value_give(sqlite3_context *out, const struct column *k, size_t i)
{
    if (rows_null(k, i)) return;
    switch (k->type) {
    case COLUMN_INT:  sqlite3_result_int64(out, k->ints[i]); break;
    case COLUMN_REAL: sqlite3_result_double(out, k->reals[i]); break;        /* NaN is NULL to SQLite */
    case COLUMN_TEXT: sqlite3_result_text64(out, k->texts[i].at ?: "", k->texts[i].size, SQLITE_TRANSIENT, SQLITE_UTF8); break;
    }
}

int value_bind(sqlite3_stmt *stmt, int place, const struct column *k, size_t i)
{
    if (!k->ints || rows_null(k, i)) return sqlite3_bind_null(stmt, place);
    switch (k->type) {
    case COLUMN_INT:  return sqlite3_bind_int64(stmt, place, k->ints[i]);
    case COLUMN_REAL: return isnan(k->reals[i]) ? sqlite3_bind_null(stmt, place) : sqlite3_bind_double(stmt, place, k->reals[i]);
    case COLUMN_TEXT: return sqlite3_bind_text64(stmt, place, k->texts[i].at ?: "", k->texts[i].size, SQLITE_STATIC, SQLITE_UTF8);
    }
    return SQLITE_MISUSE;
}

void value_fail(sqlite3_context *out, const struct ctx *c, err e)
{
    if (e == ERR_NOMEM) sqlite3_result_error_nomem(out);
    else                sqlite3_result_error(out, c->note, -1);
}

int vtab_told(sqlite3_vtab *v, const struct ctx *c, err e, int code)
{
    if (e == OK) return SQLITE_OK;
    if (c->note[0] && e != ERR_NOMEM) {
        sqlite3_free(v->zErrMsg);
        v->zErrMsg = sqlite3_mprintf("%s", c->note);
    }
    switch (e) {
    case ERR_NOMEM:    return SQLITE_NOMEM;
    case ERR_CONFLICT: return SQLITE_CONSTRAINT;
    case ERR_INVALID:  return SQLITE_MISMATCH;     /* a constraint's code would let OR IGNORE pass over it */
    case ERR_DATA:     return SQLITE_CORRUPT_VTAB;
    case ERR_BUSY:
    case ERR_STORE:    return code ? code : SQLITE_ERROR;
    default:           return SQLITE_ERROR;
    }
}
