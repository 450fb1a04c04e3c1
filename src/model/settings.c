#include "model/settings.h"

const char *const environments[] = {"development", "staging", "production", NULL};
const char *const formats[] = {"table", "json", "csv", NULL};
