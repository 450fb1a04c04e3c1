/* What is linked, by which evidence, and what is not; near-duplicates. tests/oracle/link.c has the linker over real texts. */
#include "nlp/link.h"

#include "../check.h"
#include "../scratch.h"
#include "nlp/lexicon.h"
#include "nlp/sketch.h"

enum { MEMORY = 64 << 20 };

static const struct { const char *symbol, *name; } assets[] = {
    {"AAPL", "Apple Inc."}, {"MSFT", "Microsoft Corporation"}, {"BAC", "Bank of America Corporation"}, {"GS", "The Goldman Sachs Group, Inc."}, {"T", "AT&T Inc."},
    {"JNJ", "Johnson & Johnson"}, {"XOM", "Exxon Mobil Corporation"}, {"BRK-A", "Berkshire Hathaway Inc."}, {"BRK-B", "Berkshire Hathaway Inc."}, {"APLE", "Apple Hospitality REIT"},
    {"TGT", "Target Corporation"}, {"NWY", "New York & Company"}, {"GOLD", "Gold Standard Ventures"}, {"META", "Meta Platforms Inc"}, {"ALL", "The Allstate Corporation"},
    {"NVDA", "NVIDIA Corporation"}, {"HBMD", "Howard Bancorp"}, {"BBY", "Best Buy Co., Inc."},
};

enum { ASSETS = sizeof assets / sizeof *assets };

static const struct universe *the_universe(void)
{
    static struct ctx             c;
    static const struct universe *u;
    struct link_name names[2 * ASSETS + 1];
    if (u) return u;
    ctx_open(&c, MEMORY);
    for (uint32_t i = 0; i < ASSETS; i++) {
        names[2 * i]     = (struct link_name){i, slice_of(assets[i].symbol), true, DAY_NONE, DAY_NONE};
        names[2 * i + 1] = (struct link_name){i, slice_of(assets[i].name), false, DAY_NONE, DAY_NONE};
    }
    names[2 * ASSETS] = (struct link_name){13, slice_of("FB"), true, DAY_NONE, day_of_date((struct date){2022, 6, 8})};
    CHECK(universe_open(&c, names, 2 * ASSETS + 1, list_common(), &u) == OK, "%s", c.note);
    return u;
}

static const char *const kinds[] = {"qualified", "cashtag", "name", "alias", "ticker"};

/* "AAPL:name MSFT:cashtag" */
static bool links(const char *text, int32_t day, const char *want)
{
    AUTO_CTX         c = {0};
    struct link_desk desk = {.c = &c};
    char             got[256] = "";
    ctx_open(&c, MEMORY);
    CHECK(link_text(the_universe(), &desk, slice_of(text), day) == OK, "%s", c.note);
    for (size_t i = 0; i < desk.match_count; i++) {
        const struct link_match *m = &desk.match[i];
        if (m->confidence < LINK_CONFIDENCE) continue;
        size_t size = strlen(got);
        snprintf(got + size, sizeof got - size, "%s%s:%s", size ? " " : "", assets[m->asset].symbol, kinds[m->evidence]);
    }
    if (strcmp(got, want) != 0) printf("'%s': %s\n", text, got);
    return strcmp(got, want) == 0;
}

