/* The linker over real texts, where the shared data are there: 6,134 companies of the United States and the 88 of the tweets. VADER's
 * human-rated sentences (films, goods, editorials, small talk) speak of companies only now and then; the tweets of 2014 carry the cashtags
 * that their collector found, and the names of the companies can be looked for without the linker. */
#include "nlp/link.h"

#include <stdio.h>

#include "../check.h"
#include "base/file.h"
#include "nlp/lexicon.h"
#include "nlp/unicode.h"
#include "shape/json.h"

enum { MEMORY = 512 << 20, TEXT_MAX = 64 << 20, NAMES_MAX = 20000, ASSETS_MAX = 10000, SYMBOLS_MAX = 64 };

static err read_all(struct ctx *c, const char *name, struct slice *ret)
{
    AUTO_INPUT in = {0};
    char       path[512], *text;
    size_t     size = 0, fresh = 1;
    (void)snprintf(path, sizeof path, "%s/%s", shared_data(), name);
    TRY(input_open_file(c, &in, path));
    TRY(NEW(c, text, TEXT_MAX));
    while (fresh > 0) {
        TRY(input_read(c, &in, text + size, TEXT_MAX - size, &fresh));
        size += fresh;
    }
    *ret = (struct slice){text, size};
    return OK;
}

struct world {
    struct ctx             c;
    struct link_name       names[NAMES_MAX];
    size_t                 name_count;
    struct slice           symbol[ASSETS_MAX], company[ASSETS_MAX];
    size_t                 assets;
    const struct universe *universe;
    struct link_desk       desk;
};

static void add_asset(struct world *w, struct slice symbol, struct slice company)
{
    if (symbol.size && symbol.at[0] == '$') symbol.at++, symbol.size--;
    for (size_t i = 0; i < w->assets; i++)
        if (slice_same(w->symbol[i], symbol)) return;
    w->symbol[w->assets]         = symbol;
    w->company[w->assets]        = company;
    w->names[w->name_count++] = (struct link_name){(uint32_t)w->assets, symbol, true, DAY_NONE, DAY_NONE};
    w->names[w->name_count++] = (struct link_name){(uint32_t)w->assets++, company, false, DAY_NONE, DAY_NONE};
}

/* The companies of the tweets come first: their names are those that are looked for. */
static err open_world(struct world *w)
{
    struct slice rest;
    TRY(read_all(&w->c, "news/tweets_companies.tsv", &rest));
    (void)slice_cut(&rest, '\n');
    while (rest.size) {
        struct slice line = slice_cut(&rest, '\n');
        (void)slice_cut(&line, '\t');
        struct slice symbol = slice_cut(&line, '\t');
        if (symbol.size) add_asset(w, symbol, slice_trim(line));
    }
    TRY(read_all(&w->c, "fundamentals/us_symbols.tsv", &rest));
    while (rest.size) {
        struct slice line = slice_cut(&rest, '\n'), symbol = slice_cut(&line, '\t'), company = slice_trim(line);
        if (symbol.size && company.size && company.size <= LINK_NAME_SIZE_MAX && utf8_valid(company) == company.size) add_asset(w, symbol, company);
    }
    w->desk.c = &w->c;
    return universe_open(&w->c, w->names, w->name_count, list_common(), &w->universe);
}

static size_t strong_matches(const struct world *w)
{
    size_t count = 0;
    for (size_t i = 0; i < w->desk.match_count; i++) count += w->desk.match[i].confidence >= LINK_CONFIDENCE;
    return count;
}

static bool links_to(const struct world *w, struct slice symbol)
{
    for (size_t i = 0; i < w->desk.match_count; i++)
        if (w->desk.match[i].confidence >= LINK_CONFIDENCE && slice_same(w->symbol[w->desk.match[i].asset], symbol)) return true;
    return false;
}

static struct world *the_world(void)
{
    static struct world w;
    if (!shared_data()) {
        test_skip("the shared data are not there");
        return NULL;
    }
    if (w.universe) return &w;
    ctx_open(&w.c, MEMORY);
    CHECK(open_world(&w) == OK, "%s", w.c.note);
    return w.universe ? &w : NULL;
}

