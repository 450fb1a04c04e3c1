#include "model/run.h"

const char *const run_outcomes[] = {"ok", "fresh", "failed", NULL};
