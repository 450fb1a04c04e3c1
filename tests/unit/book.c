/* Lots, money and returns of accounts, on cases counted by hand and on published examples. */
#include "book/worth.h"

#include <math.h>

#include "check.h"
#include "num/irr.h"

enum { MEMORY = 64 << 20, ASSETS = 2, ACTIVITIES_MAX = 16 };

static const struct asset assets[ASSETS] = {{.id = 3, .symbol = "AAA"}, {.id = 7, .symbol = "BBB"}};

static struct activity act(int32_t day, int32_t kind, int64_t asset_id, double quantity, double price, double amount)
{
    static int64_t id;
    return (struct activity){.id = ++id, .day = day, .kind = kind, .asset_id = asset_id, .quantity = quantity, .price = price,
                             .amount = isnan(amount) ? CASH_NONE : llround(amount * CASH_UNIT), .lot = INT_NONE};
}

static struct activity trade(int32_t day, int32_t kind, double quantity, double price) { return act(day, kind, 3, quantity, price, NAN); }
static struct activity paid(int32_t day, int32_t kind, double amount) { return act(day, kind, INT_NONE, NAN, NAN, amount); }

static struct book_in book_of(const struct activity *a, size_t count, enum lot_method lots)
{
    return (struct book_in){.activities = a, .activity_count = count, .assets = assets, .asset_count = ASSETS, .currency = "USD", .lots = lots};
}

static bool near(double a, double b, double room) { return fabs(a - b) <= room * fmax(1, fabs(b)); }

/* ---- lots ---- */

/* Bought 100 at 10 and 100 at 20, with a fee of 5 each; 150 sold at 30 less 6. */
static int64_t gain_by(struct ctx *c, enum lot_method lots, struct book *ret)
{
    struct activity a[] = {trade(10, ACTIVITY_BUY, 100, 10), trade(20, ACTIVITY_BUY, 100, 20), trade(30, ACTIVITY_SELL, 150, 30)};
    a[0].fee = a[1].fee = 5 * CASH_UNIT;
    a[2].fee = 6 * CASH_UNIT;
    if (lots == LOTS_NAMED) a[2].quantity = 80, a[2].lot = a[1].id;
    struct book_in *in;
    struct activity *copy;
    if (NEW(c, in, 1) != OK || NEW(c, copy, 3) != OK) return 0;
    memcpy(copy, a, sizeof a);
    *in = book_of(copy, 3, lots);
    CHECK(book_open(c, in, ret) == OK && book_advance(ret, 100) == OK, "%s", c->note);
    return ret->holdings[0].realised;
}

TEST(book_lots_by_three_methods)
{
    AUTO_CTX    c = {0};
    struct book b;
    ctx_open(&c, MEMORY);
    CHECK(gain_by(&c, LOTS_FIFO, &b) == (int64_t)(4494 - (1005 + 2005 / 2.0)) * CASH_UNIT + 500000, "%lld", (long long)b.holdings[0].realised);
    CHECK(b.sale_count == 2 && b.sales[0].cost == 1005 * (int64_t)CASH_UNIT && b.sales[1].bought == 20 && b.sales[0].proceeds + b.sales[1].proceeds == 4494ll * CASH_UNIT);
    CHECK(b.holdings[0].units == 50 * BOOK_UNIT && holding_cost(&b.holdings[0]) == 1002500000, "%lld", (long long)holding_cost(&b.holdings[0]));
    CHECK(gain_by(&c, LOTS_AVERAGE, &b) == 4494000000ll - 2257500000ll && b.holdings[0].lot_count == 1, "%lld", (long long)b.holdings[0].realised);
    CHECK(gain_by(&c, LOTS_NAMED, &b) == 2394000000ll - 1604000000ll && b.holdings[0].lots[0].units == 100 * BOOK_UNIT, "%lld", (long long)b.holdings[0].realised);
    CHECK(b.purse_count == 1 && b.purses[0].money == -1005000000ll - 2005000000ll + 2394000000ll);
}

/* Ten thirds of a cent: what is taken out of a lot and what stays are the whole, whatever was rounded. */
TEST(book_cost_is_never_lost)
{
    AUTO_CTX        c = {0};
    struct book     b;
    struct activity a[11];
    int64_t         cost = 0;
    ctx_open(&c, MEMORY);
    a[0] = act(1, ACTIVITY_BUY, 3, 3, NAN, 0.10);
    for (size_t i = 1; i < 11; i++) a[i] = trade((int32_t)i + 1, ACTIVITY_SELL, i < 10 ? 0.3 : 0.3, 1);
    struct book_in in = book_of(a, 11, LOTS_FIFO);
    CHECK(book_open(&c, &in, &b) == OK && book_advance(&b, 100) == OK, "%s", c.note);
    for (size_t i = 0; i < b.sale_count; i++) cost += b.sales[i].cost;
    CHECK(cost == 100000 && b.holdings[0].units == 0 && b.holdings[0].lot_count == 0, "%lld", (long long)cost);
}

