#include "model/recommendation.h"

const char *const advice_kinds[] = {"allocate", "insufficient", NULL};

const char *const exclusion_reasons[] = {"excluded",   "sector",       "class",     "currency",     "no_bars",      "stale", "short_history",
                                         "no_signals", "signals_stale", "raw_prices", "too_volatile", "broken_prices", NULL};
