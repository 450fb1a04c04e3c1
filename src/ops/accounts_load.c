#include <math.h>

#include "ops/accounts.h"
#include "ops/prices.h"
#include "store/query.h"

/* ---- accounts and activities ---- */

err account_find(struct ctx *c, const struct house *h, const char *name, struct account *ret)
{
    struct list found;
    struct text names = {.c = c};
    TRY(store_select(c, h->store, &account_shape, "WHERE name = $1", ARGS(v_text(name)), &found));
    if (found.count) return *ret = *(struct account *)found.at, OK;
    TRY(store_select(c, h->store, &account_shape, "ORDER BY name LIMIT 10", NO_ARGS, &found));
    for (size_t i = 0; i < found.count; i++) text_print(&names, "%s%s", i ? ", " : "", ((struct account *)found.at)[i].name);
    TRY(text_done(&names));
    if (found.count == 0) return fail(c, ERR_NOT_FOUND, "no account '%s'; there is none yet: lumia account new %s --currency USD", name, name);
    return fail(c, ERR_NOT_FOUND, "no account '%s'; there is %s", name, names.at);
}

err account_book(struct ctx *c, const struct house *h, const struct account *a, int32_t to, struct book_in *ret)
{
    struct list activities, assets, splits;
    TRY(store_select(c, h->store, &activity_shape, "WHERE account_id = $1 AND day <= $2 AND removed IS NULL ORDER BY day, id", ARGS(v_int(a->id), v_int(to)), &activities));
    TRY(store_select(c, h->store, &asset_shape, "WHERE id IN (SELECT asset_id FROM activity WHERE account_id = $1 AND removed IS NULL) ORDER BY id", ARGS(v_int(a->id)), &assets));
    TRY(store_select(c, h->store, &action_shape, "WHERE kind = 'split' AND asset_id IN (SELECT asset_id FROM activity WHERE account_id = $1 AND removed IS NULL) ORDER BY day, asset_id",
                     ARGS(v_int(a->id)), &splits));
    *ret = (struct book_in){activities.at, activities.count, assets.at, assets.count, splits.at, splits.count, a->currency, (enum lot_method)a->lots,
                            (enum cash_rule)a->cash};
    return OK;
}

err account_check(struct ctx *c, const struct house *h, const struct account *a)
{
    struct book_in in;
    struct book    book;
    TRY(account_book(c, h, a, INT32_MAX, &in));
    for (size_t i = 1; i < in.asset_count; i++)
        if (in.assets[i].simulated != in.assets[0].simulated)
            return fail(c, ERR_CONFLICT, "%s and %s: real and simulated assets are never mixed in an account", in.assets[0].symbol, in.assets[i].symbol);
    TRY(book_open(c, &in, &book));
    return book_advance(&book, INT32_MAX);
}

/* ---- prices ---- */

struct load {
    struct ctx            *c;
    const struct house    *house;
    struct account_value  *out;
    size_t                 note_room;
    int32_t                to;
};

static err note(struct load *l, char *text)
{
    struct list *n = &l->out->notes;
    TRY(got(text));
    if (n->count == l->note_room) {
        const char **bigger;
        l->note_room = l->note_room ? l->note_room * 2 : 8;
        TRY(NEW(l->c, bigger, l->note_room));
        if (n->count) memcpy(bigger, n->at, n->count * sizeof *bigger);
        n->at = bigger;
    }
    ((const char **)n->at)[n->count++] = text;
    return OK;
}

static err quotes_of(struct ctx *c, const struct bars *b, bool inverse, struct quotes *ret)
{
    int32_t *day;
    double  *value;
    size_t   count = 0;
    TRY(NEW(c, day, b->count + 1));
    TRY(NEW(c, value, b->count + 1));
    for (size_t i = 0; i < b->count; i++) {
        double close = b->value[BAR_CLOSE][i];
        if (!(close > 0)) continue;
        day[count]     = day_of_time(b->at[i]);
        value[count++] = inverse ? 1 / close : close;
    }
    *ret = (struct quotes){day, value, count};
    return OK;
}

/* Prices as traded; where they cannot be had, as they were delivered, which a note tells. */
static err load_prices(struct load *l, const struct asset *a, struct prices *ret)
{
    struct prices_ask ask  = {.every = US_PER_DAY, .adjust = ADJUST_RAW, .from = DAY_NONE, .to = l->to};
    char              kept[NOTE_SIZE];
    memcpy(kept, l->c->note, sizeof kept);
    err e = prices_load(l->c, l->house, a->symbol, &ask, ret);
    if (e != ERR_INSUFFICIENT) return e;
    ask.adjust = ADJUST_AS_DELIVERED;
    e = prices_load(l->c, l->house, a->symbol, &ask, ret);
    memcpy(l->c->note, kept, sizeof kept);
    if (e == ERR_INSUFFICIENT) return *ret = (struct prices){.asset = *a}, OK;
    TRY(e);
    return note(l, ctx_print(l->c, "%s is valued at prices as delivered (%s), for prices as traded cannot be told from them: units held across a split it does not know of are valued wrongly",
                             a->symbol, adjusts[ret->series.adjust]));
}

