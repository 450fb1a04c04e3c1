#include <errno.h>
#include <stdlib.h>

#include "app/app.h"
#include "base/file.h"
#include "base/thread.h"
#include "ops/market.h"

enum { CONFIG_SIZE_MAX = 1 << 20 };

static const char PREFIX[] = "LUMIA_", FILE_NAME[] = "lumia.conf";

static err set(struct ctx *c, struct app *app, const struct field *f, struct slice value, const char *where)
{
    if (!where) return ERR_NOMEM;
    shape_set(c, f, &app->settings, f->name, value);
    app->origins[f - settings_shape.fields].where = where;
    if (c->fault_count == 0) return OK;
    (void)faults_end(c);                        /* writes the story, which gets its place in front */
    char *story = ctx_copy(c, slice_of(c->note));
    return fail(c, ERR_INVALID, "%s: %s", where, story ? story : "");
}

static char *environment_name(struct ctx *c, const char *name)
{
    char *upper = ctx_print(c, "%s%s", PREFIX, name);
    for (char *p = upper; p && *p; p++)
        if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 32);
    return upper;
}

static err read_environment(struct ctx *c, struct app *app)
{
    for (size_t i = 0; i < settings_shape.field_count; i++) {
        char *name = environment_name(c, settings_shape.fields[i].name);
        if (!name) return ERR_NOMEM;
        const char *value = getenv(name);
        if (value && *value) TRY(set(c, app, &settings_shape.fields[i], slice_of(value), name));
    }
    return OK;
}

/* --memory-mb is memory_mb. */
static const struct field *setting_of(struct slice flag)
{
    for (size_t i = 0; i < settings_shape.field_count; i++) {
        const struct field *f    = &settings_shape.fields[i];
        bool                same = strlen(f->name) == flag.size;
        for (size_t k = 0; same && k < flag.size; k++) same = f->name[k] == flag.at[k] || (f->name[k] == '_' && flag.at[k] == '-');
        if (same) return f;
    }
    return NULL;
}

/* Takes `--name value`, `--name=value` and a bare `--name` of a switch out of argv; what is no setting stays, and so does all
 * that stands behind a `--`. */
static err read_flags(struct ctx *c, struct app *app, int *argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        struct slice rest = slice_of(argv[i]), name = slice_cut(&rest, '=');
        bool         flag = name.size > 2 && memcmp(name.at, "--", 2) == 0, glued = rest.at && name.size < strlen(argv[i]);
        const struct field *f = flag ? setting_of((struct slice){name.at + 2, name.size - 2}) : NULL;
        if (strcmp(argv[i], "--") == 0) {
            while (i < *argc) argv[kept++] = argv[i++];
            break;
        }
        if (flag && !glued && slice_is(name, "--json")) f = shape_find(&settings_shape, slice_of("format")), rest = slice_of("json"), glued = true;
        if (flag && !glued && slice_is(name, "--csv"))  f = shape_find(&settings_shape, slice_of("format")), rest = slice_of("csv"), glued = true;
        if (!f) {
            argv[kept++] = argv[i];
            continue;
        }
        if (!glued && f->kind == BOOL && !(i + 1 < *argc && is_switch_value(argv[i + 1]))) rest = slice_of("true");
        else if (!glued && i + 1 == *argc) return fail(c, ERR_USAGE, "%s needs a value: %s", argv[i], f->help);
        else if (!glued) rest = slice_of(argv[++i]);
        TRY(set(c, app, f, rest, ctx_print(c, "--%s", f->name)));
    }
    *argc = kept;
    return OK;
}

static err read_file(struct ctx *c, struct app *app)
{
    struct slice text;
    char        *path = ctx_print(c, "%s/%s", app->data, FILE_NAME);
    if (!path) return ERR_NOMEM;
    if (!file_exists(path)) return OK;
    TRY(file_read(c, path, CONFIG_SIZE_MAX, &text));
    for (int line = 1; text.size > 0; line++) {
        struct slice row = slice_trim(slice_cut(&text, '\n')), name;
        if (row.size == 0 || row.at[0] == '#') continue;
        name = slice_trim(slice_cut(&row, '='));
        const struct field *f = shape_find(&settings_shape, name);
        if (!f) return fail(c, ERR_INVALID, "%s:%d: no setting '%.*s'; see `lumia config`", path, line, (int)name.size, name.at);
        if (slice_is(name, "data")) return fail(c, ERR_INVALID, "%s:%d: data is the folder of this file; say --data or LUMIA_DATA", path, line);
        TRY(set(c, app, f, slice_trim(row), ctx_print(c, "%s:%d", path, line)));
    }
    return OK;
}

static err find_data(struct ctx *c, struct app *app)
{
    const char *base = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    app->data = app->settings.data;
    if (app->data) return OK;
    if (base && *base) app->data = ctx_print(c, "%s/lumia", base);
    else               app->data = ctx_print(c, "%s/.local/share/lumia", home && *home ? home : ".");
    return got(app->data);
}

err app_configure(struct ctx *c, struct app *app, int *argc, char **argv)
{
    *app = (struct app){0};
    TRY(shape_default(c, &settings_shape, &app->settings));
    TRY(NEW(c, app->origins, settings_shape.field_count));
    for (size_t i = 0; i < settings_shape.field_count; i++) app->origins[i].where = "built in";

    /* The folder decides which file is read, so flags and environment are read first, and again over the file. */
    char **words;
    int    count = *argc;
    TRY(NEW(c, words, *argc + 1));
    memcpy(words, argv, (size_t)*argc * sizeof *words);
    TRY(read_environment(c, app));
    TRY(read_flags(c, app, &count, words));
    TRY(find_data(c, app));
    const char *data = app->settings.data;
    TRY(read_file(c, app));
    app->settings.data = data ? data : app->data;
    TRY(read_environment(c, app));
    TRY(read_flags(c, app, argc, argv));
    app->url     = app->settings.db ? app->settings.db : ctx_print(c, "sqlite:%s/lumia.db", app->data);
    app->threads = app->settings.threads ? (size_t)app->settings.threads : thread_count();
    return got(app->url);
}

err app_open_store(struct ctx *c, struct app *app)
{
    if (app->pool) return OK;
    if (!app->settings.db) TRY(dir_make(c, app->data));
    TRY(pool_open_as(c, app->url, app->settings.environment == DEVELOPMENT ? OPEN_UP : OPEN_ASK, &app->pool));
    app->snapshots = snapshots_open();
    return got(app->snapshots);
}

void app_close(struct app *app)
{
    snapshots_close(app->snapshots);
    if (app->pool) pool_close(app->pool);
    app->pool      = NULL;
    app->snapshots = NULL;
}

struct house app_house(const struct app *app)
{
    return (struct house){.pool = app->pool, .settings = &app->settings, .origins = app->origins, .snapshots = app->snapshots, .threads = app->threads};
}
