/* How well the scorers agree with people, on the labelled sets beside the checkout (../shared/data, or LUMIA_TEST_DATA): the correlation
 * with the mean rating of VADER's own four sets, and the share of UCI's sentences whose side they find. None of these is about markets,
 * where VADER is known to be weak; they show what the words of finance cost elsewhere. And headlines with the side that a reader of
 * markets sees, written by whoever wrote the words of finance: what they were meant to mend, no proof of anything. */
#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "base/number.h"
#include "nlp/scorer.h"
#include "nlp/unicode.h"
#include "shape/json.h"

enum { MEMORY = 512 << 20, FILE_SIZE_MAX = 64 << 20, SCORERS_MAX = 8 };

static struct scorer_open opened[SCORERS_MAX];
static size_t             scorer_count;

struct tally {
    double n, x, y, xx, yy, xy;         /* of score and rating */
    double sides, found;
};

static void count(struct tally *t, double score, double rating)
{
    t->n++;
    t->x  += score;
    t->y  += rating;
    t->xx += score * score;
    t->yy += rating * rating;
    t->xy += score * rating;
    t->sides++;
    t->found += rating > 0 ? score > 0 : rating < 0 ? score < 0 : score == 0;
}

static double correlation(const struct tally *t)
{
    return (t->xy * t->n - t->x * t->y) / sqrt((t->xx * t->n - t->x * t->x) * (t->yy * t->n - t->y * t->y));
}

static void score_all(struct slice text, double rating, struct tally *tallies)
{
    for (size_t k = 0; k < scorer_count; k++) {
        AUTO_CTX          c    = {0};
        struct vader_desk desk = {.c = &c};
        struct reading    r;
        ctx_open(&c, MEMORY);
        if (scorer_read(&opened[k], &desk, text, true, &r) == OK && r.count) count(&tallies[k], r.all.score, rating);
    }
}

static void print(const char *name, const struct tally *tallies, bool sides)
{
    printf("sentiment  %-34s %6.0f lines ", name, tallies[0].n);
    for (size_t k = 0; k < scorer_count; k++)
        printf(" %s %s %.3f", opened[k].scorer->name, sides ? "finds the side of" : "r", sides ? tallies[k].found / tallies[k].sides : correlation(&tallies[k]));
    putchar('\n');
}

static bool read_set(struct ctx *c, const char *folder, const char *name, struct slice *ret)
{
    char *path = ctx_print(c, "%s/sentiment/%s", folder, name);
    return path && file_read(c, path, FILE_SIZE_MAX, ret) == OK;
}

/* Lines of number, rating and text, parted by tabs. */
static void run_rated(const char *folder, const char *name)
{
    AUTO_CTX     c                     = {0};
    struct tally tallies[SCORERS_MAX] = {0};
    struct slice rest;
    ctx_open(&c, MEMORY);
    if (!read_set(&c, folder, name, &rest)) return;
    while (rest.size) {
        struct slice line = slice_cut(&rest, '\n');
        (void)slice_cut(&line, '\t');
        struct slice rating = slice_trim(slice_cut(&line, '\t')), text = slice_trim(line);
        double       value;
        if (number_read(rating, &value) && utf8_valid(text) == text.size) score_all(text, value, tallies);
    }
    print(name, tallies, false);
}

/* [{"text": …, "class": 0 or 1}, …] */
static void run_sided(const char *folder, const char *name)
{
    AUTO_CTX     c                     = {0};
    struct tally tallies[SCORERS_MAX] = {0};
    struct slice all;
    ctx_open(&c, MEMORY);
    if (!read_set(&c, folder, name, &all)) return;
    struct json j = json_of(all);
    if (!json_enter(&j, '[')) return;
    while (json_item(&j) && json_enter(&j, '{')) {
        struct slice text = {0};
        double       side = NAN;
        for (struct slice member; json_member(&c, &j, &member);) {
            if (slice_is(member, "text"))       json_string(&c, &j, &text);
            else if (slice_is(member, "class")) json_double(&c, &j, &side);
            else                                json_skip(&j);
        }
        if (!isnan(side)) score_all(text, 2 * side - 1, tallies);
    }
    print(name, tallies, true);
}

static const struct { double side; const char *text; } headlines[] = {
    {-1, "Shares plunge 20% as profit misses estimates"},          {-1, "Crude oil prices tumble on supply glut"},
    {-1, "Fed signals another rate hike"},                         {1, "Apple beats estimates and raises guidance"},
    {-1, "Retailer files for bankruptcy"},                         {1, "Stocks rally to record high"},
    {-1, "Bank downgraded to junk"},                               {1, "Airline upgraded on strong demand"},
    {-1, "Carmaker recalls 200,000 vehicles"},                     {1, "Drug maker wins approval for its treatment"},
    {-1, "Chip maker cuts outlook"},                               {1, "Loss narrows as costs fall"},
    {-1, "Company to lay off 1,000 as sales decline"},             {1, "Oil major announces $10 billion share buyback"},
    {-1, "Regulator opens antitrust investigation"},               {1, "Telecom group raises dividend"},
    {-1, "Unemployment rises to 8%"},                              {1, "Unemployment falls to the lowest in a decade"},
    {-1, "Software maker misses expectations"},                    {1, "Shares soar after takeover bid"},
    {0, "Company appoints new finance chief"},                     {0, "United Energy to present at a conference"},
    {0, "Treasury to auction securities on Thursday"},             {0, "Natural gas inventories due on Thursday"},
    {0, "Group to publish interim results in May"},                {0, "Credit Suisse and Trust Bank share an office"},
};

int main(void)
{
    AUTO_CTX     c                     = {0};
    struct tally tallies[SCORERS_MAX] = {0};
    const char  *named                 = getenv("LUMIA_TEST_DATA"), *folder = named ? named : "../shared/data";
    static const char *const rated[] = {"tweets_GroundTruth.txt", "amazonReviewSnippets_GroundTruth.txt", "movieReviewSnippets_GroundTruth.txt",
                                        "nytEditorialSnippets_GroundTruth.txt"},
                      *const sided[] = {"uci_sentences/amazon.json", "uci_sentences/imdb.json", "uci_sentences/yelp.json"};
    ctx_open(&c, MEMORY);
    for (const struct scorer *const *s = scorers; *s && scorer_count < SCORERS_MAX; s++)       /* those that go by words; `lumia model train` judges the others */
        if (!(*s)->encoder && scorer_open(&c, *s, (struct slice){0}, NULL, &opened[scorer_count++]) != OK) return 1;
    for (size_t i = 0; i < sizeof headlines / sizeof *headlines; i++) score_all(slice_of(headlines[i].text), headlines[i].side, tallies);
    print("our headlines about markets", tallies, true);
    for (size_t i = 0; i < sizeof rated / sizeof *rated; i++) run_rated(folder, rated[i]);
    for (size_t i = 0; i < sizeof sided / sizeof *sided; i++) run_sided(folder, sided[i]);
    return 0;
}
