#include <math.h>

#include "base/file.h"
#include "jobs/models.h"
#include "jobs/scoring.h"
#include "model/sentiment.h"
#include "ops/op.h"

static const char *const splits[] = {"sentences", "none", NULL};

enum { SPLIT_NONE = 1 };

#define ASK(X, T)                                                                                                           \
    X(T, TEXT,   file,  PLACE | LOCAL | NULLABLE, "file that holds the text, plain or .gz or .zst; - is standard input", .max = 4096) \
    X(T, TEXT,   text,  NULLABLE, "the text itself", .max = SCORER_TEXT_SIZE_MAX)                                           \
    X(T, TEXT,   model, 0,        "scorer, or a model of this machine (`lumia model list`)", .max = 64, .usual = "vader-finance") \
    X(T, CHOICE, precision, NULLABLE, "how a model keeps its numbers; usual is as the settings say", .choices = precision_choices) \
    X(T, CHOICE, split, 0,        "read it sentence by sentence, or as one", .choices = splits, .usual = "sentences")

RECORD(sentiment_ask, ASK);
SHAPE(sentiment_ask, ASK);

#define SENTENCE(X, T)                                                                      \
    X(T, F64,    score,    NULLABLE, "-1 to 1")                                             \
    X(T, CHOICE, label,    0,        "what it comes to", .choices = sentiments)             \
    X(T, F64,    neg,      NULLABLE, "share of it that is negative, or probability")                        \
    X(T, F64,    neu,      NULLABLE, "share of it that is neutral, or probability")                         \
    X(T, F64,    pos,      NULLABLE, "share of it that is positive, or probability")                        \
    X(T, TEXT,   sentence, 0,        "what was read")

RECORD(sentence_line, SENTENCE);
SHAPE(sentence_line, SENTENCE);

#define CARD(X, T)                                                                                                  \
    X(T, TEXT,   model,     0,        "scorer that spoke")                                                          \
    X(T, TEXT,   digest,    0,        "SHA-256 of the scorer's name and the lists or files it rests on")                     \
    X(T, CHOICE, label,     0,        "the most probable; of a scorer without probabilities negative from -0.05 down, positive from 0.05 up", .choices = sentiments)     \
    X(T, F64,    score,     0,        "mean of the sentences, -1 to 1; of probabilities positive minus negative")   \
    X(T, F64,    neg,       0,        "share of the text that is negative, or probability")                                         \
    X(T, F64,    neu,       0,        "share of the text that is neutral, or probability")                                          \
    X(T, F64,    pos,       0,        "share of the text that is positive, or probability")                                         \
    X(T, BOOL,   probable,  0,        "the three are probabilities; else they are shares of its words")             \
    X(T, LIST,   sentences, 0,        "what was read, in order", .of = &sentence_line_shape)

RECORD(sentiment_card, CARD);
SHAPE(sentiment_card, CARD);

static err read_file(struct ctx *c, const char *path, struct slice *ret)
{
    AUTO_INPUT  in  = {0};
    struct text all = {.c = c};
    TRY(input_open_file(c, &in, path));
    for (size_t fresh = 1; fresh > 0;) {
        enum { STEP = 64 << 10 };
        char *at = text_room(&all, STEP);
        if (!at) return ERR_NOMEM;
        TRY(input_read(c, &in, at, STEP, &fresh));
        all.size += fresh;
        if (all.size > SCORER_TEXT_SIZE_MAX) return fail(c, ERR_LIMIT, "%s: a text has at most %d bytes", path, SCORER_TEXT_SIZE_MAX);
    }
    TRY(text_done(&all));
    *ret = text_slice(&all);
    return OK;
}

static err lines_of(struct ctx *c, const struct reading *r, struct list *ret)
{
    struct sentence_line *lines;
    TRY(NEW(c, lines, r->count));
    for (size_t i = 0; i < r->count; i++) {
        const struct verdict *v = &r->verdict[i];
        lines[i] = (struct sentence_line){v->score, (int32_t)v->label, v->neg, v->neu, v->pos, ctx_copy(c, r->sentence[i])};
        if (!lines[i].sentence) return ERR_NOMEM;
    }
    *ret = (struct list){lines, r->count};
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct sentiment_ask *ask  = in;
    struct bert_crew            crew = models_crew(h);
    struct sentiment_card      *card;
    struct scorer_open         *scorer;
    struct slice                text = slice_of(ask->text);
    struct reading              r;
    if (!ask->text == !ask->file) return fail(c, ERR_USAGE, "give either a file or --text");
    if (ask->file) TRY(read_file(c, ask->file, &text));
    TRY(NEW(c, card, 1));
    TRY(NEW(c, scorer, 1));
    TRY(scoring_open(c, h, ask->model, ask->precision, scorer));
    err e = scorer_read_many(c, scorer, &crew, &text, 1, ask->split == SPLIT_NONE, SIZE_MAX, &r);
    if (e != OK && ask->file) return fail(c, e, "%s: %s", ask->file, ctx_print(c, "%s", c->note));
    TRY(e);
    if (r.count == 0 || isnan(r.all.score)) return fail(c, ERR_INSUFFICIENT, "the text is empty");
    *card = (struct sentiment_card){scorer->scorer->name, scorer->digest, (int32_t)r.all.label, r.all.score, r.all.neg, r.all.neu, r.all.pos,
                                    scorer->scorer->gives_probabilities, {0}};
    TRY(lines_of(c, &r, &card->sentences));
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_sentiment = {
    .name      = "sentiment",
    .method    = "POST",
    .path      = "/v1/sentiment",
    .group     = "news",
    .title     = "The sentiment of a text, sentence by sentence",
    .about     = "Reads a text with one of the scorers and tells what each sentence comes to; the score of the whole is the mean of its sentences. `vader` "
                 "gives the four figures of the reference program exactly (--split none reads a text as that program does, whole); `vader-finance` "
                 "adds words of our own for companies and markets, and is a scorer apart. No lexicon understands a text: these are indications. Any "
                 "other name is a model that `lumia model add` brought, whose labels and probabilities are its own; a sentence that is longer than it "
                 "can take is read in windows, which are weighed by their tokens.",
    .example   = "sentiment --model vader --text GREAT!",
    .in        = &sentiment_ask_shape,
    .out       = &sentiment_card_shape,
    .answers   = ONE,
    .storeless = true,
    .slow      = true,
    .run       = run,
};
