/* What bars become: coarser bars hold the same extremes and sums, adjustment is factors, growth never looks ahead. */
#include "model/bars.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "base/file.h"
#include "base/number.h"

enum { MEMORY = 64 << 20, DAYS_IN_TEST = 1500 };

static bool same_bits(const double *a, const double *b, size_t count) { return count == 0 || memcmp(a, b, count * sizeof *a) == 0; }

static bool same_bars(const struct bars *a, const struct bars *b)
{
    bool same = a->count == b->count && memcmp(a->at, b->at, a->count * sizeof *a->at) == 0;
    for (size_t k = 0; same && k < BAR_COLUMNS; k++) same = same_bits(a->value[k], b->value[k], a->count);
    return same;
}

/* Bars at random distances, with holes; volumes are whole, so that sums do not depend on their order. */
static err random_bars(struct ctx *c, size_t count, int64_t first, int64_t step, uint64_t seed, struct bars *ret)
{
    double close = 100;
    TRY(bars_new(c, count, ret));
    for (size_t i = 0; i < count; i++, first += step * (int64_t)(1 + random_below(&seed, 3))) {
        double open = close, *const *v = ret->value;
        close *= 0.95 + 0.1 * random_unit(&seed);
        ret->at[i] = first;
        v[BAR_OPEN][i]   = random_below(&seed, 10) ? open : NAN;
        v[BAR_HIGH][i]   = random_below(&seed, 10) ? fmax(open, close) * 1.01 : NAN;
        v[BAR_LOW][i]    = random_below(&seed, 10) ? fmin(open, close) * 0.99 : NAN;
        v[BAR_CLOSE][i]  = random_below(&seed, 20) ? close : NAN;
        v[BAR_VOLUME][i] = random_below(&seed, 10) ? (double)random_below(&seed, 100000) : NAN;
        v[BAR_TOTAL][i]  = NAN;
    }
    return OK;
}

static double sum(const double *value, size_t count)
{
    double all = 0;
    for (size_t i = 0; i < count; i++) all += isnan(value[i]) ? 0 : value[i];
    return all;
}

/* One coarse bar against the fine ones that it is made of, each column by its own rule. */
static bool made_of(const struct bars *coarse, size_t k, const struct bars *fine, size_t from, size_t to)
{
    double high = NAN, low = NAN, open = NAN, close = NAN;
    for (size_t i = from; i < to; i++) {
        high = fmax(high, fine->value[BAR_HIGH][i]);
        low  = fmin(low, fine->value[BAR_LOW][i]);
        if (isnan(open)) open = fine->value[BAR_OPEN][i];
        if (!isnan(fine->value[BAR_CLOSE][i])) close = fine->value[BAR_CLOSE][i];
    }
    const double expected[] = {open, high, low, close};
    for (size_t v = BAR_OPEN; v <= BAR_CLOSE; v++) {
        double is = coarse->value[v][k];
        if (!(is == expected[v] || (isnan(is) && isnan(expected[v])))) return false;
    }
    double volume = coarse->value[BAR_VOLUME][k];
    return (isnan(volume) ? 0 : volume) == sum(fine->value[BAR_VOLUME] + from, to - from);
}

TEST(bars_resampled_hold_the_extremes_and_sums_of_what_they_are_made_of)
{
    static const int64_t intervals[] = {4 * 3600 * 1000000ll, 86400 * 1000000ll, 7 * 86400 * 1000000ll, -1, -3, -12};
    for (uint64_t seed = 1; seed <= 10; seed++)
        for (size_t n = 0; n < sizeof intervals / sizeof *intervals; n++) {
            AUTO_CTX    c = {0};
            struct bars fine, coarse;
            size_t      from = 0, wrong = 0;
            ctx_open(&c, MEMORY);
            NEED(random_bars(&c, DAYS_IN_TEST, -400 * US_PER_DAY, US_PER_HOUR * 5, seed, &fine) == OK);
            NEED(bars_resample(&c, &fine, intervals[n], &coarse) == OK);
            for (size_t k = 0; k < coarse.count; k++) {
                size_t to = from;
                while (to < fine.count && bar_start(fine.at[to], intervals[n]) == coarse.at[k]) to++;
                wrong += to == from || !made_of(&coarse, k, &fine, from, to) || (k > 0 && coarse.at[k] <= coarse.at[k - 1]);
                from = to;
            }
            CHECK(wrong == 0 && from == fine.count, "seed %d, interval %zu: %zu wrong", (int)seed, n, wrong);
        }
}

