/* universe.h - the names of all assets as one automaton over words; inside the linker only. */
#ifndef NLP_UNIVERSE_H
#define NLP_UNIVERSE_H

#include "base/map.h"
#include "nlp/link.h"
#include "nlp/link_word.h"

enum { SYMBOL_SIZE_MAX = 32, NAME_WORDS_MAX = 16 };

enum { WORD_EXCHANGE = 1, WORD_COMPANY = 2, WORD_MARKET = 4 };

struct symbol {                         /* one asset under a ticker */
    uint32_t asset, next;               /* another one under the same ticker, from 1; 0: none */
    int32_t  from, to;
    bool     bare;                      /* in capitals it is rarely anything else */
};

struct called {                         /* one asset under a name */
    uint32_t      asset, next;          /* another one under the same name, from 1; 0: none */
    int32_t       from, to;
    enum evidence evidence;             /* LINK_NAME or LINK_ALIAS */
    bool          common;               /* its words mean something else too */
};

struct edge {
    uint32_t node, word, to;            /* to is 0 for an empty place */
};

struct universe {
    struct ctx    *c;
    struct map     words, symbols;      /* to an id from 1; to an index from 1 */
    uint8_t       *word_flags;          /* by id */
    size_t         word_room;
    struct symbol *symbol;
    size_t         symbol_count;
    struct called *called;
    size_t         called_count, called_room;
    uint32_t      *accept;              /* by node: an index into called, from 1 */
    size_t         node_count, node_room;
    struct edge   *edges;               /* open addressing */
    size_t         edge_room;           /* a power of 2 */
};

/* The id of a word that is in a name or a list, or 0. */
uint32_t universe_word(const struct universe *u, struct slice lower);

/* The node that a word leads to, or 0. The root is 0 too; nothing leads back to it. */
uint32_t universe_step(const struct universe *u, uint32_t node, uint32_t word);

/* The first asset under a ticker, as it is written, on that day; NULL where there is none. */
const struct symbol *universe_symbol(const struct universe *u, struct slice written, int32_t day);

/* The asset under the name that ends at a node, on that day, or NULL. */
const struct called *universe_called(const struct universe *u, uint32_t node, int32_t day);

#endif
