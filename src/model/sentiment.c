#include "model/sentiment.h"

const char *const sentiments[] = {"negative", "neutral", "positive", NULL};
