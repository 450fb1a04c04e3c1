/* Rounding, lists and sentences around VADER's rules; the rules themselves are held to the reference program by tests/oracle. */
#include "nlp/scorer.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "base/text.h"
#include "nlp/lexicon.h"
#include "nlp/sentence.h"
#include "nlp/unicode.h"

enum { MEMORY = 64 << 20 };

static double printed(double x, int digits)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%.*f", digits, x);
    return strtod(text, NULL);
}

/* The C library rounds the exact binary value, a tie to the even digit: so does the reference program. */
TEST(vader_rounds_as_decimal_text)
{
    uint64_t seed = 5;
    size_t   wrong = 0;
    for (int i = -20000; i <= 20000; i++) {
        double near = i / 20000.0;                  /* half of these lie on or beside a tie */
        for (int digits = 3; digits <= 4; digits++) {
            const double around[] = {near, nextafter(near, -2), nextafter(near, 2), 2 * random_unit(&seed) - 1};
            for (size_t k = 0; k < 4; k++)
                if (fabs(around[k]) <= 1) wrong += round_decimal(around[k], digits) != printed(around[k], digits);
        }
    }
    CHECK(wrong == 0, "%zu", wrong);
}

static double score_with(const char *words, const char *overlay, const char *text)
{
    AUTO_CTX            c = {0};
    const struct vader *v;
    struct vader_desk   desk  = {.c = &c};
    struct vader_score  score = {.compound = NAN};
    ctx_open(&c, MEMORY);
    CHECK(vader_open(&c, &(struct vader_lists){slice_of(words), {0}, slice_of(overlay), "words"}, &v) == OK, "%s", c.note);
    if (c.note[0]) return NAN;
    CHECK(vader_score(v, &desk, slice_of(text), &score) == OK, "%s", c.note);
    return score.compound;
}

TEST(vader_last_of_two_equal_words_counts)
{
    CHECK(score_with("good\t-3\ngood\t2\n", "", "good") == score_with("good\t2\n", "", "good"));
    CHECK(score_with("good\t2\t0.3\t[1, 2, 3]\n", "", "good") > 0);
}

TEST(vader_overlay_puts_in_takes_out_and_joins)
{
    CHECK(score_with("share\t1.2\n", "", "share price") > 0);
    CHECK(score_with("share\t1.2\n", "share\t-\n", "share price") == 0);
    CHECK(score_with("share\t1.2\n", "plunge\t-2\n", "shares plunge") < 0);
    CHECK(score_with("hike\t1\n", "rate hike\t-2\n", "another Rate HIKE looms") < 0);
    CHECK(score_with("hike\t1\n", "rate hike\t-2\n", "we hike at this rate") > 0, "the words apart are no phrase");
    CHECK(score_with("hike\t1\n", "rate hike\t-2\nrate hike cycle\t2\n", "the rate hike cycle") > 0, "the longest phrase wins");
}

