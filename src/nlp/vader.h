/* vader.h - the sentiment of a text exactly as VADER 3.3.2 computes it, its faults included (Hutto and Gilbert, VADER: A Parsimonious
 * Rule-based Model for Sentiment Analysis of Social Media Text, ICWSM 2014). All four figures equal the reference program's.
 *
 * A vader is made once and only read afterwards, by any number of threads; it lives in the ctx it was opened in, and points into
 * the lists it was made from. A desk is what one thread works on: it is opened zeroed but for its ctx, grows there and is used again. */
#ifndef NLP_VADER_H
#define NLP_VADER_H

#include "base/ctx.h"

enum {
    VADER_WORD_SIZE_MAX = 64,           /* bytes of a word or phrase of a list */
    VADER_TEXT_SIZE_MAX = 64 << 10,     /* bytes of one text: the rule of "but" may take the square of it */
};

struct vader;

struct vader_lists {
    struct slice words;                 /* lines word TAB mean; what follows is not read, the last of two equal words counts */
    struct slice emoji;                 /* lines emoji TAB description, one code point each; may be empty */
    struct slice overlay;               /* words and phrases over `words`, - for the mean of one that is taken out; may be empty */
    const char  *words_name;            /* for the story of a list that cannot be read */
};

struct vader_score {
    double neg, neu, pos;               /* shares, together 1 but for rounding; all 0 for a text without a word */
    double compound;                    /* -1 to 1 */
};

struct vader_desk {
    struct ctx   *c;
    struct token *token;                /* of the text that was scored last, with what each came to */
    double       *value;
    size_t        token_room, count;
    char         *text;                 /* the text with emoji described */
    size_t        text_room;
};

/* ERR_DATA names the list and the line. */
err vader_open(struct ctx *c, const struct vader_lists *lists, const struct vader **ret);

/* ERR_DATA for what is not UTF-8, ERR_LIMIT past VADER_TEXT_SIZE_MAX; the story tells where. */
err vader_score(const struct vader *v, struct vader_desk *desk, struct slice text, struct vader_score *ret);

/* x rounded to `digits` decimals as a decimal text would be: to the nearest, a tie to the even. |x| at most 1, digits at most 4. */
double round_decimal(double x, int digits);

#endif
