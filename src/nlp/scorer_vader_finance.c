#include "nlp/scorer.h"

const struct scorer scorer_vader_finance = {
    .name         = "vader-finance",
    .title        = "VADER with words of finance",
    .about        = "The rules of VADER over its list and one of our own: what only names a thing in reports of markets is taken out, what moves, beats, misses, "
                    "defaults or is downgraded is put in, and phrases such as `rate hike` or `misses estimates` count as one word.",
    .adds_finance = true,
};
