/* sentence.h - a text to its sentences. A sentence ends behind . ! ? or an ellipsis where a blank and no small letter follow, but not
 * behind an abbreviation; and at an empty line or an indented one. Pure; the slices point into the text. */
#ifndef NLP_SENTENCE_H
#define NLP_SENTENCE_H

#include "base/slice.h"

enum { SENTENCE_SIZE_MAX = 32 << 10 };  /* bytes; a longer one is cut, so that every text can be scored */

/* Takes the next sentence, without blanks around it, from the front of *rest, which is UTF-8; false: nothing is left. */
bool sentence_next(struct slice *rest, struct slice *ret);

#endif
