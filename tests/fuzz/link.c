/* Any bytes are linked: every match lies within the text, in order, none within another; the first line is the universe, so names are any
 * bytes too. Sketches are made of any text. */
#include "nlp/link.h"

#include <stdint.h>
#include <stdlib.h>

#include "nlp/lexicon.h"
#include "nlp/sketch.h"
#include "nlp/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, NAMES_MAX = 64 };

static void check(bool holds)
{
    if (!holds) abort();
}

static size_t names_of(struct slice line, struct link_name *names)
{
    size_t count = 0;
    while (line.size && count < NAMES_MAX) {
        struct slice name = slice_cut(&line, ',');
        names[count] = (struct link_name){(uint32_t)(count / 2), name, count % 2 == 0, DAY_NONE, count % 3 ? DAY_NONE : 100};
        count++;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX               c    = {0};
    struct slice           text = {(const char *)data, size}, first = slice_cut(&text, '\n');
    struct link_name       names[NAMES_MAX];
    const struct universe *u;
    struct link_desk       desk = {.c = &c};
    struct link_total     *totals;
    struct sketch          sketch;
    size_t                 count;
    ctx_open(&c, MEMORY);
    if (universe_open(&c, names, names_of(first, names), slice_of("the\t1\ngood\t1\n"), &u) != OK) return 0;
    if (text.size == 0 || utf8_valid(text) < text.size) return 0;
    check(link_text(u, &desk, text, DAY_NONE) == OK);
    const char *at = text.at;
    for (size_t i = 0; i < desk.match_count; i++) {
        const struct link_match *m = &desk.match[i];
        check(m->text.at >= at && m->text.at + m->text.size <= text.at + text.size && m->text.size > 0);
        check(m->confidence > 0 && m->confidence <= 1 && m->why[0] && m->asset < NAMES_MAX);
        at = m->text.at + m->text.size;
    }
    check(link_totals(&c, &desk, text, text.size / 2, &totals, &count) == OK && count <= desk.match_count);
    for (size_t i = 0; i < count; i++) check(totals[i].relevance >= 0 && totals[i].relevance <= 1 && totals[i].count > 0);
    if (sketch_of(text, &sketch)) check(sketch_likeness(&sketch, &sketch) == 1);
    return 0;
}
