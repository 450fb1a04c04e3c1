/* replay.h - what the activities of an account come to, day after day: lots and their cost, money, gains that were taken.
 *
 * Units are counted in hundred-millionths and money in millionths, both whole, so nothing is left over that was never there.
 * Pure; all lives in the ctx given. */
#ifndef BOOK_REPLAY_H
#define BOOK_REPLAY_H

#include "model/account.h"
#include "model/action.h"
#include "model/activity.h"
#include "model/asset.h"

enum { BOOK_CURRENCIES_MAX = 32, SPLIT_SAID_DAYS = 7 };

#define BOOK_UNIT 100000000ll           /* units in one whole unit */

struct lot {
    int64_t activity_id;                /* that brought it */
    int32_t day;
    int64_t units, cost;                /* with fees, in the currency of the holding; CASH_NONE when it is not known */
};

struct holding {                        /* all there ever was of one asset */
    const struct asset *asset;
    const char         *currency;       /* of its trades; NULL before the first */
    struct lot         *lots;           /* the oldest first, those that are gone left out */
    size_t              lot_count, room;
    int64_t             units;
    int64_t             realised;       /* gains and losses of what was sold; CASH_NONE when a cost is not known */
    int64_t             income, costs;  /* dividends and interest of it after fees; fees and taxes booked on it alone */
};

struct purse {
    const char *currency;
    int64_t     money;                  /* may be below zero: borrowed, or a deposit was not entered */
};

struct sale {                           /* units of one lot that were sold */
    int64_t             activity_id;
    const struct asset *asset;
    int32_t             bought, sold;
    int64_t             units, proceeds, cost;          /* after fees, with fees; cost CASH_NONE when it is not known */
    const char         *currency;
};

struct book_in {
    const struct activity *activities;  /* of one account, by day */
    size_t                 activity_count;
    const struct asset    *assets;      /* every asset they name, by id */
    size_t                 asset_count;
    const struct action   *splits;      /* known splits of these assets, by day; a split that the activities say within SPLIT_SAID_DAYS goes before */
    size_t                 split_count;
    const char            *currency;    /* of the account, where an activity says none */
    enum lot_method        lots;
    enum cash_rule         cash;
};

struct book {
    struct ctx     *c;
    struct book_in  in;
    struct holding *holdings;           /* one per asset of `in` */
    struct purse    purses[BOOK_CURRENCIES_MAX];
    size_t          purse_count;
    struct sale    *sales;
    size_t          sale_count, sale_room;
    size_t         *order;              /* of the activities: within a day what comes in stands before what goes out */
    size_t          next, next_split;
};

/* ERR_LIMIT where there are more currencies than BOOK_CURRENCIES_MAX. */
err book_open(struct ctx *c, const struct book_in *in, struct book *ret);

/* Takes everything up to the end of a day; days only go forwards. ERR_CONFLICT tells which activity cannot be: it sells what is not
 * there, names a lot that is not, or an asset in a second currency. */
err book_advance(struct book *b, int32_t day);

/* The holding of an asset, or NULL. */
struct holding *book_holding(const struct book *b, int64_t asset_id);

/* The money an activity is about, in its currency: its amount, or quantity times price; CASH_NONE where it says neither. */
int64_t activity_money(const struct activity *a);

/* The currency an activity counts in: its own, else the account's. */
const char *activity_currency(const struct book_in *in, const struct activity *a);

/* Cost of the lots that are held; CASH_NONE when one of them is not known. */
int64_t holding_cost(const struct holding *h);

static inline double units_real(int64_t units) { return (double)units / (double)BOOK_UNIT; }

#endif
