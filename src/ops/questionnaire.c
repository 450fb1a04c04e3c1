#include "ops/op.h"
#include "ops/profiles.h"

#define ASK(X, T)                                                                               \
    X(T, TEXT, profile, NULLABLE, "only what this investor has not answered, or should look at again", .max = 64)

RECORD(questionnaire_ask, ASK);
SHAPE(questionnaire_ask, ASK);

#define OPTION(X, T)                                        \
    X(T, TEXT, letter, 0, "what to answer with")            \
    X(T, TEXT, text,   0, "the answer")

RECORD(questionnaire_option, OPTION);
SHAPE(questionnaire_option, OPTION);

#define LINE(X, T)                                                                  \
    X(T, I64,   question, 0,        "number of the question")                       \
    X(T, TEXT,  text,     0,        "the question")                                 \
    X(T, LIST,  options,  0,        "the answers to choose from", .of = &questionnaire_option_shape) \
    X(T, TEXT,  answered, NULLABLE, "letter that was answered")                     \
    X(T, TEXT,  again,    NULLABLE, "why it is asked again")

RECORD(questionnaire_line, LINE);
SHAPE(questionnaire_line, LINE);

static err options_of(struct ctx *c, const struct question *q, struct list *ret)
{
    static const char *const     letters[OPTIONS_MAX] = {"a", "b", "c", "d"};
    struct questionnaire_option *options;
    TRY(NEW(c, options, OPTIONS_MAX));
    for (ret->count = 0; ret->count < OPTIONS_MAX && q->options[ret->count]; ret->count++)
        options[ret->count] = (struct questionnaire_option){letters[ret->count], q->options[ret->count]};
    ret->at = options;
    return OK;
}

static err doubts(struct ctx *c, const char *answers, const char *again[TOLERANCE_ITEMS])
{
    struct contradiction pairs[PAIRS];
    double               consistency;
    size_t               count = contradictions(answers, pairs, &consistency);
    for (size_t k = 0; k < count; k++) {
        TRY(got(again[pairs[k].first]  = ctx_print(c, "its answer and that of question %zu do not go together", pairs[k].second + 1)));
        TRY(got(again[pairs[k].second] = ctx_print(c, "its answer and that of question %zu do not go together", pairs[k].first + 1)));
    }
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct questionnaire_ask *ask = in;
    struct questionnaire_line      *lines;
    struct investor                 i = {0};
    struct investor_version         kept;
    const char                     *again[TOLERANCE_ITEMS] = {0};
    TRY(NEW(c, lines, TOLERANCE_ITEMS));
    if (ask->profile) TRY(profile_load(c, h, ask->profile, 0, &i, &kept));
    TRY(doubts(c, i.answers, again));
    for (size_t k = 0; k < TOLERANCE_ITEMS; k++) {
        const char *answered = NULL;
        if (answer_points(i.answers, k)) TRY(got(answered = ctx_copy(c, (struct slice){i.answers + k, 1})));
        if (answered && !again[k]) continue;
        lines[out->count] = (struct questionnaire_line){.question = (int64_t)k + 1, .text = questionnaire[k].text, .answered = answered, .again = again[k]};
        TRY(options_of(c, &questionnaire[k], &lines[out->count++].options));
    }
    out->at = lines;
    return OK;
}

static void put_text(struct text *out, const struct answer *a, size_t width)
{
    const struct questionnaire_line *line = a->at;
    (void)width;
    for (size_t k = 0; k < a->count; k++) {
        const struct questionnaire_option *options = line[k].options.at;
        text_print(out, "%s%lld. %s\n", k ? "\n" : "", (long long)line[k].question, line[k].text);
        if (line[k].again) text_print(out, "   answered %s, but %s\n", line[k].answered, line[k].again);
        for (size_t n = 0; n < line[k].options.count; n++) text_print(out, "   %s  %s\n", options[n].letter, options[n].text);
    }
    if (a->count == 0) text_put(out, "nothing is left to ask\n");
}

const struct op op_questionnaire = {
    .name    = "questionnaire",
    .method  = "GET",
    .path    = "/v1/questionnaire",
    .group   = "advice",
    .title   = "Thirteen questions about the willingness to bear risk",
    .about   = "After Grable and Lytton (Financial Services Review 8, 1999), in words of our own. With a profile it asks only what is open, and again what was answered "
               "as if by two people; when nothing is left the profile's tolerance is known.",
    .example = "questionnaire --profile demo",
    .in      = &questionnaire_ask_shape,
    .out     = &questionnaire_line_shape,
    .answers = MANY,
    .run     = run,
    .put_text = put_text,
};
