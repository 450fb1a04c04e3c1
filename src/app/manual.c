#include "advise/policy.h"
#include "app/app.h"
#include "app/embed.h"
#include "calc/function.h"
#include "jobs/job.h"
#include "nlp/scorer.h"
#include "shape/table.h"
#include "signals/signal.h"
#include "sources/source.h"
#include "ta/indicator.h"

/* The manual is a projection of the registries: what a descriptor says of itself is all there is. Guides stand beside it. */

static const char GUIDES[] = "docs/manual/";

static void put_field(struct text *out, const struct field *f, const char *dashes)
{
    text_print(out, "  %s%s", dashes, f->name);
    size_t width = strlen(f->name) + strlen(dashes);
    text_put_repeat(out, ' ', width < 18 ? 18 - width : 1);
    text_put(out, f->help);
    if (f->choices || f->min != 0 || f->max != 0 || f->kind == SPAN || f->kind == DAY || f->kind == TIME) {
        text_put(out, " (");
        field_put_allowed(out, f);
        text_put_char(out, ')');
    }
    if (f->usual) text_print(out, " [%s]", f->usual);
    if (f->flags & REQUIRED) text_put(out, " required");
    if (f->unless) text_print(out, " required without %s", f->unless);
    text_put_char(out, '\n');
}

static void put_usage(struct text *out, const struct op *op)
{
    text_print(out, "lumia %s", op->name);
    for (size_t i = 0; i < op->in->field_count; i++) {
        const struct field *f = &op->in->fields[i];
        if (!(f->flags & PLACE)) continue;
        text_put(out, f->flags & REQUIRED ? " " : " [");
        for (const char *p = f->name; *p; p++) text_put_char(out, *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
        text_put(out, f->kind == TEXTS ? "…" : "");
        if (!(f->flags & REQUIRED)) text_put_char(out, ']');
    }
    text_put(out, " [options]\n");
}

void help_put_op(struct text *out, const struct op *op)
{
    put_usage(out, op);
    text_print(out, "\n%s.\n%s\n\noptions\n", op->title, op->about);
    for (size_t i = 0; i < op->in->field_count; i++) {
        struct field shown = op->in->fields[i];
        char        *name  = ctx_copy(out->c, slice_of(shown.name));
        for (char *p = name; p && *p; p++)
            if (*p == '_') *p = '-';
        if (name) shown.name = name;
        put_field(out, &shown, shown.flags & PLACE ? "" : "--");
    }
    text_put(out, "\nanswers\n");
    for (size_t i = 0; i < op->out->field_count; i++)
        if (!(op->out->fields[i].flags & SECRET)) put_field(out, &op->out->fields[i], "");
    text_print(out, "\nexample\n  lumia %s\n", op->example);
    if (!op->local) text_print(out, "\nover HTTP\n  %s %s\n", op->method, op->path);
}

static void put_line(struct text *out, const char *name, const char *title)
{
    text_print(out, "  %s", name);
    text_put_repeat(out, ' ', strlen(name) < 18 ? 18 - strlen(name) : 1);
    text_print(out, "%s\n", title);
}

void help_put(struct text *out)
{
    static const char *const groups[] = {"data", "analytics", "news", "advice", "portfolio", "jobs", "sources", "system"};
    text_put(out, "lumia " LUMIA_VERSION ": prices in, a personal recommendation out\n\nusage: lumia COMMAND [options]     `lumia COMMAND --help` tells more\n");
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        text_print(out, "\n%s\n", groups[g]);
        for (const struct op *const *o = ops; *o; o++)
            if (strcmp((*o)->group, groups[g]) == 0) put_line(out, (*o)->name, (*o)->title);
    }
    text_put(out, "\nprogram\n");
    for (const struct command *const *k = commands; *k; k++) put_line(out, (*k)->name, (*k)->title);
    text_put(out, "\nfor every command\n");
    put_line(out, "--data DIR", "folder that holds the store and lumia.conf");
    put_line(out, "--db URL", "store to use: sqlite:PATH or postgres://USER@HOST/DATABASE");
    put_line(out, "--format FORMAT", "table, json or csv; --json and --csv for short");
    put_line(out, "--SETTING VALUE", "any setting of `lumia config`, also as LUMIA_SETTING or in lumia.conf");
    text_put(out, "\nexit status: 0 done, 1 refused or failed, 2 wrong usage, 3 insufficient data for an honest answer\n"
                  "start with: lumia manual tour\n");
}

/* ---- topics ---- */

static void put_param(struct text *out, const struct param *p, const char *const *choices)
{
    text_print(out, "  --%-16s%s", p->name, p->help);
    for (size_t k = 0; choices && choices[k]; k++) text_print(out, "%s%s", k ? ", " : ": ", choices[k]);
    if (choices) text_print(out, " [%s]\n", choices[(size_t)p->usual]);
    else         text_print(out, " (from %g to %g) [%g]\n", p->min, p->max, p->usual);
}

