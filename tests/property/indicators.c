/* Laws that hold for every indicator, present and future; nothing below names one. Outputs are painted before each
 * call, so that "not written" and "written" can be told apart, and columns an indicator does not declare are not
 * there. */
#include <math.h>
#include <stdalign.h>
#include <stdint.h>

#include "../check.h"
#include "num/peak.h"
#include "ta/indicator.h"

enum { BARS = 7000, GUARD = 8, LONG = 90, CUT = 331, SHIFT = 97, SEED = 20240229 };

static const double PAINT = -777.25;

struct market {
    double open[BARS], high[BARS], low[BARS], close[BARS], volume[BARS];
};

struct result {
    double out[OUTPUTS_MAX][BARS + GUARD];
};

static struct market walk, flat, twice, loud;

static double random_unit(uint64_t *state)      /* splitmix64 (Steele, Lea and Flood 2014), 0 to 1 */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* A walk on a grid of cents, so that equal highs, equal closes and bars without range occur, with some still spells. */
static void make_walk(struct market *m, uint64_t seed)
{
    double price = 100;
    for (size_t i = 0; i < BARS; i++) {
        bool   still = i % 500 > 480;
        double swing = still ? 0 : 2.0 * random_unit(&seed);
        m->open[i]   = price;
        price        = round((price + swing * (random_unit(&seed) - 0.5) * (price < 20 ? 1 : 2)) * 10) / 10;
        price        = fmax(price, 5);
        m->close[i]  = price;
        m->high[i]   = fmax(m->open[i], price) + round(swing * random_unit(&seed) * 10) / 10;
        m->low[i]    = fmin(m->open[i], price) - round(swing * random_unit(&seed) * 10) / 10;
        m->volume[i] = still ? 0 : floor(1000 * random_unit(&seed));
    }
}

static void make_markets(void)
{
    make_walk(&walk, SEED);
    for (size_t i = 0; i < BARS; i++) {
        flat.open[i] = flat.high[i] = flat.low[i] = flat.close[i] = 12.34;
        twice.open[i]  = loud.open[i] = walk.open[i];
        twice.high[i]  = loud.high[i] = walk.high[i];
        twice.low[i]   = loud.low[i] = walk.low[i];
        twice.close[i] = loud.close[i] = walk.close[i];
        twice.volume[i] = walk.volume[i];
        loud.volume[i]  = 2 * walk.volume[i];
        twice.open[i] *= 2, twice.high[i] *= 2, twice.low[i] *= 2, twice.close[i] *= 2;
    }
}

static void run(const struct indicator *i, const double *param, const struct market *m, size_t from, size_t to,
                struct result *ret)
{
    double *rows[OUTPUTS_MAX];
    for (size_t o = 0; o < OUTPUTS_MAX; o++) {
        rows[o] = ret->out[o];
        for (size_t k = 0; k < BARS + GUARD; k++) ret->out[o][k] = PAINT;
    }
    i->run(&(struct series_in){
        .count  = to - from,
        .open   = i->uses & USES_OPEN ? m->open + from : NULL,
        .high   = i->uses & USES_HIGH ? m->high + from : NULL,
        .low    = i->uses & USES_LOW ? m->low + from : NULL,
        .close  = i->uses & USES_CLOSE ? m->close + from : NULL,
        .volume = i->uses & USES_VOLUME ? m->volume + from : NULL,
    }, param, rows);
}

static const char *told(const struct indicator *i, const double *param)
{
    static char text[256];
    int         size = snprintf(text, sizeof text, "seed %d, %s", SEED, i->name);
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++)
        size += snprintf(text + size, sizeof text - (size_t)size, " %s=%g", i->params[k].name, param[k]);
    return text;
}

/* Every indicator with its usual parameters, its smallest, and long ones. */
static void each(void (*law)(const struct indicator *, const double *))
{
    make_markets();
    for (const struct indicator *const *i = indicators; *i; i++)
        for (int pass = 0; pass < 3; pass++) {
            double param[PARAMS_MAX] = {0};
            for (size_t k = 0; k < PARAMS_MAX && (*i)->params[k].name; k++) {
                const struct param *p = &(*i)->params[k];
                param[k] = pass == 0 ? p->usual : pass == 1 ? p->min : fmin(p->max, LONG - 7.0 * (double)k);
            }
            law(*i, param);
        }
}

static bool same_bits(const double *a, const double *b, size_t count) { return memcmp(a, b, count * sizeof *a) == 0; }

