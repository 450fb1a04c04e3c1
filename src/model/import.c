#include "model/import.h"

const char *const quarantine_reasons[] = {"unparsable", "negative", "high_below_low", "not_monotonic", "duplicate", "no_symbol", "no_price",
                                          "no_text", "no_time", "not_utf8", "too_large", NULL};
