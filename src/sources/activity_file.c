#include "sources/activity_file.h"

#include <math.h>

#include "base/number.h"

const char *const activity_roles[] = {"day", "kind", "symbol", "quantity", "price", "amount", "fee", "currency", "note", "lot", NULL};

enum { NAMES_MAX = 8, NUMBER_TEXT_MAX = 48 };

static const char *const names[ACTS_COUNT][NAMES_MAX] = {
    [ACTS_DAY]      = {"day", "date", "trade date", "transaction date", "date/time", "time", "booking date", "run date"},
    [ACTS_KIND]     = {"kind", "type", "action", "activity", "activity type", "transaction type", "transaction", "side"},
    [ACTS_SYMBOL]   = {"symbol", "ticker", "asset", "instrument", "code"},
    [ACTS_QUANTITY] = {"quantity", "shares", "units", "qty", "no. of shares", "amount of shares"},
    [ACTS_PRICE]    = {"price", "unit price", "unitprice", "price per share", "price / share", "t. price"},
    [ACTS_AMOUNT]   = {"amount", "value", "gross amount", "proceeds", "total"},
    [ACTS_FEE]      = {"fee", "fees", "commission", "comm/fee", "charges", "fees & comm"},
    [ACTS_CURRENCY] = {"currency", "ccy", "currency code"},
    [ACTS_NOTE]     = {"note", "notes", "comment", "description", "memo"},
    [ACTS_LOT]      = {"lot"},
};

/* Words of exports for a kind, beside its own name. */
static const struct {
    const char *word;
    int32_t     kind;
} words[] = {
    {"bought", ACTIVITY_BUY},              {"purchase", ACTIVITY_BUY},        {"reinvestment", ACTIVITY_BUY},      {"sold", ACTIVITY_SELL},
    {"sale", ACTIVITY_SELL},               {"div", ACTIVITY_DIVIDEND},        {"cash dividend", ACTIVITY_DIVIDEND}, {"credit interest", ACTIVITY_INTEREST},
    {"commission", ACTIVITY_FEE},          {"fees", ACTIVITY_FEE},            {"withholding tax", ACTIVITY_TAX},   {"taxes", ACTIVITY_TAX},
    {"contribution", ACTIVITY_DEPOSIT},    {"cash in", ACTIVITY_DEPOSIT},     {"withdraw", ACTIVITY_WITHDRAWAL},   {"cash out", ACTIVITY_WITHDRAWAL},
    {"stock split", ACTIVITY_SPLIT},       {"transfer in", ACTIVITY_RECEIVE}, {"transfer out", ACTIVITY_DELIVER},  {"fx", ACTIVITY_EXCHANGE},
    {"currency exchange", ACTIVITY_EXCHANGE},
};

/* ---- the header ---- */

static int place_of(const struct slice *cells, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++) {
        struct slice cell = slice_trim(cells[i]);
        char         text[128];
        if (name.size >= sizeof text) return -1;
        memcpy(text, name.at, name.size);
        text[name.size] = 0;
        if (slice_like(cell, text)) return (int)i;
    }
    return -1;
}

static err told(struct ctx *c, const struct slice *cells, size_t count, const char *item, struct activity_file *f)
{
    struct slice rest = slice_of(item), role = slice_trim(slice_cut(&rest, '=')), name = slice_trim(rest);
    for (size_t k = 0; k < ACTS_COUNT; k++) {
        if (!slice_is(role, activity_roles[k])) continue;
        f->column[k] = place_of(cells, count, name);
        return f->column[k] >= 0 ? OK : fail(c, ERR_DATA, "there is no column '%.*s' in the first line", (int)name.size, name.at);
    }
    return fail(c, ERR_INVALID, "'%s' tells no column: it is day, kind, symbol, quantity, price, amount, fee, currency, note or lot, then = and the name in the file", item);
}

