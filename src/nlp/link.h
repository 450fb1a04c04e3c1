/* link.h - which assets a text speaks of, and why: typed evidence and confidence for every match.
 *
 * A universe holds every name of every asset in one automaton over words. It is made once, is only read afterwards, by any number of
 * threads, and lives in the ctx it was made in. Matches are leftmost-longest: "Bank of America" hides "America". Pure. */
#ifndef NLP_LINK_H
#define NLP_LINK_H

#include <stdint.h>

#include "base/ctx.h"
#include "base/day.h"

enum evidence {
    LINK_QUALIFIED,             /* a symbol with its exchange: (NASDAQ: AAPL), <AAPL.O> */
    LINK_CASHTAG,               /* $AAPL */
    LINK_NAME,                  /* a legal name, or a name of several words */
    LINK_ALIAS,                 /* a name of one word */
    LINK_TICKER,                /* a bare symbol in capitals */
    EVIDENCE_COUNT,
};

enum {
    LINK_NAME_SIZE_MAX  = 200,          /* bytes of a name or symbol of the universe */
    LINK_MATCHES_MAX    = 1000,         /* matches of one text; what follows is not read */
    LINK_WORDS_MAX      = 1 << 20,      /* words of one text; what follows is not read */
};

struct link_name {              /* what an asset is called */
    uint32_t     asset;                 /* the caller's index */
    struct slice text;
    bool         symbol;                /* a ticker, not a name */
    int32_t      from, to;              /* days it holds, DAY_NONE where open: FB until 2022-06-08 */
};

struct universe;

struct link_match {
    uint32_t      asset;
    enum evidence evidence;
    double        confidence;           /* 0 to 1; a link from LINK_CONFIDENCE up */
    struct slice  text;                 /* where it stands */
    const char   *why;
};

extern const double LINK_CONFIDENCE;

struct link_total {             /* one asset of a text */
    uint32_t      asset;
    enum evidence evidence;             /* the strongest */
    double        confidence;           /* of that */
    double        relevance;            /* 0 to 1: how much of the text is about it */
    size_t        count;                /* matches */
    struct slice  text;                 /* the strongest match */
};

struct link_desk {              /* what one thread works on: opened zeroed but for its ctx, and used again */
    struct ctx        *c;
    struct link_word  *word;
    size_t             word_room, word_count;
    struct link_match *match;
    size_t             match_room, match_count;
};

/* ERR_LIMIT for a name that is too long; names without a word are passed over. `common` is a list of common words, one a line. */
err universe_open(struct ctx *c, const struct link_name *names, size_t count, struct slice common, const struct universe **ret);

/* Every match in a text of valid UTF-8, in order, the doubtful ones too, with the names that hold on `day`. They stand in the desk
 * until its next use. */
err link_text(const struct universe *u, struct link_desk *desk, struct slice text, int32_t day);

/* The asset that a symbol means on a day. */
bool link_symbol(const struct universe *u, struct slice symbol, int32_t day, uint32_t *ret_asset);

/* The matches of the desk from LINK_CONFIDENCE up, by asset, the most relevant first; `title` is how many bytes of the text are its
 * headline. The totals live in `c`. */
err link_totals(struct ctx *c, const struct link_desk *desk, struct slice text, size_t title, struct link_total **ret, size_t *ret_count);

#endif
