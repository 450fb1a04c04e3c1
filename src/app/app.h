/* app.h - the process: its settings, its store, and the words it answers to. */
#ifndef APP_APP_H
#define APP_APP_H

#include "base/nearest.h"
#include "base/text.h"
#include "jobs/house.h"
#include "ops/op.h"

struct app {
    struct settings   settings;
    struct origin    *origins;
    const char       *data, *url;       /* the folder and the store, resolved */
    struct pool      *pool;             /* NULL until app_open_store */
    struct snapshots *snapshots;
    size_t            threads;
};

/* A command that is not an op: it needs the process. One file, one descriptor. */
struct command {
    const char *name, *usage, *title, *about;
    bool        needs_store;
    err (*run)(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit);
};

extern const struct command *const commands[];  /* NULL-terminated, by name */

/* Reads settings from what is built in, the config file, the environment and the command line, each over the one before;
 * argv is left with what are no settings. */
err app_configure(struct ctx *c, struct app *app, int *argc, char **argv);
err app_open_store(struct ctx *c, struct app *app);
void app_close(struct app *app);

struct house app_house(const struct app *app);

/* One command line behind `lumia`; answers the exit status. Prints answers to standard output, stories to standard error. */
int app_main(int argc, char **argv);

/* ---- projections of the registries ---- */
void openapi_put(struct text *out);
err  manual_put(struct ctx *c, struct text *out, const char *topic);
void help_put(struct text *out);
void help_put_op(struct text *out, const struct op *op);

/* "--schedule false" as well as "--schedule=false" and a bare "--schedule": is the word behind a switch its value? */
bool is_switch_value(const char *word);

/* Reads options and words into the input of an op. */
err args_read(struct ctx *c, const struct op *op, int argc, char **argv, void *in);

#endif
