#include "jobs/scoring.h"

#include "base/file.h"

enum { WORDS_SIZE_MAX = 16 << 20 };

static err not_found(struct ctx *c, const char *model)
{
    struct text names = {.c = c};
    for (const struct scorer *const *s = scorers; *s; s++) text_print(&names, "%s%s", s == scorers ? "" : ", ", (*s)->name);
    TRY(text_done(&names));
    return fail(c, ERR_NOT_FOUND, "no model '%s'; there is %s", model, names.at);
}

err scoring_open(struct ctx *c, const struct house *h, const char *model, struct scorer_open *ret)
{
    struct slice         words = {0};
    const struct scorer *s     = scorer_find(model);
    const char          *path  = h->settings->vader_lexicon;
    if (!s) return not_found(c, model);
    if (path) TRY(file_read(c, path, WORDS_SIZE_MAX, &words));
    if (path && words.size == 0) return fail(c, ERR_DATA, "%s: the list of words is empty", path);
    return scorer_open(c, s, words, path, ret);
}