err activity_file_learn(struct ctx *c, char *header, size_t size, const struct list *columns, struct activity_file *f)
{
    struct slice cells[CSV_CELLS_MAX];
    *f = (struct activity_file){.separator = csv_separator((struct slice){header, size}), .order = f->order, .comma = f->comma};
    size_t count = csv_split(header, size, f->separator, cells);
    if (count > CSV_CELLS_MAX) return fail(c, ERR_DATA, "more than %d columns", CSV_CELLS_MAX);
    for (size_t k = 0; k < ACTS_COUNT; k++) {
        f->column[k] = -1;
        for (size_t n = 0; n < NAMES_MAX && names[k][n] && f->column[k] < 0; n++) f->column[k] = place_of(cells, count, slice_of(names[k][n]));
    }
    for (size_t i = 0; i < columns->count; i++) TRY(told(c, cells, count, ((const char *const *)columns->at)[i], f));
    for (size_t k = 0; k <= ACTS_KIND; k++)
        if (f->column[k] < 0) return fail(c, ERR_DATA, "no column tells the %s of an activity; name it, as in --columns '%s=Name of it'", activity_roles[k], activity_roles[k]);
    return OK;
}

/* ---- a row ---- */

struct row {
    struct ctx                 *c;
    const struct activity_file *f;
    const struct slice         *cells;
    size_t                      count;
    const char                 *path;
};

static struct slice cell(const struct row *r, enum activity_role role)
{
    int at = r->f->column[role];
    return at >= 0 && (size_t)at < r->count ? slice_trim(r->cells[at]) : (struct slice){0};
}

static void wrong(const struct row *r, enum activity_role role, const char *what)
{
    struct slice said  = cell(r, role);
    char        *where = ctx_print(r->c, "%s%s", r->path, activity_roles[role]);
    if (where) fault(r->c, where, "%s, not '%.*s'", what, (int)(said.size < 60 ? said.size : 60), said.at ? said.at : "");
}

/* 1,234.50 or 1.234,50, with a sign, a currency sign before it, or in brackets when below zero. */
static bool plain_number(struct slice s, bool comma, char *text, double *ret)
{
    size_t size = 0;
    bool   negative = s.size > 1 && s.at[0] == '(' && s.at[s.size - 1] == ')';
    if (negative) s.at++, s.size -= 2;
    for (size_t i = 0; i < s.size; i++) {
        char ch = s.at[i];
        if (ch == (comma ? '.' : ',') || ch == ' ' || ch == '\'' || ch == '$') continue;
        if (size == NUMBER_TEXT_MAX) return false;
        text[size++] = comma && ch == ',' ? '.' : ch;
    }
    if (!number_read((struct slice){text, size}, ret)) return false;
    if (negative) *ret = -*ret;
    return true;
}

static double number_of(const struct row *r, enum activity_role role)
{
    char         text[NUMBER_TEXT_MAX];
    double       value;
    struct slice said = cell(r, role);
    if (said.size == 0 || slice_is(said, "-") || slice_is(said, "--")) return NAN;
    if (plain_number(said, r->f->comma, text, &value)) return value;
    wrong(r, role, "must be a number");
    return NAN;
}

static int64_t money_of(const struct row *r, enum activity_role role, int64_t none)
{
    double value = number_of(r, role);
    if (isnan(value)) return none;
    if (fabs(value) <= 9e11) return llround(value * CASH_UNIT);
    wrong(r, role, "must be below 900,000,000,000");
    return none;
}

static void take_kind(const struct row *r, struct activity *a)
{
    struct slice said = cell(r, ACTS_KIND);
    a->kind = CHOICE_NONE;
    for (int32_t k = 0; activity_kinds[k]; k++)
        if (slice_like(said, activity_kinds[k])) a->kind = k;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_like(said, words[i].word)) a->kind = words[i].kind;
    if (a->kind == CHOICE_NONE)
        wrong(r, ACTS_KIND, "must be buy, sell, dividend, interest, fee, tax, deposit, withdrawal, split, receive, deliver or exchange");
}

