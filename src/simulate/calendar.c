#include "base/session.h"
#include "simulate/market.h"

size_t market_days(const struct market_plan *plan)
{
    return plan->last_day < plan->first_day ? 0 : (size_t)((int64_t)plan->last_day - plan->first_day + 1);
}

bool market_session(const struct market_plan *plan, enum market_class class, int32_t day)
{
    if (day < plan->first_day || day > plan->last_day) return false;
    return class == MARKET_CRYPTO || session_on(day);
}
