#include "model/mention.h"

const char *const evidences[] = {"qualified", "cashtag", "name", "alias", "ticker", "delivered", NULL};
