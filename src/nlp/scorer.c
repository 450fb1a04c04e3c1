#include "nlp/scorer.h"

#include <math.h>

#include "nlp/lexicon.h"
#include "nlp/sentence.h"
#include "nlp/unicode.h"

static const double CLEAR = 0.05;       /* the bound that VADER's authors give for a compound that says something */

static const char NAME[] = "VADER's words, as built in";

const struct scorer *scorer_find(const char *name)
{
    for (const struct scorer *const *s = scorers; *s; s++)
        if (strcmp((*s)->name, name) == 0) return *s;
    return NULL;
}

static void add_list(struct digest *d, struct slice list)
{
    char own[DIGEST_SIZE + 1];
    struct digest of_list;
    digest_open(&of_list);
    digest_add(&of_list, list.at, list.size);
    digest_done(&of_list, own);
    digest_add_text(d, own);
}

err scorer_open(struct ctx *c, const struct scorer *s, struct slice words, const char *words_name, struct scorer_open *ret)
{
    struct digest      d;
    struct vader_lists lists = {words, list_emoji(), {0}, words_name};
    struct scorer_open open  = {.scorer = s};
    if (words.size == 0) lists.words = list_words(), lists.words_name = NAME;
    if (s->adds_finance) lists.overlay = list_finance();
    TRY(vader_open(c, &lists, &open.vader));
    digest_open(&d);
    digest_add_text(&d, s->name);
    add_list(&d, lists.words);
    add_list(&d, lists.emoji);
    add_list(&d, lists.overlay);
    digest_done(&d, open.digest);
    *ret = open;
    return OK;
}

static enum label label_of(double score) { return score >= CLEAR ? POSITIVE : score <= -CLEAR ? NEGATIVE : NEUTRAL; }

static struct verdict mean_of(const struct verdict *v, size_t count)
{
    struct verdict all = {0};
    if (count == 0) return (struct verdict){.score = NAN, .neg = NAN, .neu = NAN, .pos = NAN, .label = NEUTRAL};
    for (size_t i = 0; i < count; i++) {
        all.score += v[i].score;
        all.neg   += v[i].neg;
        all.neu   += v[i].neu;
        all.pos   += v[i].pos;
    }
    all.score /= (double)count;
    all.neg   /= (double)count;
    all.neu   /= (double)count;
    all.pos   /= (double)count;
    all.label  = label_of(all.score);
    return all;
}

static err read_one(const struct scorer_open *s, struct vader_desk *desk, struct slice text, struct verdict *ret)
{
    struct vader_score score;
    TRY(vader_score(s->vader, desk, text, &score));
    *ret = (struct verdict){score.compound, score.neg, score.neu, score.pos, label_of(score.compound)};
    return OK;
}

static err make_room(struct ctx *c, struct reading *r, size_t *room)
{
    struct slice   *sentence;
    struct verdict *verdict;
    if (r->count < *room) return OK;
    *room = *room ? 2 * *room : 16;
    TRY(NEW(c, sentence, *room));
    TRY(NEW(c, verdict, *room));
    if (r->count) {
        memcpy(sentence, r->sentence, r->count * sizeof *sentence);
        memcpy(verdict, r->verdict, r->count * sizeof *verdict);
    }
    r->sentence = sentence;
    r->verdict  = verdict;
    return OK;
}

/* The next sentence, or all there is. */
static bool next(struct slice *rest, bool whole, struct slice *ret)
{
    if (!whole) return sentence_next(rest, ret);
    *ret  = *rest;
    *rest = (struct slice){0};
    return slice_trim(*ret).size > 0;
}

err scorer_read(const struct scorer_open *s, struct vader_desk *desk, struct slice text, bool whole, struct reading *ret)
{
    struct reading r    = {0};
    struct slice   one;
    size_t         room = 0;
    if (text.size > SCORER_TEXT_SIZE_MAX) return fail(desk->c, ERR_LIMIT, "a text of %zu bytes; the most is %d", text.size, SCORER_TEXT_SIZE_MAX);
    size_t valid = utf8_valid(text);
    if (valid < text.size) return fail(desk->c, ERR_DATA, "the text is not UTF-8: byte %zu", valid);
    for (; next(&text, whole, &one); r.count++) {
        TRY(make_room(desk->c, &r, &room));
        r.sentence[r.count] = one;
        TRY(read_one(s, desk, one, &r.verdict[r.count]));
    }
    r.all = mean_of(r.verdict, r.count);
    *ret  = r;
    return OK;
}