TEST(vader_lists_that_cannot_be_read_name_their_line)
{
    static const struct { const char *words, *told; } cases[] = {
        {"", "empty"}, {"# only a remark\n", "empty"}, {"good\n", "line 1"}, {"good\t1\nbad\tx\n", "line 2"}, {"good\tnan\n", "line 1"}, {"\t1\n", "line 1"},
        {"g\xff\t1\n", "line 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX            c = {0};
        const struct vader *v = NULL;
        ctx_open(&c, MEMORY);
        CHECK(vader_open(&c, &(struct vader_lists){slice_of(cases[i].words), {0}, {0}, "my.txt"}, &v) == ERR_DATA, "%zu", i);
        CHECK(strstr(c.note, "my.txt") && strstr(c.note, cases[i].told), "%s", c.note);
    }
}

TEST(vader_refuses_what_is_too_long_or_not_utf8)
{
    AUTO_CTX            c = {0};
    const struct vader *v;
    struct vader_desk   desk = {.c = &c};
    struct vader_score  s;
    char               *text;
    ctx_open(&c, MEMORY);
    NEED(vader_open(&c, &(struct vader_lists){list_words(), list_emoji(), {0}, "words"}, &v) == OK);
    NEED(NEW(&c, text, VADER_TEXT_SIZE_MAX + 1) == OK);
    memset(text, 'a', VADER_TEXT_SIZE_MAX + 1);
    CHECK(vader_score(v, &desk, (struct slice){text, VADER_TEXT_SIZE_MAX + 1}, &s) == ERR_LIMIT);
    CHECK(vader_score(v, &desk, (struct slice){text, VADER_TEXT_SIZE_MAX}, &s) == OK && s.compound == 0);
    CHECK(vader_score(v, &desk, slice_of("good \xed\xa0\x80"), &s) == ERR_DATA && strstr(c.note, "byte 5"), "%s", c.note);
    CHECK(vader_score(v, &desk, slice_of(" \t\n"), &s) == OK && s.neu == 0 && s.compound == 0);
}

/* Every scorer: its digest changes with its lists, and a text of any size is read. */
TEST(scorer_reads_any_text)
{
    for (const struct scorer *const *s = scorers; *s; s++) {
        if ((*s)->encoder) continue;
        AUTO_CTX           c = {0};
        struct scorer_open own, other;
        struct vader_desk  desk = {.c = &c};
        struct reading     r;
        struct text        t = {.c = &c};
        ctx_open(&c, 8 * MEMORY);
        NEED(scorer_open(&c, *s, (struct slice){0}, NULL, &own) == OK && scorer_open(&c, *s, slice_of("good\t1\n"), "mine", &other) == OK, "%s", c.note);
        CHECK(strlen(own.digest) == DIGEST_SIZE && strcmp(own.digest, other.digest) != 0);
        CHECK(scorer_read(&own, &desk, slice_of("A great success. A terrible failure. Lunch."), false, &r) == OK && r.count == 3);
        CHECK(r.verdict[0].label == POSITIVE && r.verdict[1].label == NEGATIVE && r.verdict[2].label == NEUTRAL);
        CHECK(fabs(r.all.score - (r.verdict[0].score + r.verdict[1].score + r.verdict[2].score) / 3) < 1e-15);
        while (t.size < SCORER_TEXT_SIZE_MAX - 5) text_put(&t, "good ");
        NEED(text_done(&t) == OK);
        CHECK(scorer_read(&own, &desk, text_slice(&t), false, &r) == OK && r.count > 1, "%s", c.note);
        text_put(&t, "more text");
        CHECK(scorer_read(&own, &desk, text_slice(&t), false, &r) == ERR_LIMIT);
        CHECK(scorer_read(&own, &desk, slice_of(" \n"), false, &r) == OK && r.count == 0 && isnan(r.all.score));
    }
}

TEST(sentences_end_where_a_reader_would_end_them)
{
    static const struct { const char *text; const char *want[5]; } cases[] = {
        {"One. Two! Three?", {"One.", "Two!", "Three?"}},
        {"Mr. Smith of Acme Corp. sold U.S. bonds.", {"Mr. Smith of Acme Corp. sold U.S. bonds."}},
        {"It rose 3.5 pct. in May", {"It rose 3.5 pct. in May"}},
        {"He said \"no.\" She left.", {"He said \"no.\"", "She left."}},
        {"It ranks No. 1 here. Is it? No. Never.", {"It ranks No. 1 here.", "Is it?", "No.", "Never."}},
        {"Wait... what? Yes!!! ok", {"Wait... what?", "Yes!!! ok"}},
        {"A headline\n\nThe body goes\non here.", {"A headline", "The body goes\non here."}},
        {"First paragraph\n    Second one", {"First paragraph", "Second one"}},
        {"Profit fell… Sales rose", {"Profit fell…", "Sales rose"}},
        {"  ", {NULL}}, {"", {NULL}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice rest = slice_of(cases[i].text), one;
        size_t       k    = 0;
        for (; sentence_next(&rest, &one); k++) {
            CHECK(k < 4 && cases[i].want[k] && slice_is(one, cases[i].want[k]), "%zu: [%.*s]", i, (int)one.size, one.at);
            if (k >= 4 || !cases[i].want[k]) return;
        }
        CHECK(!cases[i].want[k], "%zu", i);
    }
}

TEST(utf8_is_told_from_what_is_not)
{
    static const struct { const char *text; size_t valid; } cases[] = {
        {"abc", 3}, {"\u00e9\u20ac\U0001f600", 9}, {"a\x80", 1}, {"a\xc1\x81", 1}, {"a\xe0\x9f\xbf", 1}, {"a\xed\xa0\x80", 1}, {"a\xf4\x90\x80\x80", 1},
        {"a\xe2\x82", 1}, {"\xf0\x9f\x98\x80", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) CHECK(utf8_valid(slice_of(cases[i].text)) == cases[i].valid, "%zu", i);
    for (uint32_t rune = 1; rune < 0x110000; rune++) {
        char   at[RUNE_SIZE_MAX];
        size_t size = rune_write(at, rune), again = 0;
        bool   surrogate = rune >= 0xd800 && rune < 0xe000;
        bool   good = surrogate ? utf8_valid((struct slice){at, size}) == 0
                                : utf8_valid((struct slice){at, size}) == size && rune_read(at, &again) == rune && again == size;
        if (good) continue;
        CHECK(false, "%x", rune);
        return;
    }
    CHECK(text_is_upper(slice_of("ÄÖ-1")) && !text_is_upper(slice_of("Äö")) && !text_is_upper(slice_of("123")) && !text_is_upper(slice_of("ǅA")));
}
