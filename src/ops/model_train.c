#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "base/map.h"
#include "jobs/scoring.h"
#include "jobs/models.h"
#include "nlp/head_train.h"
#include "nlp/unicode.h"
#include "ops/op.h"

enum { SENTENCES_SIZE_MAX = 64 << 20 };

#define ASK(X, T)                                                                                                           \
    X(T, TEXTS, files,   PLACE | LOCAL, "sentences with their labels, lines of label, group and sentence parted by tabs", .max = 1000) \
    X(T, TEXTS, tests,   LOCAL,    "files of the same kind that nothing is learnt from, to judge the head by", .max = 100)  \
    X(T, TEXT,  encoder, 0,        "model whose vectors the head stands on", .max = MODEL_NAME_SIZE_MAX, .usual = "minilm") \
    X(T, I64,   layers,  0,        "last layers of it that the head sees", .min = 1, .max = HEAD_LAYERS_MAX, .usual = "4")  \
    X(T, F64,   ridge,   0,        "weight of the squares of the head's weights", .min = 1e-6, .max = 1e9, .usual = "1000") \
    X(T, TEXT,  out,     NULLABLE | LOCAL, "file that the head is written to", .max = 4096)

RECORD(model_train_ask, ASK);
SHAPE(model_train_ask, ASK);

#define WORTH(X, T)                                                                                                         \
    X(T, TEXT, set,       0,        "sentences that were judged: cross-validation, where each is judged by a head that saw none of its group, or a file of --tests") \
    X(T, TEXT, scorer,    0,        "who judged them")                                                                      \
    X(T, I64,  sentences, 0,        "how many")                                                                             \
    X(T, F64,  accuracy,  0,        "share of them that were labelled rightly")                                             \
    X(T, F64,  f1,        0,        "mean over the labels of precision and recall, their harmonic mean")                    \
    X(T, F64,  negative,  NULLABLE, "share of the negative ones that were found")                                           \
    X(T, F64,  neutral,   NULLABLE, "share of the neutral ones that were found")                                            \
    X(T, F64,  positive,  NULLABLE, "share of the positive ones that were found")                                           \
    X(T, F64,  log_loss,  NULLABLE, "mean of minus the logarithm of the probability of what was right")

RECORD(model_worth, WORTH);
SHAPE(model_worth, WORTH);

struct sentence_set {
    const char   *name;
    struct slice *text;
    uint8_t      *label, *fold;
    size_t        count;
    struct map    groups;               /* numbered as they come; a group is in one fold */
};

static err read_label(struct ctx *c, const char *path, size_t line, struct slice name, uint8_t *ret)
{
    static const char *const labels[HEAD_LABELS] = {"negative", "neutral", "positive"};
    for (uint8_t k = 0; k < HEAD_LABELS; k++)
        if (slice_is(name, labels[k])) return *ret = k, OK;
    return fail(c, ERR_DATA, "%s:%zu: the label is neither negative nor neutral nor positive", path, line);
}

static err read_file(struct ctx *c, const char *path, struct sentence_set *s)
{
    struct slice rest;
    int64_t     *number;
    TRY(file_read(c, path, SENTENCES_SIZE_MAX, &rest));
    if (utf8_valid(rest) < rest.size) return fail(c, ERR_DATA, "%s: byte %zu is not UTF-8", path, utf8_valid(rest));
    for (size_t line = 1; rest.size; line++) {
        struct slice text = slice_trim(slice_cut(&rest, '\n'));
        if (text.size == 0 || text.at[0] == '#') continue;
        struct slice label = slice_cut(&text, '\t'), group = slice_cut(&text, '\t');
        if (text.size == 0) return fail(c, ERR_DATA, "%s:%zu: a label, a group and a sentence are wanted, parted by tabs", path, line);
        if (s->count == HEAD_EXAMPLES_MAX) return fail(c, ERR_LIMIT, "more than %d sentences", HEAD_EXAMPLES_MAX);
        TRY(read_label(c, path, line, label, &s->label[s->count]));
        TRY(map_add(&s->groups, group, (int64_t)s->groups.count, &number));
        s->fold[s->count]   = (uint8_t)(*number % HEAD_FOLDS);
        s->text[s->count++] = text;
    }
    return OK;
}

