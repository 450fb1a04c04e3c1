/* Laws that hold for every signal, present and future: nothing below names one. */
#include "signals/signal.h"

#include <math.h>
#include <string.h>

#include "base/day.h"
#include "check.h"
#include "num/random.h"

enum { COUNT = 1200, GUARD = 8 };

static int32_t day[COUNT];
static double  close_[COUNT], whole[COUNT + GUARD], part[COUNT + GUARD];

/* A gapless series that rises more than it falls, so that its highest close is never long ago: every calendar day, or
 * Monday to Friday. */
static struct signal_in make_series(bool week_ends, uint64_t seed)
{
    struct random r     = {.seed = seed, .stream = week_ends};
    double        price = 50;
    int32_t       today = day_of_date((struct date){2015, 1, 1});
    for (size_t i = 0; i < COUNT; i++, today++) {
        while (!week_ends && weekday_of_day(today) > 4) today++;
        price    *= exp(0.003 + 0.01 * random_student(&r, 4));
        day[i]    = today;
        close_[i] = floor(price * 100 + 0.5) / 100;
    }
    return (struct signal_in){COUNT, day, close_, week_ends ? 365 : 252};
}

/* Paints, runs, and checks that nothing was written behind the end. */
static void run(const struct signal *s, struct signal_in in, double *out)
{
    for (size_t i = 0; i < COUNT + GUARD; i++) out[i] = i < in.count ? NAN : -777.25;
    s->run(&in, out);
    for (size_t i = in.count; i < COUNT + GUARD; i++)
        if (out[i] != -777.25) CHECK(false, "%s wrote [%zu] of %zu", s->name, i, in.count);
}

static struct signal_in cut(struct signal_in in, size_t from, size_t count)
{
    return (struct signal_in){count, in.day + from, in.close + from, in.periods_per_year};
}

static void each(void (*law)(const struct signal *, struct signal_in))
{
    for (const struct signal *const *s = signals; *s; s++)
        for (int week_ends = 0; week_ends < 2; week_ends++) law(*s, make_series(week_ends, 31));
}

static void describes_itself(const struct signal *s, struct signal_in in)
{
    CHECK(signal_find(slice_of(s->name)) == s, "%s", s->name);
    CHECK(s->title && s->about && s->run && s->bars_needed > 0, "%s", s->name);
    CHECK(s->unit && (strcmp(s->unit, "%") == 0 || strcmp(s->unit, "") == 0), "%s: unit", s->name);
    CHECK(s->bars_needed < in.count / 2, "%s: the series of this test is too short for it", s->name);
}
TEST(property_signals_describe_themselves)
{
    each(describes_itself);
    CHECK(!signal_find(slice_of("")) && !signal_find(slice_of("no such signal")));
    for (size_t i = 1; signals[0] && signals[i]; i++)
        CHECK(strcmp(signals[i - 1]->name, signals[i]->name) < 0, "%s", signals[i]->name);
}

static void never_looks_ahead(const struct signal *s, struct signal_in in)
{
    run(s, in, whole);
    for (size_t count = 1; count < COUNT; count += count < 64 ? 1 : 37) {
        run(s, cut(in, 0, count), part);
        CHECK(memcmp(part, whole, count * sizeof *part) == 0, "%s sees past %zu", s->name, count);
    }
}
TEST(property_signals_never_look_ahead) { each(never_looks_ahead); }

/* bars_needed is the fewest closes; a signal over calendar days may need more where every day trades, never twice as many.
 * Once it stands it stands for ever. */
static void stands_when_it_says(const struct signal *s, struct signal_in in)
{
    size_t first = 0;
    run(s, in, whole);
    while (first < COUNT && isnan(whole[first])) first++;
    CHECK(first + 1 >= s->bars_needed, "%s stands at %zu, says %zu", s->name, first + 1, s->bars_needed);
    CHECK(first + 1 <= 2 * s->bars_needed, "%s stands at %zu, says %zu", s->name, first + 1, s->bars_needed);
    for (size_t i = first; i < COUNT; i++)
        if (!isfinite(whole[i])) CHECK(false, "%s has a hole at %zu", s->name, i);
}
TEST(property_signals_stand_when_they_say) { each(stands_when_it_says); }

/* Another currency unit changes nothing. Powers of two are exact in every step, so the very bits stay. */
static void is_scale_free(const struct signal *s, struct signal_in in)
{
    static double scaled[COUNT];
    run(s, in, whole);
    for (int power = -20; power <= 20; power += 7) {
        for (size_t i = 0; i < COUNT; i++) scaled[i] = ldexp(in.close[i], power);
        run(s, (struct signal_in){COUNT, in.day, scaled, in.periods_per_year}, part);
        CHECK(memcmp(part, whole, COUNT * sizeof *part) == 0, "%s at 2^%d", s->name, power);
    }
}
TEST(property_signals_are_scale_free) { each(is_scale_free); }

/* What lies far enough back has no say. 900 closes are 60 half-lives of the slowest smoothing there is, so 1e-9 leaves room
 * for rounding alone. */
static void forgets_the_start(const struct signal *s, struct signal_in in)
{
    run(s, in, whole);
    for (size_t from = 1; from <= 200; from += 66) {
        run(s, cut(in, from, COUNT - from), part);
        for (size_t i = COUNT - 100; i < COUNT; i++)
            if (!(fabs(part[i - from] - whole[i]) <= 1e-9 * fmax(1, fabs(whole[i]))))
                CHECK(false, "%s from %zu at %zu: %.17g, not %.17g", s->name, from, i, part[i - from], whole[i]);
        CHECK(isfinite(part[COUNT - 1 - from]));
    }
}
TEST(property_signals_forget_the_start) { each(forgets_the_start); }

static void says_nothing_of_too_little(const struct signal *s, struct signal_in in)
{
    for (size_t count = 0; count < s->bars_needed; count++) {
        run(s, cut(in, 0, count), part);
        for (size_t i = 0; i < count; i++) CHECK(isnan(part[i]), "%s has %g of %zu closes", s->name, part[i], count);
    }
    CHECK(true);
}
TEST(property_signals_say_nothing_of_too_little) { each(says_nothing_of_too_little); }

/* Holes of years, prices of nothing or less, no move at all, leaps over the whole range: never a crash, never infinite,
 * never a number where the calculation has no meaning. */
static void withstands_bad_series(const struct signal *s, struct signal_in in)
{
    struct random r = {.seed = 32};
    for (int kind = 0; kind < 6; kind++) {
        in = make_series(kind % 2, 33);
        int32_t late = 0;
        for (size_t i = 0; i < COUNT; i++) {
            bool bad = random_below(&r, 50) == 0;
            if (kind == 0 && bad) late += 400;
            if (kind == 1 && bad) close_[i] = 0;
            if (kind == 2 && bad) close_[i] = -close_[i];
            if (kind == 3) close_[i] = 100;
            if (kind == 4) close_[i] = bad ? 1e9 : 1e-6;
            if (kind == 5) close_[i] = 0;
            day[i] += late;
        }
        run(s, in, whole);
        for (size_t i = 0; i < COUNT; i++)
            if (isinf(whole[i])) CHECK(false, "%s, kind %d, [%zu]", s->name, kind, i);
        CHECK(kind != 5 || isnan(whole[COUNT - 1]), "%s of prices of nothing: %g", s->name, whole[COUNT - 1]);
    }
}
TEST(property_signals_withstand_bad_series) { each(withstands_bad_series); }
