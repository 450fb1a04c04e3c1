#include <stdio.h>
#include <unistd.h>

#include "app/app.h"
#include "base/file.h"
#include "base/number.h"
#include "store/migrate.h"

#define USAGE "lumia migrate status|plan [N]|up|down|to N|stamp N|check|new NAME"

struct call {
    struct ctx   *c;
    struct app   *app;
    struct store *s;
    int           argc;                 /* words behind the verb */
    char        **argv;
    int          *exit;
};

/* ---- printing ---- */

static err print(struct text *out)
{
    TRY(text_done(out));
    return fputs(out->at, stdout) < 0 ? fail(out->c, ERR_FILE, "standard output cannot be written") : OK;
}

static err print_texts(struct ctx *c, const char *head, const struct list *texts)
{
    struct text out = {.c = c};
    text_put(&out, head);
    for (size_t i = 0; i < texts->count; i++) text_print(&out, "  %s\n", ((const char **)texts->at)[i]);
    return texts->count ? print(&out) : OK;
}

static void tell(void *arg, int64_t number, const char *name, bool up)
{
    (void)arg;
    printf("%s %04lld-%s\n", up ? "up  " : "down", (long long)number, name);
}

/* ---- the verbs ---- */

static err no_words(struct call *k)
{
    return k->argc == 0 ? OK : fail(k->c, ERR_USAGE, "`migrate` takes no '%s' here", k->argv[0]);
}

static err number_of(struct call *k, int64_t *ret)
{
    if (k->argc == 1 && int_read(slice_of(k->argv[0]), ret)) return OK;
    return fail(k->c, ERR_USAGE, "the number of a migration is wanted: `lumia migrate status` lists them");
}

static err status(struct call *k)
{
    struct list lines;
    struct text out = {.c = k->c};
    TRY(no_words(k));
    TRY(migrate_status(k->c, k->s, &lumia_migrations, &lines));
    const struct migration_line *line = lines.at;
    if (k->app->settings.format == FORMAT_TABLE) {
        grid_put(&out, &migration_line_shape, lines.at, lines.count, 0);
    } else if (k->app->settings.format == FORMAT_JSON) {
        json_put_records(&out, &migration_line_shape, lines.at, lines.count);
        text_put_char(&out, '\n');
    } else {
        csv_put_header(&out, &migration_line_shape);
        for (size_t i = 0; i < lines.count; i++) csv_put_record(&out, &migration_line_shape, &line[i]);
    }
    return print(&out);
}

static err plan(struct call *k)
{
    struct text out    = {.c = k->c};
    int64_t     number = (int64_t)lumia_migrations.count;
    if (k->argc) TRY(number_of(k, &number));
    TRY(migrate_plan(k->c, k->s, &lumia_migrations, number, &out));
    if (out.size == 0) text_put(&out, "-- nothing to do\n");
    return print(&out);
}

/* Going back loses what came with the way forth; a store in production is not for that, unless somebody means it. */
static err move(struct call *k, int64_t number)
{
    int64_t at;
    TRY(migrate_number(k->c, k->s, &at));
    bool forced = k->argc > 0 && strcmp(k->argv[k->argc - 1], "--force") == 0;
    if (number < at && k->app->settings.environment == PRODUCTION && !forced)
        return fail(k->c, ERR_REFUSED, "in production a store goes back only with --force: what came since migration %lld is lost", (long long)number);
    TRY(migrate_to(k->c, k->s, &lumia_migrations, number, tell, NULL));
    return printf("the store stands at %lld of %zu\n", (long long)number, lumia_migrations.count) < 0 ? ERR_FILE : OK;
}

static void take_force(struct call *k, bool *ret)
{
    *ret = k->argc > 0 && strcmp(k->argv[k->argc - 1], "--force") == 0;
    k->argc -= *ret;
}

static err to(struct call *k)
{
    bool    forced;
    int64_t number;
    take_force(k, &forced);
    TRY(number_of(k, &number));
    k->argc += forced;
    return move(k, number);
}

static err up(struct call *k)
{
    int64_t at;
    TRY(no_words(k));
    TRY(migrate_number(k->c, k->s, &at));
    if (at == 0) TRY(migrate_open(k->c, k->s, &lumia_migrations, OPEN_UP));     /* a new store, or one from before there were migrations */
    return move(k, (int64_t)lumia_migrations.count);
}

static err down(struct call *k)
{
    bool    forced;
    int64_t at;
    take_force(k, &forced);
    TRY(no_words(k));
    k->argc += forced;
    TRY(migrate_number(k->c, k->s, &at));
    if (at == 0) return fail(k->c, ERR_CONFLICT, "the store stands before the first migration already");
    return move(k, at - 1);
}

static err stamp(struct call *k)
{
    int64_t number;
    TRY(number_of(k, &number));
    TRY(migrate_stamp(k->c, k->s, &lumia_migrations, number));
    return printf("the store is said to stand at %lld of %zu; nothing was run\n", (long long)number, lumia_migrations.count) < 0 ? ERR_FILE : OK;
}

