#include <stdio.h>

#include "app/app.h"
#include "base/file.h"
#include "store/upkeep.h"

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    if (argc != 1) return fail(c, ERR_USAGE, "usage: lumia restore FILE");
    if (strncmp(app->url, "sqlite:", 7) != 0) return fail(c, ERR_REFUSED, "a backup is a file; `lumia copy --from sqlite:%s` brings it to a server", argv[0]);
    if (!app->settings.db) TRY(dir_make(c, app->data));
    TRY(store_restore(c, argv[0], app->url + 7));
    *ret_exit = printf("%s: restored from %s, read through, and whole\n", app->url + 7, argv[0]) < 0;
    return OK;
}

const struct command command_restore = {
    .name  = "restore",
    .usage = "lumia restore FILE",
    .title = "Make a backup the store of a folder that has none",
    .about = "The backup is copied beside, read through, and gets its name when it is whole. A store that is there already is never overwritten: choose another "
             "folder with --data, or take the old one away first.",
    .run   = run,
};
