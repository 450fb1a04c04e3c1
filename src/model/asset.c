#include "model/asset.h"

const char *const asset_classes[] = {"unknown", "stock", "etf", "fund", "crypto", "index", "fx", NULL};

double asset_periods_per_year(int32_t class) { return class == CLASS_CRYPTO ? 365 : 252; }

bool asset_distributes(int32_t class) { return class != CLASS_CRYPTO && class != CLASS_FX; }

static const char SIMULATED_SUFFIX[] = ".SIM";

char *asset_symbol(struct ctx *c, struct slice said)
{
    char *symbol = ctx_copy(c, said);
    for (char *p = symbol; p && *p; p++)
        if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 32);
    return symbol;
}

bool asset_symbol_is_simulated(struct slice symbol)
{
    size_t size = sizeof SIMULATED_SUFFIX - 1;
    return symbol.size > size && slice_like((struct slice){symbol.at + symbol.size - size, size}, SIMULATED_SUFFIX);
}
