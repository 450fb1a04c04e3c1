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

/* The most probable; of two that are the same, the milder. */
static enum label likeliest(const struct verdict *v)
{
    if (v->neg > v->neu && v->neg > v->pos) return NEGATIVE;
    return v->pos > v->neu && v->pos > v->neg ? POSITIVE : NEUTRAL;
}

/* Of those that have one. */
static struct verdict mean_of(const struct verdict *v, size_t count, bool probable)
{
    struct verdict all = {0};
    double         n   = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(v[i].score)) continue;
        all.score += v[i].score;
        all.neg   += v[i].neg;
        all.neu   += v[i].neu;
        all.pos   += v[i].pos;
        n++;
    }
    if (n == 0) return (struct verdict){.score = NAN, .neg = NAN, .neu = NAN, .pos = NAN, .label = NEUTRAL};
    all.score /= n;
    all.neg   /= n;
    all.neu   /= n;
    all.pos   /= n;
    all.label  = probable ? likeliest(&all) : label_of(all.score);
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

static err check_text(struct ctx *c, struct slice text)
{
    if (text.size > SCORER_TEXT_SIZE_MAX) return fail(c, ERR_LIMIT, "a text of %zu bytes; the most is %d", text.size, SCORER_TEXT_SIZE_MAX);
    size_t valid = utf8_valid(text);
    return valid < text.size ? fail(c, ERR_DATA, "the text is not UTF-8: byte %zu", valid) : OK;
}

/* The sentences of a text, without verdicts yet. */
static err split(struct ctx *c, struct slice text, bool whole, size_t sentences_max, struct reading *ret)
{
    struct reading r    = {0};
    struct slice   one;
    size_t         room = 0;
    TRY(check_text(c, text));
    for (; r.count < sentences_max && next(&text, whole, &one); r.count++) {
        TRY(make_room(c, &r, &room));
        r.sentence[r.count] = one;
    }
    *ret = r;
    return OK;
}

static err read_by_rules(const struct scorer_open *s, struct vader_desk *desk, struct reading *r)
{
    for (size_t i = 0; i < r->count; i++) TRY(read_one(s, desk, r->sentence[i], &r->verdict[i]));
    r->all = mean_of(r->verdict, r->count, s->scorer->gives_probabilities);
    return OK;
}

/* All sentences of all texts in one run of the model. */
static err read_by_model(struct ctx *c, const struct scorer_open *s, const struct bert_crew *crew, struct reading *readings, size_t count)
{
    size_t             all = 0, at = 0;
    struct slice      *sentences;
    struct classified *found;
    for (size_t i = 0; i < count; i++) all += readings[i].count;
    TRY(NEW(c, sentences, all));
    TRY(NEW(c, found, all));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < readings[i].count; k++) sentences[at++] = readings[i].sentence[k];
    TRY(classifier_read(c, s->classifier, crew, sentences, all, found, 0, NULL));
    at = 0;
    for (size_t i = 0; i < count; i++) {
        struct reading *r = &readings[i];
        for (size_t k = 0; k < r->count; k++) {
            const double *p = found[at++].probability;
            r->verdict[k]       = (struct verdict){p[POSITIVE] - p[NEGATIVE], p[NEGATIVE], p[NEUTRAL], p[POSITIVE], NEUTRAL};
            r->verdict[k].label = likeliest(&r->verdict[k]);
        }
        r->all = mean_of(r->verdict, r->count, true);
    }
    return OK;
}

err scorer_read(const struct scorer_open *s, struct vader_desk *desk, struct slice text, bool whole, struct reading *ret)
{
    TRY(split(desk->c, text, whole, SIZE_MAX, ret));
    return s->classifier ? read_by_model(desk->c, s, &bert_alone, ret, 1) : read_by_rules(s, desk, ret);
}

err scorer_read_many(struct ctx *c, const struct scorer_open *s, const struct bert_crew *crew, const struct slice *texts, size_t count, bool whole,
                     size_t sentences_max, struct reading *ret)
{
    struct vader_desk desk = {.c = c};
    for (size_t i = 0; i < count; i++) {
        TRY(split(c, texts[i], whole, sentences_max, &ret[i]));
        if (!s->classifier) TRY(read_by_rules(s, &desk, &ret[i]));
    }
    return s->classifier ? read_by_model(c, s, crew, ret, count) : OK;
}

err scorer_open_model(struct ctx *c, const struct scorer *s, const char *name, const struct classifier *m, struct scorer_open *ret)
{
    struct scorer *own;
    if (!classifier_tells(m)) return fail(c, ERR_DATA, "the labels of model '%s' do not tell what is negative and what is positive", name);
    TRY(NEW(c, own, 1));
    *own = (struct scorer){.name = name, .title = name, .gives_probabilities = true};
    *ret = (struct scorer_open){.scorer = s ? s : own, .classifier = m};
    memcpy(ret->digest, m->digest, sizeof ret->digest);
    return OK;
}

bool scorer_is_probable(const char *name)
{
    const struct scorer *s = scorer_find(name);
    return !s || s->gives_probabilities;
}