static err read_set(struct ctx *c, const char *name, const char *const *paths, size_t count, struct sentence_set *ret)
{
    struct sentence_set s = {.name = name, .groups.c = c};
    TRY(NEW(c, s.text, HEAD_EXAMPLES_MAX));
    TRY(NEW(c, s.label, HEAD_EXAMPLES_MAX));
    TRY(NEW(c, s.fold, HEAD_EXAMPLES_MAX));
    for (size_t i = 0; i < count; i++) TRY(read_file(c, paths[i], &s));
    if (s.count == 0) return fail(c, ERR_INSUFFICIENT, "there is no sentence");
    *ret = s;
    return OK;
}

/* By fold; within one the order stays. */
static err sort_by_fold(struct ctx *c, struct sentence_set *s)
{
    struct sentence_set to = *s;
    size_t              at = 0;
    TRY(NEW(c, to.text, s->count));
    TRY(NEW(c, to.label, s->count));
    TRY(NEW(c, to.fold, s->count));
    for (uint8_t f = 0; f < HEAD_FOLDS; f++)
        for (size_t i = 0; i < s->count; i++)
            if (s->fold[i] == f) to.text[at] = s->text[i], to.label[at] = s->label[i], to.fold[at++] = f;
    *s = to;
    return OK;
}

static double found(const struct head_worth *w, size_t label)
{
    size_t all = 0;
    for (size_t k = 0; k < HEAD_LABELS; k++) all += w->confusion[k][label];
    return all ? (double)w->confusion[label][label] / (double)all : NAN;
}

static struct model_worth row_of(const char *set, const char *scorer, size_t count, const struct head_worth *w)
{
    return (struct model_worth){set, scorer, (int64_t)count, w->accuracy, w->f1, found(w, NEGATIVE), found(w, NEUTRAL), found(w, POSITIVE), w->log_loss};
}

static err judge_by_rules(struct ctx *c, const struct house *h, const struct sentence_set *s, const struct scorer *scorer, struct model_worth *ret)
{
    struct scorer_open open;
    struct vader_desk  desk = {.c = c};
    uint8_t           *said;
    TRY(scoring_open(c, h, scorer->name, CHOICE_NONE, &open));
    TRY(NEW(c, said, s->count));
    for (size_t i = 0; i < s->count; i++) {
        struct reading r;
        TRY(scorer_read(&open, &desk, s->text[i], true, &r));
        said[i] = (uint8_t)r.all.label;
    }
    struct head_worth w = head_worth_of(said, s->label, s->count);
    *ret = row_of(s->name, scorer->name, s->count, &w);
    return OK;
}

static err vectors_of(struct ctx *c, const struct house *h, const struct classifier *m, const struct sentence_set *s, size_t layers, float **ret)
{
    struct bert_crew   crew = models_crew(h);
    struct classified *classified;
    TRY(NEW(c, classified, s->count));
    TRY(NEW(c, *ret, s->count * layers * m->bert.config.hidden));
    progress(h, "vectors", 0, (int64_t)s->count);
    return classifier_read(c, m, &crew, s->text, s->count, classified, layers, *ret);
}

static err judge_by_head(struct ctx *c, const struct house *h, const struct classifier *m, const struct head *head, const struct sentence_set *s, struct model_worth *ret)
{
    float   *x;
    uint8_t *said;
    double   loss = 0;
    TRY(vectors_of(c, h, m, s, head->layers, &x));
    TRY(NEW(c, said, s->count));
    for (size_t i = 0; i < s->count; i++) {
        double p[HEAD_LABELS];
        head_apply(head, x + i * head->inputs, p);
        for (uint8_t k = 1; k < HEAD_LABELS; k++)
            if (p[k] > p[said[i]]) said[i] = k;
        loss -= log(fmax(p[s->label[i]], 1e-300)) / (double)s->count;
    }
    struct head_worth w = head_worth_of(said, s->label, s->count);
    w.log_loss = loss;
    *ret       = row_of(s->name, "head", s->count, &w);
    return OK;
}

