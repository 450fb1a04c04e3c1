/* Sentences scored a second by VADER's rules, best of rounds: on one thread, on every processor, and with the words of finance. Beside
 * them the reference program, where python3 can import vaderSentiment, over the same sentences on one thread. */
#include <stdio.h>

#include "base/log.h"
#include "base/text.h"
#include "base/thread.h"
#include "nlp/lexicon.h"
#include "nlp/vader.h"

enum { ROUNDS = 7, SENTENCES = 64000, SHARE = 1000, MEMORY = 64 << 20 };

static const char *const headlines[] = {
    "Shares plunge 20% as profit misses estimates", "Apple beats expectations again!", "The outlook is not good, but sales were great",
    "Fed raises interest rates for the third time this year", "Nothing happened on the exchange today", "I LOVE this stock, it is really amazing :)",
    "Regulators open an inquiry into the merger", "Never so happy with a quarterly report",
    "Oil prices rise on supply fears as ministers meet in Vienna", "Least bad result in a decade for the troubled lender",
    "Company names new chief executive", "Why is everybody so angry about this deal???", "Record sales and a very strong forecast",
    "It isn't a horrible quarter", "Analysts doubt that the recovery will last", "Bond yields slip after weak jobs data",
};

enum { HEADLINES = sizeof headlines / sizeof *headlines };

static const struct vader *scorer;
static struct ctx          desk_ctx[THREADS_MAX];
static struct vader_desk   desk[THREADS_MAX];
static double              kept[THREADS_MAX];       /* so that no work can be left out */

static void score_share(void *arg, size_t worker, size_t index)
{
    (void)arg, (void)index;
    for (size_t i = 0; i < SHARE; i++) {
        struct vader_score s;
        if (vader_score(scorer, &desk[worker], slice_of(headlines[i % HEADLINES]), &s) == OK) kept[worker] += s.compound;
    }
}

static double best_per_second(size_t threads)
{
    double best = 0;
    for (int r = 0; r < ROUNDS; r++) {
        int64_t began = time_steady();
        thread_each(threads, SENTENCES / SHARE, score_share, NULL);
        double rate = SENTENCES / ((double)(time_steady() - began) / 1e6);
        if (rate > best) best = rate;
    }
    return best;
}

static double python_per_second(struct ctx *c)
{
    struct text t = {.c = c};
    double      rate = 0;
    text_put(&t, "python3 -c '\nimport time\nfrom vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer\nlines = \"\"\"");
    for (size_t i = 0; i < HEADLINES; i++) {
        for (const char *p = headlines[i]; *p; p++)
            if (*p != '\'') text_put_char(&t, *p);
        text_put_char(&t, '\n');
    }
    text_put(&t, "\"\"\".strip().split(\"\\n\") * 100\na = SentimentIntensityAnalyzer()\nbest = 9\nfor _ in range(5):\n b = time.perf_counter()\n"
                 " for l in lines: a.polarity_scores(l)\n best = min(best, time.perf_counter() - b)\nprint(len(lines) / best)' 2>/dev/null");
    if (text_done(&t) != OK) return 0;
    FILE *out = popen(t.at, "r");
    if (out && fscanf(out, "%lf", &rate) != 1) rate = 0;
    if (out) (void)pclose(out);                     /* no python is no failure */
    return rate;
}

int main(void)
{
    AUTO_CTX           c = {0};
    size_t             threads = thread_count();
    struct vader_lists lists   = {list_words(), list_emoji(), {0}, "words"};
    ctx_open(&c, MEMORY);
    for (size_t i = 0; i < threads; i++) {
        ctx_open(&desk_ctx[i], MEMORY);
        desk[i].c = &desk_ctx[i];
    }
    if (vader_open(&c, &lists, &scorer) != OK) return 1;
    double one = best_per_second(1), all = best_per_second(threads);
    lists.overlay = list_finance();
    if (vader_open(&c, &lists, &scorer) != OK) return 1;
    printf("vader  %.0f sentences/s on one thread, %.0f on %zu; with words of finance %.0f on %zu\n", one, all, threads, best_per_second(threads), threads);
    double python = python_per_second(&c);
    if (python > 0) printf("vader  vaderSentiment under python3: %.0f sentences/s; one thread here x%.0f\n", python, one / python);
    else            puts("vader  python3 has no vaderSentiment here");
    for (size_t i = 0; i < threads; i++) ctx_close(&desk_ctx[i]);
    return kept[0] == 0;
}
