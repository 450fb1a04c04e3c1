#include <stdio.h>

#include "app/app.h"
#include "base/log.h"
#include "store/bundle.h"

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    AUTO_STORE    *s = NULL;
    struct bundled done;
    if (argc != 1) return fail(c, ERR_USAGE, "usage: lumia bundle FILE");
    TRY(pool_lease(c, app->pool, &s));
    TRY(store_bundle(c, s, argv[0], time_now(), &done));
    int printed = printf("%s:", argv[0]);
    for (size_t i = 0; i < BUNDLE_TABLES && printed >= 0; i++) printed = printf("%s %lld %s", i ? "," : "", (long long)done.rows[i], bundle_names[i]);
    *ret_exit = printf("\n%s\n", done.digest) < 0;
    return OK;
}

const struct command command_bundle = {
    .name        = "bundle",
    .usage       = "lumia bundle FILE",
    .title       = "What was collected, as one file for a machine without a network",
    .about       = "One state of the store while everything goes on: assets, series, bars and what they said before they were corrected, splits and "
                   "dividends, news; nothing simulated and nothing computed. `lumia import bundle FILE` takes it in elsewhere, on either engine. The "
                   "file must not be there yet, and gets its name when it is whole. Prints what it holds and its SHA-256.",
    .needs_store = true,
    .run         = run,
};
