/* engine.h - tests of the store run on every engine from one source: TEST_ON_ENGINES(name) { … } instead of TEST(name).
 * PostgreSQL is a server that the first such test starts and that ends with the tests, with TimescaleDB in one of its two
 * databases; where they are not installed the tests are skipped, and say so. */
#ifndef ENGINE_H
#define ENGINE_H

#include "base/ctx.h"
#include "check.h"
#include "scratch.h"

enum engine { ENGINE_SQLITE, ENGINE_POSTGRES, ENGINE_TIMESCALE };

/* Picks the engine of what follows, which is SQLite until then; false, and the test skipped, where it is not there. */
bool engine_pick(enum engine e);

enum engine engine_picked(void);

/* The URL of a store that is not there yet: a file in the folder, or a schema of its own. */
char *engine_url(struct ctx *c, struct scratch *folder);

/* Runs SQL past the store, with a connection of its own. */
bool engine_edit(struct ctx *c, const char *url, const char *sql);

/* The URL of the server's own database, which nobody uses; NULL where there is no server. */
const char *engine_server(void);

#define TEST_ON_ENGINES(name)                                                       \
    static void on_engine_##name(void);                                             \
    TEST(name##_on_sqlite)   { on_engine_##name(); }                                \
    TEST(name##_on_postgres) { if (engine_pick(ENGINE_POSTGRES)) on_engine_##name(); \
                               (void)engine_pick(ENGINE_SQLITE); }                  \
    TEST(name##_on_timescale) { if (engine_pick(ENGINE_TIMESCALE)) on_engine_##name(); \
                                (void)engine_pick(ENGINE_SQLITE); }                 \
    static void on_engine_##name(void)

#endif
