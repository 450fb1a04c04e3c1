/* link_word.h - a text to words for the linker: their place, their spelling in lower case, and how they are written. */
#ifndef NLP_LINK_WORD_H
#define NLP_LINK_WORD_H

#include <stdint.h>

#include "base/slice.h"

enum { LINK_WORD_SIZE_MAX = 32 };       /* bytes of a word in lower case; a longer one is no part of any name */

enum { WORD_CAPITAL = 1, WORD_ALL_CAPITALS = 2, WORD_HAS_SMALL = 4, WORD_BEGINS_SENTENCE = 8, WORD_IN_ADDRESS = 16 };

struct link_word {
    uint32_t at, size;                  /* in the text, without what marks a possessive */
    uint32_t id;                        /* in the universe's vocabulary; 0: it is in no name */
    uint8_t  flags;
};

/* Takes the next word at *at or behind it. Its lower case, without full stops between letters and with "and" as "&", is written to
 * `lower`; *ret_lower_size is 0 for one that is too long. false: none is left. */
bool link_word_next(struct slice text, size_t *at, struct link_word *ret, char lower[static LINK_WORD_SIZE_MAX], size_t *ret_lower_size);

#endif