/* The currency an asset is counted in by the activities. */
static const char *currency_of_asset(const struct book_in *in, int64_t asset_id)
{
    for (size_t i = 0; i < in->activity_count; i++)
        if (in->activities[i].asset_id == asset_id && in->activities[i].kind != ACTIVITY_SPLIT) return activity_currency(in, &in->activities[i]);
    return NULL;
}

static err load_asset(struct load *l, const struct asset *a, struct quotes *ret, int32_t *newest)
{
    struct prices p;
    TRY(load_prices(l, a, &p));
    const char *held = currency_of_asset(&l->out->in.book, a->id), *quoted = p.series.currency ? p.series.currency : a->currency;
    if (held && quoted && strcmp(held, quoted) != 0)
        return fail(l->c, ERR_INSUFFICIENT, "%s is counted in %s by the activities, and its prices are in %s", a->symbol, held, quoted);
    l->out->simulated |= a->simulated;
    TRY(quotes_of(l->c, &p.bars, false, ret));
    if (ret->count && ret->day[ret->count - 1] > *newest) *newest = ret->day[ret->count - 1];
    return OK;
}

/* ---- rates ---- */

static err load_rate(struct load *l, const char *from, const char *to, struct quotes *ret, bool *ret_found)
{
    const char *forms[] = {"%s%s", "%s%s=X", "%s/%s"};
    for (size_t i = 0; i < 2 * sizeof forms / sizeof *forms; i++) {
        bool         inverse = i % 2;
        char         symbol[64];
        struct asset a;
        (void)snprintf(symbol, sizeof symbol, forms[i / 2], inverse ? to : from, inverse ? from : to);
        TRY(query_asset_exists(l->c, l->house->store, symbol, &a, ret_found));
        if (!*ret_found) continue;
        struct prices p;
        TRY(prices_load(l->c, l->house, symbol, &(struct prices_ask){.every = US_PER_DAY, .adjust = ADJUST_AS_DELIVERED, .from = DAY_NONE, .to = l->to}, &p));
        return quotes_of(l->c, &p.bars, inverse, ret);
    }
    *ret_found = false;
    return OK;
}

static bool has_rate(const struct rate *rates, size_t count, const char *currency)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rates[i].currency, currency) == 0) return true;
    return false;
}

static err load_rates(struct load *l)
{
    struct worth_in *in = &l->out->in;
    struct rate     *rates;
    TRY(NEW(l->c, rates, BOOK_CURRENCIES_MAX));
    for (size_t i = 0; i < in->book.activity_count; i++) {
        const char *currency = activity_currency(&in->book, &in->book.activities[i]);
        bool        found;
        if (strcmp(currency, in->book.currency) == 0 || has_rate(rates, in->rate_count, currency)) continue;
        if (in->rate_count == BOOK_CURRENCIES_MAX) return fail(l->c, ERR_LIMIT, "an account has money in at most %d currencies", BOOK_CURRENCIES_MAX);
        struct rate *r = &rates[in->rate_count];
        r->currency = currency;
        TRY(load_rate(l, currency, in->book.currency, &r->quotes, &found));
        if (!found)
            return fail(l->c, ERR_INSUFFICIENT, "nothing tells what %s is worth in %s: import prices of %s%s with --class fx", currency, in->book.currency, currency,
                        in->book.currency);
        in->rate_count++;
    }
    in->rates = rates;
    return OK;
}

/* ---- the whole ---- */

static err load_quotes(struct load *l, int32_t *newest)
{
    struct worth_in *in = &l->out->in;
    struct quotes   *prices;
    TRY(NEW(l->c, prices, in->book.asset_count + 1));
    for (size_t i = 0; i < in->book.asset_count; i++) TRY(load_asset(l, &in->book.assets[i], &prices[i], newest));
    in->prices = prices;
    return load_rates(l);
}

err account_value(struct ctx *c, const struct house *h, const struct account_ask *ask, struct account_value *ret)
{
    struct account_value out = {0};
    struct load          l   = {.c = c, .house = h, .out = &out, .to = ask->to == DAY_NONE ? INT32_MAX - 1 : ask->to};
    TRY(account_find(c, h, ask->name, &out.account));
    TRY(account_book(c, h, &out.account, l.to, &out.in.book));
    if (out.in.book.activity_count == 0)
        return fail(c, ERR_INSUFFICIENT, "nothing has happened in %s%s: lumia import activities %s FILE", out.account.name, ask->to == DAY_NONE ? "" : " by then", out.account.name);
    const struct activity *first = out.in.book.activities, *last = first + out.in.book.activity_count - 1;
    int32_t newest = last->day;
    TRY(load_quotes(&l, &newest));
    out.in.from = ask->from == DAY_NONE ? first->day : ask->from;
    out.in.to   = ask->to == DAY_NONE ? newest : ask->to;
    TRY(worth_walk(c, &out.in, &out.worth));
    if (out.worth.implied > 0)
        TRY(note(&l, ctx_print(c, "%.2f %s counts as paid in where purchases took more money than the activities bring", out.worth.implied, out.account.currency)));
    *ret = out;
    return OK;
}
