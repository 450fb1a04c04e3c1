#include "book/worth.h"

#include <math.h>

#include "num/irr.h"

enum { DAYS_MAX = 200 * 366 };

struct spot {                           /* what is known of one asset on the day */
    size_t at;                          /* into its quotes */
    double price, rate;
    double before, local_before;        /* value at the last close, in the currency of the account and in its own */
    double rate_before;
    double bought, income;              /* of the day: net of sales; with fees */
};

struct walk {
    struct ctx            *c;
    const struct worth_in *in;
    struct worth          *out;
    struct spot           *spots;
    size_t                 rate_at[BOOK_CURRENCIES_MAX + 1];
    double                 day_in, day_out;
    double                 before;      /* value of the account at the last close */
    double                 growth;
};

double quote_on(const struct quotes *q, int32_t day, size_t *at)
{
    while (*at < q->count && q->day[*at] <= day) ++*at;
    return *at ? q->value[*at - 1] : NAN;
}

static const char *text_of(struct walk *w, int32_t day)
{
    char text[DAY_SIZE + 1] = {0};
    (void)day_write(text, day);
    char *copy = ctx_copy(w->c, slice_of(text));
    return copy ? copy : "";
}

static double money(int64_t millionths) { return (double)millionths / CASH_UNIT; }

/* What one of a currency is worth on a day; days only go forwards. */
static err rate_on(struct walk *w, const char *currency, int32_t day, double *ret)
{
    *ret = 1;
    if (strcmp(currency, w->in->book.currency) == 0) return OK;
    for (size_t i = 0; i < w->in->rate_count; i++) {
        if (strcmp(w->in->rates[i].currency, currency) != 0) continue;
        *ret = quote_on(&w->in->rates[i].quotes, day, &w->rate_at[i]);
        return isnan(*ret) ? fail(w->c, ERR_INSUFFICIENT, "nothing tells what %s was worth in %s up to %s", currency, w->in->book.currency, text_of(w, day)) : OK;
    }
    return fail(w->c, ERR_INSUFFICIENT, "nothing tells what %s is worth in %s", currency, w->in->book.currency);
}

/* ---- the activities of a day ---- */

static struct spot *spot_of(struct walk *w, const struct activity *a)
{
    if (a->asset_id == INT_NONE) return NULL;
    return &w->spots[book_holding(&w->out->book, a->asset_id) - w->out->book.holdings];
}

static err take_trade(struct walk *w, const struct activity *a, struct spot *s, double rate)
{
    double moved = a->quantity * s->price * rate;
    switch (a->kind) {
    case ACTIVITY_BUY:  s->bought += money(activity_money(a) + a->fee) * rate; return OK;
    case ACTIVITY_SELL: s->bought -= money(activity_money(a) - a->fee) * rate; return OK;
    case ACTIVITY_RECEIVE: case ACTIVITY_DELIVER: break;
    default: return OK;
    }
    if (isnan(moved)) return fail(w->c, ERR_INSUFFICIENT, "activity %lld moves units on %s, up to which there is no price of them", (long long)a->id, text_of(w, a->day));
    if (a->kind == ACTIVITY_RECEIVE) w->day_in  += moved, s->bought += moved;
    else                             w->day_out += moved, s->bought -= moved;
    return OK;
}

static err take_money(struct walk *w, const struct activity *a, struct spot *s, double rate)
{
    double amount = money(activity_money(a)) * rate, kept = money(activity_money(a) - a->fee) * rate;
    switch (a->kind) {
    case ACTIVITY_DEPOSIT:    w->day_in  += amount; break;
    case ACTIVITY_WITHDRAWAL: w->day_out += amount; break;
    case ACTIVITY_EXCHANGE:   break;
    case ACTIVITY_FEE: case ACTIVITY_TAX: if (s) s->income -= amount; break;
    default:                              if (s) s->income += kept; break;
    }
    return OK;
}