static void put_indicator(struct text *out, const struct indicator *i)
{
    static const char *const stabilities[] = {[EXACT] = "the same bits wherever the series begins", [ROUNDING] = "moves by rounding only",
                                              [CONVERGING] = "converges: early values depend on where the series begins",
                                              [CUMULATIVE] = "counts from the first bar: a later start differs by one constant",
                                              [HISTORICAL] = "speaks of everything since the first bar: a later start is another history"};
    text_print(out, "%s: %s (%s)\n\n%s\n", i->name, i->title, i->group, i->about);
    if (i->reference) text_print(out, "Reference: %s\n", i->reference);
    text_put(out, "\nparameters\n");
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++) put_param(out, &i->params[k], i->choices[k]);
    text_put(out, "\noutputs\n ");
    for (size_t k = 0; k < indicator_outputs(i); k++) text_print(out, " %s", i->outputs[k]);
    text_print(out, "\n\nstability: %s\n", stabilities[i->stability]);
}

static void put_job(struct text *out, const struct job *j)
{
    text_print(out, "%s: %s\n\n%s\n\nreads   %s\nwrites  %s\nruns    %s\n", j->name, j->title, j->about, j->reads, j->writes,
               j->every ? j->every : "when what it reads has changed");
}

static void put_source(struct text *out, const struct source *s)
{
    text_print(out, "%s: %s\n\n%s\nTerms: %s\n\nat most %u calls a minute; example: lumia follow %s %s\n", s->name, s->title, s->about, s->terms,
               s->calls_per_minute, s->name, s->symbol_example);
    if (s->key_env) text_print(out, "needs a key in the environment variable %s\n", s->key_env);
}

static void put_policy(struct text *out, const struct policy *p)
{
    text_print(out, "policy %s: %s\n\nweight of one deviation above the middle of all candidates\n\n  %-16s", p->name, p->about, "signal");
    for (size_t b = 0; b < BAND_COUNT; b++) text_print(out, " %16s", bands[b]);
    for (size_t i = 0; i < policy_factors(p); i++) {
        text_print(out, "\n  %-16s", p->factors[i].signal);
        for (size_t b = 0; b < BAND_COUNT; b++) text_print(out, " %16.2f", p->factors[i].weight[b]);
    }
    text_put(out, "\n\nlimits, in percent\n");
    static const char *const names[] = {"volatility of all", "  of one asset", "weight of an asset", "  of a sector"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        text_print(out, "\n  %-18s", names[n]);
        for (size_t b = 0; b < BAND_COUNT; b++) {
            const struct limits *l = &p->limits[b];
            text_print(out, " %14.0f  ", 100 * (const double[]){l->volatility, l->asset_volatility, l->asset_weight, l->sector_weight}[n]);
        }
    }
    for (size_t k = 0; k < CLASS_COUNT; k++) {
        text_print(out, "\n    class %-10s", asset_classes[k]);
        for (size_t b = 0; b < BAND_COUNT; b++) text_print(out, " %14.0f  ", 100 * p->limits[b].class_weight[k]);
    }
    text_print(out, "\n\nat most %zu positions; at least %zu candidates and %zu daily closes; risk over %zu returns; a close older than %d days is none;\n"
                    "scores are cut off at %g deviations\n", p->positions_max, p->candidates_min, p->history_min, p->window, p->stale_days, p->score_limit);
}

static void put_table(struct text *out, const struct table *t)
{
    text_print(out, "table %s: %s\n\n", t->shape->name, t->about);
    for (size_t i = 0; i < t->shape->field_count; i++) put_field(out, &t->shape->fields[i], "");
}

static bool put_guide(struct text *out, const char *topic)
{
    for (const struct embedded *e = embedded_files; e->name; e++) {
        size_t prefix = sizeof GUIDES - 1, size = strlen(e->name);
        if (strncmp(e->name, GUIDES, prefix) != 0 || size < prefix + 3) continue;
        if (!slice_is((struct slice){e->name + prefix, size - prefix - 3}, topic)) continue;
        text_put_slice(out, (struct slice){e->at, (size_t)(e->end - e->at)});
        return true;
    }
    return false;
}

static void put_signals(struct text *out)
{
    text_put(out, "signals: one number per asset and day, from what was known at its close\n\n");
    for (const struct signal *const *s = signals; *s; s++) text_print(out, "  %-16s %s. %s\n", (*s)->name, (*s)->title, (*s)->about);
}

static void put_functions(struct text *out)
{
    text_put(out, "functions of expressions, each as it is written; what stands in square brackets may be left out\n\n");
    for (const struct function *const *f = functions; *f; f++) {
        struct text usage = {.c = out->c};
        function_put(&usage, *f);
        text_print(out, "  %-52s %s\n", text_done(&usage) == OK ? usage.at : (*f)->name, (*f)->about);
        out->broken |= usage.broken;
    }
}

static void put_sources(struct text *out)
{
    text_put(out, "sources: where prices are fetched from; `lumia follow SOURCE SYMBOL`, then `lumia run collect`\n\n");
    for (const struct source *const *s = sources; *s; s++)
        text_print(out, "  %-10s %s; symbols such as %s; at most %u calls a minute\n", (*s)->name, (*s)->title, (*s)->symbol_example, (*s)->calls_per_minute);
}

