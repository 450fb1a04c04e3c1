#include "model/feed.h"

const char *const fetch_outcomes[] = {"ok",             "empty",       "unknown_symbol", "throttled",   "needs_key",
                                      "challenge_page", "geo_blocked", "schema_changed", "unavailable", NULL};