static void refused(const struct activity *a, size_t count, enum lot_method lots, const char *story)
{
    AUTO_CTX    c = {0};
    struct book b;
    ctx_open(&c, MEMORY);
    struct book_in in = book_of(a, count, lots);
    CHECK(book_open(&c, &in, &b) == OK && book_advance(&b, INT32_MAX) == ERR_CONFLICT && strstr(c.note, story), "%s", c.note);
}

TEST(book_refuses_what_cannot_be)
{
    struct activity more[]  = {trade(1, ACTIVITY_BUY, 5, 10), trade(2, ACTIVITY_SELL, 5.00000001, 10)};
    struct activity lot[]   = {trade(1, ACTIVITY_BUY, 5, 10), trade(2, ACTIVITY_SELL, 5, 10)};
    struct activity money[] = {trade(1, ACTIVITY_BUY, 5, 10), trade(2, ACTIVITY_BUY, 5, 10)};
    lot[1].lot        = 999999;
    money[1].currency = "EUR";
    refused(more, 2, LOTS_FIFO, "takes 5.00000001 of AAA out on 1970-01-03, and 5 are held");
    refused(lot, 2, LOTS_NAMED, "names lot 999999 of AAA, which is not held");
    refused(money, 2, LOTS_FIFO, "counts AAA in EUR, and those before it in USD");
}

/* A day's sale stands before the purchase it rests on, as in a statement that is written the newest first. */
TEST(book_a_day_takes_what_comes_in_first)
{
    AUTO_CTX        c   = {0};
    struct activity a[] = {trade(1, ACTIVITY_SELL, 5, 11), trade(1, ACTIVITY_BUY, 5, 10)};
    struct book     b;
    ctx_open(&c, MEMORY);
    struct book_in in = book_of(a, 2, LOTS_FIFO);
    CHECK(book_open(&c, &in, &b) == OK && book_advance(&b, 1) == OK && b.holdings[0].realised == 5 * CASH_UNIT, "%s", c.note);
}

/* Two for one on day 5 is known; that the account says it on day 6 is not a second one. Bought on the day itself, units are new ones. */
TEST(book_splits_once)
{
    struct action   known = {.asset_id = 3, .day = 5, .kind = ACTION_SPLIT, .value = 2};
    struct activity a[]   = {trade(1, ACTIVITY_BUY, 10, 40), trade(5, ACTIVITY_BUY, 10, 20), act(6, ACTIVITY_SPLIT, 3, 2, NAN, NAN)};
    for (size_t count = 1; count <= 3; count++) {
        AUTO_CTX       c  = {0};
        struct book_in in = book_of(a, count, LOTS_FIFO);
        struct book    b;
        ctx_open(&c, MEMORY);
        in.splits      = &known;
        in.split_count = 1;
        CHECK(book_open(&c, &in, &b) == OK && book_advance(&b, 4) == OK && b.holdings[0].units == 10 * BOOK_UNIT);
        CHECK(book_advance(&b, 7) == OK && b.holdings[0].units == (count == 1 ? 20 : count == 2 ? 30 : 40) * BOOK_UNIT, "%zu %lld", count, (long long)b.holdings[0].units);
        CHECK(holding_cost(&b.holdings[0]) == (count == 1 ? 400ll : 600ll) * CASH_UNIT);
    }
}

/* ---- returns ---- */

/* The example of XIRR in the manual of Excel: 37.34 %. */
TEST(irr_as_spreadsheets)
{
    const int32_t day[] = {day_of_date((struct date){2008, 1, 1}), day_of_date((struct date){2008, 3, 1}), day_of_date((struct date){2008, 10, 30}),
                           day_of_date((struct date){2009, 2, 15}), day_of_date((struct date){2009, 4, 1})};
    const double flow[] = {-10000, 2750, 4250, 3250, 2750}, gain[] = {1, 2, 3};
    CHECK(near(irr_of_days(flow, day, 5), 0.373362535, 2e-9), "%.12g", irr_of_days(flow, day, 5));
    CHECK(isnan(irr_of_days(gain, day, 3)) && isnan(irr_of_days(flow, day, 1)) && isnan(irr_of_days(flow, (const int32_t[]){4, 4}, 2)));
    CHECK(near(irr_of_days((const double[]){-100, 50}, (const int32_t[]){0, 365}, 2), -0.5, 1e-12));
    CHECK(irr_of_days((const double[]){-100, 100}, (const int32_t[]){0, 365}, 2) == 0);
    CHECK(near(irr_of_days((const double[]){-1, 1000}, (const int32_t[]){0, 365}, 2), 999, 1e-9));
}