static void writes_from_the_warmup_on(const struct indicator *i, const double *param, const struct market *m,
                                      size_t count)
{
    static struct result r;
    size_t               warm = i->warmup(param), bad = 0;
    run(i, param, m, 0, count, &r);
    for (size_t o = 0; o < OUTPUTS_MAX; o++)
        for (size_t k = 0; k < BARS + GUARD; k++) {
            bool wanted = o < indicator_outputs(i) && k >= warm && k < count, written = r.out[o][k] != PAINT;
            if (wanted != written || !(isfinite(r.out[o][k]) || i->partial)) bad++;
        }
    CHECK(bad == 0, "%zu cells of %zu bars are wrong: %s", bad, count, told(i, param));
}

/* Whole, too short by any amount, just long enough, empty, and a market that stands still without a trade. */
static void warmup_law(const struct indicator *i, const double *param)
{
    size_t warm = i->warmup(param);
    CHECK(warm + SHIFT < BARS, "the test's series is too short for %s", told(i, param));
    writes_from_the_warmup_on(i, param, &walk, BARS);
    writes_from_the_warmup_on(i, param, &flat, BARS);
    for (size_t count = 0; count <= warm + 2; count += count < 4 || count + 4 > warm ? 1 : 1 + warm / 16)
        writes_from_the_warmup_on(i, param, &walk, count);
}
TEST(property_indicator_warmup) { each(warmup_law); }

static void look_ahead_law(const struct indicator *i, const double *param)
{
    static struct result whole, part;
    run(i, param, &walk, 0, BARS, &whole);
    for (size_t to = 1; to < BARS; to += to < 40 ? 1 : CUT) {
        run(i, param, &walk, 0, to, &part);
        for (size_t o = 0; o < indicator_outputs(i); o++)
            CHECK(same_bits(part.out[o], whole.out[o], to), "output %zu sees past bar %zu: %s", o, to, told(i, param));
    }
}
TEST(property_indicator_no_look_ahead) { each(look_ahead_law); }

static bool differs(double a, double b) { return a != b && !(isnan(a) && isnan(b)); }

/* Bar by bar, with a series that grows, gives the bits of the batch; also that nothing is read that has not come, for
 * what a bar has beyond its count is painted. Two streams run beside each other, so none keeps its state elsewhere. */
enum { STATE_MAX = 4 << 20, STREAMED_BARS = 700 };

struct stream {
    alignas(64) char state[STATE_MAX];
    struct market held;
    struct result out;
};

static void stream_open(struct stream *s, const struct indicator *i)
{
    memset(s->state, 0, i->state_size);
    double *columns[] = {s->held.open, s->held.high, s->held.low, s->held.close, s->held.volume};
    for (size_t c = 0; c < 5; c++)
        for (size_t k = 0; k < BARS; k++) columns[c][k] = PAINT;
    for (size_t o = 0; o < OUTPUTS_MAX; o++)
        for (size_t k = 0; k < BARS + GUARD; k++) s->out.out[o][k] = PAINT;
}

static void stream_push(struct stream *s, const struct indicator *i, const double *param, const struct market *m,
                        size_t from, size_t at)
{
    double          *rows[OUTPUTS_MAX];
    struct series_in in = {.count = at + 1};
    for (size_t o = 0; o < OUTPUTS_MAX; o++) rows[o] = s->out.out[o];
    if (i->uses & USES_OPEN) in.open = s->held.open, s->held.open[at] = m->open[from + at];
    if (i->uses & USES_HIGH) in.high = s->held.high, s->held.high[at] = m->high[from + at];
    if (i->uses & USES_LOW) in.low = s->held.low, s->held.low[at] = m->low[from + at];
    if (i->uses & USES_CLOSE) in.close = s->held.close, s->held.close[at] = m->close[from + at];
    if (i->uses & USES_VOLUME) in.volume = s->held.volume, s->held.volume[at] = m->volume[from + at];
    i->step(s->state, &in, param, at, rows);
}

static void stream_law(const struct indicator *i, const double *param)
{
    static struct stream stream[2];
    static struct result batch;
    CHECK(i->state_size <= STATE_MAX, "the state of %s has %zu bytes", i->name, i->state_size);
    if (i->state_size > STATE_MAX) return;
    for (size_t k = 0; k < 2; k++) stream_open(&stream[k], i);
    for (size_t at = 0; at < STREAMED_BARS; at++)
        for (size_t k = 0; k < 2; k++) stream_push(&stream[k], i, param, &walk, k * SHIFT, at);
    for (size_t k = 0; k < 2; k++) {
        run(i, param, &walk, k * SHIFT, k * SHIFT + STREAMED_BARS, &batch);
        for (size_t o = 0; o < indicator_outputs(i); o++)
            CHECK(same_bits(stream[k].out.out[o], batch.out[o], BARS), "output %zu: stream and batch differ: %s", o,
                  told(i, param));
    }
}
TEST(property_indicator_stream_is_batch) { each(stream_law); }

