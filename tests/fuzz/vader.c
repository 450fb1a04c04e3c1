/* Any bytes are scored or refused, sentence by sentence and whole: shares from 0 to 1, a compound from -1 to 1, the same twice; every
 * sentence lies within the text, in order. */
#include "nlp/scorer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20 };

static struct scorer_open opened[2];

static void check(bool holds)
{
    if (!holds) abort();
}

static void open_all(void)
{
    static struct ctx c;
    if (opened[0].vader) return;
    ctx_open(&c, MEMORY);
    check(scorer_open(&c, scorer_find("vader"), (struct slice){0}, NULL, &opened[0]) == OK);
    check(scorer_open(&c, scorer_find("vader-finance"), (struct slice){0}, NULL, &opened[1]) == OK);
}

static void check_verdict(const struct verdict *v)
{
    check(fabs(v->score) <= 1 && v->neg >= 0 && v->neg <= 1 && v->neu >= 0 && v->neu <= 1 && v->pos >= 0 && v->pos <= 1);
}

static void check_reading(const struct reading *r, struct slice text)
{
    const char *at = text.at;
    for (size_t i = 0; i < r->count; i++) {
        check(r->sentence[i].at >= at && r->sentence[i].at + r->sentence[i].size <= text.at + text.size);
        at = r->sentence[i].at + r->sentence[i].size;
        check_verdict(&r->verdict[i]);
    }
    if (r->count) check_verdict(&r->all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {(const char *)data, size};
    open_all();
    for (int k = 0; k < 4; k++) {
        AUTO_CTX          c = {0};
        struct vader_desk desk = {.c = &c};
        struct reading    once, twice;
        ctx_open(&c, MEMORY);
        if (scorer_read(&opened[k / 2], &desk, text, k % 2, &once) != OK) continue;
        check(scorer_read(&opened[k / 2], &desk, text, k % 2, &twice) == OK && twice.count == once.count);
        check(once.count == 0 || once.all.score == twice.all.score);
        check_reading(&once, text);
    }
    return 0;
}