static err take_day(struct walk *w, int32_t day)
{
    struct book *b = &w->out->book;
    for (size_t i = b->next; i < b->in.activity_count; i++) {
        const struct activity *a = &b->in.activities[b->order[i]];
        struct spot           *s = spot_of(w, a);
        double                 rate;
        if (a->day > day) break;
        TRY(rate_on(w, activity_currency(&b->in, a), day, &rate));
        if (activity_moves_units(a->kind)) TRY(take_trade(w, a, s, rate));
        else                               TRY(take_money(w, a, s, rate));
    }
    return book_advance(b, day);
}

/* ---- the close of a day ---- */

static err cash_value(struct walk *w, int32_t day, double *ret)
{
    struct book *b = &w->out->book;
    *ret = 0;
    for (size_t i = 0; i < b->purse_count; i++) {
        struct purse *p = &b->purses[i];
        double        rate;
        if (p->money == 0) continue;
        TRY(rate_on(w, p->currency, day, &rate));
        if (p->money < 0 && b->in.cash == CASH_IMPLIED) {
            w->day_in       -= money(p->money) * rate;
            w->out->implied -= money(p->money) * rate;
            p->money         = 0;
        }
        *ret += money(p->money) * rate;
    }
    return OK;
}

static err asset_value(struct walk *w, size_t i, int32_t day, double *ret)
{
    const struct holding *h = &w->out->book.holdings[i];
    struct spot          *s = &w->spots[i];
    *ret = 0;
    if (s->local_before != 0) TRY(rate_on(w, h->currency, day, &s->rate));
    if (h->units == 0) return OK;
    if (isnan(s->price)) return fail(w->c, ERR_INSUFFICIENT, "%s is held on %s, and there is no price of it up to then", h->asset->symbol, text_of(w, day));
    TRY(rate_on(w, h->currency, day, &s->rate));
    *ret = units_real(h->units) * s->price * s->rate;
    return OK;
}

/* What an asset earned this day, shared out among what it came of. */
static double note_gain(struct walk *w, size_t i, double now, double share)
{
    struct spot       *s    = &w->spots[i];
    struct worth_part *p    = &w->out->parts[i];
    double             gain = now - s->before - s->bought + s->income;
    p->gain          += gain;
    p->income        += s->income;
    p->currency_gain += s->local_before != 0 ? s->local_before * (s->rate - s->rate_before) : 0;
    p->contribution  += gain * share;
    return gain;
}

static void keep_spot(struct walk *w, size_t i, double now)
{
    const struct holding *h = &w->out->book.holdings[i];
    struct spot          *s = &w->spots[i];
    s->before       = now;
    s->local_before = units_real(h->units) * (h->units ? s->price : 0);
    s->rate_before  = s->rate;
    s->bought = s->income = 0;
}

static err close_day(struct walk *w, int32_t day, double *values)
{
    struct worth *out  = w->out;
    size_t        cash = out->part_count - 1;
    double        worth;
    TRY(cash_value(w, day, &worth));
    for (size_t i = 0; i < cash; i++) {
        TRY(asset_value(w, i, day, &values[i]));
        worth += values[i];
    }
    double base = w->before + w->day_in, gain = worth + w->day_out - base, rest = gain;
    if (base <= 0 && fabs(gain) > 1e-6)
        return fail(w->c, ERR_INSUFFICIENT, "on %s %.2f is earned on nothing: a deposit is missing; enter it, or make the account imply deposits", text_of(w, day), gain);
    double share = base > 0 ? w->growth / base : 0;
    for (size_t i = 0; i < cash; i++) {
        rest -= note_gain(w, i, values[i], share);
        keep_spot(w, i, values[i]);
    }
    out->parts[cash].gain         += rest;
    out->parts[cash].contribution += rest * share;
    w->growth += gain * share;
    w->before  = worth;
    return OK;
}

