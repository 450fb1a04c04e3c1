#include <stdio.h>

#include "app/app.h"
#include "store/upkeep.h"

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    AUTO_STORE *s = NULL;
    if (argc != 1) return fail(c, ERR_USAGE, "usage: lumia backup FILE");
    TRY(pool_lease(c, app->pool, &s));
    TRY(store_backup(c, s, argv[0]));
    *ret_exit = printf("%s: read through, and whole\n", argv[0]) < 0;
    return OK;
}

const struct command command_backup = {
    .name        = "backup",
    .usage       = "lumia backup FILE",
    .title       = "One state of the store as a file, while everything goes on",
    .about       = "Writers go on meanwhile. The file is read through before it gets its name, and it must not be there yet; a kill leaves nothing under that "
                   "name. It is a store of its own: `lumia restore FILE` makes it that of another folder, and `--db sqlite:FILE` opens it where it is.",
    .needs_store = true,
    .run         = run,
};
