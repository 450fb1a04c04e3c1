/* Command lines into inputs: words by place, options by name, and what is said when one does not fit. */
#include "../check.h"

#include "app/app.h"

static const char *const colours[] = {"red", "green", NULL};

#define SAMPLE(X, T)                                                            \
    X(T, TEXT,   symbol,  REQUIRED | PLACE | UPPER, "symbol", .max = 8)         \
    X(T, TEXTS,  files,   PLACE, "files", .max = 3)                             \
    X(T, F64,    share,   0, "share", .min = -1, .max = 1, .usual = "0.5")      \
    X(T, BOOL,   all,     0, "all of them")                                     \
    X(T, DAY,    as_of,   NULLABLE, "day")                                      \
    X(T, CHOICE, colour,  NULLABLE, "colour", .choices = colours)               \
    X(T, TEXTS,  exclude, UPPER, "not these")

RECORD(sample, SAMPLE);
SHAPE(sample, SAMPLE);

#define OPEN(X, T)                                                              \
    X(T, TEXT,   symbol, REQUIRED | PLACE, "symbol")                            \
    X(T, TEXTS,  params, 0, "parameters")

RECORD(open_sample, OPEN);
SHAPE(open_sample, OPEN, .open = true);

static const struct op sample_op = {.name = "sample", .in = &sample_shape, .out = &sample_shape};
static const struct op open_op   = {.name = "open", .in = &open_sample_shape, .out = &open_sample_shape};

enum { WORDS_MAX = 16, MEMORY = 1 << 20 };

/* Words are parted by blanks. */
static err read(struct ctx *c, const struct op *op, const char *line, void *ret)
{
    char        *words[WORDS_MAX];
    int          count = 0;
    struct slice rest  = slice_of(line);
    while (rest.size && count < WORDS_MAX) words[count++] = ctx_copy(c, slice_cut(&rest, ' '));
    return args_read(c, op, count, words, ret);
}

static void accepts(const char *line, struct sample *ret, struct ctx *c)
{
    ctx_open(c, MEMORY);
    CHECK(read(c, &sample_op, line, ret) == OK, "%s: %s", line, c->note);
}

static void refuses(const char *line, err code, const char *story)
{
    AUTO_CTX      c = {0};
    struct sample s;
    ctx_open(&c, MEMORY);
    err e = read(&c, &sample_op, line, &s);
    CHECK(e == code && strstr(c.note, story), "%s: %s: %s", line, err_name(e), c.note);
}

static const char *text_at(const struct list *l, size_t i) { return ((const char *const *)l->at)[i]; }

TEST(args_takes_words_by_place_and_options_by_name)
{
    AUTO_CTX      c = {0};
    struct sample s;
    accepts("aapl a.csv b,c.csv --share=-0.25 --all --as-of 2017-12-29 --colour green --exclude x,y --exclude z", &s, &c);
    CHECK(strcmp(s.symbol, "AAPL") == 0 && s.share == -0.25 && s.all && s.as_of != DAY_NONE && s.colour == 1);
    CHECK(s.files.count == 2 && strcmp(text_at(&s.files, 1), "b,c.csv") == 0, "%zu", s.files.count);
    CHECK(s.exclude.count == 3 && strcmp(text_at(&s.exclude, 2), "Z") == 0, "%zu", s.exclude.count);
}

TEST(args_gives_what_is_usual)
{
    AUTO_CTX      c = {0};
    struct sample s;
    accepts("A", &s, &c);
    CHECK(s.share == 0.5 && !s.all && s.as_of == DAY_NONE && s.colour == CHOICE_NONE && s.files.count == 0);
}

TEST(args_takes_values_that_look_like_options)
{
    AUTO_CTX      c = {0}, d = {0}, e = {0}, f = {0};
    struct sample s;
    accepts("--symbol A --share -1", &s, &c);
    CHECK(s.share == -1);
    accepts("A --as_of=2017-12-29 --all=false", &s, &d);
    CHECK(s.as_of != DAY_NONE && !s.all);
    accepts("A -- --all", &s, &e);
    CHECK(s.files.count == 1 && strcmp(text_at(&s.files, 0), "--all") == 0 && !s.all);
    accepts("A -", &s, &f);
    CHECK(s.files.count == 1 && strcmp(text_at(&s.files, 0), "-") == 0);
}

TEST(args_says_what_is_wrong)
{
    refuses("", ERR_INVALID, "symbol is missing");
    refuses("TOOLONGASYMBOL", ERR_INVALID, "symbol must be a text of at most 8 bytes");
    refuses("A --share 2", ERR_INVALID, "share must be a number from -1 to 1, not '2'");
    refuses("A --share x", ERR_INVALID, "not 'x'");
    refuses("A --as-of 2017-02-30", ERR_INVALID, "as_of must be a day");
    refuses("A --colour blue", ERR_INVALID, "red or green");
    refuses("A --share", ERR_USAGE, "--share needs a value");
    refuses("A --shore 1", ERR_USAGE, "do you mean --share");
    refuses("A --qqqqqqqq 1", ERR_USAGE, "no option --qqqqqqqq; see");
    refuses("A b c d e", ERR_LIMIT, "more than 3 files");
    refuses("A --share x --colour blue", ERR_INVALID, "colour must be");        /* all faults at once */
}

TEST(args_takes_parameters_by_their_own_names)
{
    AUTO_CTX           c = {0};
    struct open_sample s;
    ctx_open(&c, MEMORY);
    CHECK(read(&c, &open_op, "A --period 50 --fast=3", &s) == OK, "%s", c.note);
    CHECK(s.params.count == 2 && strcmp(text_at(&s.params, 0), "period=50") == 0 && strcmp(text_at(&s.params, 1), "fast=3") == 0);
}

TEST(args_nearest_word)
{
    static const char *const words[] = {"recommend", "recommendations", "run", "bars"};
    CHECK(strcmp(nearest("recomend", words, 4), "recommend") == 0);
    CHECK(strcmp(nearest("bar", words, 4), "bars") == 0);
    CHECK(nearest("zzzzzz", words, 4) == NULL);
    CHECK(nearest("", words, 0) == NULL);
}
