#include "model/asset.h"

const char *const asset_classes[] = {"unknown", "stock", "etf", "fund", "crypto", "index", "fx", NULL};

double asset_periods_per_year(int32_t class) { return class == CLASS_CRYPTO ? 365 : 252; }