static err check(struct call *k)
{
    struct list drift, missing, careless;
    TRY(no_words(k));
    TRY(migrate_drift(k->c, k->s, &lumia_migrations, &drift));
    TRY(migrate_missing(k->c, k->s, &lumia_migrations, &missing));
    TRY(migrate_lint(k->c, &lumia_migrations, &careless));
    TRY(print_texts(k->c, "the store is not as its migrations made it:\n", &drift));
    TRY(print_texts(k->c, "the migrations do not lead to what the records want; `lumia migrate new` writes the next one:\n", &missing));
    TRY(print_texts(k->c, "forms that need a line `-- allow FORM: why`:\n", &careless));
    *k->exit = drift.count + missing.count + careless.count ? err_exit(ERR_CONFLICT) : 0;
    return *k->exit == 0 && puts("the store is as its migrations made it, and they lead to what the records want") < 0 ? ERR_FILE : OK;
}

/* ---- writing the next one ---- */

static bool is_name(const char *name)
{
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_");
    return size > 0 && name[size] == 0 && size <= MIGRATION_NAME_MAX;
}

static err write_file(struct ctx *c, const char *path, const char *text, bool anew)
{
    AUTO_FILE *f = fopen(path, anew ? "we" : "wxe");
    if (!f) return fail(c, ERR_FILE, "%s cannot be written: build the program anew when it is there already", path);
    return fputs(text, f) < 0 || fflush(f) != 0 ? fail(c, ERR_FILE, "%s cannot be written", path) : OK;
}

static err draft_for(struct call *k, struct store *s, const char *engine, const char *name, bool anew)
{
    struct draft d;
    size_t       number = anew ? 1 : lumia_migrations.count + 1;
    char        *path   = ctx_print(k->c, "migrations/%04zu-%s.%s.sql", number, name, engine);
    TRY(got(path));
    TRY(migrate_draft(k->c, s, &lumia_migrations, name, anew, &d));
    if (!d.text) return printf("%s: nothing has changed\n", engine) < 0 ? ERR_FILE : OK;
    TRY(write_file(k->c, path, d.text, anew));
    if (printf("%s\n", path) < 0) return ERR_FILE;
    TRY(print_texts(k->c, "it does not lead there yet; write the rest by hand:\n", &d.left));
    TRY(print_texts(k->c, "with care; a line `-- allow FORM: why` says that you mean it:\n", &d.careful));
    if (d.left.count) *k->exit = err_exit(ERR_CONFLICT);
    return OK;
}

/* SQLite's half needs no store; PostgreSQL's half needs a server to try it on, which --db names. */
static err new(struct call *k)
{
    AUTO_POOL  *memory = NULL;
    AUTO_STORE *s      = NULL;
    bool        anew   = k->argc == 2 && strcmp(k->argv[1], "--anew") == 0;
    if (k->argc < 1 || k->argc > 1 + anew || !is_name(k->argv[0]))
        return fail(k->c, ERR_USAGE, "usage: lumia migrate new NAME [--anew] --db postgres://…; a name has small letters, digits and dashes");
    if (strncmp(k->app->url, "postgres", 8) != 0)
        return fail(k->c, ERR_USAGE, "--db must name a PostgreSQL server to try its half on; `make migration NAME=%s` starts one", k->argv[0]);
    if (anew && lumia_migrations.count > 1) return fail(k->c, ERR_REFUSED, "there is more than one migration: stores may stand at any of them");
    TRY(pool_open_as(k->c, "sqlite::memory:", OPEN_AS_IS, &memory));
    TRY(pool_lease(k->c, memory, &s));
    TRY(draft_for(k, s, "sqlite", k->argv[0], anew));
    return draft_for(k, k->s, "postgres", k->argv[0], anew);
}

static const struct verb {
    const char *name;
    err       (*run)(struct call *k);
} verbs[] = {{"status", status}, {"plan", plan}, {"up", up}, {"down", down}, {"to", to}, {"stamp", stamp}, {"check", check}, {"new", new}};

static const struct verb *verb_named(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, name) == 0) return &verbs[i];
    return NULL;
}

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    AUTO_STORE        *s    = NULL;
    const struct verb *verb = argc > 0 ? verb_named(argv[0]) : NULL;
    if (!verb) return fail(c, ERR_USAGE, "usage: " USAGE);
    if (!app->settings.db) TRY(dir_make(c, app->data));
    TRY(pool_open_as(c, app->url, OPEN_AS_IS, &app->pool));
    TRY(pool_lease(c, app->pool, &s));
    return verb->run(&(struct call){c, app, s, argc - 1, argv + 1, ret_exit});
}

const struct command command_migrate = {
    .name  = "migrate",
    .usage = USAGE,
    .title = "The versions of the store: where it stands, and to another one",
    .about = "`status` lists them, `plan` shows the SQL of the way to the newest or to N, `up`, `down` (one back) and `to N` go there, one transaction a "
             "step. `stamp N` says where it stands and runs nothing. `check` fails where the store is not as its migrations made it, or where they do "
             "not lead to what the records want. `new NAME` writes the next one from the difference. See lumia manual migrate.",
    .run   = run,
};
