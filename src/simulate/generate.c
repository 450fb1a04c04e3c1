#include <assert.h>

#include "base/day.h"
#include "num/elementary.h"
#include "simulate/model.h"

/* Single assets have fatter tails than factors, and their bursts fade sooner. */
static const struct garch NOISE_START = {.shock = 0.08, .memory = 0.89, .freedom = 5, .variance = 1};

/* How much of a day's variance falls before the open. Crypto never closes; its next bar opens about where the last one
 * closed. */
static const double OVERNIGHT_SHARE = 0.3, OVERNIGHT_SHARE_CRYPTO = 0.001;

/* A split is due above the first and brings the price to the second or below; a reverse one, 1 for 10, below the third.
 * Neither comes at once: each session only with the chance given. */
static const double SPLIT_ABOVE = 400, SPLIT_TO = 250, SPLIT_CHANCE = 1.0 / 40, REVERSE_BELOW = 2,
                    REVERSE_CHANCE = 1.0 / 60, REVERSE_RATIO = 0.1;
enum { SPLIT_GAP_DAYS = 90, DIVIDEND_MONTHS = 3, DIVIDEND_GAP_DAYS = 89 };

/* Lintner 1956: a dividend moves this part of the way to what the yield would have it be; a cut-off keeps it sane. */
static const double DIVIDEND_SPEED = 0.25, DIVIDEND_SHARE_MAX = 0.05;

/* Before a stock or coin is delisted it loses five sixths of its value, restlessly. */
enum { DECLINE_DAYS = 365 };
static const double DECLINE_LOG = -1.8, DECLINE_RESTLESS = 1.6;

/* Log volume: a slow wave, and more on days of large moves. */
static const double VOLUME_MEMORY = 0.8, VOLUME_NOISE = 0.25, VOLUME_PER_MOVE = 0.4, VOLUME_MOVE_MAX = 4;

static const double PRICE_MIN = 0.01, NAV_MIN = 0.0001, COIN_MIN = 1e-9;

struct walk {                   /* one asset on its way through the days */
    const struct market_asset *asset;
    struct random              random;
    struct garch               noise;
    double                     price;           /* as traded, not rounded */
    double                     dividend;        /* per share, at the last payment */
    double                     activity;        /* of trading: the slow wave */
    int32_t                    before;          /* the session before */
    int32_t                    dividend_due, split_before;
};

struct move {                   /* what happened in one session */
    double total, deviation;    /* log return over the price before, and what deviation was due */
};

size_t market_events_max(const struct market_plan *plan)
{
    return market_days(plan) / SPLIT_GAP_DAYS + market_days(plan) / DIVIDEND_GAP_DAYS + 4;
}

static int32_t dividend_after(int32_t day)
{
    struct date d = date_of_day(day);
    d.month += DIVIDEND_MONTHS;
    if (d.month > 12) d.month -= 12, d.year++;
    return day_of_date(d);                      /* dividend_day is 28 at most: the date exists */
}

static int32_t dividend_first(const struct market_asset *a)
{
    if (a->dividend_yield == 0) return INT32_MAX;
    int32_t day = day_of_date((struct date){date_of_day(a->listed).year, a->dividend_month, a->dividend_day});
    while (day <= a->listed) day = dividend_after(day);
    return day;
}

static bool declines(const struct walk *w, int32_t day)
{
    enum market_class class = w->asset->class;
    return (class == MARKET_STOCK || class == MARKET_CRYPTO) && day > w->asset->end - DECLINE_DAYS;
}

static void note(struct market_bars *out, int32_t day, enum market_event_kind kind, double value)
{
    assert(out->event_count < out->event_room);
    out->events[out->event_count++] = (struct market_event){day, kind, value};
}

static double split_ratio(double price)
{
    static const double ratios[] = {2, 3, 4, 5, 10, 20, 50};
    size_t i = 0;
    while (i + 1 < sizeof ratios / sizeof *ratios && price / ratios[i] > SPLIT_TO) i++;
    return ratios[i];
}

/* At most one event a day, before the open; chance is uniform. Decided by the price before: nobody looks ahead. */
static void maybe_split(struct walk *w, int32_t day, double chance, struct market_bars *out)
{
    double ratio = 1;
    if (day - w->split_before < SPLIT_GAP_DAYS || declines(w, day)) return;
    if (w->price > SPLIT_ABOVE && chance < SPLIT_CHANCE) ratio = split_ratio(w->price);
    if (w->price < REVERSE_BELOW && chance < REVERSE_CHANCE) ratio = REVERSE_RATIO;
    if (ratio == 1) return;
    note(out, day, MARKET_SPLIT, ratio);
    w->price       /= ratio;
    w->dividend    /= ratio;
    w->split_before = day;
}

static void pay_dividend(struct walk *w, int32_t day, struct market_bars *out)
{
    double usual = w->asset->dividend_yield * DIVIDEND_MONTHS / 12 * w->price;
    while (w->dividend_due <= day) w->dividend_due = dividend_after(w->dividend_due);
    w->dividend = w->dividend > 0 ? w->dividend + DIVIDEND_SPEED * (usual - w->dividend) : usual;
    w->dividend = fmin(w->dividend, DIVIDEND_SHARE_MAX * w->price);
    double cash = floor(w->dividend * 100 + 0.5) / 100;
    if (cash == 0 || declines(w, day)) return;
    note(out, day, MARKET_DIVIDEND, cash);
    w->price -= cash;
}

