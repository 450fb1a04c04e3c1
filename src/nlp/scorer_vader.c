#include "nlp/scorer.h"

const struct scorer scorer_vader = {
    .name  = "vader",
    .title = "VADER, exactly",
    .about = "Rules over a list of 7,506 rated words and 1,212 emoji, made for social media (Hutto and Gilbert 2014). The figures equal the reference "
             "program's. It knows nothing of markets: shares, interest and security are praise to it, and plunge says nothing.",
};
