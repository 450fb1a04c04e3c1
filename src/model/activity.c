#include "model/activity.h"

#include <math.h>

const char *const activity_kinds[] = {"buy", "sell", "dividend", "interest", "fee", "tax", "deposit", "withdrawal", "split", "receive", "deliver",
                                      "exchange", NULL};

/* What each kind wants: + must be there, ? may be, - may not. */
static const struct {
    char asset, quantity, value, fee, lot;      /* value: an amount, or a quantity with its price */
} wants[ACTIVITY_KIND_COUNT] = {
    [ACTIVITY_BUY]      = {'+', '+', '+', '?', '-'}, [ACTIVITY_SELL]       = {'+', '+', '+', '?', '?'},
    [ACTIVITY_DIVIDEND] = {'+', '?', '+', '?', '-'}, [ACTIVITY_INTEREST]   = {'?', '-', '+', '?', '-'},
    [ACTIVITY_FEE]      = {'?', '-', '+', '-', '-'}, [ACTIVITY_TAX]        = {'?', '-', '+', '-', '-'},
    [ACTIVITY_DEPOSIT]  = {'-', '-', '+', '-', '-'}, [ACTIVITY_WITHDRAWAL] = {'-', '-', '+', '-', '-'},
    [ACTIVITY_SPLIT]    = {'+', '+', '-', '-', '-'}, [ACTIVITY_RECEIVE]    = {'+', '+', '?', '-', '-'},
    [ACTIVITY_DELIVER]  = {'+', '+', '?', '-', '?'}, [ACTIVITY_EXCHANGE]   = {'-', '-', '+', '-', '-'},
};

bool activity_moves_units(int32_t kind) { return wants[kind].quantity == '+'; }
bool activity_takes_asset(int32_t kind) { return wants[kind].asset != '-'; }

static void check_one(struct ctx *c, const char *path, const char *field, const char *kind, char want, bool there)
{
    char *where = ctx_print(c, "%s%s", path, field);
    if (!where) return;
    if (want == '+' && !there) fault(c, where, "is missing: a %s needs it", kind);
    if (want == '-' && there)  fault(c, where, "does not belong to a %s", kind);
}

void activity_check(struct ctx *c, const struct activity *a, const char *path)
{
    const char *kind   = activity_kinds[a->kind];
    bool        priced = !isnan(a->price) && !isnan(a->quantity), amount = a->amount != CASH_NONE;
    check_one(c, path, "symbol", kind, wants[a->kind].asset, a->asset_id != INT_NONE);
    check_one(c, path, "quantity", kind, wants[a->kind].quantity, !isnan(a->quantity));
    check_one(c, path, "amount", kind, wants[a->kind].value, amount || priced);
    check_one(c, path, "fee", kind, wants[a->kind].fee, a->fee != 0);
    check_one(c, path, "lot", kind, wants[a->kind].lot, a->lot != INT_NONE);
    char *where = ctx_print(c, "%samount", path);
    if (where && amount && a->amount < 0 && a->kind != ACTIVITY_EXCHANGE) fault(c, where, "must not be below zero in a %s", kind);
    if (where && priced && a->quantity * a->price > 9e11) fault(c, where, "is more than 900,000,000,000");
}
