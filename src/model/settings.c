#include "model/settings.h"

const char *const formats[] = {"table", "json", "csv", NULL};