/* A tile has the bits of its assets, here eight stretches of the walk; and writes as little. */
enum { TILE_BARS = 900 };

struct tiled {
    double open[TILE_BARS * TILE_ASSETS], high[TILE_BARS * TILE_ASSETS], low[TILE_BARS * TILE_ASSETS], close[TILE_BARS * TILE_ASSETS];
    double volume[TILE_BARS * TILE_ASSETS], out[OUTPUTS_MAX][TILE_BARS * TILE_ASSETS], scratch[TILE_ROOM * TILE_BARS];
};

static size_t tile_from(size_t asset) { return asset * 601; }

static void tile_fill(struct tiled *t)
{
    for (size_t a = 0; a < TILE_ASSETS; a++)
        for (size_t k = 0; k < TILE_BARS; k++) {
            size_t at = k * TILE_ASSETS + a, from = tile_from(a) + k;
            t->open[at] = walk.open[from], t->high[at] = walk.high[from], t->low[at] = walk.low[from];
            t->close[at] = walk.close[from], t->volume[at] = walk.volume[from];
        }
    for (size_t o = 0; o < OUTPUTS_MAX; o++)
        for (size_t k = 0; k < TILE_BARS * TILE_ASSETS; k++) t->out[o][k] = PAINT;
}

static void tile_law(const struct indicator *i, const double *param)
{
    static struct tiled  t;
    static struct result alone;
    double *const        rows[OUTPUTS_MAX] = {t.out[0], t.out[1], t.out[2], t.out[3]};
    tile_fill(&t);
    indicator_run_tile(i, &(struct tile_in){
        .count  = TILE_BARS,
        .open   = i->uses & USES_OPEN ? t.open : NULL,
        .high   = i->uses & USES_HIGH ? t.high : NULL,
        .low    = i->uses & USES_LOW ? t.low : NULL,
        .close  = i->uses & USES_CLOSE ? t.close : NULL,
        .volume = i->uses & USES_VOLUME ? t.volume : NULL,
    }, param, rows, t.scratch);
    for (size_t a = 0; a < TILE_ASSETS; a++) {
        size_t bad = 0;
        run(i, param, &walk, tile_from(a), tile_from(a) + TILE_BARS, &alone);
        for (size_t o = 0; o < OUTPUTS_MAX; o++)
            for (size_t k = 0; k < TILE_BARS; k++) bad += memcmp(&t.out[o][k * TILE_ASSETS + a], &alone.out[o][k], sizeof(double)) != 0;
        CHECK(bad == 0, "asset %zu of a tile differs in %zu values: %s", a, bad, told(i, param));
    }
}
TEST(property_indicator_tile_is_its_assets) { each(tile_law); }

/* Twice is a power of two, so every sum, product, root and comparison of the kernel is just as exact as before: the
 * law is one of bits, and a hidden constant in the unit of the price or the volume breaks it. */
static void scaling_law(const struct indicator *i, const double *param)
{
    static const double  by_price[]  = {[SCALES_WITH_PRICE] = 2, [SCALE_FREE] = 1, [SCALES_WITH_SQUARE] = 4,
                                        [SCALES_WITH_VOLUME] = 1};
    static struct result before, price, volume;
    if (i->scaling == SCALES_OTHERWISE) return;
    run(i, param, &walk, 0, BARS, &before);
    run(i, param, &twice, 0, BARS, &price);
    run(i, param, &loud, 0, BARS, &volume);
    double by_volume = i->scaling == SCALES_WITH_VOLUME ? 2 : 1;
    for (size_t o = 0; o < indicator_outputs(i); o++) {
        size_t bad = 0;
        for (size_t k = i->warmup(param); k < BARS; k++) {
            bad += differs(price.out[o][k], before.out[o][k] * by_price[i->scaling]);
            bad += differs(volume.out[o][k], before.out[o][k] * by_volume);
        }
        CHECK(bad == 0, "output %zu does not scale as declared, %zu times: %s", o, bad, told(i, param));
    }
}
TEST(property_indicator_scaling) { each(scaling_law); }

/* Largest distance of two starts over bars [from, to) of the later one, beyond a constant `offset`. */
static double distance(const double *early, const double *late, size_t from, size_t to, double offset)
{
    double worst = 0;
    for (size_t k = from; k < to; k++) worst = fmax(worst, fabs(early[k + SHIFT] - late[k] - offset));
    return worst;
}