TEST(oracle_link_finds_next_to_nothing_where_nothing_is)
{
    struct world *w = the_world();
    struct slice  rest;
    size_t        sentences = 0, linked = 0;
    if (!w) return;
    CHECK(read_all(&w->c, "oracle/vader_ground_truth.jsonl.zst", &rest) == OK, "%s", w->c.note);
    while (rest.size) {
        struct slice line = slice_cut(&rest, '\n'), text = {0};
        struct json  j    = json_of(line);
        if (line.size == 0 || !json_enter(&j, '{')) continue;
        for (struct slice name; json_member(&w->c, &j, &name);) {
            if (slice_is(name, "text")) json_string(&w->c, &j, &text);
            else json_skip(&j);
        }
        CHECK(link_text(w->universe, &w->desk, text, DAY_NONE) == OK, "%s", w->c.note);
        sentences++;
        linked += strong_matches(w) > 0;
    }
    CHECK(sentences == 23703 && linked * 100 < sentences, "%zu of %zu sentences", linked, sentences);
}

struct tweet {
    struct slice text, cashtag[SYMBOLS_MAX];
    size_t       cashtags;
};

static struct tweet tweet_of(struct ctx *c, struct slice line)
{
    struct tweet t = {0};
    struct json  j = json_of(line);
    if (!json_enter(&j, '{')) return t;
    for (struct slice name; json_member(c, &j, &name);) {
        if (slice_is(name, "text")) json_string(c, &j, &t.text);
        else if (slice_is(name, "cashtags") && json_enter(&j, '[')) {
            while (json_item(&j) && t.cashtags < SYMBOLS_MAX)
                if (json_string(c, &j, &t.cashtag[t.cashtags])) t.cashtags++;
        } else json_skip(&j);
    }
    return t;
}

static bool is_known(const struct world *w, struct slice symbol)
{
    for (size_t i = 0; i < w->assets; i++)
        if (slice_same(w->symbol[i], symbol)) return true;
    return false;
}

/* Does the text hold the words, as they stand, between other letters than its own? */
static bool holds(struct slice text, struct slice words)
{
    for (size_t i = 0; i + words.size <= text.size; i++) {
        if (memcmp(text.at + i, words.at, words.size) != 0) continue;
        char before = i ? text.at[i - 1] : ' ', behind = i + words.size < text.size ? text.at[i + words.size] : ' ';
        bool part   = (before | 0x20) >= 'a' || (behind | 0x20) >= 'a' || strchr("@#/_.", before) || behind == '_' || behind == '.';
        if (!part) return true;
    }
    return false;
}

/* Another way than the linker's to write the full name: without "The", without a full stop at its end. */
static struct slice full_name(struct slice company)
{
    if (company.size > 4 && memcmp(company.at, "The ", 4) == 0) company.at += 4, company.size -= 4;
    while (company.size && company.at[company.size - 1] == '.') company.size--;
    return company;
}

TEST(oracle_link_finds_cashtags_and_full_names)
{
    enum { COMPANIES = 88 };
    struct world *w = the_world();
    struct slice  rest;
    size_t        cashtags = 0, cashtags_found = 0, names = 0, names_found = 0;
    if (!w) return;
    CHECK(read_all(&w->c, "news/tweets_2014.jsonl.zst", &rest) == OK, "%s", w->c.note);
    while (rest.size) {
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        struct tweet t = tweet_of(&c, slice_cut(&rest, '\n'));
        CHECK(link_text(w->universe, &w->desk, t.text, DAY_NONE) == OK, "%s", w->c.note);
        for (size_t i = 0; i < t.cashtags; i++) {
            if (!is_known(w, t.cashtag[i])) continue;
            cashtags++;
            cashtags_found += links_to(w, t.cashtag[i]);
        }
        for (size_t i = 0; i < COMPANIES; i++) {
            struct slice full = full_name(w->company[i]);
            if (!memchr(full.at, ' ', full.size) || !holds(t.text, full)) continue;
            names++;
            names_found += links_to(w, w->symbol[i]);
        }
    }
    CHECK(cashtags > 50000 && cashtags_found * 100 >= cashtags * 95, "%zu of %zu cashtags", cashtags_found, cashtags);
    CHECK(names > 500 && names_found * 100 >= names * 95, "%zu of %zu names", names_found, names);
}
