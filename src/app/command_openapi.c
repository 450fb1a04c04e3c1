#include <stdio.h>

#include "app/app.h"

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    struct text out = {.c = c};
    (void)app;
    if (argc) return fail(c, ERR_USAGE, "`openapi` takes no '%s'", argv[0]);
    openapi_put(&out);
    TRY(text_done(&out));
    *ret_exit = fputs(out.at, stdout) < 0;
    return OK;
}

const struct command command_openapi = {
    .name  = "openapi",
    .usage = "lumia openapi",
    .title = "Print the description of the HTTP interface (OpenAPI 3.1)",
    .about = "The same document is served at /openapi.json.",
    .run   = run,
};
