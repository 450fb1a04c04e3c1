#include <stdio.h>

#include "app/app.h"

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    struct text out = {.c = c}, topic = {.c = c};
    (void)app;
    for (int i = 0; i < argc; i++) text_print(&topic, "%s%s", i ? " " : "", argv[i]);
    TRY(text_done(&topic));
    TRY(manual_put(c, &out, argc ? topic.at : NULL));
    TRY(text_done(&out));
    *ret_exit = fputs(out.at, stdout) < 0;
    return OK;
}

const struct command command_manual = {
    .name  = "manual",
    .usage = "lumia manual [TOPIC]",
    .title = "Tell about a command, indicator, signal, job, source, table, setting or error",
    .about = "Without a topic it lists them all. The text is made from what each thing says of itself in the program, so it is never out of date.",
    .run   = run,
};
