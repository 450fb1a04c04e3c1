/* What sqlite3_load_extension() calls; only the loadable build has it. */
#ifdef HYPER_EXTENSION
#include <sqlite3ext.h>

#include "hyper/module.h"

SQLITE_EXTENSION_INIT1

int sqlite3_hypertable_init(sqlite3 *db, char **ret_message, const sqlite3_api_routines *api);

__attribute__((visibility("default"))) int sqlite3_hypertable_init(sqlite3 *db, char **ret_message, const sqlite3_api_routines *api)
{
    SQLITE_EXTENSION_INIT2(api)
    int code = module_register(db);
    if (code != SQLITE_OK) *ret_message = sqlite3_mprintf("hypertables cannot be had here: %s", sqlite3_errmsg(db));
    return code;
}
#else
typedef int nothing_to_compile;         /* ISO C wants a declaration in every file */
#endif