/* A million grows to 1,162,484; then 100,000 come or go; at the end there are 1,192,328, or 1,003,440. Investopedia, "Time-Weighted Rate of
 * Return": 9.79 % for both. */
static double published(double moved, double end)
{
    AUTO_CTX        c   = {0};
    const int32_t   day[] = {100, 327, 328, 465};
    const double    price[] = {1000000, 1162484, 1162484, end}, none[] = {1};
    struct activity a[] = {act(100, ACTIVITY_RECEIVE, 3, 1, NAN, NAN), act(328, moved > 0 ? ACTIVITY_RECEIVE : ACTIVITY_DELIVER, 3, fabs(moved) / 1162484, NAN, NAN)};
    struct quotes   quotes[ASSETS] = {{day, price, 4}, {day, none, 1}};
    struct worth_in in = {.book = book_of(a, 2, LOTS_FIFO), .prices = quotes, .from = 100, .to = 465};
    struct worth    w;
    ctx_open(&c, MEMORY);
    CHECK(worth_walk(&c, &in, &w) == OK, "%s", c.note);
    return w.growth;
}

TEST(worth_time_weighted_as_published)
{
    double with = published(100000, 1192328 / (1 + 100000.0 / 1162484)), without = published(-100000, 1003440 / (1 - 100000.0 / 1162484));
    CHECK(near(with, 0.0979, 5e-5) && near(without, 0.0979, 5e-5), "%.6f %.6f", with, without);
}

/* 10 units of 100 EUR, bought at 1.10; then 120 EUR at 1.20: 330 of gain, 100 of it by the currency. */
TEST(worth_of_a_foreign_holding)
{
    AUTO_CTX        c = {0};
    const int32_t   day[] = {1, 2};
    const double    price[] = {100, 120}, rate[] = {1.1, 1.2};
    struct activity a[] = {paid(1, ACTIVITY_EXCHANGE, 1000), trade(1, ACTIVITY_BUY, 10, 100), paid(1, ACTIVITY_DEPOSIT, 1100), paid(1, ACTIVITY_EXCHANGE, -1100)};
    a[0].currency = a[1].currency = "EUR";
    struct quotes   quotes[ASSETS] = {{day, price, 2}, {day, price, 0}};
    struct rate     rates[]        = {{"EUR", {day, rate, 2}}};
    struct worth_in in = {.book = book_of(a, 4, LOTS_FIFO), .prices = quotes, .rates = rates, .rate_count = 1, .from = 1, .to = 2};
    struct worth    w;
    ctx_open(&c, MEMORY);
    CHECK(worth_walk(&c, &in, &w) == OK, "%s", c.note);
    CHECK(near(w.closing, 1440, 1e-12) && near(w.gain, 340, 1e-9) && near(w.parts[0].gain, 340, 1e-9), "%.12g %.12g", w.closing, w.gain);
    CHECK(near(w.parts[0].currency_gain, 100, 1e-9) && near(w.growth, 1440 / 1100.0 - 1, 1e-12) && fabs(w.parts[2].gain) < 1e-9);
}

TEST(worth_says_what_is_missing)
{
    AUTO_CTX        c = {0};
    const int32_t   day[] = {3};
    const double    price[] = {10};
    struct quotes   quotes[ASSETS] = {{day, price, 1}, {day, price, 1}};
    struct activity a[] = {trade(1, ACTIVITY_BUY, 10, 9)};
    struct worth_in in  = {.book = book_of(a, 1, LOTS_FIFO), .prices = quotes, .from = 1, .to = 5};
    struct worth    w;
    ctx_open(&c, MEMORY);
    CHECK(worth_walk(&c, &in, &w) == ERR_INSUFFICIENT && strstr(c.note, "AAA is held on 1970-01-02, and there is no price"), "%s", c.note);
    quotes[0].day = (const int32_t[]){1};
    CHECK(worth_walk(&c, &in, &w) == ERR_INSUFFICIENT && strstr(c.note, "a deposit is missing"), "%s", c.note);
    in.book.cash = CASH_IMPLIED;
    CHECK(worth_walk(&c, &in, &w) == OK && w.implied == 90 && w.in == 90 && near(w.growth, 1 / 9.0, 1e-12), "%s %g", c.note, w.growth);
}
