/* wordpiece.h - text to the tokens of a BERT model, as Hugging Face's fast tokenizer makes them: clean text, blanks around Chinese
 * characters, no accents, small letters, words and punctuation apart, and each word to its longest pieces from the front.
 * Pure; an opened one lives in the ctx and is only read afterwards.
 *
 * Song et al. 2021 (fast WordPiece); Devlin et al. 2019 (BERT). Lower case and accents as the tokenizer's own file says. */
#ifndef NLP_WORDPIECE_H
#define NLP_WORDPIECE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

enum {
    TOKENS_MAX             = 1 << 20,           /* of a vocabulary */
    TOKEN_SIZE_MAX         = 400,               /* bytes of one of them that a text can be cut to */
    TOKENIZER_SIZE_MAX     = 64 << 20,          /* bytes of its file */
    WORD_RUNES_MAX         = 100,               /* a longer word is unknown, unless the file says otherwise */
    SPECIALS_MAX           = 1024,
};

struct wordpiece_options {
    bool   cleans, splits_chinese, strips_accents, lowers;
    size_t word_runes_max;                      /* at most WORD_RUNES_MAX */
};

struct piece {
    struct slice text;                          /* without the sign that it continues a word */
    uint32_t     hash;
    int32_t      id;                            /* -1: no piece here */
    bool         continues;
};

struct special {                                /* stands for itself wherever a text has it */
    struct slice text;
    int32_t      id;
};

struct wordpiece {
    struct wordpiece_options options;
    struct piece   *table;                      /* open addressing */
    size_t          room;                       /* a power of two */
    size_t          size_max;                   /* bytes of the longest piece */
    struct special *specials;
    size_t          special_count;
    bool            begins_special[256];
    int32_t         unknown, begin, end, id_max;
};

/* From vocab.txt: a token a line, its number the line's. ERR_DATA names the file and what is wrong. */
err wordpiece_open_lines(struct ctx *c, const char *name, struct slice file, struct wordpiece_options options, struct wordpiece *ret);

/* From tokenizer.json, with the options in it. */
err wordpiece_open_json(struct ctx *c, const char *name, struct slice file, struct wordpiece *ret);

/* The tokens of a text in UTF-8, without [CLS] and [SEP]. There are never more than its bytes: ids has room for text.size. */
size_t wordpiece_ids(const struct wordpiece *w, struct slice text, int32_t *ids);

#endif
