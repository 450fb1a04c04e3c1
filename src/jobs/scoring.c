#include "jobs/scoring.h"

#include "base/file.h"
#include "jobs/models.h"
#include "nlp/lexicon.h"

enum { WORDS_SIZE_MAX = 16 << 20 };

static err open_rules(struct ctx *c, const struct house *h, const struct scorer *s, struct scorer_open *ret)
{
    struct slice words = {0};
    const char  *path  = h->settings->vader_lexicon;
    if (path) TRY(file_read(c, path, WORDS_SIZE_MAX, &words));
    if (path && words.size == 0) return fail(c, ERR_DATA, "%s: the list of words is empty", path);
    return scorer_open(c, s, words, path, ret);
}

/* What is neither a scorer nor a model: both lists are told. */
static err not_found(struct ctx *c, const char *name)
{
    struct text names = {.c = c};
    for (const struct scorer *const *s = scorers; *s; s++) text_print(&names, "%s%s", s == scorers ? "" : ", ", (*s)->name);
    TRY(text_done(&names));
    char *story = ctx_print(c, "%s", c->note);
    return fail(c, ERR_NOT_FOUND, "no scorer '%s'; there is %s; %s", name, names.at, story ? story : "");
}

err scoring_open(struct ctx *c, const struct house *h, const char *name, int32_t precision, struct scorer_open *ret)
{
    const struct scorer *s = scorer_find(name);
    struct classifier   *m;
    if (s && !s->encoder) return open_rules(c, h, s, ret);
    TRY(NEW(c, m, 1));
    err e = models_open(c, h, s ? s->encoder : name, s ? list_head() : (struct slice){0}, precision, m);
    if (e == ERR_NOT_FOUND && s) return fail(c, e, "the encoder of %s is not beside the program: build it with `make`, or use vader-finance", name);
    if (e == ERR_NOT_FOUND) return not_found(c, name);
    TRY(e);
    return scorer_open_model(c, s, name, m, ret);
}