static err copy_cell(const struct row *r, enum activity_role role, size_t size_max, const char **ret)
{
    struct slice said = cell(r, role);
    *ret = NULL;
    if (said.size == 0) return OK;
    if (said.size > size_max || memchr(said.at, 0, said.size)) return wrong(r, role, "must be a short text"), OK;
    return got(*ret = ctx_copy(r->c, said));
}

static err take_texts(const struct row *r, struct activity *a)
{
    TRY(copy_cell(r, ACTS_NOTE, 400, &a->note));
    TRY(copy_cell(r, ACTS_CURRENCY, 12, &a->currency));
    if (!a->currency) return OK;
    char *upper = ctx_copy(r->c, slice_of(a->currency));
    TRY(got(upper));
    for (char *p = upper; *p; p++)
        if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 'a' + 'A');
    a->currency = upper;
    if (strlen(upper) < 3) wrong(r, ACTS_CURRENCY, "must be a currency such as USD");
    return OK;
}

static int64_t positive(int64_t money) { return money == CASH_NONE ? money : money < 0 ? -money : money; }

static void take_numbers(const struct row *r, struct activity *a)
{
    int64_t at;
    if (price_time_read(cell(r, ACTS_DAY), r->f->order, &at)) a->day = day_of_time(at);
    else                                                      wrong(r, ACTS_DAY, "must be a day such as 2017-12-29");
    a->quantity = fabs(number_of(r, ACTS_QUANTITY));
    a->price    = fabs(number_of(r, ACTS_PRICE));
    a->amount   = money_of(r, ACTS_AMOUNT, CASH_NONE);
    a->fee      = positive(money_of(r, ACTS_FEE, 0));
    if (a->kind != ACTIVITY_EXCHANGE) a->amount = positive(a->amount);
    if (a->quantity == 0) a->quantity = NAN;
    if (a->quantity > 9e10) wrong(r, ACTS_QUANTITY, "must be at most 90,000,000,000"), a->quantity = NAN;
    if (a->price > 1e12)    wrong(r, ACTS_PRICE, "must be at most 1,000,000,000,000"), a->price = NAN;
    struct slice lot = cell(r, ACTS_LOT);
    if (lot.size && !int_read(lot, &a->lot)) wrong(r, ACTS_LOT, "must be the number of an activity");
}

/* Exports fill columns that say nothing for a kind: the units a deposit of money is about, say. */
static void drop_idle(struct activity *a)
{
    bool money_only = a->kind == ACTIVITY_DEPOSIT || a->kind == ACTIVITY_WITHDRAWAL || a->kind == ACTIVITY_EXCHANGE || a->kind == ACTIVITY_INTEREST ||
                      a->kind == ACTIVITY_FEE || a->kind == ACTIVITY_TAX;
    if (!money_only) return;
    if (a->amount == CASH_NONE && !isnan(a->quantity) && !isnan(a->price) && a->quantity * a->price <= 9e11)
        a->amount = llround(a->quantity * a->price * CASH_UNIT);
    a->quantity = a->price = NAN;
}

err activity_file_read(struct ctx *c, const struct activity_file *f, char *line, size_t size, const char *path, struct activity *ret, struct slice *ret_symbol)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       count = csv_split(line, size, f->separator, cells);
    struct row   r     = {c, f, cells, count < CSV_CELLS_MAX ? count : CSV_CELLS_MAX, path};
    *ret = (struct activity){.id = INT_NONE, .account_id = INT_NONE, .asset_id = INT_NONE, .day = DAY_NONE, .lot = INT_NONE, .removed = TIME_NONE};
    take_kind(&r, ret);
    take_numbers(&r, ret);
    TRY(take_texts(&r, ret));
    drop_idle(ret);
    *ret_symbol = cell(&r, ACTS_SYMBOL);
    if (ret_symbol->size > PRICE_SYMBOL_SIZE_MAX) wrong(&r, ACTS_SYMBOL, "must be a symbol");
    if (ret_symbol->size > PRICE_SYMBOL_SIZE_MAX || (ret->kind != CHOICE_NONE && !activity_takes_asset(ret->kind))) *ret_symbol = (struct slice){0};
    return OK;
}
