#include "book/replay.h"

#include <math.h>
#include <stdlib.h>

/* a * b / c, to the nearest, halves away from zero. */
static int64_t share_of(int64_t a, int64_t b, int64_t c)
{
    __int128 product = (__int128)a * b, half = c / 2;
    return (int64_t)((product + (product < 0 ? -half : half)) / c);
}

static int64_t units_of(double quantity) { return llround(quantity * (double)BOOK_UNIT); }

int64_t activity_money(const struct activity *a)
{
    if (a->amount != CASH_NONE) return a->amount;
    return isnan(a->price) || isnan(a->quantity) ? CASH_NONE : llround(a->quantity * a->price * CASH_UNIT);
}

const char *activity_currency(const struct book_in *in, const struct activity *a) { return a->currency ? a->currency : in->currency; }

/* ---- opening ---- */

static bool comes_in(int32_t kind) { return kind == ACTIVITY_BUY || kind == ACTIVITY_RECEIVE || kind == ACTIVITY_DEPOSIT || kind == ACTIVITY_SPLIT; }

/* Statements are often written the newest first, and a day's sale then stands before the purchase it rests on. */
static err put_in_order(struct ctx *c, const struct book_in *in, size_t **ret)
{
    size_t *order, out = 0;
    TRY(NEW(c, order, in->activity_count + 1));
    for (size_t from = 0, to; from < in->activity_count; from = to) {
        for (to = from + 1; to < in->activity_count && in->activities[to].day == in->activities[from].day;) to++;
        for (int pass = 0; pass < 3; pass++)
            for (size_t i = from; i < to; i++) {
                int32_t kind  = in->activities[i].kind;
                int     place = kind == ACTIVITY_SPLIT ? 0 : comes_in(kind) ? 1 : 2;
                if (place == pass) order[out++] = i;
            }
    }
    *ret = order;
    return OK;
}

err book_open(struct ctx *c, const struct book_in *in, struct book *ret)
{
    *ret = (struct book){.c = c, .in = *in};
    TRY(NEW(c, ret->holdings, in->asset_count + 1));
    for (size_t i = 0; i < in->asset_count; i++) ret->holdings[i].asset = &in->assets[i];
    return put_in_order(c, in, &ret->order);
}

struct holding *book_holding(const struct book *b, int64_t asset_id)
{
    size_t low = 0, high = b->in.asset_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (b->in.assets[middle].id < asset_id) low = middle + 1;
        else                                    high = middle;
    }
    return low < b->in.asset_count && b->in.assets[low].id == asset_id ? &b->holdings[low] : NULL;
}

int64_t holding_cost(const struct holding *h)
{
    int64_t cost = 0;
    for (size_t i = 0; i < h->lot_count; i++) {
        if (h->lots[i].cost == CASH_NONE) return CASH_NONE;
        cost += h->lots[i].cost;
    }
    return cost;
}

/* ---- money and lots ---- */

static err purse_of(struct book *b, const char *currency, struct purse **ret)
{
    for (size_t i = 0; i < b->purse_count; i++)
        if (strcmp(b->purses[i].currency, currency) == 0) return *ret = &b->purses[i], OK;
    if (b->purse_count == BOOK_CURRENCIES_MAX) return fail(b->c, ERR_LIMIT, "an account has money in at most %d currencies", BOOK_CURRENCIES_MAX);
    b->purses[b->purse_count] = (struct purse){.currency = currency};
    *ret = &b->purses[b->purse_count++];
    return OK;
}

static err pay(struct book *b, const struct activity *a, int64_t money)
{
    struct purse *p;
    TRY(purse_of(b, activity_currency(&b->in, a), &p));
    p->money += money;
    return OK;
}

static err grow(struct ctx *c, void **at, size_t size, size_t count, size_t *room)
{
    if (count < *room) return OK;
    size_t bigger = *room ? *room * 2 : 8;
    void  *fresh  = ctx_alloc(c, size, bigger);
    if (!fresh) return ERR_NOMEM;
    if (count) memcpy(fresh, *at, count * size);
    *at   = fresh;
    *room = bigger;
    return OK;
}

