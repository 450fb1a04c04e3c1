/* Headlines linked a second against 30,000 assets, best of rounds, on one thread and on every processor; and what making that universe
 * takes. Beside them finding the words of the headlines alone, and memcpy of their bytes. */
#include <stdio.h>

#include "base/log.h"
#include "base/text.h"
#include "base/thread.h"
#include "nlp/lexicon.h"
#include "nlp/link.h"
#include "nlp/link_word.h"

enum { ASSETS = 30000, HEADLINES = 20000, SHARE = 1000, ROUNDS = 7, MEMORY = 512 << 20 };

static const struct universe *universe;
static struct link_name       names[2 * ASSETS];
static struct slice           headline[HEADLINES];
static struct ctx             desk_ctx[THREADS_MAX];
static struct link_desk       desk[THREADS_MAX];
static size_t                 kept[THREADS_MAX];        /* so that no work can be left out */

static const char *const firsts[] = {"Northern", "Allied", "Quantum", "Blue", "Pacific", "Vertex", "Golden", "Iron", "Crescent", "Summit", "Zenith", "Cobalt",
                                     "Harbor", "Liberty", "Nova", "Orion", "Pioneer", "Redwood", "Silver", "Titan"},
                  *const seconds[] = {"Energy", "Bank", "Software", "Foods", "Pharma", "Mining", "Retail", "Steel", "Motors", "Airlines", "Media", "Water",
                                      "Robotics", "Insurance", "Semiconductor"},
                  *const forms[] = {"Inc.", "Corporation", "plc", "Holdings Ltd", "N.V."};

#define PICK(list, n) list[(n) % (sizeof list / sizeof *list)]

static err make_names(struct ctx *c)
{
    for (size_t i = 0; i < ASSETS; i++) {
        char *symbol = ctx_print(c, "%c%c%c%c", (char)('A' + i % 26), (char)('A' + i / 26 % 26), (char)('A' + i / 676 % 26), (char)('A' + i / 17576));
        char *name   = ctx_print(c, "%s %c%zu %s %s", PICK(firsts, i), (char)('a' + i % 26), i / 20, PICK(seconds, i / 7), PICK(forms, i / 3));
        if (!symbol || !name) return ERR_NOMEM;
        names[2 * i]     = (struct link_name){(uint32_t)i, slice_of(symbol), true, DAY_NONE, DAY_NONE};
        names[2 * i + 1] = (struct link_name){(uint32_t)i, slice_of(name), false, DAY_NONE, DAY_NONE};
    }
    return OK;
}

static err make_headlines(struct ctx *c)
{
    static const char *const rest[] = {"shares rise 3% as quarterly profit beats estimates", "to cut 400 jobs in Europe after a weak year", "names new chief executive",
                                       "agrees to buy a rival for $2.1 billion in cash", "warns of slower growth as demand for its products fades"};
    for (size_t i = 0; i < HEADLINES; i++) {
        struct slice name = names[2 * (i * 7919 % ASSETS) + 1].text, symbol = names[2 * (i * 104729 % ASSETS)].text;
        char *line = i % 3 == 0   ? ctx_print(c, "%.*s %s", (int)name.size, name.at, PICK(rest, i))
                     : i % 3 == 1 ? ctx_print(c, "Why $%.*s and the market %s", (int)symbol.size, symbol.at, PICK(rest, i))
                                  : ctx_print(c, "The government %s, officials say", PICK(rest, i));
        if (!line) return ERR_NOMEM;
        headline[i] = slice_of(line);
    }
    return OK;
}

static void link_share(void *arg, size_t worker, size_t index)
{
    (void)arg;
    for (size_t i = index * SHARE; i < (index + 1) * SHARE; i++)
        if (link_text(universe, &desk[worker], headline[i], DAY_NONE) == OK) kept[worker] += desk[worker].match_count;
}

static void find_words(void *arg, size_t worker, size_t index)
{
    char             lower[LINK_WORD_SIZE_MAX];
    struct link_word w;
    (void)arg;
    for (size_t i = index * SHARE; i < (index + 1) * SHARE; i++)
        for (size_t at = 0, size; link_word_next(headline[i], &at, &w, lower, &size);) kept[worker] += size;
}

static void copy_share(void *arg, size_t worker, size_t index)
{
    static char to[THREADS_MAX][1024];
    (void)arg;
    for (size_t i = index * SHARE; i < (index + 1) * SHARE; i++) {
        memcpy(to[worker], headline[i].at, headline[i].size);
        kept[worker] += (size_t)to[worker][i % 7];
    }
}

static double best_per_second(size_t threads, void (*run)(void *, size_t, size_t))
{
    double best = 0;
    for (int r = 0; r < ROUNDS; r++) {
        int64_t began = time_steady();
        thread_each(threads, HEADLINES / SHARE, run, NULL);
        double rate = HEADLINES / ((double)(time_steady() - began) / 1e6);
        if (rate > best) best = rate;
    }
    return best;
}

int main(void)
{
    AUTO_CTX c = {0};
    size_t   threads = thread_count();
    ctx_open(&c, MEMORY);
    for (size_t i = 0; i < threads; i++) {
        ctx_open(&desk_ctx[i], MEMORY);
        desk[i].c = &desk_ctx[i];
    }
    if (make_names(&c) != OK || make_headlines(&c) != OK) return 1;
    int64_t began = time_steady();
    if (universe_open(&c, names, 2 * ASSETS, list_common(), &universe) != OK) return 1;
    printf("link   a universe of %d assets made in %.0f ms\n", ASSETS, (double)(time_steady() - began) / 1e3);
    double one = best_per_second(1, link_share), words = best_per_second(1, find_words), copied = best_per_second(1, copy_share);
    printf("link   %.0f headlines/s on one thread, %.0f on %zu; finding the words takes %.0f %% of it, memcpy x%.0f\n", one,
           best_per_second(threads, link_share), threads, 100 * one / words, copied / one);
    for (size_t i = 0; i < threads; i++) ctx_close(&desk_ctx[i]);
    return kept[0] == 0;
}