struct judging {
    struct model_worth *rows;
    size_t              count;
};

static err judge_others(struct ctx *c, const struct house *h, const struct sentence_set *s, struct judging *j)
{
    for (const struct scorer *const *k = scorers; *k; k++)
        if (!(*k)->gives_probabilities) TRY(judge_by_rules(c, h, s, *k, &j->rows[j->count++]));
    return OK;
}

static err train(struct ctx *c, const struct house *h, const struct model_train_ask *ask, const struct classifier *m, struct judging *j, struct head *ret)
{
    struct sentence_set  s;
    struct head_examples e;
    struct head_worth    worth;
    float               *x;
    double              *judged;
    TRY(read_set(c, "cross-validation", ask->files.at, ask->files.count, &s));
    TRY(sort_by_fold(c, &s));
    TRY(vectors_of(c, h, m, &s, (size_t)ask->layers, &x));
    TRY(NEW(c, judged, s.count * HEAD_LABELS));
    e = (struct head_examples){x, s.label, s.fold, s.count, (size_t)ask->layers * m->bert.config.hidden, (size_t)ask->layers};
    TRY(head_train(c, &e, ask->ridge, ret, &worth, judged));
    j->rows[j->count++] = row_of(s.name, "head", s.count, &worth);
    return judge_others(c, h, &s, j);
}

static err write_head(struct ctx *c, const char *path, const struct head *head)
{
    struct text t = {.c = c};
    head_write(&t, head);
    TRY(text_done(&t));
    return file_write(c, path, text_slice(&t));
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct model_train_ask *ask = in;
    struct classifier            *m;
    struct judging                j = {0};
    struct head                   head;
    TRY(NEW(c, m, 1));
    TRY(NEW(c, j.rows, (1 + ask->tests.count) * (1 + 16)));
    TRY(models_open(c, h, ask->encoder, (struct slice){0}, 1 + PRECISION_F32, m));
    if ((size_t)ask->layers > m->bert.config.layers)
        return fail(c, ERR_INVALID, "layers %lld: '%s' has %zu", (long long)ask->layers, ask->encoder, m->bert.config.layers);
    TRY(train(c, h, ask, m, &j, &head));
    for (size_t i = 0; i < ask->tests.count; i++) {
        struct sentence_set s;
        const char *const  *path = (const char *const *)ask->tests.at + i;
        TRY(read_set(c, *path, path, 1, &s));
        TRY(judge_by_head(c, h, m, &head, &s, &j.rows[j.count++]));
        TRY(judge_others(c, h, &s, &j));
    }
    if (ask->out) TRY(write_head(c, ask->out, &head));
    out->at    = j.rows;
    out->count = j.count;
    return OK;
}

const struct op op_model_train = {
    .name      = "model train",
    .method    = "POST",
    .path      = "/v1/models/train",
    .group     = "news",
    .title     = "Train a head for sentiment on top of an encoder",
    .about     = "Learns from labelled sentences what is negative, neutral and positive in the vectors of an encoder, by least squares with a ridge: the same "
                 "sentences give the same head. It is judged by cross-validation over groups (a group is an event or a pattern: none of its sentences is seen by "
                 "the head that judges them), beside the scorers that go by words. The head of `lumia-mood` was made so from lexicon/sentences.",
    .example   = "model train tests/data/sentences.tsv --encoder tiny --layers 1 --ridge 10",
    .in        = &model_train_ask_shape,
    .out       = &model_worth_shape,
    .answers   = MANY,
    .local     = true,
    .storeless = true,
    .run       = run,
};