static double largest(const double *x, size_t from, size_t to)
{
    double worst = 0;
    for (size_t k = from; k < to; k++) worst = fmax(worst, fabs(x[k]));
    return worst;
}

/* A later start may change an output by nothing, by rounding, by what fades, or by one constant. Rounding is measured
 * against the largest value of the output, because a difference of prices near 0 has the rounding of the prices. */
static void start_law(const struct indicator *i, const double *param)
{
    static struct result early, late;
    if (i->stability == HISTORICAL) return;
    size_t               warm = i->warmup(param), end = BARS - SHIFT;
    run(i, param, &walk, 0, BARS, &early);
    run(i, param, &walk, SHIFT, BARS, &late);
    for (size_t o = 0; o < indicator_outputs(i); o++) {
        const double *a = early.out[o], *b = late.out[o];
        double        size = largest(b, warm, end), offset = i->stability == CUMULATIVE ? a[warm + SHIFT] - b[warm] : 0;
        double        all = distance(a, b, warm, end, offset), last = distance(a, b, end - LONG, end, offset);
        bool          good = i->stability == EXACT ? same_bits(a + warm + SHIFT, b + warm, end - warm)
                             : i->stability == CONVERGING ? last <= all && last <= 1e-9 * size
                                                          : all <= 1e-9 * size;
        CHECK(good, "output %zu is off by %g, at the end by %g, of %g: %s", o, all, last, size, told(i, param));
    }
}
TEST(property_indicator_start) { each(start_law); }

static void same_twice_law(const struct indicator *i, const double *param)
{
    static struct result first, second;
    run(i, param, &walk, 0, BARS, &first);
    run(i, param, &walk, 0, BARS, &second);
    CHECK(memcmp(&first, &second, sizeof first) == 0, "the same bars gave other bits: %s", told(i, param));
}
TEST(property_indicator_same_twice) { each(same_twice_law); }

static bool plain_name(const char *s)
{
    size_t size = s ? strlen(s) : 0;
    return size > 0 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == size;
}

static bool sentence(const char *s) { return s && *s && s[strlen(s) - 1] == '.'; }

static void check_params(const struct indicator *i)
{
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++) {
        const struct param *p = &i->params[k];
        CHECK(plain_name(p->name) && p->help && *p->help, "%s: parameter %zu has no plain name or no help", i->name, k);
        CHECK(p->min <= p->usual && p->usual <= p->max, "%s: %s: usual value out of range", i->name, p->name);
        size_t choices = 0;
        while (i->choices[k] && i->choices[k][choices]) choices++;
        CHECK(!i->choices[k] || (p->min == 0 && p->max + 1 == (double)choices), "%s: %s has %zu choices", i->name, p->name, choices);
        bool whole = p->min == floor(p->min) && p->max == floor(p->max) && p->usual == floor(p->usual);
        CHECK(whole || i->fractional >> k & 1, "%s: %s is a whole number with a fraction", i->name, p->name);
        for (size_t j = 0; j < k; j++) CHECK(strcmp(p->name, i->params[j].name) != 0, "%s: %s twice", i->name, p->name);
    }
}

TEST(property_indicator_descriptor)
{
    for (const struct indicator *const *at = indicators; *at; at++) {
        const struct indicator *i = *at;
        CHECK(plain_name(i->name), "a name has other than a-z 0-9 _");
        CHECK(i->title && *i->title && i->group && *i->group, "%s has no title or group", i->name);
        CHECK(sentence(i->about), "%s does not say what it is about, in sentences", i->name);
        CHECK(i->reference && *i->reference, "%s has no reference", i->name);
        CHECK(i->uses != 0 && i->warmup && i->run && i->step, "%s reads nothing or does nothing", i->name);
        CHECK(at == indicators || strcmp(at[-1]->name, i->name) < 0, "%s is not in order, or twice", i->name);
        CHECK(indicator_find(slice_of(i->name)) == i, "%s is not found", i->name);
        CHECK(indicator_outputs(i) > 0, "%s has no output", i->name);
        for (size_t o = 0; o < indicator_outputs(i); o++)
            CHECK(plain_name(i->outputs[o]), "%s: output %zu has no plain name", i->name, o);
        check_params(i);
    }
    CHECK(indicator_find(slice_of("")) == NULL, "the empty name is an indicator");
}

/* Each parameter just inside its range passes and just outside fails; NaN fails; a fraction fails where whole is
 * declared. */
