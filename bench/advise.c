/* What one recommendation costs once its market is in memory: judged, scored, weighed, explained and written as JSON.
 * Needs a store with the S&P set and its signals in LUMIA_DATA; says so and stops where there is none. */
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "ops/market.h"
#include "ops/op.h"

enum { ROUNDS = 1000, MEMORY = 512 << 20 };

static err bench(struct ctx *c, const char *data)
{
    AUTO_POOL         *pool = NULL;
    AUTO_STORE        *store = NULL;
    const struct market_view *view;
    struct house       house = {.now = time_now()};
    char              *url = ctx_print(c, "sqlite:%s/lumia.db", data);
    TRY(pool_open(c, url ? url : "", &pool));
    TRY(pool_lease(c, pool, &store));
    house.pool  = pool;
    house.store = store;
    int64_t began = time_steady();
    TRY(market_view_of(c, &house, false, DAY_NONE, &view));
    int64_t loaded = time_steady();
    size_t  bytes = 0;
    for (int i = 0; i < ROUNDS; i++) {
        AUTO_CTX              own = {0};
        struct profile        who = {.risk = i % 100, .horizon = -120, .capital = 50000ll * CASH_UNIT, .as_of = DAY_NONE};
        struct recommendation r;
        struct slice          document;
        ctx_open(&own, MEMORY);
        err e = advise(&own, policies[0], &who, NULL, view, "bench", &r, &document);
        if (e != OK) return fail(c, e, "%s", own.note);
        bytes += document.size;
    }
    double us = (double)(time_steady() - loaded) / ROUNDS;
    printf("%-52s %12.1f %-8s (%zu assets)\n", "market loaded into memory", (double)(loaded - began) / 1000, "ms", view->count);
    printf("%-52s %12.1f %-8s (%zu bytes each)\n", "recommendation, computed and written as JSON", us, "us", bytes / ROUNDS);
    return OK;
}

int main(void)
{
    AUTO_CTX    c    = {0};
    const char *data = getenv("LUMIA_DATA");
    ctx_open(&c, MEMORY);
    if (!data) return puts("advise: skipped, LUMIA_DATA names no store") < 0;
    if (bench(&c, data) == OK) return 0;
    fprintf(stderr, "advise: %s\n", c.note);
    return 1;
}
