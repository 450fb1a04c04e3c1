#include "ops/choose.h"

#include "store/query.h"

static const char *const keys[] = {"class", "sector", "currency"};

enum key { KEY_CLASS, KEY_SECTOR, KEY_CURRENCY, KEY_SYMBOL, KEY_COUNT };

struct item {
    enum key     key;
    struct slice value;
};

static struct item item_of(const char *text)
{
    struct slice rest = slice_of(text), name = slice_trim(slice_cut(&rest, '='));
    for (int k = 0; k < KEY_SYMBOL; k++)
        if (slice_is(name, keys[k])) return (struct item){(enum key)k, slice_trim(rest)};
    return (struct item){KEY_SYMBOL, slice_trim(slice_of(text))};
}

static const char *of_asset(const struct asset *a, enum key key)
{
    switch (key) {
    case KEY_CLASS:    return asset_classes[a->class];
    case KEY_SECTOR:   return a->sector;
    case KEY_CURRENCY: return a->currency;
    default:           return a->symbol;
    }
}

bool choice_wants(const void *choice, const struct asset *a)
{
    const struct list *items = &((const struct choice *)choice)->items;
    bool asked[KEY_COUNT] = {0}, met[KEY_COUNT] = {0};
    for (size_t i = 0; i < items->count; i++) {
        struct item x = item_of(((const char *const *)items->at)[i]);
        const char *is = of_asset(a, x.key);
        asked[x.key] = true;
        met[x.key]  |= is && slice_like(x.value, is);
    }
    for (int k = 0; k < KEY_COUNT; k++)
        if (asked[k] && !met[k]) return false;
    return true;
}

static err check_class(struct ctx *c, struct slice value)
{
    for (size_t k = 0; asset_classes[k]; k++)
        if (slice_like(value, asset_classes[k])) return OK;
    return fail(c, ERR_INVALID, "assets: there is no class '%.*s'", (int)value.size, value.at);
}

static err check_symbol(struct ctx *c, const struct house *h, struct slice value, struct choice *ret, size_t *symbols)
{
    struct asset a;
    char        *symbol = ctx_copy(c, value);
    TRY(got(symbol));
    TRY(query_asset(c, h->store, symbol, &a));
    if ((*symbols)++ == 0) ret->simulated = a.simulated;
    return a.simulated == ret->simulated ? OK : fail(c, ERR_INVALID, "%s is %s; real and simulated assets are never mixed", a.symbol, a.simulated ? "simulated" : "real");
}

err choose(struct ctx *c, const struct house *h, const struct list *items, int32_t market, struct choice *ret)
{
    size_t symbols = 0;
    *ret = (struct choice){.items = *items};
    for (size_t i = 0; i < items->count; i++) {
        struct item x = item_of(((const char *const *)items->at)[i]);
        if (memchr(x.value.at, '=', x.value.size)) return fail(c, ERR_INVALID, "assets: '%.*s' is none of class=, sector=, currency= and a symbol", (int)x.value.size, x.value.at);
        if (x.key == KEY_CLASS)  TRY(check_class(c, x.value));
        if (x.key == KEY_SYMBOL) TRY(check_symbol(c, h, x.value, ret, &symbols));
    }
    if (market != CHOICE_NONE && symbols && ret->simulated != (market == MARKET_SIMULATED))
        return fail(c, ERR_INVALID, "the symbols are of the other market; real and simulated assets are never mixed");
    if (market != CHOICE_NONE) ret->simulated = market == MARKET_SIMULATED;
    return OK;
}