static err add_lot(struct book *b, struct holding *h, const struct activity *a, int64_t units, int64_t cost)
{
    void *lots = h->lots;
    h->units += units;
    if (b->in.lots == LOTS_AVERAGE && h->lot_count > 0) {
        struct lot *one = &h->lots[0];
        one->units += units;
        one->cost   = one->cost == CASH_NONE || cost == CASH_NONE ? CASH_NONE : one->cost + cost;
        return OK;
    }
    TRY(grow(b->c, &lots, sizeof *h->lots, h->lot_count, &h->room));
    h->lots = lots;
    h->lots[h->lot_count++] = (struct lot){a->id, a->day, units, cost};
    return OK;
}

static const char *day_text(struct book *b, int32_t day)
{
    char text[DAY_SIZE + 1] = {0};
    (void)day_write(text, day);
    return ctx_copy(b->c, slice_of(text));
}

/* The lot a sale names, or the oldest. */
static err lot_for(struct book *b, const struct holding *h, const struct activity *a, size_t *ret)
{
    *ret = 0;
    if (b->in.lots != LOTS_NAMED || a->lot == INT_NONE) return OK;
    for (size_t i = 0; i < h->lot_count; i++)
        if (h->lots[i].activity_id == a->lot) return *ret = i, OK;
    return fail(b->c, ERR_CONFLICT, "activity %lld of %s names lot %lld of %s, which is not held then", (long long)a->id, day_text(b, a->day),
                (long long)a->lot, h->asset->symbol);
}

/* Takes at most `units` out of one lot; the rest of it keeps what is left of the cost, to the last millionth. */
static struct lot take_lot(struct holding *h, size_t place, int64_t units)
{
    struct lot *from = &h->lots[place], out = *from;
    if (units < from->units) {
        out.units    = units;
        out.cost     = from->cost == CASH_NONE ? CASH_NONE : share_of(from->cost, units, from->units);
        from->units -= units;
        if (from->cost != CASH_NONE) from->cost -= out.cost;
    } else {
        memmove(from, from + 1, (--h->lot_count - place) * sizeof *from);
    }
    h->units -= out.units;
    return out;
}

static err note_sale(struct book *b, struct holding *h, const struct activity *a, const struct lot *lot, int64_t proceeds)
{
    void *sales = b->sales;
    TRY(grow(b->c, &sales, sizeof *b->sales, b->sale_count, &b->sale_room));
    b->sales = sales;
    b->sales[b->sale_count++] = (struct sale){a->id, h->asset, lot->day, a->day, lot->units, proceeds, lot->cost, h->currency};
    if (h->realised != CASH_NONE) h->realised = lot->cost == CASH_NONE ? CASH_NONE : h->realised + proceeds - lot->cost;
    return OK;
}

/* Units go out, sold for `proceeds` or, where that is CASH_NONE, without a sale. */
static err take_units(struct book *b, struct holding *h, const struct activity *a, int64_t units, int64_t proceeds)
{
    if (units > h->units)
        return fail(b->c, ERR_CONFLICT, "activity %lld takes %.10g of %s out on %s, and %.10g are held then", (long long)a->id, a->quantity,
                    h->asset->symbol, day_text(b, a->day), units_real(h->units));
    for (int64_t left = units; left > 0;) {
        size_t place;
        TRY(lot_for(b, h, a, &place));
        if (b->in.lots == LOTS_NAMED && a->lot != INT_NONE && h->lots[place].units < left)
            return fail(b->c, ERR_CONFLICT, "activity %lld of %s takes more of %s out than lot %lld holds", (long long)a->id, day_text(b, a->day),
                        h->asset->symbol, (long long)a->lot);
        struct lot out  = take_lot(h, place, left);
        int64_t    part = proceeds == CASH_NONE ? CASH_NONE : share_of(proceeds, out.units, left);
        left -= out.units;
        if (proceeds == CASH_NONE) continue;
        proceeds -= part;
        TRY(note_sale(b, h, a, &out, part));
    }
    return OK;
}