static struct move draw_move(const struct market_factors *f, struct walk *w, size_t i, int32_t day)
{
    const struct market_asset *a      = w->asset;
    bool                       crypto = a->class == MARKET_CRYPTO;
    double year = crypto ? DAYS_PER_YEAR : SESSIONS_PER_YEAR, noise = a->noise / sqrt(year);
    if (declines(w, day)) noise *= DECLINE_RESTLESS;

    double shared = a->beta * (crypto ? f->crypto[i] : f->market[i]);
    double sector = a->sector >= 0 ? a->sector_beta * f->sector[a->sector][i] : 0;
    double due[]  = {a->beta * (crypto ? f->crypto_deviation[i] : f->market_deviation[i]),
                     a->sector_beta * f->sector_deviation, noise * sqrt(w->noise.variance)};
    double deviation = sqrt(due[0] * due[0] + due[1] * due[1] + due[2] * due[2]);
    double total     = shared + sector + a->drift / year + noise * garch_step(&w->noise, &w->random);
    if (declines(w, day)) total += DECLINE_LOG * (day - w->before) / DECLINE_DAYS;
    return (struct move){total, deviation};
}

/* Rounding that keeps order, so that high stays the highest: cents, four decimals of a NAV, six digits of a coin. */
static double round_to(double x, double scale, double min) { return fmax(floor(x * scale + 0.5) / scale, min); }

static double round_digits(double x)
{
    double scale = 1;
    if (x >= 1e6) {
        while (x / scale >= 1e6) scale *= 10;
        return floor(x / scale + 0.5) * scale;
    }
    x = fmax(x, COIN_MIN);
    while (x * scale < 1e5) scale *= 10;        /* at most 1e14, a power of ten that a double holds exactly */
    return floor(x * scale + 0.5) / scale;
}

static double round_price(const struct walk *w, double x)
{
    if (w->asset->class == MARKET_CRYPTO) return round_digits(x);
    return w->asset->class == MARKET_FUND ? round_to(x, 10000, NAV_MIN) : round_to(x, 100, PRICE_MIN);
}

static double draw_volume(struct walk *w, struct move m)
{
    double size = fmin(fabs(m.total) / m.deviation, VOLUME_MOVE_MAX);
    w->activity = VOLUME_MEMORY * w->activity + VOLUME_NOISE * random_normal(&w->random);
    double units = w->asset->turnover / w->price * exp_portable(w->activity + VOLUME_PER_MOVE * (size - 0.8));
    return w->asset->class == MARKET_CRYPTO ? round_to(units, 10000, 0) : round_to(units, 1, 0);
}

/* Open, given the whole day's move, and the highest and lowest, given open and close, are those of a Brownian bridge
 * (Glasserman 2003, section 6.4); highest and lowest are drawn apart, which is not exact but keeps every inequality. */
static void draw_bar(struct walk *w, struct move m, int32_t day, struct market_bars *out)
{
    bool   crypto = w->asset->class == MARKET_CRYPTO;
    double share = crypto ? OVERNIGHT_SHARE_CRYPTO : OVERNIGHT_SHARE, from = w->price;
    size_t at    = out->count++;
    assert(at < out->room);
    out->day[at] = day;
    w->price     = from * exp_portable(m.total);
    double close = out->close[at] = round_price(w, w->price);
    if (w->asset->class == MARKET_FUND) {
        out->open[at] = out->high[at] = out->low[at] = close;
        out->volume[at] = NAN;
        return;
    }
    double gap  = share * m.total + sqrt(share * (1 - share)) * m.deviation * random_normal(&w->random);
    double move = m.total - gap, spread = (1 - share) * m.deviation * m.deviation;
    double up   = (gap + m.total + sqrt(move * move - 2 * spread * log_portable(random_uniform(&w->random)))) / 2;
    double down = (gap + m.total - sqrt(move * move - 2 * spread * log_portable(random_uniform(&w->random)))) / 2;
    double open = out->open[at] = round_price(w, from * exp_portable(gap));
    out->high[at]   = fmax(round_price(w, from * exp_portable(up)), fmax(open, close));
    out->low[at]    = fmin(round_price(w, from * exp_portable(down)), fmin(open, close));
    out->volume[at] = draw_volume(w, m);
}

static void walk_day(const struct market_factors *f, struct walk *w, size_t i, int32_t day, struct market_bars *out)
{
    enum market_class class = w->asset->class;
    model_seek(&w->random, day);
    if (class == MARKET_STOCK || class == MARKET_ETF) {
        double chance = random_uniform(&w->random);
        if (day >= w->dividend_due) pay_dividend(w, day, out);
        else                        maybe_split(w, day, chance, out);
    }
    draw_bar(w, draw_move(f, w, i, day), day, out);
    w->before = day;
}

void market_generate(const struct market_plan *plan, const struct market_factors *factors, size_t index,
                     struct market_bars *out)
{
    struct market_asset asset;
    market_asset(plan, index, &asset);
    struct walk walk = {
        .asset        = &asset,
        .random       = model_stream(plan, DRAW_DAYS, asset.class, asset.number),
        .noise        = NOISE_START,
        .price        = asset.first_price,
        .before       = asset.listed,
        .dividend_due = dividend_first(&asset),
        .split_before = asset.listed,
    };
    int32_t last = asset.end < plan->last_day ? asset.end : plan->last_day;
    out->count = out->event_count = 0;
    for (int32_t day = asset.listed; day <= last; day++) {
        size_t i = (size_t)(day - plan->first_day);
        if (asset.class != MARKET_CRYPTO && isnan(factors->market[i])) continue;
        walk_day(factors, &walk, i, day, out);
    }
}
