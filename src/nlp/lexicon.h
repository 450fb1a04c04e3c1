/* lexicon.h - the word lists that are part of the program; made by tools/lexicon.sh from the packages of lexicon/ and its own file. */
#ifndef NLP_LEXICON_H
#define NLP_LEXICON_H

#include "base/slice.h"

struct slice list_words(void);          /* VADER's lexicon (Hutto and Gilbert 2014) */
struct slice list_emoji(void);          /* emoji and their descriptions */
struct slice list_common(void);         /* the 15,000 commonest English words, a tab and a count (SUBTLEX-US, Brysbaert and New 2009) */
struct slice list_finance(void);        /* our words over VADER's, for vader-finance */
struct slice list_head(void);           /* our head over an encoder, for lumia-mood: see head.h */

#endif