TEST(link_tells_what_a_text_speaks_of)
{
    static const struct { const char *text, *want; } cases[] = {
        {"Shares of (NASDAQ: AAPL) rose", "AAPL:qualified"}, {"(NYSE:[BAC](https://x.example)) fell", "BAC:qualified"}, {"VALERO <XOM> UPGRADED", "XOM:qualified"},
        {"buying $MSFT and $aapl now", "MSFT:cashtag AAPL:cashtag"}, {"$BRK.B or $BRK-A", "BRK-B:cashtag BRK-A:cashtag"}, {"$100M and $5 and US$GS", ""}, {"$MSFT_X $MSFTX", ""},
        {"Bank of America raises its forecast", "BAC:name"}, {"Goldman Sachs cuts jobs", "GS:name"}, {"the price of gold in a Goldman report", ""},
        {"Johnson and Johnson, Johnson &amp; Johnson", "JNJ:name JNJ:name"}, {"AT&T's offer", "T:name"}, {"ExxonMobil drills, says Exxon Mobil", "XOM:alias XOM:name"},
        {"Berkshire Hathaway buys more", "BRK-A:name"}, {"Apple Hospitality pays a dividend", "APLE:name"}, {"she ate an apple", ""}, {"Apple pie is best", ""},
        {"Apple shares jump", "AAPL:alias"}, {"investors sold Apple", "AAPL:alias"}, {"An Apple a day for $AAPL holders", "AAPL:alias AAPL:cashtag"},
        {"The analysts at Microsoft say so", "MSFT:alias"}, {"we saw Microsoft there", "MSFT:alias"}, {"microsoft is slow", ""}, {"Target opens a store", ""}, {"Target Corp opens a store", "TGT:alias"}, {"Target Corporation opens a store", "TGT:name"},
        {"I live in New York City", ""}, {"New York & Company shares fell", "NWY:name"}, {"Imagine Ron Howard in a film", ""},
        {"AAPL stock is up", "AAPL:ticker"}, {"NVDA and ALL my friends trading", "NVDA:ticker"}, {"AAPL AND NVDA STOCK RISE", ""}, {"the NVDA acronym", ""},
        {"see https://x.example/AAPL stock and @MSFT", ""}, {"He went to Best Buy today", "BBY:name"}, {"the best buy of the day", ""}, {"", ""}, {"\u00e4\u00f6\u20ac \U0001f680", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) CHECK(links(cases[i].text, DAY_NONE, cases[i].want), "%s", cases[i].text);
}

TEST(link_symbols_hold_for_their_days)
{
    int32_t before = day_of_date((struct date){2022, 6, 8});
    CHECK(links("$FB rises", before, "META:cashtag") && links("$FB rises", before + 1, "") && links("$FB rises", DAY_NONE, "META:cashtag"));
}

TEST(link_totals_weigh_what_a_text_is_about)
{
    static const char text[] = "Microsoft shares rise\n\nAnalysts like Microsoft more than Bank of America.";
    AUTO_CTX           c = {0};
    struct link_desk   desk = {.c = &c};
    struct link_total *t;
    size_t             count;
    ctx_open(&c, MEMORY);
    NEED(link_text(the_universe(), &desk, slice_of(text), DAY_NONE) == OK);
    NEED(link_totals(&c, &desk, slice_of(text), strlen("Microsoft shares rise"), &t, &count) == OK && count == 2);
    CHECK(strcmp(assets[t[0].asset].symbol, "MSFT") == 0 && t[0].count == 2 && t[0].relevance > 0.89 && t[0].relevance < 0.91, "0.4 + 0.3 + 0.3 x 2/3: %g", t[0].relevance);
    CHECK(t[1].relevance > 0.09 && t[1].relevance < 0.11, "%g", t[1].relevance);
    NEED(link_text(the_universe(), &desk, slice_of("only Goldman Sachs"), DAY_NONE) == OK);
    NEED(link_totals(&c, &desk, desk.match[0].text, 0, &t, &count) == OK && count == 1);
    CHECK(t[0].relevance == 1);
    NEED(link_text(the_universe(), &desk, slice_of("$AAPL $MSFT $BAC $GS $T $JNJ"), DAY_NONE) == OK);
    NEED(link_totals(&c, &desk, slice_of("$AAPL $MSFT $BAC $GS $T $JNJ"), 28, &t, &count) == OK && count == 6);
    for (size_t i = 0; i < count; i++) CHECK(t[i].relevance <= 0.2);
}

/* ---- near-duplicates ---- */

static double likeness(const char *a, const char *b)
{
    struct sketch x, y;
    CHECK(sketch_of(slice_of(a), &x) && sketch_of(slice_of(b), &y));
    return sketch_likeness(&x, &y);
}

TEST(sketch_tells_copies_from_others)
{
    CHECK(likeness("Apple beats estimates as sales surge in China", "APPLE beats estimates, as sales surge in China!") == 1);
    CHECK(likeness("Apple beats estimates as sales surge in China again", "Apple beats estimates as sales surge in China") > 0.6);
    CHECK(likeness("Apple beats estimates", "Apple misses estimates") < 0.3);
    struct sketch s;
    CHECK(!sketch_of(slice_of(""), &s) && !sketch_of(slice_of("... https://x.example"), &s) && sketch_of(slice_of("one"), &s));
}

TEST(sketch_joins_what_is_near_in_words_and_time)
{
    AUTO_CTX      c = {0};
    struct sketch a, b;
    size_t        root[5];
    ctx_open(&c, MEMORY);
    CHECK(sketch_of(slice_of("Acme robotics soars as profit beats estimates"), &a) && sketch_of(slice_of("Rain in Spain again this week"), &b));
    const struct sketch_item items[] = {{0, &a, 0}, {US_PER_HOUR, &b, 7}, {US_PER_DAY, &a, 0}, {2 * US_PER_DAY + 1, &a, 7}, {2 * US_PER_DAY + 2, NULL, 0}};
    NEED(sketch_join(&c, items, 5, root) == OK);
    CHECK(root[0] == 0 && root[2] == 0, "a day apart");
    CHECK(root[3] == root[1] && root[1] == 1, "known to be one group, though a day and more behind the copy");
    CHECK(root[4] == 4);
}
