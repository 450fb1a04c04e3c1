#include "ops/op.h"

#define ASK(X, T) \
    X(T, TEXT, name, PLACE | NULLABLE, "only this setting", .max = 64)

RECORD(config_ask, ASK);
SHAPE(config_ask, ASK);

#define LINE(X, T)                                                              \
    X(T, TEXT, name,  0,        "setting")                                      \
    X(T, TEXT, value, NULLABLE, "what it is; null is not set")                  \
    X(T, TEXT, where, 0,        "where that came from")                         \
    X(T, TEXT, help,  0,        "what it does")

RECORD(config_line, LINE);
SHAPE(config_line, LINE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct config_ask *ask   = in;
    const struct shape      *shape = &settings_shape;
    struct config_line      *lines;
    TRY(NEW(c, lines, shape->field_count));
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *f = &shape->fields[i];
        struct text         value = {.c = c};
        if ((f->flags & SECRET) || (ask->name && strcmp(ask->name, f->name) != 0)) continue;
        field_put_text(&value, f, h->settings);
        TRY(text_done(&value));
        char *shown = store_shown(c, value.at);
        if (!shown) return ERR_NOMEM;
        lines[out->count++] = (struct config_line){f->name, value.size ? shown : NULL, h->origins[i].where, f->help};
    }
    if (out->count == 0) return fail(c, ERR_NOT_FOUND, "no setting '%s'; see `lumia config`", ask->name);
    out->at = lines;
    return OK;
}

const struct op op_config = {
    .name      = "config",
    .method    = "GET",
    .path      = "/v1/config",
    .group     = "system",
    .title     = "Settings, and where each value came from",
    .about     = "A flag wins over the environment (LUMIA_PORT), which wins over the config file (lumia.conf in the data folder, lines such as "
                 "`port = 8080`), which wins over what is built in.",
    .example   = "config port",
    .in        = &config_ask_shape,
    .out       = &config_line_shape,
    .answers   = MANY,
    .local     = true,
    .storeless = true,
    .run       = run,
};
