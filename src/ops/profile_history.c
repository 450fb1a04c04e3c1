#include "ops/op.h"
#include "ops/profiles.h"

#define ASK(X, T) X(T, TEXT, profile, REQUIRED | PLACE, "investor", .max = 64)

RECORD(profile_history_ask, ASK);
SHAPE(profile_history_ask, ASK);

#define LINE(X, T)                                                                  \
    X(T, I64,  version, 0,        "version")                                        \
    X(T, TIME, created, 0,        "when it was said")                               \
    X(T, F64,  budget,  NULLABLE, "risk to bear, 0 to 100; null while answers are missing") \
    X(T, TEXT, binding, NULLABLE, "what decides it")                                \
    X(T, TEXT, changed, NULLABLE, "fields that differ from the version before")     \
    X(T, TEXT, digest,  0,        "SHA-256 of the document")

RECORD(profile_history_line, LINE);
SHAPE(profile_history_line, LINE);

static err field_text(struct ctx *c, const struct field *f, const struct investor *i, const char **ret)
{
    struct text out = {.c = c};
    field_put_text(&out, f, i);
    TRY(text_done(&out));
    *ret = out.at ? out.at : "";
    return OK;
}

static err changes(struct ctx *c, const struct investor *old, const struct investor *now, const char **ret)
{
    struct text names = {.c = c};
    for (size_t k = 0; k < investor_shape.field_count; k++) {
        const struct field *f = &investor_shape.fields[k];
        const char         *before, *after;
        TRY(field_text(c, f, old, &before));
        TRY(field_text(c, f, now, &after));
        if (strcmp(f->name, "version") != 0 && strcmp(before, after) != 0) text_print(&names, "%s%s", names.size ? ", " : "", f->name);
    }
    TRY(text_done(&names));
    *ret = names.at;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct profile_history_ask *ask = in;
    struct profile_history_line      *lines;
    struct investor                   before, now;
    struct investor_version           kept;
    TRY(profile_load(c, h, ask->profile, 0, &now, &kept));
    int64_t count = kept.version;
    TRY(NEW(c, lines, (size_t)count));
    for (int64_t version = 1; version <= count; version++) {
        struct risk_budget           budget;
        struct profile_history_line *line = &lines[count - version];
        TRY(profile_load(c, h, ask->profile, version, &now, &kept));
        TRY(risk_budget(c, &now, &budget));
        *line = (struct profile_history_line){version, kept.created, budget.budget, budget.binding, NULL, kept.digest};
        if (version > 1) TRY(changes(c, &before, &now, &line->changed));
        before = now;
    }
    out->at    = lines;
    out->count = (size_t)count;
    return OK;
}

const struct op op_profile_history = {
    .name    = "profile history",
    .method  = "GET",
    .path    = "/v1/profiles/{profile}/history",
    .group   = "advice",
    .title   = "Every version of what an investor said",
    .about   = "Lists the versions, the newest first, with what each changed and the risk budget it came to. Nothing is ever overwritten.",
    .example = "profile history demo",
    .in      = &profile_history_ask_shape,
    .out     = &profile_history_line_shape,
    .answers = MANY,
    .run     = run,
};
