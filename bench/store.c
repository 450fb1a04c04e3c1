/* What the store answers in, beside what is asked of it. Needs a store with the market of bench/market.sh in LUMIA_DATA, which it
 * changes; says so and stops where there is none. bench/store.sh makes one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "store/bars.h"
#include "store/query.h"

enum { MEMORY = 1 << 30, CALL_MEMORY = 256 << 20, ROUNDS = 200, CORRECTIONS = 1000 };

struct work {
    struct store  *store;
    struct series *series;
    size_t         count;
    double         sum;                 /* so that nothing is left out */
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void line(const char *what, double ms, double asked) { printf("%-58s %9.3f ms   asked: <= %g ms\n", what, ms, asked); }

static err closes(struct ctx *c, struct work *w, const struct series *series, int64_t from)
{
    struct bars b;
    TRY(store_read_bars(c, w->store, series, from, INT64_MAX, 1 << BAR_CLOSE, &b));
    for (size_t i = 0; i < b.count; i++) w->sum += b.value[BAR_CLOSE][i];
    return OK;
}

static err last_year(struct ctx *c, struct work *w, size_t round)
{
    const struct series *series = &w->series[round * 7 % w->count];
    return closes(c, w, series, series->last - 365 * US_PER_DAY);
}

static err whole_history(struct ctx *c, struct work *w, size_t round)
{
    struct bars b;
    TRY(store_read_bars(c, w->store, &w->series[round * 7 % w->count], INT64_MIN, INT64_MAX, ALL_COLUMNS, &b));
    w->sum += b.value[BAR_CLOSE][0];
    return OK;
}

static err latest_of_all(struct ctx *c, struct work *w, size_t round)
{
    struct list all;
    (void)round;
    TRY(store_select(c, w->store, &series_shape, "ORDER BY id", NO_ARGS, &all));
    for (size_t i = 0; i < all.count; i++) w->sum += ((struct series *)all.at)[i].close;
    return OK;
}

static err averages_of_all(struct ctx *c, struct work *w, size_t round)
{
    static const size_t spans[] = {20, 50, 200};
    (void)round;
    for (size_t i = 0; i < w->count; i++) {
        AUTO_CTX    own = {0};
        struct bars b;
        ctx_open(&own, c->limit_bytes);
        TRY(store_read_bars(&own, w->store, &w->series[i], w->series[i].last - 300 * US_PER_DAY, INT64_MAX, 1 << BAR_CLOSE, &b));
        for (size_t k = 0; k < 3; k++)
            for (size_t n = 0; n < spans[k] && n < b.count; n++) w->sum += b.value[BAR_CLOSE][b.count - 1 - n] / (double)spans[k];
    }
    return OK;
}

static err all_closes(struct ctx *c, struct work *w, size_t round)
{
    (void)round;
    for (size_t i = 0; i < w->count; i++) {
        AUTO_CTX own = {0};
        ctx_open(&own, c->limit_bytes);
        TRY(closes(&own, w, &w->series[i], INT64_MIN));
    }
    return OK;
}

static err hundred_assets(struct ctx *c, struct work *w, size_t round)
{
    for (size_t i = 0; i < 100; i++) {
        const struct series *series = &w->series[(i * 23 + round) % w->count];
        TRY(closes(c, w, series, series->last - 1100 * US_PER_DAY));
    }
    return OK;
}

static err time_it(struct work *w, const char *what, err (*run)(struct ctx *, struct work *, size_t), size_t rounds, double asked)
{
    double best = INFINITY;
    for (size_t i = 0; i < rounds; i++) {
        AUTO_CTX c = {0};
        ctx_open(&c, CALL_MEMORY);
        double began = seconds();
        err    e     = run(&c, w, i);
        if (e != OK) {
            printf("%s: %s\n", what, c.note);
            return e;
        }
        best = fmin(best, seconds() - began);
    }
    line(what, best * 1000, asked);
    return OK;
}

static err put(struct ctx *c, struct work *w, struct series *series, int64_t at, double price)
{
    struct bars   one;
    struct merged m = {0};
    int64_t       known = at;
    TRY(bars_new(c, 1, &one));
    one.at[0] = at;
    for (size_t k = 0; k < BAR_COLUMNS; k++) one.value[k][0] = price;
    return store_merge_bars(c, w->store, series, &one, &known, INT_NONE, &m);
}

/* Durable: the commit answers when it is on disk. */
static err append_a_day(struct ctx *c, struct work *w, size_t round)
{
    (void)round;
    TRY(store_begin(c, w->store));
    for (size_t i = 0; i < w->count; i++) TRY(put(c, w, &w->series[i], w->series[i].last + US_PER_DAY, 12.34));
    return store_commit(c, w->store);
}

static err correct(struct ctx *c, struct work *w, size_t round)
{
    TRY(store_begin(c, w->store));
    for (size_t i = 0; i < CORRECTIONS; i++) {
        struct series *series = &w->series[(i * 7919 + round) % w->count];
        TRY(put(c, w, series, series->first + (int64_t)(i * 104729 % 1400) * US_PER_DAY, 56.78));
    }
    return store_commit(c, w->store);
}

static err bench(struct ctx *c, const char *folder)
{
    AUTO_POOL  *pool = NULL;
    AUTO_STORE *s = NULL;
    struct list all;
    TRY(pool_open(c, ctx_print(c, "sqlite:%s/lumia.db", folder), &pool));
    TRY(pool_lease(c, pool, &s));
    TRY(store_select(c, s, &series_shape, "WHERE count > 1500 ORDER BY id", NO_ARGS, &all));
    struct work w = {.store = s, .series = all.at, .count = all.count};
    if (w.count < 100) return fail(c, ERR_INSUFFICIENT, "the store holds too few long series");
    TRY(time_it(&w, "last year of closes of one asset", last_year, ROUNDS, 0.02));
    TRY(time_it(&w, "whole history of one asset, all columns", whole_history, ROUNDS, 0.05));
    TRY(time_it(&w, "latest close of every asset", latest_of_all, 20, 1));
    TRY(time_it(&w, "20/50/200-day averages of all, one thread", averages_of_all, 5, 8));
    TRY(time_it(&w, "sum of close over all rows, decoding, one thread", all_closes, 3, 15));
    TRY(time_it(&w, "closes of 100 assets x 756 days", hundred_assets, 20, 1));
    TRY(time_it(&w, "append one day of every asset, durable", append_a_day, 5, 3));
    return time_it(&w, "correct 1,000 scattered bars in packed ones, durable", correct, 5, 40);
}

int main(void)
{
    AUTO_CTX    c = {0};
    const char *folder = getenv("LUMIA_DATA");
    ctx_open(&c, MEMORY);
    if (!folder) return puts("store: skipped, LUMIA_DATA names no store"), 0;
    err e = bench(&c, folder);
    if (e != OK) printf("store: %s\n", c.note);
    return e != OK && e != ERR_INSUFFICIENT;
}
