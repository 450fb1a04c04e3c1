#include "model/action.h"

const char *const action_kinds[] = {"split", "dividend", NULL};
