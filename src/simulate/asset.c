#include <assert.h>
#include <string.h>

#include "base/day.h"
#include "base/number.h"
#include "num/elementary.h"
#include "simulate/model.h"

const char *const market_sectors[MARKET_SECTORS] = {
    "Communication Services", "Consumer Discretionary", "Consumer Staples", "Energy",      "Financials", "Health Care",
    "Industrials",            "Information Technology", "Materials",        "Real Estate", "Utilities",
};

size_t market_count(const struct market_plan *plan)
{
    return (size_t)plan->stocks + plan->etfs + plan->funds + plan->cryptos;
}

static void class_of_index(const struct market_plan *plan, size_t index, struct market_asset *a)
{
    const uint32_t count[] = {plan->stocks, plan->etfs, plan->funds, plan->cryptos};
    assert(index < market_count(plan));
    for (a->class = 0; index >= count[a->class]; a->class++) index -= count[a->class];
    a->number = (uint32_t)index;
    assert(a->number < MARKET_CLASS_MAX);
}

/* Three letters while they last, then four, then five; consonants only, so that no symbol is a word. The classes take
 * turns, and a factor without a common divisor with the number of symbols shuffles them: all differ. */
static void write_symbol(struct market_asset *a)
{
    static const char   letters[] = "BCDFGHJKLMNPQRSTVWXZ";
    static const size_t shuffle[] = {4919, 97423, 1934617};     /* odd, and no multiple of 5 */
    enum { LETTERS = sizeof letters - 1 };
    size_t id = (size_t)a->number * MARKET_CLASS_COUNT + a->class, size = LETTERS * LETTERS * LETTERS, length = 3;
    for (; id >= size; length++, size *= LETTERS) id -= size;
    assert(length <= 5);
    id = (id * shuffle[length - 3] + size / 2) % size;
    for (size_t k = length; k-- > 0; id /= LETTERS) a->symbol[k] = letters[id % LETTERS];
    memcpy(a->symbol + length, ".SIM", sizeof ".SIM");
}

static void put(struct market_asset *a, const char *text)
{
    size_t used = strlen(a->name), more = strlen(text);
    assert(used + more < MARKET_NAME_SIZE);
    memcpy(a->name + used, text, more + 1);
}

static void put_invented(struct market_asset *a, struct random *r)
{
    static const char *const first[] = {"Bel", "Cor", "Dra", "Fen", "Gal", "Hol", "Jun", "Kel",
                                        "Lor", "Mar", "Nor", "Pel", "Quo", "Ron", "Tal", "Vor"};
    static const char *const last[]  = {"bex", "dane", "field", "gard", "lund", "mere", "nik", "quil",
                                        "rath", "sen", "tis", "ton", "vale", "wick", "yard", "zor"};
    put(a, first[random_below(r, 16)]);
    put(a, last[random_below(r, 16)]);
}

static void write_name(struct market_asset *a, struct random *r)
{
    static const char *const kind[] = {" ", " ETF ", " Fund ", " Coin "};
    char number[NUMBER_SIZE_MAX + 1] = "";
    number[int_write(number, (int64_t)a->number + 1)] = 0;
    put(a, "Simulated ");
    if (a->class == MARKET_STOCK || a->class == MARKET_CRYPTO) put_invented(a, r);
    else                                                       put(a, a->sector < 0 ? "Market" : market_sectors[a->sector]);
    if (a->class == MARKET_STOCK) put(a, " "), put(a, market_sectors[a->sector]);
    put(a, kind[a->class]);
    put(a, number);
}

struct range { double low, high; };

static double draw_in(struct random *r, struct range x) { return x.low + (x.high - x.low) * random_uniform(r); }

/* Evenly over orders of magnitude, as prices and sizes are. */
static double draw_log(struct random *r, struct range x)
{
    return exp_portable(draw_in(r, (struct range){log_portable(x.low), log_portable(x.high)}));
}

/* What makes a class: every number a choice, meant to look plausible beside real ones. */
static const struct traits {
    double       sector_share;                      /* how many follow a sector */
    struct range beta, sector_beta, noise, drift, price;
    double       paying_share;                      /* how many pay dividends */
    struct range yield, turnover;
    double       late_share, late_years;            /* how many list after the first day, and how long after on average */
    double       life_years;                        /* how long one trades on average */
} traits[MARKET_CLASS_COUNT] = {
    [MARKET_STOCK]  = {1, {0.6, 1.5}, {0.6, 1.4}, {0.16, 0.34}, {-0.06, 0.06}, {12, 250}, 0.6, {0.008, 0.045},
                       {2e6, 3e9}, 0.35, 4, 40},
    [MARKET_ETF]    = {0.65, {0.98, 1.02}, {0.95, 1.05}, {0.01, 0.025}, {-0.0075, -0.0003}, {20, 120}, 0.85, {0.008, 0.025},
                       {5e5, 2e9}, 0.5, 4, 50},
    [MARKET_FUND]   = {0.3, {0.2, 1.1}, {0.8, 1.1}, {0.015, 0.04}, {-0.02, -0.002}, {10, 60}, 0, {0, 0},
                       {1, 1}, 0.4, 4, 50},
    [MARKET_CRYPTO] = {0, {0.8, 1.3}, {0, 0}, {0.42, 0.8}, {-0.3, 0.3}, {0.01, 3000}, 0, {0, 0},
                       {1e5, 2e9}, 0.5, 2, 25},
};

enum { LIFE_DAYS_MIN = 730 };   /* a delisting asset falls for a year first, and has another one before */

/* Exponential, in days, kept below what an int32_t day can hold. */
static int32_t draw_wait(struct random *r, double years)
{
    return (int32_t)fmin(-log_portable(random_uniform(r)) * years * DAYS_PER_YEAR, 1e8);
}

static void draw_life(const struct market_plan *plan, const struct traits *t, struct random *r, struct market_asset *a)
{
    bool    late = random_uniform(r) < t->late_share;
    int32_t wait = draw_wait(r, t->late_years), life = draw_wait(r, t->life_years);
    a->listed   = plan->first_day + (late ? 1 + wait : 0);
    a->end      = a->listed + LIFE_DAYS_MIN + life;
    a->delisted = a->end <= plan->last_day ? a->end : DAY_NONE;
}

void market_asset(const struct market_plan *plan, size_t index, struct market_asset *ret)
{
    *ret = (struct market_asset){.sector = -1};
    class_of_index(plan, index, ret);
    struct random        r = model_stream(plan, DRAW_TRAITS, ret->class, ret->number);
    const struct traits *t = &traits[ret->class];

    int sector = (int)random_below(&r, MARKET_SECTORS);
    if (random_uniform(&r) < t->sector_share) ret->sector = sector;
    ret->beta           = draw_in(&r, t->beta);
    ret->sector_beta    = draw_in(&r, t->sector_beta) * (ret->sector >= 0);
    ret->noise          = draw_in(&r, t->noise);
    ret->drift          = draw_in(&r, t->drift);
    ret->first_price    = draw_log(&r, t->price);
    bool paying         = random_uniform(&r) < t->paying_share;
    ret->dividend_yield = draw_in(&r, t->yield) * paying;
    ret->dividend_month = 1 + (int)random_below(&r, 3);
    ret->dividend_day   = 1 + (int)random_below(&r, 28);
    ret->turnover       = draw_log(&r, t->turnover);
    if (ret->class == MARKET_FUND) ret->turnover = NAN;
    draw_life(plan, t, &r, ret);
    write_symbol(ret);
    write_name(ret, &r);
}