static void put_errors(struct text *out)
{
    text_put(out, "errors: what can go wrong, as told by HTTP and by the exit status\n\n");
    for (int e = OK + 1; e < ERR_COUNT; e++) text_print(out, "  %-14s HTTP %d  exit %d  %s\n", err_name((err)e), err_http((err)e), err_exit((err)e), err_text((err)e));
}

static void put_settings(struct text *out)
{
    text_put(out, "settings: as --name value, LUMIA_NAME, or `name = value` in lumia.conf\n\n");
    for (size_t i = 0; i < settings_shape.field_count; i++) put_field(out, &settings_shape.fields[i], "--");
}

static void put_index(struct text *out)
{
    text_put(out, "topics of the manual: lumia manual TOPIC\n\nguides      ");
    for (const struct embedded *e = embedded_files; e->name; e++)
        if (strncmp(e->name, GUIDES, sizeof GUIDES - 1) == 0) text_print(out, " %.*s", (int)(strlen(e->name) - sizeof GUIDES - 2), e->name + sizeof GUIDES - 1);
    text_put(out, "\noverviews    functions signals sources errors settings\ncommands    ");
    for (const struct op *const *o = ops; *o; o++) text_print(out, " %s%s%s", strchr((*o)->name, ' ') ? "\"" : "", (*o)->name, strchr((*o)->name, ' ') ? "\"" : "");
    for (const struct command *const *k = commands; *k; k++) text_print(out, " %s", (*k)->name);
    text_put(out, "\nindicators  ");
    for (const struct indicator *const *i = indicators; *i; i++) text_print(out, " %s", (*i)->name);
    text_put(out, "\njobs        ");
    for (const struct job *const *j = jobs; *j; j++) text_print(out, " %s", (*j)->name);
    text_put(out, "\nsources     ");
    for (const struct source *const *s = sources; *s; s++) text_print(out, " %s", (*s)->name);
    text_put(out, "\nscorers     ");
    for (const struct scorer *const *s = scorers; *s; s++) text_print(out, " %s", (*s)->name);
    text_put(out, "\npolicies    ");
    for (const struct policy *const *p = policies; *p; p++) text_print(out, " %s", (*p)->name);
    text_put(out, "\ntables      ");
    for (const struct table *const *t = tables; *t; t++) text_print(out, " %s", (*t)->shape->name);
    text_put_char(out, '\n');
}

static bool put_described(struct text *out, const char *topic)
{
    struct slice name = slice_of(topic);
    const struct op *op = op_find(name);
    if (op) return help_put_op(out, op), true;
    for (const struct command *const *k = commands; *k; k++)
        if (slice_is(name, (*k)->name)) return text_print(out, "%s\n\n%s.\n%s\n", (*k)->usage, (*k)->title, (*k)->about), true;
    const struct indicator *i = indicator_find(name);
    if (i) return put_indicator(out, i), true;
    const struct signal *s = signal_find(name);
    if (s) return text_print(out, "%s: %s\n\n%s\n", s->name, s->title, s->about), true;
    const struct source *source = source_find(name);
    if (source) return put_source(out, source), true;
    const struct scorer *scorer = scorer_find(topic);
    if (scorer) return text_print(out, "%s: %s\n\n%s\n", scorer->name, scorer->title, scorer->about), true;
    const struct policy *p = policy_find(name);
    if (p) return put_policy(out, p), true;
    return false;
}

/* What a topic means to each part of the program: a guide, a command, a job and a table may share a name. */
static void put_part(struct text *out, const char *topic, size_t part)
{
    const struct job *j = job_find(slice_of(topic));
    switch (part) {
    case 0: (void)put_guide(out, topic); break;         /* nothing was put where there is none */
    case 1: (void)put_described(out, topic); break;
    case 2: if (j) put_job(out, j); break;
    case 3:
        for (const struct table *const *t = tables; *t; t++)
            if (strcmp(topic, (*t)->shape->name) == 0) put_table(out, *t);
        break;
    case 4:
        if (strcmp(topic, "signals") == 0)  put_signals(out);
        if (strcmp(topic, "functions") == 0 || strcmp(topic, "calc") == 0) put_functions(out);
        if (strcmp(topic, "sources") == 0)  put_sources(out);
        if (strcmp(topic, "errors") == 0)   put_errors(out);
        if (strcmp(topic, "settings") == 0) put_settings(out);
        break;
    }
}

err manual_put(struct ctx *c, struct text *out, const char *topic)
{
    enum { PARTS = 5 };
    if (!topic) return put_index(out), OK;
    for (size_t i = 0; i < PARTS; i++) {
        struct text part = {.c = c};
        put_part(&part, topic, i);
        TRY(text_done(&part));
        if (part.size && out->size) text_put_char(out, '\n');
        text_put_slice(out, text_slice(&part));
    }
    const struct field *setting = shape_find(&settings_shape, slice_of(topic));
    if (out->size == 0 && setting) put_field(out, setting, "--");
    if (out->size > 0 || out->broken) return OK;
    return fail(c, ERR_NOT_FOUND, "the manual has no topic '%s'; `lumia manual` lists them", topic);
}
