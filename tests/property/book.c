/* Laws of accounts, on random ones: what is earned is the sum of what earned it, and a stretch of time is the stretches it is made of. */
#include "../check.h"

#include <math.h>

#include "book/worth.h"
#include "num/random.h"

enum { MEMORY = 64 << 20, ASSETS = 4, SESSIONS = 300, ROUNDS = 60, ACTIVITIES = 80 };

struct market {
    struct asset  asset[ASSETS];
    int32_t       day[SESSIONS];
    double        price[ASSETS][SESSIONS], rate[SESSIONS];
    struct quotes quotes[ASSETS];
    struct rate   rates[1];
};

static void draw_market(struct random *r, struct market *m)
{
    static const char *const symbols[ASSETS] = {"AAA", "BBB", "CCC", "DDD"};
    for (size_t d = 0; d < SESSIONS; d++) {
        m->day[d]  = (int32_t)d;
        m->rate[d] = d ? m->rate[d - 1] * (1 + 0.005 * random_normal(r)) : 1.1;
        for (size_t i = 0; i < ASSETS; i++) m->price[i][d] = d ? m->price[i][d - 1] * exp(0.02 * random_normal(r)) : 20 + 30 * random_uniform(r);
    }
    for (size_t i = 0; i < ASSETS; i++) {
        m->asset[i]  = (struct asset){.id = (int64_t)i + 1, .symbol = symbols[i]};
        m->quotes[i] = (struct quotes){m->day, m->price[i], SESSIONS};
    }
    m->rates[0] = (struct rate){"EUR", {m->day, m->rate, SESSIONS}};
}

/* The last asset trades in euros. Sales never take more than was bought. */
static size_t draw_activities(struct random *r, const struct market *m, struct activity *a)
{
    double held[ASSETS] = {0};
    size_t count = 0;
    for (size_t n = 0; n < ACTIVITIES; n++) {
        int32_t day = (int32_t)(n * SESSIONS / ACTIVITIES);
        size_t  i   = random_below(r, ASSETS);
        double  at  = m->price[i][day] * (1 + 0.01 * random_normal(r)), quantity = 1 + (double)random_below(r, 5000) / 100;
        bool    buy = held[i] < quantity || random_below(r, 2);
        struct activity one = {.id = (int64_t)n + 1, .day = day, .kind = buy ? ACTIVITY_BUY : ACTIVITY_SELL, .asset_id = (int64_t)i + 1, .quantity = quantity,
                               .price = at, .amount = CASH_NONE, .fee = (int64_t)random_below(r, 3000000), .lot = INT_NONE,
                               .currency = i == ASSETS - 1 ? "EUR" : NULL};
        if (n % 7 == 3) one = (struct activity){.id = one.id, .day = day, .kind = ACTIVITY_DEPOSIT, .asset_id = INT_NONE, .quantity = NAN, .price = NAN,
                                                .amount = (int64_t)random_below(r, 4000) * CASH_UNIT, .lot = INT_NONE};
        else if (n % 11 == 5) one = (struct activity){.id = one.id, .day = day, .kind = ACTIVITY_DIVIDEND, .asset_id = 1, .quantity = NAN, .price = NAN,
                                                      .amount = (int64_t)random_below(r, 50) * CASH_UNIT, .lot = INT_NONE};
        else held[i] += buy ? quantity : -quantity;
        a[count++] = one;
    }
    return count;
}

static bool near(double a, double b, double room) { return fabs(a - b) <= room * fmax(1, fabs(b)); }

static struct worth walk(struct ctx *c, const struct market *m, const struct activity *a, size_t count, int32_t from, int32_t to)
{
    struct worth    w  = {0};
    struct worth_in in = {.book = {a, count, m->asset, ASSETS, NULL, 0, "USD", LOTS_FIFO, CASH_IMPLIED}, .prices = m->quotes, .rates = m->rates, .rate_count = 1,
                          .from = from, .to = to};
    CHECK(worth_walk(c, &in, &w) == OK, "%s", c->note);
    return w;
}

TEST(property_worth_adds_up)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        AUTO_CTX        c = {0};
        struct random   r = {.seed = seed};
        static struct market m;
        struct activity a[ACTIVITIES];
        ctx_open(&c, MEMORY);
        draw_market(&r, &m);
        size_t       count = draw_activities(&r, &m, a);
        int32_t      cut   = 40 + (int32_t)random_below(&r, SESSIONS - 80);
        struct worth whole = walk(&c, &m, a, count, 0, SESSIONS - 1), head = walk(&c, &m, a, count, 0, cut), tail = walk(&c, &m, a, count, cut + 1, SESSIONS - 1);
        double       gain = 0, contribution = 0, value = 0;
        for (size_t i = 0; i < whole.part_count; i++) {
            gain         += whole.parts[i].gain;
            contribution += whole.parts[i].contribution;
            value        += whole.parts[i].value;
        }
        CHECK(near(gain, whole.gain, 1e-9) && near(contribution, whole.growth, 1e-9) && near(value, whole.closing, 1e-9), "seed %llu", (unsigned long long)seed);
        CHECK(near((1 + head.growth) * (1 + tail.growth), 1 + whole.growth, 1e-10) && near(head.closing, tail.opening, 1e-12), "seed %llu", (unsigned long long)seed);
        CHECK(near(head.gain + tail.gain, whole.gain, 1e-9) && near(head.in + tail.in, whole.in, 1e-12), "seed %llu", (unsigned long long)seed);
    }
}

/* What happens later changes nothing that was told before. */
TEST(property_worth_never_looks_ahead)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        AUTO_CTX        c = {0};
        struct random   r = {.seed = seed, .stream = 1};
        static struct market m;
        struct activity a[ACTIVITIES];
        ctx_open(&c, MEMORY);
        draw_market(&r, &m);
        size_t       count = draw_activities(&r, &m, a), before = 0;
        int32_t      cut   = 40 + (int32_t)random_below(&r, SESSIONS - 80);
        struct worth whole = walk(&c, &m, a, count, 0, SESSIONS - 1);
        while (before < count && a[before].day <= cut) before++;
        for (size_t d = (size_t)cut + 1; d < SESSIONS; d++)
            for (size_t i = 0; i < ASSETS; i++) m.price[i][d] *= 3;
        struct worth head = walk(&c, &m, a, before, 0, cut);
        CHECK(memcmp(head.days, whole.days, head.day_count * sizeof *head.days) == 0, "seed %llu", (unsigned long long)seed);
    }
}