/* Going by way of a finer interval changes nothing, where the coarse one is made of whole fine ones. */
TEST(bars_resampled_twice_are_the_same_as_once)
{
    static const int64_t ways[][2] = {{4 * 3600 * 1000000ll, 86400 * 1000000ll}, {86400 * 1000000ll, 7 * 86400 * 1000000ll}, {86400 * 1000000ll, -1},
                                      {-1, -3}, {-1, -12}, {-3, -12}, {86400 * 1000000ll, 86400 * 1000000ll}};
    for (uint64_t seed = 1; seed <= 10; seed++)
        for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
            AUTO_CTX    c = {0};
            struct bars fine, between, twice, once;
            ctx_open(&c, MEMORY);
            NEED(random_bars(&c, DAYS_IN_TEST, 400 * US_PER_DAY, US_PER_HOUR * 5, seed, &fine) == OK);
            NEED(bars_resample(&c, &fine, ways[w][0], &between) == OK && bars_resample(&c, &between, ways[w][1], &twice) == OK);
            NEED(bars_resample(&c, &fine, ways[w][1], &once) == OK);
            CHECK(same_bars(&twice, &once), "seed %d, way %zu", (int)seed, w);
        }
}

TEST(bar_start_is_the_beginning_of_its_interval)
{
    static const struct { const char *at, *every, *start; } cases[] = {
        {"2017-12-29T21:13:07.5Z", "1m", "2017-12-29T21:13:00Z"}, {"2017-12-29T21:13:07Z", "4h", "2017-12-29T20:00:00Z"}, {"2017-12-29T21:13:07Z", "1d", "2017-12-29"},
        {"2017-12-29", "1w", "2017-12-25"}, {"2018-01-01", "1w", "2018-01-01"}, {"2017-12-31T23:59:59Z", "1w", "2017-12-25"}, {"2017-12-29", "1mo", "2017-12-01"},
        {"2017-12-29", "3mo", "2017-10-01"}, {"2017-12-29", "1y", "2017-01-01"}, {"1969-12-31T23:59:59Z", "4h", "1969-12-31T20:00:00Z"}, {"1969-12-31", "1y", "1969-01-01"},
        {"1969-12-31", "1w", "1969-12-29"}, {"1960-02-29T12:00:00Z", "1d", "1960-02-29"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at = 0, every = 1, start = 0;
        CHECK(time_read(slice_of(cases[i].at), &at) && span_read(slice_of(cases[i].every), &every) && time_read(slice_of(cases[i].start), &start));
        CHECK(bar_start(at, every) == start && bar_start(start, every) == start, "case %zu", i);
    }
}

/* ---- adjustment ---- */

static err daily(struct ctx *c, size_t count, const double *close, struct bars *ret)
{
    TRY(bars_new(c, count, ret));
    for (size_t i = 0; i < count; i++) {
        ret->at[i] = time_of_day((int32_t)i);
        for (size_t k = 0; k < BAR_TOTAL; k++) ret->value[k][i] = k == BAR_VOLUME ? 1000 : close[i];
        ret->value[BAR_TOTAL][i] = NAN;
    }
    return OK;
}

static bool near(double a, double b) { return fabs(a - b) <= 1e-12 * fabs(b); }         /* a handful of roundings of 1e-16 */

TEST(bars_adjust_by_hand)
{
    /* Two for one on day 2, a dividend of 1 on day 3 (close before 50), three for one on day 5. */
    static const struct action actions[] = {{.day = 2, .kind = ACTION_SPLIT, .value = 2}, {.day = 3, .kind = ACTION_DIVIDEND, .value = 1}, {.day = 5, .kind = ACTION_SPLIT, .value = 3}};
    static const double raw[] = {100, 102, 50, 51, 54, 18}, split[] = {100.0 / 6, 102.0 / 6, 50.0 / 3, 17, 18, 18};
    const struct events e = {actions, 3, true, true};
    AUTO_CTX            c = {0};
    struct bars         b;
    ctx_open(&c, MEMORY);
    NEED(daily(&c, 6, raw, &b) == OK && bars_adjust(&c, &b, ADJUST_RAW, ADJUST_SPLIT, &e) == OK);
    for (size_t i = 0; i < 6; i++)
        CHECK(near(b.value[BAR_CLOSE][i], split[i]) && near(b.value[BAR_HIGH][i], split[i]) && near(b.value[BAR_VOLUME][i], 1000 * raw[i] / split[i]), "bar %zu: %.17g", i,
              b.value[BAR_CLOSE][i]);
    CHECK(bars_adjust(&c, &b, ADJUST_SPLIT, ADJUST_RAW, &e) == OK);
    for (size_t i = 0; i < 6; i++) CHECK(near(b.value[BAR_CLOSE][i], raw[i]) && near(b.value[BAR_VOLUME][i], 1000), "there and back, bar %zu", i);
    NEED(daily(&c, 6, raw, &b) == OK && bars_adjust(&c, &b, ADJUST_RAW, ADJUST_TOTAL, &e) == OK);
    for (size_t i = 0; i < 6; i++) CHECK(near(b.value[BAR_CLOSE][i], split[i] * (i < 3 ? 1 - 1.0 / 50 : 1)), "total, bar %zu: %.17g", i, b.value[BAR_CLOSE][i]);
    NEED(daily(&c, 6, split, &b) == OK && bars_adjust(&c, &b, ADJUST_SPLIT, ADJUST_TOTAL, &e) == OK);
    for (size_t i = 0; i < 6; i++) CHECK(near(b.value[BAR_CLOSE][i], split[i] * (i < 3 ? 1 - 1.0 / 50 : 1)), "total of split, bar %zu: %.17g", i, b.value[BAR_CLOSE][i]);
}

TEST(bars_adjust_says_what_it_does_not_know)
{
    static const double close[] = {1, 2};
    static const struct { int32_t from, to; bool complete, possible; err is; } cases[] = {
        {ADJUST_RAW, ADJUST_SPLIT, false, true, ERR_INSUFFICIENT}, {ADJUST_RAW, ADJUST_SPLIT, true, true, OK}, {ADJUST_RAW, ADJUST_TOTAL, false, true, ERR_INSUFFICIENT},
        {ADJUST_UNKNOWN, ADJUST_SPLIT, true, true, ERR_INSUFFICIENT}, {ADJUST_TOTAL, ADJUST_RAW, true, true, ERR_INSUFFICIENT}, {ADJUST_RAW, ADJUST_RAW, false, true, OK},
        {ADJUST_UNKNOWN, ADJUST_SPLIT, false, false, OK}, {ADJUST_RAW, ADJUST_UNKNOWN, false, true, OK}, {ADJUST_SPLIT, ADJUST_TOTAL, false, true, ERR_INSUFFICIENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX    c = {0};
        struct bars b;
        ctx_open(&c, MEMORY);
        NEED(daily(&c, 2, close, &b) == OK);
        err e = bars_adjust(&c, &b, cases[i].from, cases[i].to, &(struct events){NULL, 0, cases[i].complete, cases[i].possible});
        CHECK(e == cases[i].is && (e == OK || c.note[0]), "case %zu: %s", i, err_name(e));
        CHECK(same_bits(b.value[BAR_CLOSE], close, 2), "case %zu: without events nothing moves", i);
    }
}

TEST(bars_adjust_takes_the_deliverers_own_total)
{
    static const double close[] = {10, 20}, total[] = {9, 20};
    AUTO_CTX    c = {0};
    struct bars b;
    ctx_open(&c, MEMORY);
    NEED(daily(&c, 2, close, &b) == OK);
    memcpy(b.value[BAR_TOTAL], total, sizeof total);
    CHECK(bars_adjust(&c, &b, ADJUST_SPLIT, ADJUST_TOTAL, &(struct events){.possible = true}) == OK, "%s", c.note);
    CHECK(same_bits(b.value[BAR_CLOSE], total, 2) && near(b.value[BAR_HIGH][0], 9) && b.value[BAR_VOLUME][0] == 1000);
}

/* ---- growth ---- */

/* Growth from raw closes moves with the total return: a dividend is reinvested at the close before, a split multiplies. */
TEST(bars_growth_by_hand)
{
    static const struct action actions[] = {{.day = 1, .kind = ACTION_SPLIT, .value = 2}, {.day = 2, .kind = ACTION_DIVIDEND, .value = 5}, {.day = 4, .kind = ACTION_SPLIT, .value = 0.5}};
    static const double close[] = {100, 50, 45, 45, 90};
    AUTO_CTX    c = {0};
    struct bars b;
    double      growth[5];
    int32_t     basis;
    ctx_open(&c, MEMORY);
    NEED(daily(&c, 5, close, &b) == OK);
    bars_growth(&b, ADJUST_RAW, &(struct events){actions, 3, true, true}, growth, &basis);
    CHECK(basis == ADJUST_TOTAL);
    for (size_t i = 0; i < 5; i++) CHECK(near(growth[i], 100), "bar %zu: %.17g", i, growth[i]);
    bars_growth(&b, ADJUST_RAW, &(struct events){actions, 3, false, true}, growth, &basis);
    CHECK(basis == ADJUST_RAW && same_bits(growth, close, 5), "what may be incomplete is not applied");
    bars_growth(&b, ADJUST_UNKNOWN, &(struct events){actions, 3, true, true}, growth, &basis);
    CHECK(basis == ADJUST_UNKNOWN && same_bits(growth, close, 5));
}

TEST(bars_growth_does_not_look_ahead)
{
    static const int32_t conventions[] = {ADJUST_UNKNOWN, ADJUST_RAW, ADJUST_SPLIT, ADJUST_TOTAL};
    enum { BARS = 200, ACTIONS = 12 };
    for (uint64_t seed = 1; seed <= 50; seed++)
        for (size_t v = 0; v < 4; v++) {
            AUTO_CTX      c = {0};
            struct bars   b;
            struct action actions[ACTIONS] = {0};
            uint64_t      state = seed;
            double        whole[BARS], part[BARS];
            int32_t       basis;
            ctx_open(&c, MEMORY);
            NEED(random_bars(&c, BARS, 0, US_PER_DAY, seed, &b) == OK);
            for (size_t i = 0; i < ACTIONS; i++) {
                bool split = conventions[v] != ADJUST_SPLIT && random_below(&state, 2);       /* a later split changes what is delivered as split-adjusted */
                actions[i] = (struct action){.day = (int32_t)(i * BARS / ACTIONS * 2 + random_below(&state, 10)), .kind = split ? ACTION_SPLIT : ACTION_DIVIDEND,
                                             .value = split ? 2 : random_unit(&state)};
            }
            bars_growth(&b, conventions[v], &(struct events){actions, ACTIONS, true, true}, whole, &basis);
            for (size_t cut = 0; cut <= BARS; cut += 37) {
                struct bars head = b;
                size_t      known = 0;
                head.count = cut;
                while (cut > 0 && known < ACTIONS && actions[known].day <= day_of_time(b.at[cut - 1])) known++;
                bars_growth(&head, conventions[v], &(struct events){actions, known, true, true}, part, &basis);
                CHECK(same_bits(part, whole, cut), "seed %d, convention %zu, cut %zu", (int)seed, v, cut);
            }
        }
}

/* ---- the real thing: as-traded prices and factors of AAPL ---- */

static const double LEAN_SCALE = 10000;

static double cell_number(struct slice *rest)
{
    double value;
    return number_read(slice_trim(slice_cut(rest, ',')), &value) ? value : NAN;
}

static int32_t cell_day(struct slice *rest)
{
    int64_t n;
    struct slice cell = slice_cut(rest, ',');
    if (cell.size < 8 || !int_read((struct slice){cell.at, 8}, &n)) return DAY_NONE;
    return day_of_date((struct date){(int)(n / 10000), (int)(n / 100 % 100), (int)(n % 100)});
}

static size_t lines_of(struct slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) count += text.at[i] == '\n';
    return count + 1;
}

/* Rows say up to which day a split factor holds; a step between two rows is a split on the next day that trades. */
static err lean_splits(struct ctx *c, struct slice text, struct action **ret, size_t *ret_count, double *split_of_day, const struct bars *b)
{
    double before = NAN;
    size_t i = 0;
    TRY(NEW(c, *ret, lines_of(text)));
    *ret_count = 0;
    while (text.size > 0) {
        struct slice line = slice_cut(&text, '\n');
        if (slice_trim(line).size == 0) continue;
        int32_t day = cell_day(&line);
        (void)cell_number(&line);
        double factor = cell_number(&line);
        if (before < factor) (*ret)[(*ret_count)++] = (struct action){.day = day_of_time(b->at[i]), .kind = ACTION_SPLIT, .value = round(factor / before * 1000) / 1000};
        for (; i < b->count && day_of_time(b->at[i]) <= day; i++) split_of_day[i] = factor;
        before = factor;
        if (i == b->count) break;
    }
    return OK;
}

TEST(bars_adjust_gives_the_split_adjusted_prices_of_lean)
{
    const char  *data = shared_data();
    AUTO_CTX     c = {0};
    struct slice prices, factors;
    struct bars  raw, b;
    if (!data) return test_skip("no shared data");
    ctx_open(&c, MEMORY);
    NEED(file_read(&c, ctx_print(&c, "%s/lean/daily/aapl__aapl.csv", data), 1 << 20, &prices) == OK, "%s", c.note);
    NEED(file_read(&c, ctx_print(&c, "%s/lean/factor_files/aapl.csv", data), 1 << 20, &factors) == OK, "%s", c.note);
    NEED(bars_new(&c, lines_of(prices), &raw) == OK && bars_new(&c, lines_of(prices), &b) == OK);
    raw.count = 0;
    while (prices.size > 0) {
        struct slice line = slice_cut(&prices, '\n');
        if (slice_trim(line).size == 0) continue;
        raw.at[raw.count] = time_of_day(cell_day(&line));
        for (size_t k = BAR_OPEN; k <= BAR_VOLUME; k++) raw.value[k][raw.count] = cell_number(&line) / (k == BAR_VOLUME ? 1 : LEAN_SCALE);
        raw.count++;
    }
    b.count = raw.count;
    memcpy(b.at, raw.at, raw.count * sizeof *b.at);
    for (size_t k = 0; k < BAR_COLUMNS; k++) memcpy(b.value[k], raw.value[k], raw.count * sizeof(double));

    struct action *actions;
    double        *factor;
    size_t         splits = 0, wrong = 0;
    NEED(NEW(&c, factor, raw.count) == OK && lean_splits(&c, factors, &actions, &splits, factor, &b) == OK);
    CHECK(raw.count > 5000 && splits == 4, "%zu bars, %zu splits", raw.count, splits);          /* 2000, 2005, 2014 and 2020 */
    CHECK(bars_adjust(&c, &b, ADJUST_RAW, ADJUST_SPLIT, &(struct events){actions, splits, true, true}) == OK, "%s", c.note);
    for (size_t i = 0; i < b.count; i++) {
        /* The file rounds its factors to eight places: 1/112 is written 0.00892857. The exact ones are meant. */
        double exact = 1 / round(1 / factor[i]);
        wrong += !(fabs(b.value[BAR_CLOSE][i] - raw.value[BAR_CLOSE][i] * exact) <= 1e-9 * b.value[BAR_CLOSE][i]);
    }
    CHECK(wrong == 0, "%zu closes of %zu", wrong, b.count);
}
