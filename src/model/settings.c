#include "model/settings.h"

const char *const environments[] = {"development", "staging", "production", NULL};
const char *const formats[] = {"table", "json", "csv", NULL};
const char *const precision_choices[] = {"auto", "f32", "bf16", "int8", NULL};
