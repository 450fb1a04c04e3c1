#include "model/profile.h"

const char *const bands[]   = {"conservative", "moderate", "aggressive", "very_aggressive", NULL};
const char *const markets[] = {"real", "simulated", NULL};
