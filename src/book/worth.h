/* worth.h - what an account was worth at the close of every day, what it earned, and what earned it.
 *
 * The return of a day is (value + taken out) / (value of the day before + brought in) - 1: what comes in works from the beginning
 * of its day, what goes out until its end. Time-weighted growth is the product of these; money-weighted is the yearly rate at
 * which all that came in and went out comes to the value at the end (irr_of_days). Pure; all lives in the ctx given. */
#ifndef BOOK_WORTH_H
#define BOOK_WORTH_H

#include "book/replay.h"

struct quotes {                         /* ascending by day; a day without one has that of the last before it */
    const int32_t *day;
    const double  *value;
    size_t         count;
};

struct rate {                           /* of a currency: what one of it is worth in that of the account */
    const char   *currency;
    struct quotes quotes;
};

struct worth_in {
    struct book_in       book;
    const struct quotes *prices;        /* of each asset of book.assets, as traded */
    const struct rate   *rates;         /* of every other currency than that of the account */
    size_t               rate_count;
    int32_t              from, to;      /* days the result speaks of, both included */
};

struct worth_day {                      /* in the currency of the account */
    int32_t day;
    double  value, in, out;             /* at its close; brought in and taken out from outside */
    double  growth;                     /* of one unit since the close before `from` */
};

struct worth_part {                     /* what one asset earned, or what all did that is no asset: cash, its interest and currencies */
    const struct asset *asset;          /* NULL: cash */
    double              gain;           /* in all; the gains of the parts add up to that of the account */
    double              income;         /* of it: dividends and interest, less fees and taxes booked alone */
    double              currency_gain;  /* of it: by moves of its currency */
    double              contribution;   /* to the growth of the account; they add up to it */
    double              value;          /* at the end */
    double              price;          /* of that: the last quote and its day */
    int32_t             price_day;
};

struct worth {
    struct book        book;            /* as it stands at the end */
    struct worth_day  *days;
    size_t             day_count;
    struct worth_part *parts;           /* of each asset, then cash */
    size_t             part_count;
    double             opening, closing, in, out, gain;
    double             growth;          /* time-weighted, less one */
    double             money_weighted;  /* per year; NaN where it has no meaning */
    double             implied;         /* deposits that were implied */
};

/* ERR_INSUFFICIENT where an asset is held, or money of a currency, on a day up to which there is no quote; or where something is
 * earned on nothing, so that a deposit must be missing. */
err worth_walk(struct ctx *c, const struct worth_in *in, struct worth *ret);

/* The last quote on or before a day, NaN where there is none; *at, from 0 on, remembers the place between ascending days. */
double quote_on(const struct quotes *q, int32_t day, size_t *at);

#endif
