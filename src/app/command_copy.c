#include <stdio.h>
#include <unistd.h>

#include "app/app.h"
#include "store/copy.h"

#define HOLDING(X, T)                                                                   \
    X(T, TEXT, table,  0, "table")                                                      \
    X(T, I64,  rows,   0, "rows in it, the same in both stores")                        \
    X(T, TEXT, digest, 0, "SHA-256 of all its values, in the order of its key")

RECORD(copied, HOLDING);
SHAPE(copied, HOLDING);

static void tell(void *arg, const char *table)
{
    if (*(bool *)arg) fprintf(stderr, "\r\033[K%s", table);
}

static err print_copied(struct ctx *c, const struct app *app, const struct list *found, int *ret_exit)
{
    const struct holding *h = found->at;
    struct copied        *lines;
    struct text           out = {.c = c};
    TRY(NEW(c, lines, found->count));
    for (size_t i = 0; i < found->count; i++) lines[i] = (struct copied){h[i].table, h[i].rows, h[i].digest};
    if (app->settings.format == FORMAT_JSON) {
        json_put_records(&out, &copied_shape, lines, found->count);
        text_put_char(&out, '\n');
    } else if (app->settings.format == FORMAT_CSV) {
        csv_put_header(&out, &copied_shape);
        for (size_t i = 0; i < found->count; i++) csv_put_record(&out, &copied_shape, &lines[i]);
    } else {
        grid_put(&out, &copied_shape, lines, found->count, 0);
    }
    TRY(text_done(&out));
    *ret_exit = fputs(out.at, stdout) < 0;
    return OK;
}

static err copy(struct ctx *c, struct app *app, const char *from_url, const char *to_url, int *ret_exit)
{
    AUTO_POOL  *from_pool = NULL, *to_pool = NULL;
    AUTO_STORE *from = NULL, *to = NULL;
    struct list found;
    bool        shows = app->settings.color && isatty(STDERR_FILENO);
    TRY(pool_open(c, from_url, &from_pool));
    TRY(pool_open(c, to_url, &to_pool));
    TRY(pool_lease(c, from_pool, &from));
    TRY(pool_lease(c, to_pool, &to));
    err e = store_copy(c, from, to, tell, &shows, &found);
    tell(&shows, "");
    TRY(e);
    return print_copied(c, app, &found, ret_exit);
}

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    const char *from = NULL, *to = NULL;
    for (int i = 0; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--from") == 0)    from = argv[i + 1];
        else if (strcmp(argv[i], "--to") == 0) to = argv[i + 1];
        else return fail(c, ERR_USAGE, "`copy` takes no '%s': lumia copy --from URL --to URL", argv[i]);
    }
    if (!from || !to || argc != 4) return fail(c, ERR_USAGE, "usage: lumia copy --from URL --to URL");
    return copy(c, app, from, to, ret_exit);
}

const struct command command_copy = {
    .name  = "copy",
    .usage = "lumia copy --from URL --to URL",
    .title = "Copy a whole installation into an empty store, also of another engine, and compare what arrived",
    .about = "URLs are sqlite:PATH or postgres://HOST/DATABASE. It reads one state of the source, which may go on serving, and writes one transaction: "
             "the target holds everything or nothing. Every table is read back and compared by its rows and a digest of its values before it is "
             "committed. A target that holds anything is refused.",
    .run   = run,
};
