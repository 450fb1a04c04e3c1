#include "engine.h"

#include <sqlite3.h>
#include <unistd.h>

#include "store/libpq.h"

enum { URL_SIZE = 256 };

static enum engine picked;
static bool        has_asked;
static char        server_folder[URL_SIZE], server_url[URL_SIZE], timescale_url[URL_SIZE];

static void stop_server(void)
{
    char command[2 * URL_SIZE];
    snprintf(command, sizeof command, "tests/postgres.sh stop %s", server_folder);
    if (server_folder[0] && system(command) != 0) fprintf(stderr, "%s failed\n", command);
}

const char *engine_server(void)
{
    if (!has_asked) {
        char command[URL_SIZE];
        has_asked = true;
        snprintf(command, sizeof command, "tests/postgres.sh start %d 2>/dev/null", (int)getpid());
        FILE *f = popen(command, "r");
        if (f && fscanf(f, "%255s %255s %255s", server_folder, server_url, timescale_url) < 2) server_folder[0] = 0;
        if (f) (void)pclose(f);
        if (server_folder[0]) (void)atexit(stop_server);
    }
    return server_folder[0] ? server_url : NULL;
}

bool engine_pick(enum engine e)
{
    picked = e;
    if (e == ENGINE_SQLITE) return true;
    bool server = engine_server() != NULL;
    if (server && (e == ENGINE_POSTGRES || timescale_url[0])) return true;
    test_skip(server ? "the extension timescaledb is not installed" : "no PostgreSQL server is installed (Debian: postgresql-15)");
    return false;
}

enum engine engine_picked(void) { return picked; }

static bool edit_postgres(struct ctx *c, const char *url, const char *sql)
{
    if (libpq_load(c) != OK) return false;
    PGconn   *conn = pq.connectdbParams((const char *const[]){"dbname", "options", NULL},
                                        (const char *const[]){url, strstr(url, "options=") ? NULL : "-c client_min_messages=warning", NULL}, 1);
    PGresult *r    = pq.exec(conn, sql);
    bool      ok   = pq.resultStatus(r) == PGRES_COMMAND_OK || pq.resultStatus(r) == PGRES_TUPLES_OK;
    if (!ok) printf("%s: %s\n", sql, pq.errorMessage(conn));
    pq.clear(r);
    pq.finish(conn);
    return ok;
}

static bool edit_sqlite(const char *path, const char *sql)
{
    sqlite3 *db    = NULL;
    char    *story = NULL;
    int      code  = sqlite3_open(path, &db);
    if (code == SQLITE_OK) code = sqlite3_exec(db, sql, NULL, NULL, &story);
    if (code != SQLITE_OK) printf("%s: %s\n", sql, story ? story : "?");
    sqlite3_free(story);
    (void)sqlite3_close(db);
    return code == SQLITE_OK;
}

bool engine_edit(struct ctx *c, const char *url, const char *sql)
{
    return strncmp(url, "sqlite:", 7) == 0 ? edit_sqlite(url + 7, sql) : edit_postgres(c, url, sql);
}

char *engine_url(struct ctx *c, struct scratch *folder)
{
    static int made;
    int        number = ++made;
    if (picked == ENGINE_SQLITE) return ctx_print(c, "sqlite:%s/%d.db", folder->folder, number);
    const char *database = picked == ENGINE_POSTGRES ? server_url : timescale_url;
    if (!engine_edit(c, database, ctx_print(c, "CREATE SCHEMA test_%d", number))) return NULL;
    return ctx_print(c, "%s&options=-csearch_path%%3Dtest_%d", database, number);
}