/* ---- one activity ---- */

static err split_holding(struct book *b, struct holding *h, double ratio)
{
    h->units = 0;
    for (size_t i = 0; i < h->lot_count; i++) {
        double units = nearbyint((double)h->lots[i].units * ratio);
        if (!(units < 0x1p62)) return fail(b->c, ERR_CONFLICT, "a split makes more units of %s than can be counted", h->asset->symbol);
        h->lots[i].units = (int64_t)units;
        h->units        += h->lots[i].units;
    }
    return OK;
}

static err take_trade(struct book *b, struct holding *h, const struct activity *a)
{
    int64_t units = units_of(a->quantity), money = activity_money(a);
    switch (a->kind) {
    case ACTIVITY_BUY:
        TRY(add_lot(b, h, a, units, money + a->fee));
        return pay(b, a, -money - a->fee);
    case ACTIVITY_SELL:
        TRY(take_units(b, h, a, units, money - a->fee));
        return pay(b, a, money - a->fee);
    case ACTIVITY_RECEIVE:
        return add_lot(b, h, a, units, money);
    case ACTIVITY_DELIVER:
        return take_units(b, h, a, units, CASH_NONE);
    default:
        return split_holding(b, h, a->quantity);
    }
}

static err take_money(struct book *b, struct holding *h, const struct activity *a)
{
    int64_t money = activity_money(a);
    bool    costs = a->kind == ACTIVITY_FEE || a->kind == ACTIVITY_TAX, out = costs || a->kind == ACTIVITY_WITHDRAWAL;
    if (h && costs) h->costs  += money;
    if (h && !costs) h->income += money - a->fee;
    return pay(b, a, out ? -money : money - a->fee);
}

static err take_activity(struct book *b, const struct activity *a)
{
    struct holding *h = a->asset_id == INT_NONE ? NULL : book_holding(b, a->asset_id);
    if (h && a->kind != ACTIVITY_SPLIT) {
        const char *currency = activity_currency(&b->in, a);
        if (!h->currency) h->currency = currency;
        if (strcmp(h->currency, currency) != 0)
            return fail(b->c, ERR_CONFLICT, "activity %lld of %s counts %s in %s, and those before it in %s", (long long)a->id, day_text(b, a->day),
                        h->asset->symbol, currency, h->currency);
    }
    return activity_moves_units(a->kind) ? take_trade(b, h, a) : take_money(b, h, a);
}

/* ---- day after day ---- */

static bool said_by_activities(const struct book *b, const struct action *split)
{
    for (size_t i = 0; i < b->in.activity_count; i++) {
        const struct activity *a = &b->in.activities[i];
        if (a->kind == ACTIVITY_SPLIT && a->asset_id == split->asset_id && abs(a->day - split->day) <= SPLIT_SAID_DAYS) return true;
    }
    return false;
}

static err known_splits(struct book *b, int32_t day)
{
    for (; b->next_split < b->in.split_count && b->in.splits[b->next_split].day <= day; b->next_split++) {
        const struct action *s = &b->in.splits[b->next_split];
        struct holding      *h = book_holding(b, s->asset_id);
        if (s->kind != ACTION_SPLIT || !h || h->units == 0 || said_by_activities(b, s)) continue;
        TRY(split_holding(b, h, s->value));
    }
    return OK;
}

err book_advance(struct book *b, int32_t day)
{
    for (; b->next < b->in.activity_count; b->next++) {
        const struct activity *a = &b->in.activities[b->order[b->next]];
        if (a->day > day) break;
        TRY(known_splits(b, a->day));
        TRY(take_activity(b, a));
    }
    return known_splits(b, day);
}
