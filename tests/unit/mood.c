/* Laws of the decayed means: they add up, fade by half in a half-life, look at nothing later, and stay within bounds. */
#include "nlp/mood.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"

enum { ITEMS = 200, DAYS = 60 };

static void make_items(struct mood_item *items, uint64_t seed)
{
    int64_t at = time_of_day(17000);
    for (size_t i = 0; i < ITEMS; i++) {
        at += (int64_t)random_below(&seed, 12 * 3600) * US_PER_SECOND;
        items[i] = (struct mood_item){at, 2 * random_unit(&seed) - 1, random_unit(&seed)};
    }
}

static void make_days(int64_t *instants)
{
    for (size_t i = 0; i < DAYS; i++) instants[i] = time_of_day(17000 + (int32_t)i + 1) - 1;
}

TEST(mood_halves_in_a_half_life)
{
    const struct mood_item one = {time_of_day(17000), 0.5, 1};
    for (size_t v = 0; v < MOOD_VIEWS; v++) {
        const int64_t     instants[] = {one.at, one.at + mood_half_life_us[v]};
        struct mood_point p[2];
        mood_run(&one, 1, instants, 2, p);
        CHECK(p[0].weight[v] == 1 && fabs(p[1].weight[v] - 0.5) < 1e-12);
        CHECK(fabs(p[0].score[v] - 0.25) < 1e-12 && fabs(p[1].score[v] - 0.25 / 1.5) < 1e-12, "N / (D + 1)");
        CHECK(p[0].dispersion == 0 && isnan(p[0].buzz));
    }
}

TEST(mood_looks_at_nothing_later)
{
    struct mood_item  items[ITEMS], cut[ITEMS];
    struct mood_point all[DAYS], part[DAYS];
    int64_t           instants[DAYS];
    make_items(items, 3);
    make_days(instants);
    mood_run(items, ITEMS, instants, DAYS, all);
    for (size_t d = 0; d < DAYS; d++) {
        size_t count = 0;
        for (; count < ITEMS && items[count].at <= instants[d]; count++) cut[count] = items[count];
        mood_run(cut, count, instants, d + 1, part);
        CHECK(memcmp(all, part, (d + 1) * sizeof *all) == 0, "day %zu", d);
    }
}

TEST(mood_adds_up_and_stays_within_bounds)
{
    struct mood_item  items[ITEMS], half[2][ITEMS];
    struct mood_point all[DAYS], part[2][DAYS];
    int64_t           instants[DAYS];
    size_t            count[2] = {0};
    make_items(items, 9);
    make_days(instants);
    for (size_t i = 0; i < ITEMS; i++) half[i % 2][count[i % 2]++] = items[i];
    mood_run(items, ITEMS, instants, DAYS, all);
    for (int k = 0; k < 2; k++) mood_run(half[k], count[k], instants, DAYS, part[k]);
    for (size_t d = 0; d < DAYS; d++)
        for (size_t v = 0; v < MOOD_VIEWS; v++) {
            double sum = 0, weight = part[0][d].weight[v] + part[1][d].weight[v];
            for (int k = 0; k < 2; k++) sum += isnan(part[k][d].score[v]) ? 0 : part[k][d].score[v] * (part[k][d].weight[v] + 1);
            CHECK(fabs(all[d].weight[v] - weight) < 1e-9);
            if (weight < 0.1) continue;
            CHECK(fabs(all[d].score[v] * (weight + 1) - sum) < 0.02, "day %zu view %zu", d, v);
            CHECK(fabs(all[d].score[v]) <= 1 && (isnan(all[d].dispersion) || all[d].dispersion <= 1));
        }
}

TEST(mood_without_news_is_nothing)
{
    int64_t           instants[DAYS];
    struct mood_point p[DAYS];
    make_days(instants);
    mood_run(NULL, 0, instants, DAYS, p);
    for (size_t d = 0; d < DAYS; d++) CHECK(isnan(p[d].score[0]) && isnan(p[d].score[2]) && isnan(p[d].momentum) && isnan(p[d].buzz) && p[d].weight[1] == 0);
}

TEST(mood_weights_follow_their_definitions)
{
    CHECK(mood_novelty(0, 0) == 1 && mood_novelty(1, US_PER_HOUR) == 0.75 && mood_novelty(2, US_PER_DAY) == 0.5625 && mood_novelty(1, US_PER_DAY + 1) == 0);
    CHECK(mood_credibility(slice_of("Reuters")) == 1 && mood_credibility(slice_of("CNBC")) == 0.8 && mood_credibility(slice_of("Twitter")) == 0.2);
    CHECK(mood_credibility(slice_of("file")) == 0.5);
    CHECK(mood_confidence(0, 1, 0) == 1 && fabs(mood_confidence(1 / 3.0, 1 / 3.0, 1 / 3.0)) < 1e-12);
}
