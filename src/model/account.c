#include "model/account.h"

const char *const account_kinds[] = {"taxable", "deferred", "free", NULL};
const char *const lot_methods[]   = {"fifo", "average", "named", NULL};
const char *const cash_rules[]    = {"kept", "implied", NULL};
