/* The four figures of VADER 3.3.2, made with the reference program itself (python, vaderSentiment): for its 23,703 human-rated
 * sentences, where the shared data are there, and for the lines of vader.jsonl, which are made to be awkward: every word of the
 * rules in every place, capitals, repeated punctuation, emoji, blanks and letters of all of Unicode. */
#include "nlp/vader.h"

#include <stdio.h>

#include "../check.h"
#include "base/file.h"
#include "base/number.h"
#include "nlp/lexicon.h"
#include "nlp/unicode.h"
#include "shape/json.h"

enum { MEMORY = 256 << 20, TEXT_MAX = 64 << 20 };

struct figures {
    struct slice       text;
    struct vader_score score;
};

static err read_all(struct ctx *c, const char *path, struct slice *ret)
{
    AUTO_INPUT in = {0};
    char      *text;
    size_t     size = 0, fresh = 1;
    TRY(input_open_file(c, &in, path));
    TRY(NEW(c, text, TEXT_MAX));
    while (fresh > 0) {
        TRY(input_read(c, &in, text + size, TEXT_MAX - size, &fresh));
        size += fresh;
    }
    *ret = (struct slice){text, size};
    return OK;
}

static err figures_of(struct ctx *c, struct slice line, struct figures *ret)
{
    struct json j = json_of(line);
    *ret = (struct figures){0};
    if (json_enter(&j, '{'))
        for (struct slice name; json_member(c, &j, &name);) {
            if (slice_is(name, "text"))          json_string(c, &j, &ret->text);
            else if (slice_is(name, "neg"))      json_double(c, &j, &ret->score.neg);
            else if (slice_is(name, "neu"))      json_double(c, &j, &ret->score.neu);
            else if (slice_is(name, "pos"))      json_double(c, &j, &ret->score.pos);
            else if (slice_is(name, "compound")) json_double(c, &j, &ret->score.compound);
            else json_skip(&j);
        }
    return json_end(c, &j);
}

static bool same(const struct vader_score *a, const struct vader_score *b)
{
    return a->neg == b->neg && a->neu == b->neu && a->pos == b->pos && a->compound == b->compound;
}

/* Reads every line and compares all four figures, exactly; answers how many lines there were. */
static size_t compare(const char *path)
{
    AUTO_CTX            c = {0};
    const struct vader *v;
    struct vader_desk   desk = {.c = &c};
    struct slice        rest;
    size_t              lines = 0, wrong = 0;
    ctx_open(&c, MEMORY);
    CHECK(vader_open(&c, &(struct vader_lists){list_words(), list_emoji(), {0}, "words"}, &v) == OK, "%s", c.note);
    CHECK(read_all(&c, path, &rest) == OK, "%s", c.note);
    if (c.note[0]) return 0;
    while (rest.size) {
        struct figures     want;
        struct vader_score got = {-1, -1, -1, -1};
        struct slice       line = slice_trim(slice_cut(&rest, '\n'));
        if (line.size == 0 || line.at[0] == '#') continue;
        lines++;
        if (figures_of(&c, line, &want) == OK && vader_score(v, &desk, want.text, &got) == OK && same(&got, &want.score)) continue;
        if (wrong++ < 10) printf("%s: %.*s: %g %g %g %g\n", path, (int)line.size, line.at, got.neg, got.neu, got.pos, got.compound);
    }
    CHECK(wrong == 0, "%s: %zu of %zu lines differ", path, wrong, lines);
    return lines;
}

TEST(oracle_vader_ground_truth)
{
    char path[512];
    if (!shared_data()) {
        test_skip("the shared data are not there");
        return;
    }
    (void)snprintf(path, sizeof path, "%s/oracle/vader_ground_truth.jsonl.zst", shared_data());
    CHECK(compare(path) == 23703);
}

TEST(oracle_vader_awkward_lines) { CHECK(compare("tests/oracle/vader.jsonl") > 1000); }