TEST(property_indicator_check)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    for (const struct indicator *const *at = indicators; *at; at++) {
        const struct indicator *i = *at;
        double                  param[PARAMS_MAX] = {0};
        for (size_t k = 0; k < PARAMS_MAX; k++) param[k] = i->params[k].usual;
        CHECK(indicator_check(&c, i, param) == OK, "%s refuses its usual parameters: %s", i->name, c.note);
        for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++) {
            const struct param *p = &i->params[k];
            const double good[] = {p->min, p->max}, bad[] = {p->min - 1, p->max + 1, NAN, INFINITY, -INFINITY};
            for (size_t j = 0; j < 2; j++) {
                param[k] = good[j];
                CHECK(indicator_check(&c, i, param) == OK, "%s refuses %s %g: %s", i->name, p->name, good[j], c.note);
            }
            for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
                param[k] = bad[j];
                CHECK(indicator_check(&c, i, param) == ERR_INVALID, "%s takes %s %g", i->name, p->name, bad[j]);
                CHECK(strstr(c.note, p->name) != NULL, "%s does not name %s: %s", i->name, p->name, c.note);
            }
            param[k] = p->min + 0.5;
            bool part = i->fractional >> k & 1 && param[k] <= p->max;
            CHECK((indicator_check(&c, i, param) == OK) == part, "%s and %s %g", i->name, p->name, param[k]);
            param[k] = p->usual;
        }
    }
}

/* The plain versions of what the kernels do in constant time. Periods below, at and above a chunk of a peak. */
static const size_t periods[] = {1, 2, 5, 14, 255, 256, 257, 600};

TEST(property_peak_is_the_plain_scan)
{
    make_markets();
    for (size_t k = 0; k < sizeof periods / sizeof *periods; k++)
        for (double sign = -1; sign <= 1; sign += 2) {
            struct peak p;
            size_t      bad = 0;
            peak_open(&p, walk.close, periods[k], sign);
            for (size_t i = periods[k] - 1; i < BARS; i++) {
                size_t best = i + 1 - periods[k];
                for (size_t j = best; j <= i; j++)
                    if (sign * walk.close[j] >= sign * walk.close[best]) best = j;
                bad += peak_at(&p, i) != best;
            }
            CHECK(bad == 0, "%zu of %d places are wrong, period %zu, sign %g", bad, BARS, periods[k], sign);
        }
}

struct plain {
    double sum, ramp, variance;
};

static struct plain plain_of(const double *x, size_t period)
{
    struct plain p = {0};
    for (size_t k = 0; k < period; k++) {
        p.sum  += x[k];
        p.ramp += (double)(k + 1) * x[k];
    }
    double mean = p.sum / (double)period;
    for (size_t k = 0; k < period; k++) p.variance += (x[k] - mean) * (x[k] - mean) / (double)period;
    return p;
}

/* How many of three windows over x differ from the plain ones, from bar `from` on. Rounding may grow with the
 * period; 1e-9 of the sum of the window, and of the square of the prices, leaves room for thousands. */
static size_t count_wrong(const double *x, size_t period, size_t from)
{
    struct window_sum    sum    = {.period = period};
    struct window_ramp   ramp   = {.period = period};
    struct window_spread spread = {.period = period};
    size_t               wrong  = 0;
    for (size_t i = 0; i < BARS; i++) {
        double total = window_add(&sum, x[i], value_before(x, i, period));
        window_ramp_add(&ramp, x[i], value_before(x, i, period));
        window_spread_add(&spread, x[i], value_before(x, i, period));
        if (i < from || i + 1 < period) continue;
        struct plain p = plain_of(x + i + 1 - period, period);
        double       mean = p.sum / (double)period;
        bool         good = fabs(total - p.sum) <= 1e-9 * p.sum && fabs(ramp.ramp - p.ramp) <= 1e-9 * p.ramp
                            && fabs(spread.mean - mean) <= 1e-9 * mean
                            && fabs(spread.variance - p.variance) <= 1e-9 * mean * mean;
        wrong += !good;                         /* NaN is not good */
    }
    return wrong;
}

/* A price a million million times too high, or none at all, spoils at most two windows and leaves no trace behind
 * them. */
TEST(property_windows_are_the_plain_sums_and_heal)
{
    static const double spoilt[] = {1e14, NAN};
    make_markets();
    for (size_t k = 0; k < sizeof periods / sizeof *periods; k++)
        CHECK(count_wrong(walk.close, periods[k], 0) == 0, "period %zu", periods[k]);
    for (size_t j = 0; j < 2; j++) {
        walk.close[1000] = spoilt[j];
        for (size_t k = 0; k < sizeof periods / sizeof *periods; k++) {
            size_t healed = 1000 + 2 * periods[k];
            CHECK(count_wrong(walk.close, periods[k], healed) == 0, "%g, period %zu", spoilt[j], periods[k]);
        }
    }
}
