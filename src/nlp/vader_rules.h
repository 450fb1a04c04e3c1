/* vader_rules.h - the words that VADER's rules name, and its constants. The lists are those of the reference program, version 3.3.2. */
#ifndef NLP_VADER_RULES_H
#define NLP_VADER_RULES_H

static const double BOOST = 0.293, CAPS = 0.733, NEGATION = -0.74, NEVER_SO = 1.25, EXCLAMATION = 0.292, QUESTION = 0.18,
                    QUESTIONS_MANY = 0.96, ALPHA = 15, BOOST_AT_2 = 0.95, BOOST_AT_3 = 0.9, BEFORE_BUT = 0.5, BEHIND_BUT = 1.5;

enum { EXCLAMATIONS_MAX = 4, QUESTIONS_FEW = 3 };

static const char *const negations[] = {
    "aint", "arent", "cannot", "cant", "couldnt", "darent", "didnt", "doesnt", "ain't", "aren't", "can't", "couldn't", "daren't", "didn't",
    "doesn't", "dont", "hadnt", "hasnt", "havent", "isnt", "mightnt", "mustnt", "neither", "don't", "hadn't", "hasn't", "haven't", "isn't",
    "mightn't", "mustn't", "neednt", "needn't", "never", "none", "nope", "nor", "not", "nothing", "nowhere", "oughtnt", "shant", "shouldnt",
    "uhuh", "wasnt", "werent", "oughtn't", "shan't", "shouldn't", "uh-uh", "wasn't", "weren't", "without", "wont", "wouldnt", "won't",
    "wouldn't", "rarely", "seldom", "despite",
};

static const char *const boosters[] = {
    "absolutely", "amazingly", "awfully", "completely", "considerable", "considerably", "decidedly", "deeply", "effing", "enormous",
    "enormously", "entirely", "especially", "exceptional", "exceptionally", "extreme", "extremely", "fabulously", "flipping", "flippin",
    "frackin", "fracking", "fricking", "frickin", "frigging", "friggin", "fully", "fuckin", "fucking", "fuggin", "fugging", "greatly",
    "hella", "highly", "hugely", "incredible", "incredibly", "intensely", "major", "majorly", "more", "most", "particularly", "purely",
    "quite", "really", "remarkably", "so", "substantially", "thoroughly", "total", "totally", "tremendous", "tremendously", "uber",
    "unbelievably", "unusually", "utter", "utterly", "very",
};

static const char *const dampeners[] = {
    "almost", "barely", "hardly", "kinda", "kindof", "kind-of", "less", "little", "marginal", "marginally", "occasional", "occasionally",
    "partly", "scarce", "scarcely", "slight", "slightly", "somewhat", "sorta", "sortof", "sort-of",
};

/* Words that a rule or a phrase names by themselves. */
#define PARTS(X)                                                                                                                    \
    X(NO, "no") X(OR, "or") X(NOR, "nor") X(KIND, "kind") X(OF, "of") X(NEVER, "never") X(SO, "so") X(THIS, "this")                 \
    X(WITHOUT, "without") X(DOUBT, "doubt") X(LEAST, "least") X(AT, "at") X(VERY, "very") X(BUT, "but") X(THE, "the")               \
    X(SHIT, "shit") X(BOMB, "bomb") X(BAD, "bad") X(ASS, "ass") X(BUS, "bus") X(STOP, "stop") X(YEAH, "yeah") X(RIGHT, "right")     \
    X(KISS, "kiss") X(DEATH, "death") X(TO, "to") X(DIE, "die") X(FOR, "for") X(BEATING, "beating") X(HEART, "heart")               \
    X(BROKEN, "broken") X(SORT, "sort") X(JUST, "just") X(ENOUGH, "enough")

enum part {
    NO_PART,
#define X(name, word) PART_##name,
    PARTS(X)
#undef X
};

enum { IDIOM_WORDS_MAX = 3 };

struct idiom {
    unsigned char part[IDIOM_WORDS_MAX];        /* the third NO_PART where there are two */
    double        value;
};

/* "badass" is an idiom upstream too, but only two or three words are ever compared. */
static const struct idiom idioms[] = {
    {{PART_THE, PART_SHIT}, 3},     {{PART_THE, PART_BOMB}, 3},           {{PART_BAD, PART_ASS}, 1.5},
    {{PART_BUS, PART_STOP}, 0},     {{PART_YEAH, PART_RIGHT}, -2},        {{PART_KISS, PART_OF, PART_DEATH}, -1.5},
    {{PART_TO, PART_DIE, PART_FOR}, 3}, {{PART_BEATING, PART_HEART}, 3.1}, {{PART_BROKEN, PART_HEART}, -2.9},
};

static const struct idiom boosting_idioms[] = {
    {{PART_JUST, PART_ENOUGH}, -0.293}, {{PART_KIND, PART_OF}, -0.293}, {{PART_SORT, PART_OF}, -0.293},
};

#endif