/* The window begins: what was before it is only where it starts from. */
static void begin_window(struct walk *w)
{
    struct worth *out = w->out;
    for (size_t i = 0; i < out->part_count; i++) out->parts[i] = (struct worth_part){.asset = out->parts[i].asset};
    out->opening = w->before;
    out->implied = 0;
    w->growth    = 1;
}

static void note_day(struct walk *w, int32_t day)
{
    struct worth *out = w->out;
    out->days[out->day_count++] = (struct worth_day){day, w->before, w->day_in, w->day_out, w->growth};
    out->in  += w->day_in;
    out->out += w->day_out;
}

static err one_day(struct walk *w, int32_t day, double *values)
{
    for (size_t i = 0; i + 1 < w->out->part_count; i++) w->spots[i].price = quote_on(&w->in->prices[i], day, &w->spots[i].at);
    if (day == w->in->from) begin_window(w);
    w->day_in = w->day_out = 0;
    TRY(take_day(w, day));
    TRY(close_day(w, day, values));
    if (day >= w->in->from) note_day(w, day);
    return OK;
}

/* ---- the whole ---- */

static err money_weighted(struct walk *w)
{
    struct worth *out = w->out;
    double       *flow;
    int32_t      *day;
    size_t        count = 0;
    TRY(NEW(w->c, flow, out->day_count + 2));
    TRY(NEW(w->c, day, out->day_count + 2));
    if (out->opening != 0) flow[count] = -out->opening, day[count++] = w->in->from - 1;
    for (size_t i = 0; i < out->day_count; i++) {
        double moved = out->days[i].out - out->days[i].in;
        if (moved != 0) flow[count] = moved, day[count++] = out->days[i].day;
    }
    flow[count] = out->closing, day[count++] = w->in->to;
    out->money_weighted = irr_of_days(flow, day, count);
    return OK;
}

static void finish(struct walk *w)
{
    struct worth *out = w->out;
    out->closing = w->before;
    out->growth  = w->growth - 1;
    out->gain    = out->closing - out->opening - out->in + out->out;
    struct worth_part *cash = &out->parts[out->part_count - 1];
    *cash = (struct worth_part){.gain = cash->gain, .contribution = cash->contribution, .value = out->closing, .price = NAN, .price_day = DAY_NONE};
    for (struct worth_part *p = out->parts; p < cash; p++) {
        const struct quotes *q  = &w->in->prices[p - out->parts];
        const struct spot   *s  = &w->spots[p - out->parts];
        p->value     = s->before;
        p->price     = s->at ? q->value[s->at - 1] : NAN;
        p->price_day = s->at ? q->day[s->at - 1] : DAY_NONE;
        cash->value -= p->value;
    }
}

err worth_walk(struct ctx *c, const struct worth_in *in, struct worth *ret)
{
    struct worth  out   = {.part_count = in->book.asset_count + 1};
    struct walk   w     = {.c = c, .in = in, .out = &out, .growth = 1};
    int32_t       first = in->book.activity_count ? in->book.activities[0].day : in->from;
    double       *values;
    if (in->from > in->to) return fail(c, ERR_INVALID, "from must not be later than to");
    if (first > in->from) first = in->from;
    if ((int64_t)in->to - first >= DAYS_MAX) return fail(c, ERR_LIMIT, "an account is valued over at most %d days", DAYS_MAX);
    TRY(book_open(c, &in->book, &out.book));
    TRY(NEW(c, w.spots, out.part_count));
    TRY(NEW(c, values, out.part_count));
    TRY(NEW(c, out.parts, out.part_count));
    TRY(NEW(c, out.days, (size_t)(in->to - in->from) + 1));
    for (size_t i = 0; i + 1 < out.part_count; i++) out.parts[i].asset = &in->book.assets[i];
    for (int32_t day = first; day <= in->to; day++) TRY(one_day(&w, day, values));
    finish(&w);
    TRY(money_weighted(&w));
    *ret = out;
    return OK;
}
